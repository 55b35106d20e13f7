"""Reads a JSON record back into the Reading that it was made from, without places.

A record may have been written by hand or by another program: what is left out of it is missing, never zero and never
fine, and where it says two things of one cell neither is taken; a remark says so each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from gouji.errors import UnreadableError
from gouji.form.by_id import find
from gouji.form.form import Form
from gouji.form.messages import shown
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading, Remark, last_year, spoken_of
from gouji.reading.record import INFO, MISSING
from gouji.value import BLANK, Kind, Value, from_number, from_stored, from_text, plain

_FARTHEST = 400  # digits of a number, also before and behind the point: more than a spreadsheet knows
_LONGEST = 1000  # characters of a remark: every message of structure.toml with its facts is shorter
_KEYS = frozenset(
    {"form", "year", "organization", "info", "figures", "sections", "explanations", "remarks", "receipt"}
    | {"previous", "unread", "written"}
)


def from_json(data: Mapping[str, Any], forms: Sequence[Form]) -> Reading:
    """Gives the Reading of a record.

    Raises UnreadableError("not-a-report", reason=...) when the data is no record of one of `forms`. A figure of a
    wrong type (1.5 or "3" in a count) is read as it stands, for the checker to judge.
    """
    form = find(forms, data.get("form"))
    if form is None:
        raise _bad(f"form 是 {data.get('form')!r}，没有这个表样")
    for key in data:
        if key not in _KEYS:
            raise _bad(f"不认识 {key}")
    unread = {figure_id: _kept(figure_id, each) for figure_id, each in _object(data, "unread").items()}
    info, torn = _read_info(data, form, unread)
    figures, doubtful = _read_figures(data, form, unread)
    return Reading(
        form=form.id,
        info=info,
        figures=figures,
        sections=_read_sections(data, form),
        remarks=(*_read_remarks(data, form), *torn, *doubtful, *_differing(data, form, info)),
        explanations=tuple(_read_explanations(data, figures)),
        receipt=_text_or_none(data, "receipt"),
        previous=_read_previous(data, form),
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


def _kept(figure_id: str, data: Any) -> Value | None:
    """A value of `unread`; None for a figure that was not there."""
    if not isinstance(data, dict) or not isinstance(data.get("raw"), str):
        raise _bad(f"的 unread.{figure_id} 写得不对")
    if data.get("kind") == MISSING:
        return None
    said = data.get("number")
    try:
        kind, number = Kind(data.get("kind")), Decimal(said) if isinstance(said, str) else None
    except (ValueError, InvalidOperation) as error:
        raise _bad(f"的 unread.{figure_id} 写得不对") from error
    if ("number" in data) != (kind is Kind.NUMBER) or (kind is Kind.NUMBER and not _is_sane(number)):
        raise _bad(f"的 unread.{figure_id} 写得不对")
    return Value(kind, number, data["raw"])


def _is_sane(number: Decimal | None) -> bool:
    """Whether it can be reckoned with: JSON allows numbers beyond what Decimal adds up, and without end."""
    return (
        number is not None
        and number.is_finite()
        and abs(number.adjusted()) < _FARTHEST
        and len(number.as_tuple().digits) <= _FARTHEST
    )


def _read_info(
    data: Mapping[str, Any], form: Form, unread: Mapping[str, Value | None]
) -> tuple[dict[str, Cell], list[Remark]]:
    """The fields, and a remark on each that `unread` spells otherwise."""
    labels = {field.id: field.label for field in form.info}
    cells: dict[str, Cell] = {}
    doubtful: list[Remark] = []
    for field_id, given in _object(data, "info").items():
        if field_id not in labels:
            raise _bad(f"的 info 里没有 {field_id} 这一项")
        value = _value(INFO + field_id, given, is_money=False)
        kept = unread.get(INFO + field_id)
        if kept is not None and kept.raw != value.raw:
            doubtful.append(_contradiction(INFO + field_id, f"基本信息“{labels[field_id]}”", value.raw, kept.raw))
        cells[field_id] = Cell(kept or value)
    for field_id in ("organization", "year"):
        if field_id in labels and field_id not in cells and data.get(field_id) is not None:
            cells[field_id] = Cell(_value(field_id, data[field_id], is_money=False))
    return cells, doubtful


def _contradiction(figure_id: str, of: str, one: str, other: str) -> Remark:
    return Remark("record-contradicts", (figure_id,), (None,), {"of": of, "one": one, "other": other})


def _read_figures(
    data: Mapping[str, Any], form: Form, unread: Mapping[str, Value | None]
) -> tuple[dict[str, Cell], list[Remark]]:
    """The figures, and a remark on each of which the record says two things: that one is not taken."""
    tables = _object(data, "figures")
    written = _object(data, "written")
    cells: dict[str, Cell] = {}
    doubtful: list[Remark] = []
    for table in tables:
        rows = _object(tables, table)
        for row in rows:
            for column, given in _object(rows, row).items():
                figure_id = f"{table}.{row}.{column}"
                if figure_id not in form.figures:
                    raise _bad(f"的 figures 里没有 {figure_id} 这一格")
                value = _value(figure_id, given, form.is_money(figure_id))
                other = _said_otherwise(figure_id, value, unread, written)
                if other is not None:
                    doubtful.append(_contradiction(figure_id, form.figures[figure_id].label, value.raw, other))
                elif figure_id not in unread:
                    cells[figure_id] = Cell(value._replace(raw=written[figure_id]) if figure_id in written else value)
                elif (kept := unread[figure_id]) is not None:
                    cells[figure_id] = Cell(kept)
    for figure_id in (*(figure_id for figure_id in unread if not figure_id.startswith(INFO)), *written):
        if figure_id not in form.figures:
            raise _bad(f"的 unread 或 written 里有 {shown(figure_id)}，表样没有这一格")
    return cells, doubtful


def _said_otherwise(
    figure_id: str, value: Value, unread: Mapping[str, Value | None], written: Mapping[str, Any]
) -> str | None:
    """What else the record says of a figure that it states, None when nothing: `unread` is for what figures lacks,
    `written` for another spelling of the same number."""
    if figure_id in unread:
        kept = unread[figure_id]
        if value != BLANK:
            return "没有这一格" if kept is None else kept.raw
        if kept is not None and kept.number is not None and kept.number not in _numbers_of(kept.raw):
            return f"{kept.raw}（{plain(kept.number)}）"
    if figure_id in written:
        spelled = written[figure_id]
        if not isinstance(spelled, str):
            raise _bad(f"的 written.{figure_id} 应当是文字")
        if value.number is None or value.number not in _numbers_of(spelled):
            return spelled
    return None


def _numbers_of(spelled: str) -> Iterator[Decimal | None]:
    """The number that a spelling is as a text prints it, and as a spreadsheet stores it (`1E+3`, binary noise)."""
    yield from_text(spelled).number
    with suppress(ValueError, ArithmeticError):
        yield from_stored(spelled).number
        yield Decimal(spelled)  # more digits than a spreadsheet keeps


def _value(figure_id: str, value: Any, is_money: bool) -> Value:
    if value is None:
        return BLANK
    if isinstance(value, str):
        return from_text(value) if is_money else Value(Kind.TEXT, None, value)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not _is_sane(Decimal(value)):
        raise _bad(f"的 {figure_id} 写得不对")
    return from_number(value)


def _read_sections(data: Mapping[str, Any], form: Form) -> dict[str, tuple[Paragraph, ...]]:
    known = {section.id for section in form.sections}
    sections = _object(data, "sections")
    read = {}
    for section_id in sections:
        texts = _array(sections, section_id)
        if section_id not in known or not all(isinstance(text, str) for text in texts):
            raise _bad(f"的 sections.{section_id} 不是文字的数组，或者没有这一部分")
        read[section_id] = tuple(map(Paragraph, texts))
    return read


def _read_remarks(data: Mapping[str, Any], form: Form) -> Iterator[Remark]:
    names = {wording.code: wording.name for wording in form.wordings.values()}
    for each in _array(data, "remarks"):
        code, message = (each.get("code"), each.get("message")) if isinstance(each, dict) else (None, None)
        if not isinstance(code, str) or not isinstance(message, str) or not message.strip():
            raise _bad("的 remarks 写得不对")
        if code not in names:
            raise _bad(f"的 remarks 里的 {shown(code)} 不认识")
        cells = _texts(each, "remarks")
        yield Remark(names[code], cells, (None,) * len(cells), message=shown(message, _LONGEST))


def _differing(data: Mapping[str, Any], form: Form, info: Mapping[str, Cell]) -> Iterator[Remark]:
    """What the record states at its top, where `info` says otherwise."""
    for field_id in ("year", "organization"):
        given, cell = data.get(field_id), info.get(field_id)
        stated = "" if given is None else str(given).strip()
        if stated and stated != (cell.value.raw.strip() if cell else ""):
            label = next((field.label for field in form.info if field.id == field_id), field_id)
            yield _contradiction(INFO + field_id, f"基本信息“{label}”", stated, cell.value.raw if cell else "")


def _read_explanations(data: Mapping[str, Any], figures: Mapping[str, Cell]) -> Iterator[Explanation]:
    """Those that still hold: of one that was given when the figures were others nothing is left."""
    for each in _array(data, "explanations"):
        code, text = (each.get("code"), each.get("text")) if isinstance(each, dict) else (None, None)
        then = each.get("figures", "") if isinstance(each, dict) else None
        if not isinstance(code, str) or not isinstance(text, str) or not isinstance(then, str):
            raise _bad("的 explanations 写得不对")
        cells = _texts(each, "explanations")
        if then in ("", spoken_of(cells, figures)):
            yield Explanation(code, cells, text)


def _texts(data: Mapping[str, Any], of: str) -> tuple[str, ...]:
    cells = data.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
        raise _bad(f"的 {of} 里 cells 应当是文字的数组")
    return tuple(cells)


def _read_previous(data: Mapping[str, Any], form: Form) -> Reading | None:
    if data.get("previous") is None:
        return None
    given = _object(data, "previous")
    numbers: dict[str, Decimal] = {}
    for figure_id, text in _object(given, "figures").items():
        number = from_text(text).number if isinstance(text, str) else None
        if number is None:
            raise _bad(f"的 previous 里 {shown(figure_id)} 应当是数字的文字")
        numbers[figure_id] = number
    year, organization = (_text_or_none(given, key) or "" for key in ("year", "organization"))
    return last_year(form.id, numbers, year, organization)
