"""Makes a Remark for every value read from a Book that its sheets show otherwise than it is stored, or hide.

What is published is the stored number. One remark a cause, with all the cells that it is the cause for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from gouji.form.form import Figure, Form
from gouji.ooxml.book import ALL_SEEN, Book, ConditionalFormat, Look, SheetLook
from gouji.place import Place, column_letters, single
from gouji.reading.reading import Cell, Paragraph, Remark
from gouji.value import Kind, plain

_MOST = 8  # rows or columns that are named
_HIDDEN = "figure-not-seen"

Sections = Mapping[str, tuple[Paragraph, ...]]
_Cause = tuple[str, str]  # the name of the check, and what groups its cells: the words of a cause, or a number format
_Seen = tuple[str, str, str]  # the name of the check, the text that is shown, the words of the cause


class _Found:
    """The cells met so far, by cause. A cell is named for the first cause only."""

    __slots__ = ("causes", "form", "named", "numbers")

    def __init__(self, form: Form, figures: Mapping[str, Cell]) -> None:
        self.form = form
        self.causes: dict[_Cause, list[tuple[str, str]]] = {}
        self.named: set[str] = set()
        self.numbers = {
            figure_id: (cell.place, cell.value.number)
            for figure_id, cell in figures.items()
            if isinstance(cell.place, Place) and cell.value.kind is Kind.NUMBER and cell.value.number is not None
        }

    def add(self, figure_id: str, name: str, cause: str, text: str = "") -> None:
        if figure_id not in self.named:
            self.named.add(figure_id)
            self.causes.setdefault((name, cause), []).append((figure_id, text))


def notice(
    book: Book,
    form: Form,
    sheets: Mapping[str, str],
    info: Mapping[str, Place],
    figures: Mapping[str, Cell],
    sections: Sections,
) -> list[Remark]:
    """Makes these remarks. sheets: those that figures were read from → a table there. Raises UnreadableError for a
    sheet that says what it hides in broken XML."""
    telling = book.styles().rules
    looks = {title: look for title in sheets if (look := book.sheet(title).look(telling)) is not ALL_SEEN}
    remarks = _hidden_sheets(book, form, sheets, info, sections)
    if not book.looks and not looks:
        return remarks
    found = _Found(form, figures)
    _by_format(book, found)
    for title, look in looks.items():
        _by_sheet(book, found, title, look)
    return [*remarks, *_worded(found)]


def _hidden_sheets(
    book: Book, form: Form, sheets: Mapping[str, str], info: Mapping[str, Place], sections: Sections
) -> list[Remark]:
    """The sheets with what counts that nobody sees, each once."""
    if not book.hidden:
        return []
    texts = {
        each[0].place.sheet: section_id for section_id, each in sections.items() if each and each[0].place is not None
    }
    fields: dict[str, list[str]] = {}
    for field in form.info:
        if field.id in info:
            fields.setdefault(info[field.id].sheet, []).append(field.label)
    said = {title: _listed(labels) for title, labels in fields.items()}
    said |= {title: form.section(section_id).heading for title, section_id in texts.items()}
    said |= {title: form.table(figure_id).number for title, figure_id in sheets.items()}
    return [
        Remark("sheet-hidden", facts={"sheet": title, "holds": said[title]}) for title in book.hidden if title in said
    ]


# ---------------------------------------------------------------- by the format of a cell


def _by_format(book: Book, found: _Found) -> None:
    for figure_id, (place, number) in found.numbers.items():
        look = book.looks.get(place)
        if look is not None and (seen := _seen(number, look, found.form.figures[figure_id])) is not None:
            name, text, cause = seen
            found.add(figure_id, name, cause, text)


def _seen(number: Decimal, look: Look, figure: Figure) -> _Seen | None:
    """What is wrong with how a number is shown, None for nothing."""
    if look.is_unseen:
        return _HIDDEN, "", "字的颜色与底色一样"
    if not look.code:
        return None
    # Imported only here: it knows all that a format code may say, and most workbooks show every number as it is.
    from gouji.reading.workbook.seen_by_code import of_code

    return of_code(number, look.code, figure)


# ---------------------------------------------------------------- by its sheet


def _by_sheet(book: Book, found: _Found, title: str, look: SheetLook) -> None:
    merges = {(where.top, where.left): where for where in book.sheet(title).merges}
    here = {figure_id: (place, number) for figure_id, (place, number) in found.numbers.items() if place.sheet == title}
    wide = {
        figure_id: merges.get((place.row, place.column), single(place.row, place.column))
        for figure_id, (place, _) in here.items()
    }
    in_rows = [
        figure_id for figure_id, where in wide.items() if set(range(where.top, where.bottom + 1)) <= set(look.rows)
    ]
    in_columns = [
        figure_id for figure_id, where in wide.items() if set(range(where.left, where.right + 1)) <= set(look.columns)
    ]
    for figure_id in in_rows:
        rows = _listed(str(row) for row in sorted({here[each][0].row for each in in_rows}))
        found.add(figure_id, _HIDDEN, f"“{title}”的第 {rows} 行隐藏了")
    for figure_id in in_columns:
        columns = _listed(map(column_letters, sorted({here[each][0].column for each in in_columns})))
        found.add(figure_id, _HIDDEN, f"“{title}”的第 {columns} 列隐藏了")
    for figure_id, (place, number) in here.items():
        if not number and not look.zeros:
            found.add(figure_id, _HIDDEN, f"“{title}”设成了不显示 0")
        for rule in look.rules:
            if cause := _of_rule(book, rule, place, number, found.form.figures[figure_id]):
                found.add(figure_id, _HIDDEN, cause)


def _listed(each: Iterable[str]) -> str:
    names = list(each)
    return "、".join(names[:_MOST]) + ("等" if len(names) > _MOST else "")


def _of_rule(book: Book, rule: ConditionalFormat, place: Place, number: Decimal, figure: Figure) -> str:
    """How a conditional format hides a number, "" where it doesn't. Whether one by formula holds is not worked out."""
    if not any(where.covers(place.row, place.column) for where in rule.areas) or not _is_for(rule, number):
        return ""
    if rule.look < 0:
        return "条件格式只画图形，不显示数字"
    seen = _seen(number, book.styles().rules[rule.look], figure)
    return f"条件格式：{seen[2]}" if seen else ""


def _is_for(rule: ConditionalFormat, number: Decimal) -> bool:
    """Whether a number is one of those that a rule is for, as far as that is said."""
    try:
        limit = Decimal(rule.limit)
    except InvalidOperation:
        return True
    return {
        "equal": number == limit,
        "notEqual": number != limit,
        "lessThan": number < limit,
        "lessThanOrEqual": number <= limit,
        "greaterThan": number > limit,
        "greaterThanOrEqual": number >= limit,
    }.get(rule.operator, True)


# ---------------------------------------------------------------- words


def _worded(found: _Found) -> Iterator[Remark]:
    for (name, cause), cells in found.causes.items():
        ids = tuple(figure_id for figure_id, _ in cells)
        facts = {
            "of": found.form.figures[ids[0]].label,
            "cause": cause,
            "shown": cells[0][1],
            "stored": plain(found.numbers[ids[0]][1]),
            "more": _more(ids),
        }
        yield Remark(name, ids, tuple(found.numbers[figure_id][0] for figure_id in ids), facts)


def _more(ids: Sequence[str]) -> str:
    return f"；这样的共 {len(ids)} 格" if len(ids) > 1 else ""
