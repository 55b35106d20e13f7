"""The JSON record: nothing is lost on the way there and back, and it is what its schema says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import fillings
from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.place import Place
from gouji.reading import from_record, record, source
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading, Remark, contents, last_year
from gouji.reading.record_schema import schema
from gouji.value import BLANK, Kind, Value, from_number, from_stored, from_text
from report_layouts import bars, numbered, report

FORMS = load_all()
VALID = Draft202012Validator(schema(FORMS))
ROOT = Path(__file__).parents[1]


def numbers() -> st.SearchStrategy[Value]:
    decimals = st.one_of(
        st.integers(-50, 5000).map(Decimal),
        st.integers(-(10**30), 10**30).map(Decimal),
        st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-100, max_value=10**8),
        st.decimals(allow_nan=False, allow_infinity=False),
    )
    numerals = st.sampled_from(["+3", "7.50", "－5", "007", "12.0"])
    stored = st.sampled_from(["1E+3", "0.30000000000000004", "1E+308"])
    return st.one_of(decimals.map(from_number_or_raw), numerals.map(from_text), stored.map(from_stored))


def from_number_or_raw(number: Decimal) -> Value:
    return from_number(number) if abs(number.adjusted()) < 20 else Value(Kind.NUMBER, number, str(number))


def values() -> st.SearchStrategy[Value]:
    others = st.sampled_from([kind for kind in Kind if kind not in (Kind.NUMBER, Kind.BLANK)])
    return st.one_of(numbers(), st.just(BLANK), st.builds(Value, others, st.none(), st.text(max_size=12)))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    form = draw(st.sampled_from(FORMS))
    ids = draw(st.sets(st.sampled_from(sorted(form.figures)), max_size=25))
    missing = draw(st.sets(st.sampled_from(sorted(form.figures)), max_size=5))
    figures = {id: Cell(from_number(1), Place("表", 1, 1), "A1+1") for id in form.figures if id not in missing}
    figures |= {id: Cell(draw(values())) for id in sorted(ids - missing)}
    info = draw(st.dictionaries(st.sampled_from([field.id for field in form.info]), values().map(Cell)))
    texts = st.lists(st.text(max_size=20).map(Paragraph), max_size=3).map(tuple)
    sections = draw(st.dictionaries(st.sampled_from([section.id for section in form.sections]), texts))
    explanation = st.builds(Explanation, st.text(max_size=6), st.lists(st.text(max_size=6)).map(tuple), st.text())
    explanations = tuple(draw(st.lists(explanation, max_size=2)))
    remarks = tuple(draw(st.lists(remark(form), max_size=3)))
    receipt, earlier = draw(st.none() | st.text(max_size=8)), draw(st.none() | previous(form))
    return Reading(form.id, info, figures, sections, remarks, explanations, receipt, earlier)


def remark(form: Form) -> st.SearchStrategy[Remark]:
    """What reading may notice, with facts for every placeholder of its message."""
    names = st.sampled_from(sorted(form.wordings))
    cells = st.lists(st.sampled_from(sorted(form.figures)), max_size=3, unique=True).map(tuple)

    def made(name: str, cells: tuple[str, ...], fact: str) -> Remark:
        wording = form.wordings[name]
        facts = dict.fromkeys(re.findall(r"\{(\w+)\}", wording.message + wording.advice), fact)
        return Remark(name, cells, tuple(Place("表", row, 1) for row, _ in enumerate(cells, 1)), facts)

    return st.builds(made, names, cells, st.text(max_size=80))


def previous(form: Form) -> st.SearchStrategy[Reading]:
    figures = st.dictionaries(st.sampled_from(sorted(form.figures)), st.integers(0, 99).map(Decimal), max_size=4)
    year = st.sampled_from(["", "2022", "2023"])
    return st.builds(last_year, st.just(form.id), figures, year, st.sampled_from(["", "示例县教育局"]))


def form_of(reading: Reading) -> Form:
    return next(form for form in FORMS if form.id == reading.form)


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(readings())
def test_a_record_read_back_is_what_was_written_and_fits_the_schema(reading: Reading) -> None:
    data = record.to_json(reading, form_of(reading))
    text = json.dumps(data, ensure_ascii=True)
    loaded = json.loads(text, parse_float=Decimal)
    assert from_record.from_json(loaded, FORMS) == contents(reading, form_of(reading).wordings)
    VALID.validate(json.loads(text))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_correct_report_has_exactly_the_keys_of_the_contract(form: Form) -> None:
    figures = fillings.consistent(form, seed=1)
    data = record.to_json(fillings.reading(form, figures), form)
    keys = "form year organization info figures sections explanations remarks receipt"
    assert list(data) == keys.split()
    assert data["form"] == form.id
    flat = {f"{t}.{r}.{c}": v for t, rows in data["figures"].items() for r, cs in rows.items() for c, v in cs.items()}
    assert list(flat) == list(form.figures)
    for id, figure in form.figures.items():
        assert type(flat[id]) is (str if figure.kind == "money" else int)
        assert Decimal(flat[id]) == figures[id]
    assert [*data["sections"]] == [section.id for section in form.sections]
    VALID.validate(data)


@pytest.mark.parametrize(
    ("id", "value", "shown", "unread", "written"),
    [
        ("disclosure.fees.amount", from_text("7730.280"), "7730.28", None, "7730.280"),
        ("disclosure.fees.amount", from_text("0"), "0", None, None),
        ("disclosure.fees.amount", from_text("1.2345678"), None, {"kind": "number", "raw": "1.2345678"}, None),
        ("disclosure.fees.amount", from_text("251000元"), None, {"kind": "text", "raw": "251000元"}, None),
        ("disclosure.licenses.decisions", from_text("+3"), 3, None, "+3"),
        ("disclosure.licenses.decisions", from_text("-3"), None, {"kind": "number", "raw": "-3"}, None),
        ("disclosure.licenses.decisions", from_text("1.5"), None, {"kind": "number", "raw": "1.5"}, None),
        ("disclosure.licenses.decisions", BLANK, None, None, None),
        ("disclosure.licenses.decisions", None, None, {"kind": "missing", "raw": ""}, None),
        (
            "disclosure.licenses.decisions",
            Value(Kind.ERROR, None, "#REF!"),
            None,
            {"kind": "error", "raw": "#REF!"},
            None,
        ),
    ],
)
def test_what_is_no_number_of_its_kind_is_null_and_kept(
    id: str, value: Value | None, shown: object, unread: dict[str, str] | None, written: str | None
) -> None:
    form = FORMS[1]
    figures = {each: Cell(from_number(0)) for each in form.figures} | ({id: Cell(value)} if value else {})
    if value is None:
        del figures[id]
    data = record.to_json(Reading(form.id, {}, figures, {}), form)
    table, row, column = id.split(".")
    assert data["figures"][table][row][column] == shown
    kept = data.get("unread", {}).get(id)
    assert (kept and {key: kept[key] for key in ("kind", "raw")}) == unread
    assert data.get("written", {}).get(id) == written
    VALID.validate(data)


def minimal(**changes: Any) -> dict[str, Any]:
    return {"form": "annual_report/2021"} | changes


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({}, "form"),
        (minimal(form="annual_report/1999"), "annual_report/1999"),
        (minimal(form=["x"]), "form"),
        (minimal(extra=1), "extra"),
        (minimal(figures=[]), "figures"),
        (minimal(figures={"disclosure": 3}), "disclosure"),
        (minimal(figures={"disclosure": {"licenses": None}}), "licenses"),
        (minimal(figures={"disclosure": {"nothing": {"decisions": 1}}}), "disclosure.nothing.decisions"),
        (minimal(figures={"disclosure": {"licenses": {"decisions": True}}}), "disclosure.licenses.decisions"),
        (minimal(figures={"disclosure": {"licenses": {"decisions": [1]}}}), "disclosure.licenses.decisions"),
        (minimal(info={"nothing": "x"}), "nothing"),
        (minimal(sections={"overview": "x"}), "overview"),
        (minimal(sections={"overview": [1]}), "overview"),
        (minimal(sections={"nothing": []}), "nothing"),
        (minimal(explanations=[1]), "explanations"),
        (minimal(explanations=[{"code": "AR1", "text": "x", "cells": [1]}]), "explanations"),
        (minimal(receipt=3), "receipt"),
        (minimal(unread={"x": 3}), "unread.x"),
        (minimal(unread={"x": {"kind": "nothing", "raw": ""}}), "unread.x"),
        (minimal(unread={"x": {"kind": "number", "raw": "", "number": "many"}}), "unread.x"),
    ],
)
def test_bad_data_is_refused_with_the_place(data: dict[str, Any], word: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        from_record.from_json(data, FORMS)
    assert caught.value.code == "not-a-report"
    assert word in str(caught.value.facts["reason"])


def test_a_record_written_by_hand_may_be_short_and_odd() -> None:
    data = minimal(
        year=2023,
        organization="示例市档案局",
        figures={"disclosure": {"licenses": {"decisions": 1.5}, "penalties": {"decisions": "3"}}},
    )
    reading = from_record.from_json(data, FORMS)
    assert (reading.year, reading.text("organization")) == (2023, "示例市档案局")
    assert {id: cell.value for id, cell in reading.figures.items()} == {
        "disclosure.licenses.decisions": Value(Kind.NUMBER, Decimal("1.5"), "1.5"),
        "disclosure.penalties.decisions": Value(Kind.TEXT, None, "3"),
    }


def test_the_schema_refuses_what_is_not_of_its_kind() -> None:
    form = FORMS[1]
    good = record.to_json(fillings.reading(form, fillings.zeros(form)), form)
    Draft202012Validator.check_schema(schema(FORMS))
    for value in (-1, 1.5, "3", True, [1]):
        bad = json.loads(json.dumps(good))
        bad["figures"]["disclosure"]["licenses"]["decisions"] = value
        assert not VALID.is_valid(bad), value
    for value in (0, 1.5, "1.2345678", "-1", "1e5", "01", ""):
        bad = json.loads(json.dumps(good))
        bad["figures"]["disclosure"]["fees"]["amount"] = value
        assert not VALID.is_valid(bad), value
    del good["figures"]["disclosure"]["licenses"]
    assert not VALID.is_valid(good)


def test_the_committed_schema_is_what_the_forms_make() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "build_record_schema.py"), "--check"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


# ------------------------------------------------------------------ recognising files by content
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("name", ["report.txt", "report.xlsx", "report"])
def test_a_report_is_read_whatever_its_encoding_and_name(tmp_path: Path, encoding: str, name: str) -> None:
    form = FORMS[1]
    path = tmp_path / name
    path.write_bytes(report(form, numbered(form), bars).encode(encoding))
    reading = source.read(path, FORMS)
    assert {id: cell.value.raw for id, cell in reading.figures.items()} == numbered(form)


def test_a_record_is_read_from_its_file(tmp_path: Path) -> None:
    form = FORMS[0]
    reading = fillings.reading(form, fillings.consistent(form, seed=3))
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record.to_json(reading, form)), encoding="utf-8")
    assert source.read(path, FORMS) == contents(reading)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("~$a.xlsx", b"x", "lock-file"),
        ("empty.txt", b"", "empty-file"),
        ("a.json", b'{"form": ', "not-a-report"),
        ("b.json", b'{"form": NaN}', "not-a-report"),
        ("c.json", b"{" + b'"a":{' * 100_000, "not-a-report"),
        ("a.txt", "今天天气很好。".encode(), "not-a-report"),
        ("a.pdf", b"%PDF-1.7 x", "damaged-file"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0", "not-a-report"),
        ("long.txt", b"a" * 2_000_001, "over-limit"),
        ("huge.txt", b"a" * (20 * 1024 * 1024 + 1), "over-limit"),
    ],
)
def test_other_files_are_refused_with_the_right_finding(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        source.read(path, FORMS)
    assert caught.value.code == code


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "not-a-report"), (tmp_path / "nothing.txt", "in-use")):
        with pytest.raises(UnreadableError) as caught:
            source.read(path, FORMS)
        assert caught.value.code == code


def test_reading_a_file_imports_nothing_heavy() -> None:
    code = (
        "import sys, gouji.reading.source; "
        "print([m for m in ('openpyxl', 'xlsxwriter', 'jsonschema', 'lxml', 'xlwings') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
