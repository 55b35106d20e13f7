"""A Reading in, its JSON record out; and back. Nothing is lost: `from_json(to_json(r, form), forms) == contents(r)`.

Figures stand in the form's shape: counts as integers, money as strings, blank as null. What is no number of its kind
is null there and kept under `unread`; a number written otherwise than we write it (`+3`) is kept under `written`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from gouji.errors import UnreadableError
from gouji.form.form import Figure, Form
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading
from gouji.value import BLANK, Kind, Value, from_number, from_text, plain

MONEY_PLACES = 6
_LONGEST = 20  # digits before the point: more is a slip of the keyboard, and is kept under `unread`
_FARTHEST = 400  # digits of a number, also before and behind the point: more than a spreadsheet knows
_MISSING = "missing"  # the kind of a figure that was not found at all
_INFO = "info."  # before an info field's id in `unread`
_KEYS = frozenset(
    {"form", "year", "organization", "info", "figures", "sections", "explanations", "receipt", "unread", "written"}
)


def to_json(reading: Reading, form: Form) -> dict[str, Any]:
    """The record as plain JSON data, key by key as the contract has it. `form` is the form of the reading."""
    unread: dict[str, dict[str, str]] = {}
    written: dict[str, str] = {}
    data: dict[str, Any] = {
        "form": reading.form,
        "year": reading.year,
        "organization": reading.text("organization") or None,
        "info": {id: _info(id, cell.value, unread) for id, cell in reading.info.items()},
        "figures": _figures(reading, form, unread, written),
        "sections": {id: [each.text for each in texts] for id, texts in reading.sections.items()},
        "explanations": [{"code": e.code, "cells": list(e.cells), "text": e.text} for e in reading.explanations],
        "receipt": reading.receipt,
    }
    return data | ({"unread": unread} if unread else {}) | ({"written": written} if written else {})


def _figures(
    reading: Reading, form: Form, unread: dict[str, dict[str, str]], written: dict[str, str]
) -> dict[str, dict[str, dict[str, int | str | None]]]:
    figures: dict[str, dict[str, dict[str, int | str | None]]] = {}
    for id, figure in form.figures.items():
        cell = reading.figures.get(id)
        number: int | str | None = None
        if cell is None:
            unread[id] = {"kind": _MISSING, "raw": ""}
        elif cell.value.kind is Kind.NUMBER and (number := _number(cell.value, figure)) is not None:
            if cell.value.raw != str(number):
                written[id] = cell.value.raw
        elif cell.value != BLANK:
            unread[id] = _unread(cell.value)
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


def _info(id: str, value: Value, unread: dict[str, dict[str, str]]) -> int | str | None:
    """Text as text, a whole number (the year) as a number, anything else as its text with the rest in `unread`."""
    if value == BLANK:
        return None
    if value.kind is Kind.TEXT and value.number is None:
        return value.raw
    if value.number is not None and value == from_number(value.number) and value.raw.isdigit():
        return int(value.raw)
    unread[_INFO + id] = _unread(value)
    return value.raw


def from_json(data: Mapping[str, Any], forms: Sequence[Form]) -> Reading:
    """The Reading that a record was made from, without places.

    Raises UnreadableError("not-a-report", reason=...) when the data is no record of one of `forms`. A figure that is
    left out is missing; one of a wrong type (1.5 or "3" in a count) is read as it stands, for the checker to judge.
    """
    form = next((form for form in forms if form.id == data.get("form")), None)
    if form is None:
        raise _bad(f"form 是 {data.get('form')!r}，没有这个表样")
    for key in data:
        if key not in _KEYS:
            raise _bad(f"不认识 {key}")
    unread = {id: _kept(id, each) for id, each in _object(data, "unread").items()}
    return Reading(
        form=form.id,
        info=_read_info(data, form, unread),
        figures=_read_figures(data, form, unread),
        sections=_read_sections(data, form),
        explanations=tuple(_explanation(each) for each in _array(data, "explanations")),
        receipt=_text_or_none(data, "receipt"),
    )


def _bad(reason: str) -> UnreadableError:
    return UnreadableError("not-a-report", reason=f"JSON 记录{reason}")


def _object(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _bad(f"的 {key} 应当是对象")
    return value


def _array(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise _bad(f"的 {key} 应当是数组")
    return value


def _text_or_none(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise _bad(f"的 {key} 应当是文字")
    return value


def _kept(id: str, data: Any) -> Value | None:
    """A value of `unread`; None for a figure that was not there."""
    if not isinstance(data, dict) or not isinstance(data.get("raw"), str):
        raise _bad(f"的 unread.{id} 写得不对")
    if data.get("kind") == _MISSING:
        return None
    said = data.get("number")
    try:
        kind, number = Kind(data.get("kind")), Decimal(said) if isinstance(said, str) else None
    except (ValueError, InvalidOperation) as error:
        raise _bad(f"的 unread.{id} 写得不对") from error
    if ("number" in data) != (kind is Kind.NUMBER) or (kind is Kind.NUMBER and not _is_sane(number)):
        raise _bad(f"的 unread.{id} 写得不对")
    return Value(kind, number, data["raw"])


def _is_sane(number: Decimal | None) -> bool:
    """Whether it can be reckoned with: JSON allows numbers beyond what Decimal adds up, and without end."""
    return (
        number is not None
        and number.is_finite()
        and abs(number.adjusted()) < _FARTHEST
        and len(number.as_tuple().digits) <= _FARTHEST
    )


def _read_info(data: Mapping[str, Any], form: Form, unread: Mapping[str, Value | None]) -> dict[str, Cell]:
    known = {field.id for field in form.info}
    cells: dict[str, Cell] = {}
    for id, value in _object(data, "info").items():
        if id not in known:
            raise _bad(f"的 info 里没有 {id} 这一项")
        cells[id] = Cell(unread.get(_INFO + id) or _value(f"info.{id}", value, is_money=False))
    for id in ("organization", "year"):
        if id in known and id not in cells and data.get(id) is not None:
            cells[id] = Cell(_value(id, data[id], is_money=False))
    return cells


def _read_figures(data: Mapping[str, Any], form: Form, unread: Mapping[str, Value | None]) -> dict[str, Cell]:
    tables = _object(data, "figures")
    written = _object(data, "written")
    cells: dict[str, Cell] = {}
    for table in tables:
        rows = _object(tables, table)
        for row in rows:
            for column, value in _object(rows, row).items():
                id = f"{table}.{row}.{column}"
                if id not in form.figures:
                    raise _bad(f"的 figures 里没有 {id} 这一格")
                kept = unread[id] if id in unread else _value(id, value, form.is_money(id))
                if kept is not None and id in written:
                    kept = kept._replace(raw=str(written[id]))
                if kept is not None:
                    cells[id] = Cell(kept)
    return cells


def _value(id: str, value: Any, is_money: bool) -> Value:
    if value is None:
        return BLANK
    if isinstance(value, str):
        return from_text(value) if is_money else Value(Kind.TEXT, None, value)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not _is_sane(Decimal(value)):
        raise _bad(f"的 {id} 写得不对")
    return from_number(value)


def _read_sections(data: Mapping[str, Any], form: Form) -> dict[str, tuple[Paragraph, ...]]:
    known = {section.id for section in form.sections}
    sections = _object(data, "sections")
    read = {}
    for id in sections:
        texts = _array(sections, id)
        if id not in known or not all(isinstance(text, str) for text in texts):
            raise _bad(f"的 sections.{id} 不是文字的数组，或者没有这一部分")
        read[id] = tuple(map(Paragraph, texts))
    return read


def _explanation(data: Any) -> Explanation:
    if not isinstance(data, dict):
        raise _bad("的 explanations 写得不对")
    code, text, cells = data.get("code"), data.get("text"), data.get("cells")
    if not isinstance(code, str) or not isinstance(text, str) or not isinstance(cells, list):
        raise _bad("的 explanations 写得不对")
    if not all(isinstance(cell, str) for cell in cells):
        raise _bad("的 explanations 写得不对")
    return Explanation(code, tuple(cells), text)
