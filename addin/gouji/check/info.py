"""Checks basic information: what is missing, what can't be right, and whether the form fits the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gouji.check.finding import Finding
from gouji.check.structural import compiled, word
from gouji.form.family import due
from gouji.form.form import Form, InfoField, Wording
from gouji.reading.reading import Reading
from gouji.value import Kind

_YEARS = range(2008, 2100)  # the regulation took effect in 2008
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I O S V Z


def check_info(form: Form, forms: Sequence[Form], reading: Reading) -> Iterator[Finding]:
    """Gives every finding on basic information. forms: all known forms, to tell which one the year demands."""
    for field in form.info:
        yield from _field(form, field, reading)
    yield from _form_against_year(form, forms, reading)


def _field(form: Form, field: InfoField, reading: Reading) -> Iterator[Finding]:
    cell = reading.info.get(field.id)
    at = ((f"info.{field.id}",), (cell.place if cell else None,))
    raw = reading.text(field.id)
    if not raw:
        if field.required:
            yield word(form.wordings, "info-missing", {"label": field.label}, *at)
        elif field.kind == "choice" and cell is not None:  # a published report has no line for it
            yield word(form.wordings, "scope-missing", {"label": field.label}, *at)
        return
    is_date = cell is not None and cell.value.kind is Kind.DATE
    if not (is_date and field.kind == "date") and not _fits(form.wordings, field, raw):
        expected = form.wordings["info-invalid"].phrases[field.kind].format(choices="、".join(field.choices))
        yield word(form.wordings, "info-invalid", {"label": field.label, "raw": raw, "expected": expected}, *at)


def _fits(wordings: Mapping[str, Wording], field: InfoField, raw: str) -> bool:
    """Whether a text can be right for a field of its kind."""
    match field.kind:
        case "year":
            return len(raw) == 4 and raw.isascii() and raw.isdigit() and int(raw) in _YEARS
        case "choice":
            return raw in field.choices
        case "date":
            return _is_date(wordings, raw)
        case "credit_code":
            return is_credit_code(raw)
    return True


def _is_date(wordings: Mapping[str, Wording], raw: str) -> bool:
    from datetime import date  # not at the top: most reports state none yet

    match = compiled(wordings, "info-invalid", "date").match(raw)
    try:
        return match is not None and bool(date(*map(int, match.groups())))
    except ValueError:
        return False


def is_credit_code(raw: str) -> bool:
    """Whether a text is a unified social credit code: 18 characters with the check character of GB 32100-2015 (weights
    are powers of 3 modulo 31)."""
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
    yield word(form.wordings, name, facts, ("info.year",), (place,))
