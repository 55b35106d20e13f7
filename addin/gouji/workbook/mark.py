"""Marks what a check says of a workbook in a copy of it; every part that needs no mark keeps its bytes.

Our template has room for marks: a hidden mirror of each table, which its conditional formats read, and a block on
校验结果. Cells that no mirror covers, and an office's own workbook, get a removable rule (`mark_rule`). Marking starts
from the unmarked workbook each time, so marking twice is marking once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from gouji.atomic import replacing
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.errors import MarkError, UnreadableError
from gouji.form.form import Form
from gouji.form.own_workbook import FINDINGS_BLOCK
from gouji.ooxml import markup, package
from gouji.ooxml.book import Book
from gouji.ooxml.calc_chain import without
from gouji.ooxml.container import HandOverError, Parts
from gouji.ooxml.defined_names import target
from gouji.ooxml.zip_parts import replaced
from gouji.place import Area, rectangles
from gouji.reading import stored
from gouji.reading.content import Content
from gouji.reading.source import SOURCES, which
from gouji.workbook import finding_rows, mark_cells, mark_rule
from gouji.workbook.layout import layout
from gouji.workbook.mark_cells import FindingRow
from gouji.workbook.which_marks import TINTS, Mark, which_marks

_MIRROR = re.compile(r"GJ_MARKS_\w+")
_FORMAT = re.compile(rb"""[dD]xfId=["'](\d+)""")


@dataclass(slots=True)
class _Package:
    """parts: the source. new: name of a part → what it will hold. sheets: title → (part, id in calculation chains)."""

    parts: Parts
    book: Book
    sheets: Mapping[str, tuple[str, str]]
    by_kind: Mapping[str, str]
    new: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        return self.new[name.lower()] if name.lower() in self.new else self.parts.read(name)

    def put(self, name: str, content: bytes) -> None:
        self.new[name.lower()] = content


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
        if which(content) is not SOURCES["xlsx"]:
            raise MarkError("不是 .xlsx 工作簿，不能在里面做标记")
        pack = _open(content.parts)
        typed = _clear(pack)
        if form is not None and findings:
            _add(pack, findings, form, typed)
    except HandOverError as error:
        raise MarkError(f"文件的写法少见（{error}），不能在里面做标记") from error
    except UnreadableError as error:
        raise MarkError("文件读不全，不能在里面做标记") from error
    except (ValueError, LookupError) as error:  # a number or a reference that is none
        raise MarkError("文件的内容不合格式，不能在里面做标记") from error
    return replaced(content.data, {name: new for name, new in pack.new.items() if new != pack.parts.read(name)})


def _open(parts: Parts) -> _Package:
    root = package.relations(parts, "")
    if any(name.startswith("_xmlsignatures/") for name in parts.entries) or any(
        kind == "origin" for kind, _ in root.values()
    ):
        raise MarkError("文件有数字签名，做标记会使签名失效，没有动它")
    main = next(part for kind, part in root.values() if kind == "officeDocument")
    by_id = package.relations(parts, main)
    sheets = {
        given["name"]: (by_id[given["id"]][1], given.get("sheetId", ""))
        for _, given, _ in markup.elements(parts.read(main), ("sheet",))
        if by_id.get(given.get("id", ""), ("", ""))[0] == "worksheet"
    }
    return _Package(parts, package.load(parts), sheets, dict(by_id.values()))


# ---------------------------------------------------------------- taking away


def _clear(pack: _Package) -> Mapping[tuple[str, str], str]:
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


def _searched(pack: _Package, part: str) -> bytes:
    return pack.read(part) if part.endswith(".xml") else b""


def _block(pack: _Package, name: str) -> Area | None:
    """The cells that a defined name of ours stands for, None where it is lost."""
    stands = target(pack.book, name)
    return stands if stands is not None and stands.sheet in pack.sheets else None


def _fill(pack: _Package, block: Area, rows: Mapping[int, FindingRow]) -> None:
    part, figure_id = pack.sheets[block.sheet]
    written = mark_cells.write(pack.read(part), block, rows)
    pack.put(part, written.data)
    if written.unchained and "calcChain" in pack.by_kind:
        chain = pack.by_kind["calcChain"]
        pack.put(chain, without(pack.read(chain), figure_id, written.unchained))


# ---------------------------------------------------------------- adding


def _add(pack: _Package, findings: Sequence[Finding], form: Form, typed: Mapping[tuple[str, str], str]) -> None:
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


def _add_rules(pack: _Package, marks: Sequence[Mark]) -> None:
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
