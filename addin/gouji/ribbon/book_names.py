"""Reads the defined names of an open workbook, with as few calls of Excel as prove what they say.

A workbook has some 240 names and each costs two calls. On a protected sheet nothing can move within a table but whole
rows: when the names of its first and last cell lie as far apart as in the form, those between need no asking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gouji.form.by_id import find
from gouji.form.form import Form
from gouji.form.own_workbook import (
    EXPLANATIONS_BLOCK,
    FINDINGS_BLOCK,
    FORM_STAMP,
    PREVIOUS_BLOCK,
    RECEIPT_STAMP,
    own_sheets,
)
from gouji.ooxml.defined_names import constant, named_areas
from gouji.place import Place, to_address
from gouji.ribbon.host import is_busy
from gouji.workbook.layout import Layout, layout

if TYPE_CHECKING:
    import xlwings as xw

_MOST = 5000


def names_of(book: xw.Book, titles: Sequence[str], forms: Sequence[Form]) -> dict[str, str]:
    """Gives what each defined name says, without `=`: the names that reading and marking ask for, or all there are
    where the workbook doesn't say which form it is; of other forms' names a few, to tell that there are any."""
    names = book.names
    stamp = _says(names, FORM_STAMP)
    form = find(forms, constant(stamp))
    if form is None:
        return dict(_every(names))
    at = layout(form)
    wanted = [f"sections.{section.id}" for section in form.sections]
    wanted += [
        EXPLANATIONS_BLOCK,
        FINDINGS_BLOCK,
        PREVIOUS_BLOCK,
        RECEIPT_STAMP,
        *(plan.marks for plan in at.tables.values()),
    ]
    wanted += _telling(form, forms)
    found = {FORM_STAMP: stamp} | _asked(names, wanted)
    for group in _groups(form, at):
        found |= _between(book, titles, group)
    return found


def local_names_of(book: xw.Book, titles: Sequence[str], forms: Sequence[Form]) -> tuple[tuple[str, str], ...]:
    """Gives, as `names_of` does, the names of single sheets that tell of another form: of sheets that no form's
    workbook has, such as one that was copied from last year's file."""
    stamp = _says(book.names, FORM_STAMP)
    form = find(forms, constant(stamp))
    if form is None:
        return ()
    at = layout(form)
    ours = {*own_sheets(form), *at.guide_rows}
    return tuple(
        (name, says)
        for title in titles
        if title not in ours
        for name in (FORM_STAMP, *_telling(form, forms))
        if (says := _says(book.names, f"'{title.replace(chr(39), chr(39) * 2)}'!{name}"))
    )


def _telling(form: Form, forms: Sequence[Form]) -> list[str]:
    """Names that another form has and this one has not: the first and the last of each of its tables."""
    telling = []
    for other in forms:
        for table in other.tables:
            own = [figure_id for figure_id in table.figures if figure_id not in form.figures]
            telling += own[:1] + own[1:][-1:]
    return telling


def _groups(form: Form, at: Layout) -> Iterator[Mapping[str, Place]]:
    """The names that stand in one block each, in order: every table, and basic information."""
    for table in form.tables:
        yield {figure_id: at.figures[figure_id] for figure_id in table.figures}
    yield {f"info.{field_id}": place for field_id, place in at.info.items()}


def _between(book: xw.Book, titles: Sequence[str], group: Mapping[str, Place]) -> dict[str, str]:
    ids = list(group)
    ends = _asked(book.names, (ids[0], ids[-1]))
    first, last = (_place(titles, ends.get(figure_id, "")) for figure_id in (ids[0], ids[-1]))
    drawn, drawn_last = group[ids[0]], group[ids[-1]]
    if first and last and first.sheet == last.sheet:
        apart = (last.row - first.row, last.column - first.column)
        if apart == (drawn_last.row - drawn.row, drawn_last.column - drawn.column) and is_protected(book, first.sheet):
            down, across = first.row - drawn.row, first.column - drawn.column
            return {
                figure_id: to_address(Place(first.sheet, place.row + down, place.column + across))
                for figure_id, place in group.items()
            }
    return ends | _asked(book.names, ids[1:-1])


def is_protected(book: xw.Book, title: str) -> bool:
    return bool(book.sheets[title].api.ProtectContents)


def _place(titles: Sequence[str], says: str) -> Place | None:
    """The cell that a name stands for."""
    stands = named_areas(titles, {"it": says}).get("it")
    return stands.first if stands else None


def _asked(names: xw.main.Names, wanted: Collection[str]) -> dict[str, str]:
    return {name: says for name in wanted if (says := _says(names, name))}


def _says(names: xw.main.Names, name: str) -> str:
    """ "" for a name that isn't there."""
    try:
        return str(names(name).refers_to).removeprefix("=")
    except Exception as error:  # com_error or KeyError, as the engine has it
        if is_busy(error):
            raise
        return ""


def _every(names: xw.main.Names) -> Iterator[tuple[str, str]]:
    for count, name in enumerate(names):
        if count >= _MOST:
            return
        if "!" not in name.name:
            yield name.name, str(name.refers_to).removeprefix("=")
