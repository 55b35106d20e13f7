"""Marks what a check says of a workbook in a copy of it; every part that needs no mark keeps its bytes.

Our template has room for marks: a hidden mirror of each table, which its conditional formats read, and a block on
校验结果. Cells that no mirror covers, and an office's own workbook, get a removable rule (`mark_rule`). Marking starts
from the unmarked workbook each time, so marking twice is marking once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from gouji.atomic import replacing
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.errors import MarkError, UnreadableError
from gouji.form.form import Form
from gouji.form.own_workbook import FINDINGS_BLOCK
from gouji.ooxml.calc_chain import without
from gouji.ooxml.container import HandOverError
from gouji.ooxml.defined_names import target
from gouji.place import Area, rectangles
from gouji.reading import stored
from gouji.reading.content import Content
from gouji.reading.source import SOURCES, which
from gouji.workbook import finding_rows, mark_cells, mark_rule
from gouji.workbook.layout import layout
from gouji.workbook.mark_cells import FindingRow
from gouji.workbook.patch import Package, is_signed, opened, patched
from gouji.workbook.which_marks import TINTS, Mark, which_marks

_MIRROR = re.compile(r"GJ_MARKS_\w+")
_FORMAT = re.compile(rb"""[dD]xfId=["'](\d+)""")


def mark(source: Path | stored.Stored, target: Path, result: Result, form: Form) -> None:
    """Writes a marked copy of `source` to `target`, whole or not at all; folders that are missing are made.

    Raises MarkError when it can't be marked without loss (no .xlsx, signed, odd XML), OSError or GoujiError when
    it can't be written. A result without findings gives the unmarked workbook.
    """
    _write(target, _patched(source, result.findings, form))


def unmark(source: Path, target: Path) -> None:
    """Writes a copy without any mark of ours. Raises as `mark` does."""
    _write(target, _patched(source, (), None))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as unfinished:
        unfinished.write_bytes(data)


def _patched(source: Path | stored.Stored, findings: Sequence[Finding], form: Form | None) -> bytes:
    try:
        content = Content(stored.content(source))
        if not content.is_zip or which(content) is not SOURCES["xlsx"]:
            raise MarkError("不是 .xlsx 工作簿，不能在里面做标记")
        if is_signed(content.parts):
            raise MarkError("文件有数字签名，做标记会使签名失效，没有动它")
        pack = opened(content.parts)
        typed = _clear(pack)
        if form is not None and findings:
            _add(pack, findings, form, typed)
    except HandOverError as error:
        raise MarkError(f"文件的写法少见（{error}），不能在里面做标记") from error
    except UnreadableError as error:
        raise MarkError("文件读不全，不能在里面做标记") from error
    except (ValueError, LookupError) as error:  # a number or a reference that is none
        raise MarkError("文件的内容不合格式，不能在里面做标记") from error
    return patched(content.data, pack)


# ---------------------------------------------------------------- taking away


def _clear(pack: Package) -> Mapping[tuple[str, str], str]:
    """Empties mirrors and block and takes our rules away. Returns what the filler has typed beside findings."""
    typed: Mapping[tuple[str, str], str] = {}
    for name in pack.book.names:
        if _MIRROR.fullmatch(name) and (where := _block(pack, name)):
            _fill(pack, where, {})
    if where := _block(pack, FINDINGS_BLOCK):
        typed = finding_rows.typed_explanations(pack.book.sheet(where.sheet), where)
        _fill(pack, where, {})
    had_rules = False
    for part, _ in pack.sheets.values():
        before = pack.read(part)
        pack.put(part, mark_rule.stripped(before))
        had_rules |= len(pack.read(part)) < len(before)
    if had_rules and "styles" in pack.by_kind:
        used = {int(each) for part in pack.parts.entries for each in _FORMAT.findall(_searched(pack, part))}
        styles = pack.by_kind["styles"]
        pack.put(styles, mark_rule.without_formats(pack.read(styles), dict.fromkeys(used, True)))
    return typed


def _searched(pack: Package, part: str) -> bytes:
    return pack.read(part) if part.endswith(".xml") else b""


def _block(pack: Package, name: str) -> Area | None:
    """The cells that a defined name of ours stands for, None where it is lost."""
    stands = target(pack.book, name)
    return stands if stands is not None and stands.sheet in pack.sheets else None


def _fill(pack: Package, block: Area, rows: Mapping[int, FindingRow]) -> None:
    part, figure_id = pack.sheets[block.sheet]
    written = mark_cells.write(pack.read(part), block, rows)
    pack.put(part, written.data)
    if written.unchained and "calcChain" in pack.by_kind:
        chain = pack.by_kind["calcChain"]
        pack.put(chain, without(pack.read(chain), figure_id, written.unchained))


# ---------------------------------------------------------------- adding


def _add(pack: Package, findings: Sequence[Finding], form: Form, typed: Mapping[tuple[str, str], str]) -> None:
    marked = which_marks(findings, layout(form), pack.book, pack.sheets)
    for name, cells in marked.mirrored.items():
        where = _block(pack, name)
        assert where is not None
        rows: dict[int, dict[int, mark_cells.Content]] = {}
        for (row, column), grade in cells.items():
            rows.setdefault(row, {})[column] = Decimal(grade)
        _fill(pack, where, {row: FindingRow(each) for row, each in rows.items()})
    if where := _block(pack, FINDINGS_BLOCK):
        widths = mark_cells.column_widths(pack.read(pack.sheets[where.sheet][0]))
        _fill(pack, where, finding_rows.rows(findings, where, widths, typed, pack.book.titles))
    _add_rules(pack, marked.others)


def _add_rules(pack: Package, marks: Sequence[Mark]) -> None:
    """One rule for each code, grade and sheet: a person reads in the list of rules which finding paints a cell."""
    if not marks:
        return
    if "styles" not in pack.by_kind:
        raise MarkError("文件没有样式部件，不能在里面做标记")
    others: dict[tuple[str, int], dict[str, set[tuple[int, int]]]] = {}  # (code, grade) → title → cells
    for mark in marks:
        titles = others.setdefault((mark.code, mark.grade), {})
        titles.setdefault(mark.place.sheet, set()).add((mark.place.row, mark.place.column))
    styles = pack.by_kind["styles"]
    wanted = sorted({TINTS[grade] for _, grade in others}, reverse=True)
    content, formats = mark_rule.with_formats(pack.read(styles), wanted)
    pack.put(styles, content)
    by_title: dict[str, dict[str, tuple[int, str]]] = {}
    for (code, grade), titles in others.items():
        for title, cells in titles.items():
            refs = " ".join(each.ref for each in rectangles(cells))
            by_title.setdefault(title, {})[code] = (formats[TINTS[grade]], refs)
    for title, rules in by_title.items():
        part = pack.sheets[title][0]
        pack.put(part, mark_rule.with_rules(pack.read(part), rules))
