"""Which cell is wrong: the one that was spoiled is named, with the figure it held, and nothing is guessed."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from fillings import consistent, transposed, zeros
from gouji.check.linear import equation, residuals, system
from gouji.check.locate import EQUALLY_LIKELY, MOST_SHOWN, Diagnosis, for_rule, suspects
from gouji.check.slips.one_cell import slip
from gouji.form.form import Form, Rule
from gouji.form.load import load, load_folder
from gouji.frozen import replace
from gouji.place import Place
from gouji.rule.evaluate import holds, number
from gouji.rule.parse import parse

Figures = dict[str, Decimal]
THIRD = load_folder(Path(__file__).parent / "third_form")
FORMS = {"2019": load("2019"), "2021": load("2021"), "third": THIRD}
FORM = FORMS["2021"]
ROWS = FORM.table("applications").row_labels
APPLICANTS = FORM.table("applications").sets["applicants"]


def failing(form: Form, figures: Mapping[str, Decimal]) -> list[Rule]:
    return [rule for rule in form.rules if holds(rule.expect, figures) is False]


def diagnose(form: Form, figures: Mapping[str, Decimal], formulas: frozenset[str] = frozenset()) -> list[Diagnosis]:
    return list(suspects(form, figures, failing(form, figures), formulas))


def nowhere(id: str) -> None:
    """Where a figure stands that was read from no workbook."""


def proposed(diagnosis: Diagnosis) -> Figures:
    return {change.cell: change.to for change in diagnosis.changes}


def filled(**cells: int) -> Figures:
    """Form 2021 with a few applications of natural persons that tie; `row__column` sets a cell of table three."""
    figures = zeros(FORM)
    for column in ("natural_person", "total"):
        for row, value in {"new_received": 120, "granted": 83, "handled_total": 83, "carried_out": 37}.items():
            figures[f"applications.{row}.{column}"] = Decimal(value)
    return figures | {f"applications.{name.replace('__', '.')}": Decimal(value) for name, value in cells.items()}


# ---------------------------------------------------------------- one cell


def _spoiled(form: Form, seed: int, size: int) -> list[tuple[str, Decimal, Figures]]:
    """Every tied cell spoiled in each way that leaves a figure ≥ 0: (id, what it held, the figures)."""
    figures = consistent(form, seed, size)
    cases = []
    for id in system(form).touching:
        for wrong in (figures[id] + 1, figures[id] - 1, transposed(figures[id])):
            if wrong is not None and (wrong >= 0 or form.figures[id].kind == "change"):
                cases.append((id, figures[id], {**figures, id: wrong}))
    return cases


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("size", [3, 60, 2000])
def test_a_single_wrong_cell_of_table_three_is_always_the_first_suspect(form: str, size: int) -> None:
    cases = [case for case in _spoiled(FORMS[form], size, size) if case[0].startswith("applications.")]
    first = [proposed(diagnose(FORMS[form], figures)[0]) == {id: held} for id, held, figures in cases]
    assert len(first) > 250
    assert all(first)


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_wrong_cell_of_table_four_is_among_the_equally_likely(form: str) -> None:
    # One tie a group: five cells can be wrong, and only the keyboard tells them apart.
    cases = [case for case in _spoiled(FORMS[form], 7, 60) if case[0].startswith("disputes.")]
    for id, held, figures in cases:
        found = diagnose(FORMS[form], figures)
        (own,) = [each for each in found if proposed(each) == {id: held}]
        assert own.cost <= found[0].cost + EQUALLY_LIKELY


def test_a_form_that_the_code_never_saw_is_located_too() -> None:
    figures = consistent(THIRD, 4)
    spoiled = {**figures, "accounts.wechat.now": figures["accounts.wechat.now"] + 700}
    (found,) = [each for each in diagnose(THIRD, spoiled) if "accounts.wechat.now" in proposed(each)]
    assert proposed(found) == {"accounts.wechat.now": figures["accounts.wechat.now"]}
    spoiled = {**figures, "applications.refused.people": figures["applications.refused.people"] + 5}
    assert proposed(diagnose(THIRD, spoiled)[0]) == {
        "applications.refused.people": figures["applications.refused.people"]
    }
    amount = figures["disclosure.fines.amount"]
    spoiled = {**figures, "disclosure.fines.amount": amount + Decimal("0.000001")}
    assert amount in [proposed(each).get("disclosure.fines.amount") for each in diagnose(THIRD, spoiled)]


def test_the_reason_says_what_to_change_and_which_slip_it_looks_like() -> None:
    figures = filled(granted__natural_person=38)
    (found,) = diagnose(FORM, figures)
    (change,) = found.changes
    assert change.cell == "applications.granted.natural_person"
    assert (change.value, change.to) == (Decimal(38), Decimal(83))
    assert change.reason == "改成 83 后有关勾稽全部成立；像是相邻两位数字颠倒"
    assert {code for code, _ in found.mends} == {"AR302", "AR303"}


def test_nothing_is_said_of_a_filling_that_ties() -> None:
    for form in FORMS.values():
        assert diagnose(form, consistent(form, 1)) == []
        assert diagnose(form, zeros(form)) == []


def test_a_figure_is_never_made_negative() -> None:
    figures = zeros(FORM)
    figures |= {f"disputes.litigation.{name}": Decimal(value) for name, value in (("pending", 5), ("total", 2))}
    # upheld, corrected and other are 0: to take 3 away from one of them would repair the tie on paper only.
    assert sorted(map(str, map(proposed, diagnose(FORM, figures)))) == [
        "{'disputes.litigation.pending': Decimal('2')}",
        "{'disputes.litigation.total': Decimal('5')}",
    ]


def test_a_tie_with_an_unknown_figure_is_no_evidence() -> None:
    figures = filled(granted__natural_person=38)
    del figures["applications.granted.total"]
    assert [rule.code for rule in failing(FORM, figures)] == ["AR303"]
    found = diagnose(FORM, figures)
    assert all("applications.granted.total" not in proposed(each) for each in found)
    assert found[0].changes[0].cell == "applications.granted.natural_person"


def test_a_failing_tie_that_was_not_asked_about_binds_nothing() -> None:
    figures = filled(granted__natural_person=38)
    (asked, _) = failing(FORM, figures)
    assert asked.code == "AR302"
    found = suspects(FORM, figures, [asked])
    assert {code for each in found for code, _ in each.mends} == {"AR302"}
    assert residuals(system(FORM), figures, [asked])[0] == {system(FORM).numbers["AR302", asked.figures]: Decimal(45)}


def test_absurd_figures_are_handled_exactly() -> None:
    figures = filled()
    figures["applications.granted.natural_person"] = Decimal("1e308")
    (found,) = diagnose(FORM, figures)
    assert proposed(found) == {"applications.granted.natural_person": 83}


# ---------------------------------------------------------------- live totals


def _recalculated(figures: Figures) -> tuple[Figures, frozenset[str]]:
    totals = {id: figure.computed_by for id, figure in FORM.figures.items() if figure.computed_by is not None}
    result = dict(figures)
    for _ in range(2):  # a total of totals needs its parts first
        for id, by in totals.items():
            value = number(by, result)
            assert value is not None
            result[id] = value
    return result, frozenset(totals)


def test_a_total_whose_formula_is_intact_is_never_blamed() -> None:
    figures, formulas = _recalculated(filled(new_received__natural_person=210))
    found = diagnose(FORM, figures, formulas)
    assert proposed(found[0]) == {"applications.new_received.natural_person": 120}
    assert not formulas & {change.cell for each in found for change in each.changes}
    balance_of_total = next(rule for rule in failing(FORM, figures) if rule.code == "AR301" and rule.of == "总计")
    shown = for_rule(found, balance_of_total, lambda id: Place(id, 1, 1))
    assert (shown[0].cell, shown[0].place) == (
        "applications.new_received.natural_person",
        Place("applications.new_received.natural_person", 1, 1),
    )


def test_far_fetched_explanations_are_left_out() -> None:
    figures = zeros(FORM)
    group = {"upheld": 38, "corrected": 20, "other": 31, "pending": 47, "total": 181}
    figures |= {f"disputes.litigation.{name}": Decimal(value) for name, value in group.items()}
    assert [proposed(each) for each in diagnose(FORM, figures)] == [
        {"disputes.litigation.upheld": Decimal(83)},
        {"disputes.litigation.total": Decimal(136)},
    ]


def test_no_cell_is_named_where_two_dozen_are_equally_likely() -> None:
    figures, formulas = _recalculated(filled(granted__natural_person=82))
    assert failing(FORM, figures)
    assert diagnose(FORM, figures, formulas) == []


def test_a_live_total_with_an_outdated_value_is_not_explained_by_other_cells() -> None:
    figures = filled(granted__total=80)
    assert diagnose(FORM, figures, frozenset({"applications.granted.total"})) == []


# ---------------------------------------------------------------- several cells


def test_two_parts_that_share_no_figure_are_explained_apart() -> None:
    figures = filled(granted__natural_person=38)
    figures |= {f"disputes.litigation.{name}": Decimal(value) for name, value in (("upheld", 21), ("total", 12))}
    found = diagnose(FORM, figures)
    best = {frozenset(proposed(each).items()) for each in found if len(each.changes) == 1}
    assert frozenset({("applications.granted.natural_person", Decimal(83))}) in best
    assert frozenset({("disputes.litigation.total", Decimal(21))}) in best
    assert frozenset({("disputes.litigation.upheld", Decimal(12))}) in best
    for rule in failing(FORM, figures):
        assert all(suspect.cell.startswith(rule.table) for suspect in for_rule(found, rule, nowhere))


def test_two_slips_in_one_table_are_both_found() -> None:
    figures = filled(granted__natural_person=38, new_received__natural_person=102)
    found = diagnose(FORM, figures)[0]
    assert proposed(found) == {
        "applications.granted.natural_person": 83,
        "applications.new_received.natural_person": 120,
    }
    reasons = {change.cell: change.reason for change in found.changes}
    assert reasons["applications.granted.natural_person"] == (
        "改成 83，同时把“一、本年新收政府信息公开申请数量，自然人”改成 120 后有关勾稽全部成立"
    )
    for rule in failing(FORM, figures):
        cells = [suspect.cell for suspect in for_rule([found], rule, nowhere)]
        assert cells == [cell for cell in proposed(found) if cell in rule.figures]


def test_two_cells_of_a_row_exchanged() -> None:
    truth = consistent(FORM, 11, 400)
    a, b = "applications.new_received.natural_person", "applications.new_received.commercial_enterprise"
    assert truth[a] != truth[b]
    found = diagnose(FORM, {**truth, a: truth[b], b: truth[a]})[0]
    assert proposed(found) == {a: truth[a], b: truth[b]}
    assert found.changes[0].reason.endswith("像是这两格填反了")


def test_two_cells_of_a_column_exchanged_are_found_though_far_apart() -> None:
    truth = consistent(FORM, 11, 400)
    a, b = "applications.granted.natural_person", "applications.rejected_petition.natural_person"
    assert truth[a] != truth[b]
    found = [proposed(each) for each in diagnose(FORM, {**truth, a: truth[b], b: truth[a]})]
    assert {a: truth[a], b: truth[b]} in found


def _row(row: str) -> list[str]:
    return [f"applications.{row}.{column}" for column in APPLICANTS]


@pytest.mark.parametrize("on", [True, False])
def test_a_row_typed_one_cell_too_far(on: bool) -> None:
    truth = filled()
    for id, value in zip(_row("new_received"), (11, 23, 37, 41, 59, 67), strict=True):
        truth[id] = Decimal(value)
        truth[id.replace("new_received", "carried_out")] = Decimal(value)
    for id in _row("granted"):
        truth[id] = truth[id.replace("granted", "handled_total")] = Decimal(0)
    truth, _ = _recalculated(truth)
    assert failing(FORM, truth) == []
    typed = [truth[id] for id in _row("new_received")]
    shifted = [Decimal(0), *typed[:-1]] if on else [*typed[1:], Decimal(0)]
    found = diagnose(FORM, truth | dict(zip(_row("new_received"), shifted, strict=True)))[0]
    assert proposed(found) == {id: truth[id] for id in _row("new_received")}
    assert found.changes[0].reason.endswith("像是这几格的数字整体错开了一格")
    assert "等" in found.changes[0].reason


def _whole_row(row: str, truth: Figures, wrong: Mapping[str, Decimal]) -> Diagnosis:
    ids = [*_row(row), f"applications.{row}.total"]
    found = diagnose(FORM, truth | {id: wrong[id] for id in ids})[0]
    assert proposed(found) == {id: truth[id] for id in ids if truth[id] != wrong[id]}
    return found


def test_a_row_of_totals_left_at_zero() -> None:
    found = _whole_row("handled_total", consistent(FORM, 5, 300), zeros(FORM))
    assert found.changes[0].reason.endswith("像是整行（列）漏填，留着 0")


def test_a_row_of_typed_figures_left_at_zero() -> None:
    found = _whole_row("carried_out", consistent(FORM, 5, 300), zeros(FORM))
    assert found.changes[0].reason.endswith("像是整行（列）漏填，留着 0")


def test_a_row_of_totals_not_brought_up_to_date() -> None:
    truth = consistent(FORM, 5, 300)
    stale = {
        id: value - (truth[id.replace("handled_total", "granted")] if ".handled_total." in id else 0)
        for id, value in truth.items()
    }
    found = _whole_row("handled_total", truth, stale)
    assert found.changes[0].reason.endswith("像是分项改了，总计没有跟着改")


def test_a_row_copied_over_the_next() -> None:
    truth = consistent(FORM, 5, 300)
    copied = {id: truth[id.replace("refused_third_party", "refused_security_stability")] for id in truth}
    found = _whole_row("refused_third_party", truth, copied)
    assert found.changes[0].reason.endswith("像是照抄了另一行（列）的数字")


def test_a_whole_row_that_looks_like_nothing_known_is_still_offered() -> None:
    truth = consistent(FORM, 5, 300)
    step = {id: Decimal(7 * n) for n, id in enumerate(_row("new_received"), start=3)}
    step["applications.new_received.total"] = sum(step.values(), Decimal(0))
    found = diagnose(FORM, truth | {id: truth[id] + more for id, more in step.items()})
    (whole,) = [each for each in found if proposed(each) == {id: truth[id] for id in step}]
    assert whole.changes[0].reason.endswith("像是这一行（列）整体填错")


def test_slips_of_several_cells_leave_lines_with_unknown_figures_alone() -> None:
    truth = consistent(FORM, 5, 300)
    del truth["applications.granted.total"], truth["applications.carried_in.natural_person"]
    a, b = "applications.new_received.research_institution", "applications.new_received.commercial_enterprise"
    assert truth[a] != truth[b]
    found = diagnose(FORM, {**truth, a: truth[b], b: truth[a]})[0]
    assert proposed(found) == {a: truth[a], b: truth[b]}


def test_a_table_full_of_nonsense_gives_no_suspects_quickly() -> None:
    rng = random.Random(3)
    figures = {id: Decimal(rng.randrange(1000)) for id in FORM.figures}
    started = time.perf_counter()
    found = diagnose(FORM, figures)
    assert time.perf_counter() - started < 2
    assert all(each.changes[0].cell.startswith("disputes.") for each in found)


def test_four_unrelated_slips_are_more_than_can_be_told_apart() -> None:
    spoiled = consistent(FORM, 8, 300)
    for row, column, more in (("granted", 0, 101), ("partly_granted", 1, 203), ("refused_third_party", 0, 307)):
        spoiled[_row(row)[column]] += more
    spoiled[_row("new_received")[0]] += 411
    assert len(failing(FORM, spoiled)) == 7
    started = time.perf_counter()
    assert diagnose(FORM, spoiled) == []
    assert time.perf_counter() - started < 2


def test_at_most_a_handful_is_shown() -> None:
    for seed in range(5):
        figures = consistent(FORM, seed, 60)
        ids = random.Random(seed).sample(sorted(system(FORM).touching), 2)
        spoiled = figures | {id: figures[id] + 1 for id in ids}
        found = diagnose(FORM, spoiled)
        assert all(len(for_rule(found, rule, nowhere)) <= MOST_SHOWN for rule in failing(FORM, spoiled))


# ---------------------------------------------------------------- linear ties


def _rule(expect: str, severity: str = "error", stage: str = "in-force") -> Rule:
    return replace(FORM.rules[-1], expect=parse(expect), severity=severity, stage=stage)


@pytest.mark.parametrize(
    ("expect", "terms"),
    [
        ("a + b == c", {"a": 1, "b": 1, "c": -1}),
        ("a == sum(b, b, c)", {"a": 1, "b": -2, "c": -1}),
        ("-a == b - a", {"b": -1}),
        ("a * 2 - 3 == 2 * (b + 1) * 2", {"a": 2, "": -7, "b": -4}),
        ("0 * a == b", {"b": -1}),
    ],
)
def test_a_linear_equality_becomes_terms(expect: str, terms: Mapping[str, int]) -> None:
    assert equation(_rule(expect)) == {id: Decimal(factor) for id, factor in terms.items()}


@pytest.mark.parametrize(
    "expect", ["a * b == c", "abs(a) == b", "-abs(a) == b", "a == b + abs(c)", "a <= b", "not (a == b)"]
)
def test_what_is_not_linear_is_no_tie(expect: str) -> None:
    assert equation(_rule(expect)) is None


def test_hints_and_rules_on_trial_bind_nothing() -> None:
    assert equation(_rule("a == b", severity="hint")) is None
    assert equation(_rule("a == b", stage="trial")) is None


def test_a_constant_in_a_tie_counts() -> None:
    rule = replace(
        _rule("disclosure.licenses.decisions == 2 * disclosure.penalties.decisions + 1"),
        code="AR999",
        figures=("disclosure.licenses.decisions", "disclosure.penalties.decisions"),
    )
    form = replace(FORM, rules=(rule,))
    figures = zeros(form) | {"disclosure.licenses.decisions": Decimal(4), "disclosure.penalties.decisions": Decimal(2)}
    found = diagnose(form, figures)
    # 2 × penalties + 1 is never 4, so only licenses can be wrong.
    assert [proposed(each) for each in found] == [{"disclosure.licenses.decisions": Decimal(5)}]
    assert system(replace(FORM, rules=())).degree == 0


def test_the_ties_of_a_form_are_compiled_once() -> None:
    assert system(FORM) is system(FORM)
    assert system(FORM) is not system(FORM, frozenset({"applications.granted.total"}))
    assert system(FORM) is system(FORM, frozenset({"unknown"}))
    typed = system(FORM, frozenset({"applications.granted.natural_person"}))
    assert typed.ties == system(FORM).ties  # a formula of the office's own in a typed cell changes no tie


# ---------------------------------------------------------------- slips


@pytest.mark.parametrize(
    ("stands", "meant", "words"),
    [
        (38, 83, "像是相邻两位数字颠倒"),
        (12, 112, "像是漏打了一位数字"),
        (112, 12, "像是一位数字多按了一次"),
        (122, 12, "像是一位数字多按了一次"),
        (132, 12, "像是多打了一位数字"),
        (17, 57, "像是有一位数字打错"),
        (12, 13, "只差 1"),
        (99, 100, "只差 1"),
        (0, 58, "像是漏填，留着 0"),
        (-3, 3, "像是正负号打错了"),
        ("1.5", 15, "像是多打了一位数字"),
        (15, "1.5", "像是漏打了一位数字"),
        (12, 34, ""),
        (1234, 4321, ""),
        (1234, 1342, ""),
        (12, 3456, ""),
        (12, 345, ""),
        (345, 12, ""),
    ],
)
def test_a_slip_is_recognised(stands: object, meant: object, words: str) -> None:
    assert slip(Decimal(str(stands)), Decimal(str(meant))).words == words


def test_a_total_may_just_not_have_been_updated() -> None:
    assert slip(Decimal(12), Decimal(34), is_total=True).words == "像是分项改了，总计没有跟着改"
    assert slip(Decimal(38), Decimal(83), is_total=True).words == "像是相邻两位数字颠倒"


def test_of_two_slips_of_a_kind_the_smaller_is_likelier() -> None:
    assert slip(Decimal(12), Decimal(13)).cost < slip(Decimal(12), Decimal(14)).cost
    assert slip(Decimal(112), Decimal(113)).cost < slip(Decimal(112), Decimal(912)).cost
    assert slip(Decimal("1e308"), Decimal(12)).cost < 10


# ---------------------------------------------------------------- speed and rates, printed


@pytest.mark.slow
def test_rates_and_times_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for name, form in (("2019", FORMS["2019"]), ("2021", FORM)):
        for table in ("applications", "disputes"):
            times, first, tied = [], 0, 0
            cases = [case for size in (3, 60, 2000) for case in _spoiled(form, size, size) if case[0].startswith(table)]
            for id, held, figures in cases:
                rules = failing(form, figures)
                started = time.perf_counter()
                found = suspects(form, figures, rules)
                times.append((time.perf_counter() - started) * 1e3)
                first += proposed(found[0]) == {id: held}
                tied += any(
                    proposed(each) == {id: held} and each.cost <= found[0].cost + EQUALLY_LIKELY for each in found
                )
            times.sort()
            with capsys.disabled():
                print(
                    f"\n{name} {table}: {len(cases)} single faults, first {first / len(cases):.3f}, "
                    f"first or equally likely {tied / len(cases):.3f}, "
                    f"ms median {times[len(times) // 2]:.2f} p99 {times[int(len(times) * 0.99)]:.2f}"
                )
            assert tied / len(cases) >= 0.95
