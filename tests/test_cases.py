"""Every rule's case file: a filling, exactly the findings it must give, code by code and cell by cell.

A case starts from all zeros and sentences that pass; `change` lays figures over it ("" is a blank cell, other
text is text), `kinds` says where text is a date, an error value and so on, `previous` gives last year's figures.
`{set}` in an expected cell stands for every member of that set of the form.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import fillings
from gouji.check.run import check
from gouji.check.tie import failing
from gouji.form.form import PREVIOUS, Form
from gouji.form.load import load, load_all
from gouji.reading.reading import Cell, Paragraph, Reading
from gouji.value import BLANK, Kind, Value, from_number

FOLDER = Path(__file__).parent / "cases"
FORMS = load_all()
CASES = [
    pytest.param(case, id=f"{file.stem} {case['form']} {case['name']}")
    for file in sorted(FOLDER.glob("AR*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


def value(raw: object, kind: str | None = None) -> Value:
    if kind:
        return Value(Kind(kind), None, str(raw))
    if isinstance(raw, int | float):
        return from_number(Decimal(repr(raw)))
    return Value(Kind.TEXT, None, str(raw)) if raw else BLANK


def reading_of(case: dict[str, Any], form: Form) -> Reading:
    kinds = case.get("kinds", {})
    info = {key: raw if raw != "" else None for key, raw in case.get("info", {}).items()}
    base = fillings.reading(form, fillings.zeros(form), **info)
    figures = dict(base.figures)
    for id, raw in case.get("change", {}).items():
        assert id in form.figures
        figures[id] = Cell(value(raw, kinds.get(id)))
    sections = dict(base.sections)
    for id, texts in case.get("sections", {}).items():
        assert id in sections
        sections[id] = tuple(map(Paragraph, texts))
    return Reading(form.id, base.info, figures, sections)


def previous_of(case: dict[str, Any], form: Form) -> Reading | None:
    if "previous" not in case:
        return None
    figures = fillings.zeros(form) | {id: Decimal(number) for id, number in case["previous"].items()}
    return fillings.reading(form, figures)


def spelled_out(pattern: str, form: Form) -> list[str]:
    match = re.search(r"\{(\w+)\}", pattern)
    if match is None:
        return [pattern]
    members = form.table(pattern.split(".", 1)[0]).sets[match[1]]
    return [pattern.replace(match[0], member) for member in members]


@pytest.mark.parametrize("case", CASES)
def test_a_case_gives_exactly_its_findings(case: dict[str, Any]) -> None:
    form = load(case["form"])
    found = check(form, FORMS, reading_of(case, form), previous_of(case, form))
    got = sorted((finding.code, sorted(finding.cells)) for finding in found)
    expected = [
        (code, sorted(cell for pattern in cells for cell in spelled_out(pattern, form)))
        for code, *cells in case["expect"]
    ]
    assert got == sorted(expected)


def test_every_rule_and_every_check_of_content_has_a_case_file() -> None:
    codes = {rule.code for form in FORMS for rule in (*form.rules, *form.across_years)}
    codes |= {wording.code for wording in FORMS[0].wordings.values()}
    elsewhere = tomllib.loads((FOLDER / "elsewhere.toml").read_text(encoding="utf-8"))["elsewhere"]
    files = {file.stem for file in FOLDER.glob("AR*.toml")}
    assert files | set(elsewhere) == codes
    assert not files & set(elsewhere)
    names = {wording.code: wording.name for wording in FORMS[0].wordings.values()}
    for code, module in elsewhere.items():
        text = (FOLDER.parent / module).read_text(encoding="utf-8")
        assert f'"{code}"' in text or f'"{names[code]}"' in text, (code, module)


def test_a_case_file_shows_its_own_code() -> None:
    for file in FOLDER.glob("AR*.toml"):
        cases = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
        assert any(entry[0] == file.stem for case in cases for entry in case["expect"]), file.name


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_example_on_a_rules_page_breaks_it_and_its_mending_mends_it(form: Form) -> None:
    for code in {rule.code for rule in (*form.rules, *form.across_years)}:
        rules = [rule for rule in (*form.rules, *form.across_years) if rule.code == code]
        example = rules[0].example
        figures = fillings.zeros(form) | {PREVIOUS + id: number for id, number in fillings.zeros(form).items()}
        figures |= {PREVIOUS + id: Decimal(number) for id, number in example.previous.items()}
        wrong = figures | {id: Decimal(number) for id, number in example.wrong.items()}
        right = wrong | {id: Decimal(number) for id, number in example.right.items()}
        assert failing(rules, wrong, None), code
        assert not failing(rules, right, None), code
