"""Lays out one `[[table]]` of form.toml: label paths become merged cells, and each figure gets its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from sys import intern

from gouji.form.fields import Fields
from gouji.form.form import Block, Figure, Label, Line, Slot, Table

KINDS = ("count", "change", "money")
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row or a column as written. What a row says of kind and unit goes before what its columns say."""

    id: str
    path: Path  # labels, outermost first
    name: str
    also: tuple[str, ...]
    kind: str = ""
    unit: str | None = None


@dataclass(slots=True)
class _Drawing:
    """A table while it is being laid out; `top` is the next free grid row."""

    table: str
    stub: int
    wide: int
    beside: bool
    top: int = 0
    labels: list[Label] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    row_labels: dict[str, str] = field(default_factory=dict)
    column_labels: dict[str, str] = field(default_factory=dict)


def table(fields: Fields) -> tuple[Table, tuple[Figure, ...]]:
    """Lays a table out. Raises FormError for anything that doesn't fit its grid."""
    line_id = fields.id()
    stub, wide = fields.take("label_columns", int), fields.take("figure_columns", int)
    if wide < 1:
        raise fields.fail("figure_columns", "至少要有一列")
    stub_widths = fields.numbers("label_widths", float)
    if len(stub_widths) != stub:
        raise fields.fail("label_widths", f"要有 {stub} 个宽度")
    beside = fields.one_of("arrangement", ("stacked", "side-by-side"), "stacked") == "side-by-side"
    drawing = _Drawing(line_id, stub, wide, beside)
    blocks = fields.tables("block")
    for block in blocks:
        _block(block, drawing)
    if not drawing.slots:
        raise fields.fail("block", "表里没有数字单元格")
    sets, set_labels = _sets(fields.table("sets"), drawing)
    made = Table(
        id=line_id,
        section=fields.take("section", str),
        sheet=fields.take("sheet", str),
        number=fields.take("number", str),
        head_rows=min(slot.row for slot in drawing.slots) if len(blocks) == 1 else 0,
        height=drawing.top,
        width=stub + wide,
        widths=stub_widths + (fields.take("figure_width", float),) * wide,
        labels=tuple(drawing.labels),
        slots=tuple(drawing.slots),
        blocks=tuple(drawing.blocks),
        sets=sets,
        set_labels=set_labels,
        row_labels=drawing.row_labels,
        column_labels=drawing.column_labels,
    )
    fields.done()
    return made, tuple(drawing.figures)


def _entry(fields: Fields, is_column: bool) -> _Entry:
    line_id, path = fields.id(), fields.texts("label")
    if not path or not all(path):
        raise fields.fail("label", "至少要有一层，每层都要有文字")
    last = path[-1].replace("\n", "")
    # "1.属于国家秘密" alone doesn't say where to look; "（一）予以公开" does.
    default = f"{path[-2]} {last}" if len(path) > 1 and last[0].isascii() and not is_column else last
    entry = _Entry(line_id, path, fields.take("name", str, default), fields.texts("also", ()))
    if is_column:
        entry = replace(entry, kind=fields.one_of("kind", KINDS, "count"), unit=fields.take("unit", str, "件"))
    else:
        kind = fields.one_of("kind", KINDS) if "kind" in fields.left() else ""
        entry = replace(entry, kind=kind, unit=fields.optional("unit", str))
    fields.done()
    return entry


