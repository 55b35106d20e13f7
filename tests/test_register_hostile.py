"""Whatever a file holds: it is kept exactly, or cut; it never costs the files that came with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.check.finding import Finding, Suspect
from gouji.check.result import Result
from gouji.collect.collection import State, Unit
from gouji.collect.register.changes import changes
from gouji.collect.register.columns import plain
from gouji.collect.register.database import open_register
from gouji.collect.register.deciding import set_state
from gouji.collect.register.kept_result import body, head, result
from gouji.collect.register.looking import counting, history, known, reading, unattributed
from gouji.collect.register.receipt import belongs, receipt, typed
from gouji.collect.register.receiving import receive
from gouji.collect.register.units import enrol
from gouji.errors import GoujiError
from gouji.form.severity import Severity
from gouji.frozen import replace as changed
from gouji.place import Place
from gouji.reading.reading import Cell, Paragraph, contents
from gouji.value import Kind, Value
from register_samples import FORM, FORMS, UNIT, YEAR, delivered
from register_samples import reading as sample

MILLION = "长" * 1_000_000
HOSTILE = (
    "a\x00b",
    "半个\ud800",
    "\udcff.xlsx",
    "'; DROP TABLE units; --",
    "%s %(x)s {} :x ?",
    "\u202e\u2028\x1b[31m",
    "\\u0000 \\ud800 \\",
    "\U0010ffff\ufffe\ufeff",
    MILLION,
)


def _joined(text: str) -> str:
    """Halves of a surrogate pair side by side are the character that they mean."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


texts = st.text(st.characters(), max_size=20).map(_joined)
numbers = st.none() | st.decimals(allow_nan=False, allow_infinity=False) | st.integers().map(Decimal)
places = st.none() | st.builds(Place, texts, st.integers(1, 2**20), st.integers(1, 2**14))
suspects = st.builds(
    Suspect,
    texts,
    places,
    numbers | texts,
    st.decimals(allow_nan=False, allow_infinity=False),
    texts,
)
lists = st.lists(texts, max_size=3).map(tuple)
findings = st.builds(
    Finding,
    texts,
    texts,
    st.sampled_from(("error", "warning", "hint")),
    lists,
    st.lists(places, max_size=3).map(tuple),
    texts,
    advice=texts,
    left=numbers,
    right=numbers,
    difference=numbers,
    suspects=st.lists(suspects, max_size=2).map(tuple),
    explanation=st.none() | texts,
)
maybe = st.none() | texts
results = st.builds(
    Result,
    texts,
    maybe,
    st.none() | st.integers(),
    maybe,
    maybe,
    st.lists(findings, max_size=3).map(tuple),
    st.booleans(),
)


@given(results)
def test_a_result_comes_back_from_json_as_it_was(given: Result) -> None:
    kept = json.loads(json.dumps([head(given), [body(each) for each in given.findings]]))
    assert result(*kept) == given


def test_a_number_and_its_text_stay_apart() -> None:
    """1.5 in a cell, the text 1.5, a blank one: the public JSON can't tell the first two apart."""
    values = (Decimal("1.5"), "1.5", None, "")
    found = Finding(
        "AR301",
        "x",
        Severity.ERROR,
        (),
        (),
        "",
        suspects=tuple(Suspect("", None, v, Decimal("1E+30"), "") for v in values),
    )
    (back,) = result(head(Result("", None, None, None, None, ())), [body(found)]).findings
    assert [each.value for each in back.suspects] == [*values]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(results, texts, texts, texts)
