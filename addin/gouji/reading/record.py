"""Makes the JSON record of a Reading. Nothing is lost on the way back (gouji.reading.from_record):
`from_json(to_json(r, form), forms) == contents(r, form.wordings)`.

Figures stand in the form's shape: counts as integers, money as strings, blank as null. What is no number of its kind
is null there and kept under `unread`; a number written otherwise than we write it (`+3`) is kept under `written`.
What reading noticed is kept under `remarks`, last year's figures that the file itself keeps under `previous`.
"""

from __future__ import annotations

from typing import Any

from gouji.form.form import Figure, Form
from gouji.reading.reading import Reading, Remark, in_words, spoken_of
from gouji.value import BLANK, Kind, Value, from_number, plain

MONEY_PLACES = 6
_LONGEST = 20  # digits before the point: more is a slip of the keyboard, and is kept under `unread`
MISSING = "missing"  # the kind of a figure that was not found at all
INFO = "info."  # before an info field's id in `unread`


def to_json(reading: Reading, form: Form) -> dict[str, Any]:
    """Gives the record as plain JSON data, key by key as the contract has it. `form` is the form of the reading."""
    unread: dict[str, dict[str, str]] = {}
    written: dict[str, str] = {}
    data: dict[str, Any] = {
        "form": reading.form,
        "year": reading.year,
        "organization": reading.text("organization") or None,
        "info": {field_id: _info(field_id, cell.value, unread) for field_id, cell in reading.info.items()},
        "figures": _figures(reading, form, unread, written),
        "sections": {section_id: [each.text for each in texts] for section_id, texts in reading.sections.items()},
        "explanations": [
            {"code": e.code, "cells": list(e.cells), "text": e.text, "figures": spoken_of(e.cells, reading.figures)}
            for e in reading.explanations
        ],
        "remarks": [_remark(each, form) for each in reading.remarks],
        "receipt": reading.receipt,
    }
    more = {"previous": _previous(reading.previous), "unread": unread, "written": written}
    return data | {key: value for key, value in more.items() if value}


def _remark(remark: Remark, form: Form) -> dict[str, Any]:
    said = in_words(remark, form.wordings)
    return {"code": form.wordings[said.name].code, "cells": list(said.cells), "message": said.message}


def _previous(previous: Reading | None) -> dict[str, Any] | None:
    """Last year's known figures by id, each as the text of a decimal: some may be of the form before."""
    if previous is None:
        return None
    whose = {key: previous.text(key) or None for key in ("year", "organization")}
    return whose | {"figures": {figure_id: plain(number) for figure_id, number in previous.numbers().items()}}


def _figures(
    reading: Reading, form: Form, unread: dict[str, dict[str, str]], written: dict[str, str]
) -> dict[str, dict[str, dict[str, int | str | None]]]:
    figures: dict[str, dict[str, dict[str, int | str | None]]] = {}
    for figure_id, figure in form.figures.items():
        cell = reading.figures.get(figure_id)
        number: int | str | None = None
        if cell is None:
            unread[figure_id] = {"kind": MISSING, "raw": ""}
        elif cell.value.kind is Kind.NUMBER and (number := _number(cell.value, figure)) is not None:
            if cell.value.raw != str(number):
                written[figure_id] = cell.value.raw
        elif cell.value != BLANK:
            unread[figure_id] = _unread(cell.value)
        figures.setdefault(figure.table, {}).setdefault(figure.row, {})[figure.column] = number
    return figures


def _number(value: Value, figure: Figure) -> int | str | None:
    """The number as its kind is written; None when it is no number of that kind."""
    number = value.number
    if number is None or not number.is_finite() or number.adjusted() >= _LONGEST:
        return None
    if number < 0 and figure.kind != "change":
        return None
    if figure.kind == "money":
        text = plain(number)
        return text if len(text.partition(".")[2]) <= MONEY_PLACES else None
    return int(number) if number == number.to_integral_value() else None


def _unread(value: Value) -> dict[str, str]:
    kept = {"kind": value.kind.value, "raw": value.raw}
    return kept | ({"number": str(value.number)} if value.number is not None else {})


def _info(field_id: str, value: Value, unread: dict[str, dict[str, str]]) -> int | str | None:
    """Text as text, a whole number (the year) as a number, anything else as its text with the rest in `unread`."""
    if value == BLANK:
        return None
    if value.kind is Kind.TEXT and value.number is None:
        return value.raw
    if value.number is not None and value == from_number(value.number) and value.raw.isdigit():
        return int(value.raw)
    unread[INFO + field_id] = _unread(value)
    return value.raw
