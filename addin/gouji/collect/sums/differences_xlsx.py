"""A Comparison in; the workbook 差额表 out: what differs and why, every unit's figure of those cells, who counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any, TypeVar

from gouji.collect.sums import figures_xlsx, members_xlsx
from gouji.collect.sums.causes import Cause
from gouji.collect.sums.consolidate import Part
from gouji.collect.sums.differences import Comparison, Difference
from gouji.collect.sums.figures_xlsx import ADDED, Foot
from gouji.form.form import Form
from gouji.value import plain
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import BAD, ODD, Cell, Looks, close, head, put

_Each = TypeVar("_Each")

_TITLE = "差额表"
_COLUMNS = (
    ("序号", 6),
    ("工作表", 16),
    ("单元格", 8),
    ("项目", 58),
    ("核对", 9),
    ("上报数", 13),
    ("下级之和", 13),
    ("差额", 12),
    ("原因", 46),
    ("没有填的单位", 22),
)
_DIFFERS, _UNKNOWN = "不符", "未核对"
_TINTS = {_DIFFERS: BAD, _UNKNOWN: ODD}
_PLACE = 2  # the column of places
_TINTED = 4
_OFF = '=IF(COUNT({upper}:{up})<2,"—",ROUND({up}-{upper},6))'  # what was handed in less the sum


def write(form: Form, comparison: Comparison, path: Path) -> None:
    """Writes the workbook whole or not at all. Raises GoujiError or OSError when the file can't be written."""
    with plain_sheet.written(path, _TITLE) as workbook:
        looks = plain_sheet.looks(workbook, {**_TINTS, **members_xlsx.TINTS, **figures_xlsx.TINTS})
        _differences(workbook.add_worksheet(_TITLE), form, comparison, looks)
        cells = _in_order(form, comparison)
        if cells:
            _by_unit(workbook.add_worksheet("逐单位"), form, comparison, cells, looks)
        members_xlsx.draw(workbook.add_worksheet(members_xlsx.NAME), comparison.sum, looks)


def outcome(comparison: Comparison) -> str:
    """`核对 200 格：48 格相符，152 格不符，0 格没有核对`, as one clause."""
    held, cells, unknown = comparison.held, len(comparison.cells), len(comparison.unknown)
    return f"核对 {held + cells + unknown} 格：{held} 格相符，{cells} 格不符，{unknown} 格没有核对"


def notes(comparison: Comparison) -> Iterator[str]:
    """What to read first, whole sentences: the causes, largest first, then what else is to be known."""
    if not comparison.cells and not comparison.unknown:
        yield "每一格都与下级之和相符。"
    for cause in comparison.causes:
        yield _cause(cause)
    if comparison.is_explained:
        yield "以上原因合起来正好是全部差额。"
    if not comparison.sum.of(Part.COUNTED):
        yield "没有可以相加的下级单位，一格也不能核对。"
    elif comparison.unknown:
        yield f"有 {len(comparison.unknown)} 格因为有单位没有填，不能核对；标为“{_UNKNOWN}”，下级之和只是已填部分。"
    yield from comparison.notes


def _cause(cause: Cause) -> str:
    if cause.equal == len(cause.cells):
        return f"像是{cause.words}：{cause.equal} 格的差额正好由此而来，没有一格例外。"
    return f"像是{cause.words}：它涉及的 {len(cause.cells)} 格里，{cause.equal} 格的差额正好由此而来。"


def _in_order(form: Form, comparison: Comparison) -> list[Difference]:
    order = {id: at for at, id in enumerate(form.figures)}
    return sorted((*comparison.cells, *comparison.unknown), key=lambda each: order[each.figure])


def _differences(page: Any, form: Form, comparison: Comparison, looks: Looks) -> None:
    whose = f"{comparison.sum.parent.name}　{comparison.sum.year}年度{_TITLE}　"
    counted = f"{members_xlsx.counts(comparison.sum)}。"
    cells = _in_order(form, comparison)
    # The register keeps figures without their places: then a column of blanks would only be in the way.
    left_out = set() if any(each.place for each in cells) else {_PLACE}
    columns = _without(_COLUMNS, left_out)
    top = head(page, whose + outcome(comparison), columns, looks, [*notes(comparison), f"下级单位：{counted}"])
    below = top
    for number, each in enumerate(cells, start=1):
        put(page, below, _without(_row(number, form, each), left_out), columns, looks)
        below += 1
    close(page, below, columns, looks, _TINTED - len(left_out), tuple(_TINTS), top)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)


def _without(row: Sequence[_Each], left_out: Set[int]) -> tuple[_Each, ...]:
    return tuple(each for at, each in enumerate(row) if at not in left_out)


def _row(number: int, form: Form, each: Difference) -> tuple[Cell, ...]:
    figure = form.figures[each.figure]
    return (
        number,
        form.table(figure.table).sheet,
        each.place.ref if each.place else "",
        figure.label,
        _UNKNOWN if each.sum is None else _DIFFERS,
        each.submitted if each.submitted is not None else each.raw or "（空着）",
        each.sum if each.sum is not None else f"已填 {plain(each.known)}",
        each.difference,
        "；".join(each.hints),
        "、".join(unit.name for unit in each.lacking),
    )


def _by_unit(page: Any, form: Form, comparison: Comparison, cells: list[Difference], looks: Looks) -> None:
    """Every unit's figure of the cells that differ or can't be told: what a clerk goes through line by line."""
    submitted: dict[str, Cell] = {each.figure: each.raw if each.submitted is None else each.submitted for each in cells}
    off: dict[str, Cell] = {each.figure: "—" if each.difference is None else each.difference for each in cells}
    feet = [
        Foot("下级之和", {each.figure: each.sum for each in cells}, ADDED),
        Foot("上报数", submitted),
        Foot("差额", off, _OFF),
    ]
    title = f"{comparison.sum.parent.name}　{comparison.sum.year}年度{_TITLE}　逐单位"
    ids = [each.figure for each in cells]
    figures_xlsx.draw(page, title, "只列不符和未核对的格", form, comparison.sum, ids, feet, looks)