def test_what_is_handed_in_comes_back_from_the_database(
    new_register: Callable[[], str], given: Result, path: str, basis: str, digest: str
) -> None:
    delivery = replace(delivered(UNIT, sample()), result=given, path=path, basis=basis, digest=digest)
    with open_register(new_register()) as engine:
        receive(engine, YEAR, [delivery])
        (found, _) = counting(engine, YEAR)[UNIT.name]
        assert found.result == given
        (same,) = known(engine, [digest], basis).values()
        assert same == found


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_anywhere_never_costs_the_other_files(new_register: Callable[[], str], text: str) -> None:
    unit = Unit(text, text, text, text, text, text, (text,))
    hostile = sample()
    section = FORM.narrative.opening_section
    cell = next(iter(FORM.figures))
    hostile = changed(
        hostile,
        sections={**hostile.sections, section: (Paragraph(text),)},
        info={**hostile.info, "phone": Cell(Value(Kind.TEXT, None, text))},
        figures={**hostile.figures, cell: Cell(Value(Kind.TEXT, None, text))},
    )
    named = delivered(unit, hostile, warned=())
    bad = replace(named, path=text, digest=text, organization=text, credit_code=text, basis=text)
    with open_register(new_register()) as engine:
        nobodys = replace(bad, unit=None, digest=f"1{text}")
        got = receive(engine, YEAR, [delivered(UNIT, sample()), bad, nobodys], who=text)
        assert len(counting(engine, YEAR)) == 2
        assert reading(engine, got[0], FORMS) == contents(sample())
        assert reading(engine, got[1], FORMS) == contents(hostile)
        assert [each.number for each in unattributed(engine, YEAR)] == [0]
        again = delivered(unit, sample(seed=2))
        receive(engine, YEAR, [again])
        changes_of = history(engine, text, YEAR).versions[-1].changes
        assert next(each.before for each in changes_of if each.cell == cell) == text
        enrol(engine, YEAR, [unit])
        assert set_state(engine, text, YEAR, State.RETURNED, f"{text}王五", reason=text) is State.RETURNED
        last = history(engine, text, YEAR).states[-1]
        assert (last.reason, last.who) == (text, plain(f"{text}王五".strip()))


def test_what_is_no_record_is_kept_and_compared_with_nothing(new_register: Callable[[], str]) -> None:
    odd = ["", "[]", "{", "null", "[" * 100_000, '{"figures": {"a": 1, "b": {"c": [1]}}, "info": [], "sections": 3}']
    with open_register(new_register()) as engine:
        for number, record in enumerate([*odd, '{"explanations": [1, {"cells": 3}]}', None]):
            delivery = replace(delivered(UNIT, sample()), record=record, digest=str(number))
            receive(engine, YEAR, [delivery])
        kept = [each.submission for each in history(engine, UNIT.name, YEAR).versions]
        assert [each.number for each in kept] == [*range(1, 9)]
        for each in kept[:5]:
            with pytest.raises(GoujiError, match="读不出来"):
                reading(engine, each, FORMS)


@given(st.integers(0, 9999), st.text())
def test_a_receipt_belongs_to_its_file_and_year_alone(year: int, digest: str) -> None:
    code = receipt(year, digest)
    assert typed(code) == code
    assert belongs(code, digest)
    assert not belongs(code, digest + "0")
    assert receipt((year + 1) % 10000, digest) != code


@given(st.integers(2000, 2100), st.text(max_size=5), st.data())
def test_a_receipt_with_a_slip_of_the_pen_is_none(year: int, digest: str, data: st.DataObject) -> None:
    """Every wrong character, and every two neighbours that changed places."""
    code = receipt(year, digest).replace("-", "")
    at = data.draw(st.integers(0, len(code) - 2))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
    slips = {code[:at] + other + code[at + 1 :], code[:at] + code[at + 1] + code[at] + code[at + 2 :]}
    assert [typed(slip) for slip in slips - {code}] == [None] * len(slips - {code})


def test_a_receipt_is_known_however_it_is_typed() -> None:
    code = receipt(2025, "ab" * 32)
    dashes = f" {code.replace('-', '—')}\t"
    for text in (code.lower(), code.replace("-", " "), dashes, code.replace("-", ""), f"２{code[1:]}"):
        assert typed(text) == code
    assert typed("") is None


@given(st.dictionaries(texts, st.none() | st.integers() | texts, max_size=4))
def test_a_record_does_not_differ_from_itself(row: dict[str, object]) -> None:
    record = {"form": "x", "figures": {"t": {"r": row}}, "info": row, "sections": {"s": ["a", "b"]}}
    assert changes(record, json.loads(json.dumps(record))) == ()
