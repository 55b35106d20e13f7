"""Basic information in, Findings out: what is missing, what can't be right, and the form against the year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.check.finding import Finding
from gouji.check.structural import word
from gouji.form.family import due
from gouji.form.form import Form, InfoField
from gouji.reading.reading import Reading
from gouji.value import Kind

_DATE = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?\Z", re.ASCII)
_YEARS = range(2008, 2100)  # the regulation took effect in 2008
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I O S V Z


def check_info(form: Form, forms: Sequence[Form], reading: Reading) -> Iterator[Finding]:
    for field in form.info:
        yield from _field(form, field, reading)
    yield from _form_against_year(form, forms, reading)


def _field(form: Form, field: InfoField, reading: Reading) -> Iterator[Finding]:
    cell = reading.info.get(field.id)
    place = str(cell.place) if cell and cell.place else ""
    at = ((f"info.{field.id}",), (place,))
    raw = reading.text(field.id)
    if not raw:
        if field.required:
            yield word(form.wordings, "info-missing", {"label": field.label}, *at)
        elif field.kind == "choice":
            yield word(form.wordings, "scope-missing", {"label": field.label}, *at)
        return
    is_date = cell is not None and cell.value.kind is Kind.DATE
    expected = _expected(field, raw, is_date)
    if expected:
        facts = {"label": field.label, "raw": raw, "expected": expected}
        yield word(form.wordings, "info-invalid", facts, *at)


def _expected(field: InfoField, raw: str, is_date: bool) -> str:
    """What the field should have been, or "" when it is right."""
    match field.kind:
        case "year":
            fits = len(raw) == 4 and raw.isascii() and raw.isdigit() and int(raw) in _YEARS
            return "" if fits else "应当是四位数字的年份"
        case "choice":
            return "" if raw in field.choices else f"应当是{'、'.join(field.choices)}之一"
        case "date":
            return "" if is_date or _is_date(raw) else "应当是日期，例如 2026年1月30日"
        case "credit_code":
            return "" if is_credit_code(raw) else "应当是 18 位统一社会信用代码（请核对每一位）"
    return ""


def _is_date(raw: str) -> bool:
    from datetime import date  # not at the top: most reports state none yet

    match = _DATE.match(raw)
    try:
        return match is not None and bool(date(*map(int, match.groups())))
    except ValueError:
        return False


def is_credit_code(raw: str) -> bool:
    """18 characters with the check character of GB 32100-2015 (weights are powers of 3 modulo 31)."""
    if len(raw) != 18 or any(char not in _CREDIT_ALPHABET for char in raw):
        return False
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(raw[:17]))
    return _CREDIT_ALPHABET[-total % 31] == raw[17]


def _form_against_year(form: Form, forms: Sequence[Form], reading: Reading) -> Iterator[Finding]:
    right = due(forms, reading.year, form.family) if reading.year is not None else None
    if right is None or right.id == form.id:
        return
    name = "form-outdated" if form.since < right.since else "form-too-early"
    place = reading.info["year"].place
    facts = {"year": reading.year, "form": form.name, "due": right.name}
    yield word(form.wordings, name, facts, ("info.year",), (str(place) if place else "",))