def _block(fields: Fields, drawing: _Drawing) -> None:
    banner, corner = fields.take("banner", str, ""), fields.take("corner", str, "")
    columns = [_entry(each, is_column=True) for each in fields.tables("columns")]
    rows = [_entry(each, is_column=False) for each in fields.tables("rows")]
    fields.done()
    if not columns or not rows:
        raise fields.fail("columns", "每一块都要有行和列")
    if banner:
        drawing.labels.append(Label(drawing.top, 0, 1, drawing.stub + drawing.wide, banner, "banner", "center"))
        drawing.top += 1
    for entry in rows:
        drawing.row_labels[entry.id] = entry.name
    for entry in columns:
        drawing.column_labels[entry.id] = entry.name
    lines = [rows] if drawing.beside else [[row] for row in rows]
    across = [(row, column) for row in lines[0] for column in columns]
    if drawing.wide % len(across):
        raise fields.fail("columns", f"{len(across)} 列数字不能均分 {drawing.wide} 个格")
    paths = [(row.path if drawing.beside else ()) + column.path for row, column in across]
    depth = max(map(len, paths))
    span = drawing.wide // len(across)
    if drawing.stub:
        drawing.labels.append(Label(drawing.top, 0, depth, drawing.stub, corner, "corner", "center"))
    drawing.labels += _heads(paths, drawing.top, drawing.stub, span, depth)
    drawing.top += depth
    if drawing.stub:
        if any(len(row.path) > drawing.stub for row in rows):
            raise fields.fail("rows", f"label 的层数多于 {drawing.stub}")
        drawing.labels += _stubs([row.path for row in rows], drawing.top, drawing.stub)
    _figures(lines, columns, span, drawing)
    heads = tuple(paths)
    drawing.blocks.append(Block(banner, corner, heads, tuple(_line(line, columns, drawing) for line in lines)))


def _line(rows: Sequence[_Entry], columns: Sequence[_Entry], drawing: _Drawing) -> Line:
    ids = tuple(intern(f"{drawing.table}.{row.id}.{column.id}") for row in rows for column in columns)
    if drawing.beside:
        return Line(",".join(row.id for row in rows), (), (), ids)
    return Line(rows[0].id, rows[0].path, rows[0].also, ids)


def _figures(lines: Sequence[Sequence[_Entry]], columns: Sequence[_Entry], span: int, drawing: _Drawing) -> None:
    for line in lines:
        at = drawing.stub
        for row in line:
            for column in columns:
                figure_id = intern(f"{drawing.table}.{row.id}.{column.id}")
                drawing.slots.append(Slot(figure_id, drawing.top, at, span))
                drawing.figures.append(
                    Figure(
                        id=figure_id,
                        table=drawing.table,
                        row=row.id,
                        column=column.id,
                        kind=row.kind or column.kind,
                        unit=(column.unit if row.unit is None else row.unit) or "",
                        label=f"{row.name}，{column.name}",
                        computed_by=None,
                    )
                )
                at += span
        drawing.top += 1


def _runs(paths: Sequence[Path], level: int) -> list[tuple[int, int]]:
    """(start, length) of neighbours that share their labels down to `level`; a path's own last label stands alone."""
    runs: list[tuple[int, int]] = []
    for i, path in enumerate(paths):
        if len(path) <= level:
            continue
        if runs and sum(runs[-1]) == i and len(path) > level + 1:
            before = paths[i - 1]
            if len(before) > level + 1 and before[: level + 1] == path[: level + 1]:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
                continue
        runs.append((i, 1))
    return runs


def _heads(paths: Sequence[Path], top: int, left: int, span: int, depth: int) -> list[Label]:
    labels = []
    for level in range(depth):
        for start, length in _runs(paths, level):
            path = paths[start]
            rows = depth - level if len(path) == level + 1 else 1
            labels.append(Label(top + level, left + start * span, rows, length * span, path[level], "head", "center"))
    return labels


def _stubs(paths: Sequence[Path], top: int, stub: int) -> list[Label]:
    labels = []
    for level in range(stub):
        for start, length in _runs(paths, level):
            path = paths[start]
            last = len(path) == level + 1
            columns = stub - level if last else 1
            align = "left" if last and stub > 1 else "center"
            labels.append(Label(top + start, level, length, columns, path[level], "stub", align))
    return labels


def _sets(fields: Fields, drawing: _Drawing) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, str]]:
    members: dict[str, tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    for key in fields.left():
        each = fields.table(key)
        labels[key], members[key] = each.take("label", str), each.texts("of")
        each.done()
        axes = (drawing.row_labels, drawing.column_labels)
        if not members[key]:
            raise fields.fail(key, "集合里没有成员")
        if (
            key in axes[0]
            or key in axes[1]
            or not any(all(figure_id in axis for figure_id in members[key]) for axis in axes)
        ):
            raise fields.fail(key, "集合名与行列重名，或者成员不全是同一方向的行或列")
    return members, labels
