"""Locates the cells that are probably wrong where ties fail, and says what they would have to be.

The best diagnosis is the smallest number of changed cells that makes every tie hold (Fellegi and Holt 1976); among
equals the likelier slip of the keyboard comes first. Generic: all it knows are the form's linear ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, localcontext

from gouji.check.failing_ties import FailingTies
from gouji.check.finding import Suspect
from gouji.check.linear import Key, key, residuals, system
from gouji.check.slips.one_cell import slip
from gouji.check.slips.several_cells import slips_of_several
from gouji.form.form import Form, Rule
from gouji.frozen import frozen
from gouji.place import Where
from gouji.value import plain

MOST_CELLS = 3  # more than three unrelated slips in one table can't be told apart
MOST_SHOWN = 5
EQUALLY_LIKELY = 1.0  # costs closer than this don't tell two diagnoses apart
_TOUCH = 3.0  # price of one more changed cell
_EXACT = Context(prec=400)  # as in rule/evaluate: a figure may be 1e308


@frozen
class CellChange:
    """One cell that has to change; reason is a Chinese sentence without full stop."""

    cell: str
    value: Decimal
    to: Decimal
    reason: str


@frozen
class Diagnosis:
    """One way to make failing ties hold. mends: the rules that fail now and would hold (`linear.key`).

    cost: lower is likelier; `EQUALLY_LIKELY` says what difference means something.
    """

    changes: tuple[CellChange, ...]
    cost: float
    mends: frozenset[Key]


def suspects(
    form: Form, figures: Mapping[str, Decimal], failing: Sequence[Rule], formulas: frozenset[str] = frozenset()
) -> tuple[Diagnosis, ...]:
    """Gives the diagnoses of the failing rules, likeliest first. Gives () when neither three changed cells nor one slip
    makes them hold, or when more than `MOST_SHOWN` diagnoses are equally likely.

    Ties that share no figure are diagnosed apart.
    """
    with localcontext(_EXACT):
        ties = system(form, formulas)
        off, holding = residuals(ties, figures, failing)
        rules = {number: rule for rule in failing if (number := ties.numbers.get(key(rule))) in off}
        found: list[Diagnosis] = []
        for part in sorted({ties.parts[number] for number in off}):
            here = {number: gap for number, gap in off.items() if ties.parts[number] == part}
            mends = frozenset(key(rules[number]) for number in here)
            found += _explain(FailingTies(form, ties, figures, here, holding), mends)
    return tuple(sorted(found, key=lambda each: each.cost))


def for_rule(diagnoses: Sequence[Diagnosis], rule: Rule, place: Callable[[str], Where | None]) -> tuple[Suspect, ...]:
    """Gives the suspect cells that a finding of this rule shows, likeliest first. `place` says where a figure
    stands."""
    wanted = key(rule)
    shown: dict[tuple[str, Decimal], Suspect] = {}
    for diagnosis in diagnoses:
        if wanted not in diagnosis.mends:
            continue
        own = [change for change in diagnosis.changes if change.cell in rule.figures]
        # None of its own: the rule speaks of totals that follow their formulas.
        for change in own or diagnosis.changes:
            suspect = Suspect(change.cell, place(change.cell), change.value, change.to, change.reason)
            shown.setdefault((change.cell, change.to), suspect)
    return tuple(shown.values())[:MOST_SHOWN]


def _explain(failing_ties: FailingTies, mends: frozenset[Key]) -> list[Diagnosis]:
    found: dict[frozenset[tuple[str, Decimal]], tuple[float, Mapping[str, Decimal], str]] = {}

    def keep(cost: float, values: Mapping[str, Decimal], words: str) -> None:
        same = frozenset(values.items())
        if same not in found or cost < found[same][0]:
            found[same] = cost, values, words

    cells = list(_few_cells(failing_ties, 1))
    if not cells:
        for several in slips_of_several(failing_ties):
            keep(_TOUCH + several.cost, several.values, several.words)
        # Three unrelated slips are less likely than any one slip that spoils several cells, and slow to look for.
        for count in range(2, MOST_CELLS + (not found)):
            cells = list(_few_cells(failing_ties, count))
            if cells:
                break
    for values in cells:
        slips = [
            slip(failing_ties.figures[figure_id], to, _is_total(failing_ties.form, figure_id))
            for figure_id, to in values.items()
        ]
        keep(sum(_TOUCH + each.cost for each in slips), values, slips[0].words if len(slips) == 1 else "")
    best = sorted(found.values(), key=lambda each: (each[0], len(each[1])))
    if len(best) > MOST_SHOWN and best[MOST_SHOWN][0] <= best[0][0] + EQUALLY_LIKELY:
        return []  # as good as any cell: naming a few of them would only mislead
    return [
        Diagnosis(tuple(_changes(failing_ties, values, words)), cost, mends)
        for cost, values, words in best[:MOST_SHOWN]
        if cost < best[0][0] + 3 * EQUALLY_LIKELY
    ]


def _is_total(form: Form, figure_id: str) -> bool:
    return form.figures[figure_id].computed_by is not None


def _changes(failing_ties: FailingTies, values: Mapping[str, Decimal], words: str) -> Iterator[CellChange]:
    for figure_id, to in values.items():
        others = [
            f"“{failing_ties.form.figures[other].label}”改成 {plain(value)}"
            for other, value in values.items()
            if other != figure_id
        ]
        also = f"，同时把{'、'.join(others[:2])}{'等' if len(others) > 2 else ''}" if others else ""
        reason = f"改成 {plain(to)}{also} 后有关勾稽全部成立" + (f"；{words}" if words else "")
        yield CellChange(figure_id, failing_ties.figures[figure_id], to, reason)


def _few_cells(failing_ties: FailingTies, count: int) -> Iterator[dict[str, Decimal]]:
    """Every set of `count` cells with the values that make all ties hold, each step setting one whole tie right."""
    if len(failing_ties.off) <= failing_ties.system.degree * count:
        yield from _search(failing_ties, failing_ties.off, {}, count, set())


# Not inside _few_cells: a function that holds itself keeps all of this alive until garbage is looked for, and a worker
# that checks thousands of files looks seldom.
def _search(
    failing_ties: FailingTies,
    off: Mapping[int, Decimal],
    chosen: dict[str, Decimal],
    left: int,
    seen: set[frozenset[str]],
) -> Iterator[dict[str, Decimal]]:
    system, figures = failing_ties.system, failing_ties.figures
    # With one cell left any tie will do, so take the one with the fewest cells.
    ties = off if left > 1 else [min(off, key=lambda number: len(system.ties[number]))]
    for tie in ties:
        for figure_id, factor in system.ties[tie].items():
            if not figure_id or figure_id in chosen:
                continue
            change = -off[tie] / factor
            if not failing_ties.allows(figure_id, figures[figure_id] + change):
                continue
            rest = failing_ties.after(off, figure_id, change)
            if len(rest) > system.degree * (left - 1):
                continue
            now = {**chosen, figure_id: figures[figure_id] + change}
            if rest:
                yield from _search(failing_ties, rest, now, left - 1, seen)
            elif left == 1 and frozenset(now) not in seen:
                seen.add(frozenset(now))
                yield now
