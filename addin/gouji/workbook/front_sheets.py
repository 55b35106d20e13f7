"""Draws the first two sheets of a workbook: 填表说明 with the live overview, and 基本信息."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.form.form import InfoField
from gouji.form.own_workbook import GUIDE
from gouji.place import Area, Place, single, to_address
from gouji.words import beside
from gouji.workbook import live, overview
from gouji.workbook.contents import Contents, content, title
from gouji.workbook.layout import GUIDE_TOP, INFO, INFO_TOP
from gouji.workbook.sheet import Allowed, Formula, SheetDrawing, Tint
from gouji.workbook.text_block import prompt_only
from gouji.workbook.texts import height

say = beside(__file__)

_GUIDE_WIDTHS = (26.0, 11.0, 11.0, 11.0, 11.0, 22.0)
_PROMPT_WIDTH = 54.0
_LIST_LIMIT = 255  # characters that a drop-down list may have in all


def guide(book: Contents) -> SheetDrawing:
    sheet = SheetDrawing(GUIDE)
    sheet.widths |= {at: (width, None) for at, width in enumerate(_GUIDE_WIDTHS, start=1)}
    across = len(_GUIDE_WIDTHS)
    sheet.put(1, 1, title(book), "title", columns=across)
    sheet.put(2, 1, say("title"), "title_line", columns=across)
    sheet.put(3, 1, say("edition", name=book.form.name, notice=book.form.notice), "whose", columns=across)
    sheet.heights |= {1: 56, 2: 26, 3: 22}
    row = _overview(book, sheet)
    sheet.put(row + 1, 1, say("guide.steps_head"), "subtitle")
    sheet.heights[row + 1] = 34
    row += 2
    for number, step in enumerate(say.of("guide.steps"), start=1):
        text = f"{number}．{step}"
        sheet.put(row, 1, text, "plain", columns=across)
        sheet.heights[row] = height(text, sum(_GUIDE_WIDTHS), 10.5, 22)
        row += 1
    sheet.put(row, 1, say("guide.colours_head"), "subtitle")
    sheet.heights[row] = 34
    for at, (style, word, meaning) in enumerate(say.of("guide.colours"), start=row + 1):
        sheet.put(at, 1, word, style)
        sheet.put(at, 2, meaning, "list_left", columns=across - 1)
        sheet.heights[at] = 20
    sheet.prints = Area(1, 1, row + len(say.of("guide.colours")), across)
    return sheet


def _overview(book: Contents, sheet: SheetDrawing) -> int:
    """The live table of all sheets; returns its last row."""
    sheet.put(GUIDE_TOP - 2, 1, say("guide.state_head"), "subtitle")
    sheet.heights |= {GUIDE_TOP - 2: 26, GUIDE_TOP - 1: 22}
    for column, head in enumerate(say.of("guide.state_columns"), start=1):
        sheet.put(GUIDE_TOP - 1, column, head, "list_head")
    whole = overview.Count()
    for name, row in book.at.guide_rows.items():
        shown = overview.count(name, book)
        whole += shown
        _overview_row(row, name, overview.formulas(name, book), shown, sheet)
        sheet.links[row, 1] = to_address(Place(name, 1, 1), absolute=False)
    last = max(book.at.guide_rows.values()) + 1
    sums = [
        Formula(f"=SUM({Area(GUIDE_TOP, column, last - 1, column).ref})", Decimal(value))
        for column, value in enumerate(whole.all(), start=2)
    ]
    _overview_row(last, say("guide.sum"), sums, whole, sheet)
    sheet.heights[last] = 30
    return last


def _overview_row(row: int, name: str, counts: Sequence[Formula], shown: overview.Count, sheet: SheetDrawing) -> None:
    is_sum = name == say("guide.sum")
    sheet.put(row, 1, name, "list_sum" if is_sum else "list_link_left")
    for column, formula in enumerate(counts, start=2):
        sheet.put(row, column, formula, "list_sum" if is_sum else "list_center")
        at = single(row, column)
        style = {2: "pending_word", 5: "hint_word"}.get(column, "wrong_word")
        sheet.tints.append(Tint((at,), f"=N({at.ref})>0", style))
    sheet.put(row, overview.STATE_COLUMN, overview.state(row, shown), "verdict" if is_sum else "list_center")
    at = single(row, overview.STATE_COLUMN)
    sheet.tints += live.word_tints(at, at.ref, "wrong_word")
    sheet.heights.setdefault(row, 20)


# ---------------------------------------------------------------- 基本信息


def info(book: Contents) -> SheetDrawing:
    sheet = SheetDrawing(INFO)
    widths = (22.0, 42.0, _PROMPT_WIDTH, 1.5, 10.0)
    sheet.widths |= {at: (width, None) for at, width in enumerate(widths, start=1)}
    sheet.put(1, 1, INFO, "heading", columns=3)
    sheet.put(2, 1, title(book), "whose", columns=3)
    sheet.heights |= {1: 32, 2: 20, 3: 10, 4: 24}
    for column, head in enumerate(say.of("info.columns"), start=1):
        sheet.put(INFO_TOP - 1, column, head, "field")
    sheet.put(INFO_TOP - 1, 5, say("info.state_head"), "live_head")
    for field in book.form.info:
        _info_row(field, book, sheet)
    last = INFO_TOP + len(book.form.info) - 1
    sheet.freeze = (INFO_TOP - 1, 0)
    sheet.prints = Area(1, 1, last, 3)
    return sheet


def _info_row(field: InfoField, book: Contents, sheet: SheetDrawing) -> None:
    place, value = book.at.info[field.id], book.info(field.id)
    at = single(place.row, place.column)
    prompt = field.prompt + (say("required") if field.required else "")
    sheet.put(place.row, 1, field.label, "field")
    sheet.put(place.row, 2, content(value), "field_year" if field.kind == "year" else "field_value")
    sheet.put(place.row, 3, prompt, "field_prompt")
    sheet.heights[place.row] = height(prompt, _PROMPT_WIDTH - 5, 9, 32)
    sheet.names[f"info.{field.id}"] = at
    sheet.text_numbers.append(at)
    sheet.allowed.append(Allowed((at,), _allowed(field, at, book)))
    if field.required:
        is_empty = f'COUNTIF({to_address(at)},"")=1'
        shown = "" if value.raw or value.number is not None else say("info.state_head")
        text = f'=IF({is_empty},"{say("info.state_head")}","")'
        sheet.put(place.row, 5, Formula(text, shown), "live")
        sheet.tints.append(Tint((at,), f"={is_empty}", "blank"))
        state = single(place.row, 5)
        sheet.tints.append(Tint((state,), f"={is_empty}", "pending_word"))


def _allowed(field: InfoField, at: Area, book: Contents) -> Mapping[str, object]:
    """Data validation by kind of field; a list too long for Excel, and free text, get a prompt only."""
    rule = dict(prompt_only(field.prompt))
    rule |= {"error_title": say("heads.fault")}
    if field.kind == "year":
        rule |= {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2099}
        rule["error_message"] = say("fault.year", example=book.form.since)
    elif field.kind == "choice" and len(",".join(field.choices)) <= _LIST_LIMIT:
        rule |= {"validate": "list", "source": list(field.choices), "error_message": say("fault.choice")}
    elif field.kind == "credit_code":
        rule |= {"validate": "custom", "value": f"=LEN({at.ref})=18", "error_message": say("fault.credit_code")}
    return rule
