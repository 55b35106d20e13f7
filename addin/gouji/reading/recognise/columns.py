"""Tells which printed column belongs to which column of the form: by the heads over it where a grid's places can be
trusted, else by the order in which the heads are printed.

Nothing is told by how far a column stands from another. A column of the form that no head names stays out, a head that
contradicts refuses all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import NamedTuple

from gouji.reading.block import GridCell
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.labels import LONGEST, Head, Heads, key, short
from gouji.reading.recognise.resemblance import LEAST, MARGIN, likeliest, similar

_HALF = 0.5  # likeness that is enough where the place in the order says the same
_WRAPPED = 3  # rows over which a head may be wrapped


class Column(NamedTuple):
    """A printed column of figures. path: what stands over it, outermost first. strong: how many of it, from the last,
    really stand over it; the others only to the left above, as where groups are not merged."""

    first: int
    end: int
    path: tuple[str, ...] = ()
    weak: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Placed:
    """Form column → printed column, with the heads that were no column's and those that are spelled otherwise. bare:
    columns that no head stands over."""

    columns: Mapping[int, Column]
    extra: tuple[Column, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()  # (the form's, the report's)
    bare: tuple[Column, ...] = ()


# ---------------------------------------------------------------- by the heads over them


def printed_columns(
    rows: Sequence[tuple[GridCell, ...]], at: Sequence[int], left: int, right: int, banners: Iterable[str]
) -> tuple[Column, ...]:
    """Gives the columns from `left` to `right` with the heads over each. rows: head rows. at: their numbers in the
    grid."""
    unnamed = frozenset(banners)
    over: list[dict[int, GridCell]] = [{} for _ in rows]
    last = at[-1] if at else 0
    for number, row in zip(at, rows, strict=True):
        for cell in row:
            if cell.column < left or not cell.text.strip() or key(cell.text) in unnamed:
                continue
            for depth, other in enumerate(at):
                if number <= other < number + cell.rows and other <= last:
                    over[depth].update(dict.fromkeys(range(cell.column, min(cell.column + cell.columns, right)), cell))
    found: list[Column] = []
    lowest_before: GridCell | None = None
    for column in range(left, right):
        lowest, path, weak = _path(over, column, left)
        if found and lowest is not None and lowest is lowest_before:
            found[-1] = found[-1]._replace(end=column + 1)
        else:
            found.append(Column(column, column + 1, path, weak))
        lowest_before = lowest
    return tuple(found)


def _path(
    over: Sequence[Mapping[int, GridCell]], column: int, left: int
) -> tuple[GridCell | None, tuple[str, ...], frozenset[str]]:
    cells: list[GridCell] = []
    weak: set[str] = set()
    depths = [depth for depth, row in enumerate(over) if column in row]
    for depth, row in enumerate(over):
        cell = row.get(column)
        if cell is None and depths and depth < depths[-1]:
            nearest = next((row[other] for other in range(column - 1, left - 1, -1) if other in row), None)
            if nearest is not None and not any(nearest is each for each in cells):
                cells.append(nearest)
                weak.add(nearest.text)
        elif cell is not None and not any(cell is each for each in cells):
            cells.append(cell)
    lowest = over[depths[-1]][column] if depths else None
    return lowest, tuple(cell.text for cell in cells), frozenset(weak)


@dataclass(slots=True)
class _Matching:
    heads: Heads
    around: frozenset[str]  # groups that stand beside the row or over the table
    there: frozenset[str]  # groups that stand over any column
    placed: dict[int, Column] = field(default_factory=dict)
    left_over: list[Column] = field(default_factory=list)


def by_heads(columns: Sequence[Column], heads: Heads, around: frozenset[str], filled: Iterable[int]) -> Placed | Fault:
    """Matches printed columns with the form's. around: groups beside the row. filled: the printed columns, by their
    first, that hold anything."""
    groups = frozenset(group(text, heads) for column in columns for text in column.path) & heads.groups
    state = _Matching(heads, around & heads.groups, groups | (around & heads.groups))
    for column in columns:
        fitting = _fitting(column, state)
        if isinstance(fitting, Fault):
            return fitting
        if len(fitting) > 1:
            return Fault("head-of-several", {"head": column.path[-1]})
        if not fitting:
            state.left_over.append(column)
        elif fitting[0] in state.placed:
            return Fault("two-columns", {"head": heads.printed[fitting[0]]})
        else:
            state.placed[fitting[0]] = column
    held = set(filled)
    state.left_over = [column for column in state.left_over if column.path or column.first in held]
    differing = _nearly(state)
    extra = tuple(column for column in state.left_over if column.path)
    bare = tuple(column for column in state.left_over if not column.path)
    return Placed(state.placed, extra, tuple(differing), bare)


def group(text: str, heads: Heads) -> str:
    """The group of columns that a text names, brackets and damage aside; its own bare form where it names none."""
    for spelled in (key(text), short(text)):
        if spelled in heads.groups or any(spelled == path[-1] for path in heads.paths):
            return spelled
    best = likeliest(key(text), {each: (each,) for each in heads.groups}) if len(text) <= LONGEST else None
    return best[0] if best else key(text)


def _fitting(column: Column, state: _Matching) -> list[int] | Fault:
    """The form's columns that a printed one may be. A leaf of the form under a group that it doesn't belong to is a
    contradiction."""
    contradicts = False
    weak = frozenset(group(text, state.heads) for text in column.weak)
    for length in range(1, min(_WRAPPED, len(column.path)) + 1):
        joined = "".join(column.path[-length:])
        above = [group(text, state.heads) for text in column.path[:-length]]
        for spelled in dict.fromkeys((key(joined), short(joined))):
            same = [number for number, path in enumerate(state.heads.paths) if path[-1] == spelled]
            found = [number for number in same if _under(state.heads.paths[number], above, weak, state)]
            if found:
                return found
            contradicts = contradicts or (bool(same) and length == 1)
    return Fault("head-contradicts", {"head": column.path[-1]}) if contradicts else []


def _under(path: tuple[str, ...], above: Sequence[str], weak: frozenset[str], state: _Matching) -> bool:
    over = {group for group in above if group in state.heads.groups}
    if not (over - weak) | state.around <= set(path[:-1]):
        return False
    if path[-1] not in state.heads.common or len(path) == 1:
        return True
    return path[-2] in over | state.around or path[-2] not in state.there


def _nearly(state: _Matching) -> list[tuple[str, str]]:
    """Places columns whose heads are damaged or gone: where likeness alone tells, or likeness and order."""
    differing = []
    for column in list(state.left_over):
        missing = [number for number in range(len(state.heads.paths)) if number not in state.placed]
        between = [number for number in missing if _between(number, column, state)]
        number = _likeliest(column, missing, between, state)
        if number is not None:
            state.placed[number] = column
            state.left_over.remove(column)
            differing.append((state.heads.printed[number], column.path[-1] if column.path else ""))
    return differing


def _between(number: int, column: Column, state: _Matching) -> bool:
    """Whether the form's columns on both sides stand right beside a printed one."""
    before, after = state.placed.get(number - 1), state.placed.get(number + 1)
    is_after = before.end == column.first if before else number == 0
    is_before = after.first == column.end if after else number == len(state.heads.paths) - 1
    return is_after and is_before


def _likeliest(column: Column, missing: Sequence[int], between: Sequence[int], state: _Matching) -> int | None:
    if not missing:
        return None
    if not column.path or key(column.path[-1]) in state.heads.groups:  # one head cut among whole ones
        return between[0] if len(missing) == 1 and len(between) == 1 and len(state.heads.paths) > 1 else None
    text = key(column.path[-1])
    others = [similar(text, path[-1]) for number, path in enumerate(state.heads.paths) if number not in missing]
    ranked = sorted(missing, key=lambda number: similar(text, state.heads.paths[number][-1]))
    best = similar(text, state.heads.paths[ranked[-1]][-1])
    next_best = max([*others, *(similar(text, state.heads.paths[each][-1]) for each in ranked[:-1])], default=0.0)
    if best >= LEAST and best - next_best >= MARGIN:
        return ranked[-1]
    if len(missing) == 1 and between and best >= _HALF and best > max(others, default=0.0):
        return between[0]
    return None


# ---------------------------------------------------------------- by their order


@dataclass(frozen=True)
class Ordered:
    """What head rows say where only order can be trusted. extra: the columns that are none of the form's: before which
    of its columns each stands, and its head. differing: (the form's head, the report's)."""

    extra: tuple[tuple[int, str], ...] = ()
    differing: tuple[tuple[str, str], ...] = ()


@dataclass
class _Reading:
    heads: Heads
    banners: frozenset[str]
    taken: set[Head] = field(default_factory=set)
    headless: list[tuple[int, int, str]] = field(default_factory=list)  # the same, of blanks between two columns
    crooked: bool = False  # whether a row has more heads than the form, one of them damaged
    strange: list[tuple[int, int, str]] = field(
        default_factory=list
    )  # (end of the head before, begin of the next, text)


def by_order(rows: Sequence[Sequence[str]], heads: Heads, banners: frozenset[str]) -> Fault | Ordered:
    """Tells what the columns are, in the form's order, or what speaks against taking them so.

    rows: the texts of head rows and of loose lines among them, in the order of printing. banners: what stands over a
    block or in its corner."""
    reading = _Reading(heads, banners)
    for is_single, run in groupby(rows, lambda row: len(row) == 1):
        run_of = list(run)
        if is_single and not _one_by_one([row[0] for row in run_of], reading):
            return Fault("columns-exchanged")
        for row in [] if is_single else run_of:
            if fault := _in_order(row, reading):
                return fault
    missing = [node for node in heads.nodes if node.is_leaf and node not in reading.taken]
    if not missing and (lost := _lost_groups(rows, reading)):
        return Fault("heads-missing", {"heads": "、".join(node.text for node in lost)})
    if not missing:
        return _with_extra(reading)
    if _in_pieces(rows, reading):
        whole = all(_pieces_in_order(text.split(), heads) for row in rows for text in row)
        return Ordered() if whole else Fault("columns-exchanged")
    return _with_one_missing(rows, missing, reading)


def _lost_groups(rows: Sequence[Sequence[str]], reading: _Reading) -> list[Head]:
    """The groups that are gone where heads are printed on several rows: without one of them nobody knows which columns
    it stood over. Where all columns have their heads on one row, the groups may be gone together."""
    width = len(reading.heads.paths)
    groups = [node for node in reading.heads.nodes if not node.is_leaf and node.end - node.first < width]
    lost = [node for node in groups if node not in reading.taken]
    in_one_row = any(
        sum(key(text) in {path[-1] for path in reading.heads.paths} for text in row) >= width for row in rows
    )
    return [] if in_one_row and len(lost) == len(groups) else lost


def _with_extra(reading: _Reading) -> Fault | Ordered:
    extra = [(before, after, text) for before, after, text in reading.strange if text] + reading.headless
    if any(before != after for before, after, _ in extra):
        return Fault("strange-head", {"head": next(text for before, after, text in extra if before != after)})
    return Ordered(tuple((after, text) for _, after, text in extra))


def _with_one_missing(rows: Sequence[Sequence[str]], missing: Sequence[Head], reading: _Reading) -> Fault | Ordered:
    heads = reading.heads
    if len(heads.paths) == 1 and not reading.strange and not reading.taken:
        return Ordered()  # a single column of figures needs no head
    gap = [text for before, after, text in reading.strange if before <= missing[0].first and missing[0].end <= after]
    label = heads.printed[missing[0].first]
    if (
        not reading.crooked
        and not reading.headless  # which of the two columns without a head it is nobody knows
        and len(missing) == 1
        and len(gap) == 1
        and sum(bool(text) for _, _, text in reading.strange) <= 1
    ):
        if not gap[0] or similar(key(gap[0]), missing[0].text) >= _HALF:
            return Ordered(differing=((label, gap[0]),))
        return Fault("head-differs", {"found": gap[0], "label": label})
    if not reading.taken and not reading.strange:
        return Fault("heads-absent")
    under = [row for row in rows if len(row) > 1 and key(row[0]) in reading.banners]
    if under and len(heads.nodes) == len(heads.paths):
        return Fault("head-count", {"found": str(sum(map(bool, under[-1])) - 1)})
    return Fault("heads-missing", {"heads": "、".join(heads.printed[node.first] for node in missing)})


def _one_by_one(texts: Sequence[str], reading: _Reading) -> bool:
    """Takes heads that stand one a line: row by row of the form's heads, with the last of every column on the lowest
    row or where the form has it, or each group with what is under it."""
    nodes = reading.heads.nodes
    known = [spelled for text in texts if (spelled := {key(text), short(text)}) & {node.text for node in nodes}]
    if len(known) == 1:
        free = [node for node in nodes if node.text in known[0] and node not in reading.taken]
        reading.taken.update(free[:1])
        return True
    by_group = tuple(sorted(nodes, key=lambda node: (node.first, -node.end)))
    leaves_last = (*(node for node in nodes if not node.is_leaf), *(node for node in by_group if node.is_leaf))
    for order in (nodes, leaves_last, by_group):
        left = iter(order)
        if all(any(node.text in spelled for node in left) for spelled in known):
            left = iter(order)
            reading.taken.update(next(node for node in left if node.text in spelled) for spelled in known)
            return True
    return False


def _in_order(row: Sequence[str], reading: _Reading) -> Fault | None:
    """Goes along one row of heads: each stands further right than the one before it."""
    at = 0
    leaves, levels = 0, set[int]()
    last: Head | None = None
    waiting: list[str] = []
    for number, text in enumerate(row):
        spelled = {key(text), short(text)} if text else set()
        nodes = [node for node in reading.heads.nodes if node.text in spelled]
        free = [node for node in nodes if node not in reading.taken]
        ahead = [node for node in free if node.first >= at]
        if ahead:
            reading.strange += [(at, ahead[0].first, each) for each in waiting]
            if last is not None and last.is_leaf and ahead[0].is_leaf and at == ahead[0].first:
                reading.headless += [(at, at, each) for each in waiting if not each]
            waiting.clear()
            reading.taken.add(ahead[0])
            at, last = ahead[0].end, ahead[0]
            leaves += ahead[0].is_leaf
            levels.add(ahead[0].level)
        elif free:
            return Fault("columns-exchanged")
        elif nodes:
            return Fault("two-columns", {"head": text})
        elif not (text and (spelled & reading.banners or (number == 0 and reading.banners and not reading.taken))):
            waiting.append(text)
    width = len(reading.heads.paths)
    if at or len(row) > 1:
        reading.strange += [(at, width, each) for each in waiting]
    if len(levels) > 1 and leaves < width - 1:
        return Fault("head-levels")
    if leaves == width:  # all heads in one row: a blank beside them is a column without one
        begins = sum(1 for _ in takewhile(lambda text: not text, row))
        ends = sum(1 for _ in takewhile(lambda text: not text, reversed(row)))
        begins -= bool(begins and reading.banners)  # the corner
        reading.headless += [(0, 0, "")] * begins + [(width, width, "")] * ends
    elif leaves == width - 1 and len(row) - bool(reading.banners) > width:
        reading.crooked = True
    return None


def _in_pieces(rows: Iterable[Sequence[str]], reading: _Reading) -> bool:
    """Whether all letters of the heads are there, torn apart by whatever made text of the table. A group's letters are
    no other head's: 法人或其他组织 has those of 其他."""
    plain = [key(text) for row in rows for text in row]
    there = Counter(char for text in plain if text not in reading.banners for char in text)
    width = len(reading.heads.paths)
    needed = [each for each in reading.heads.nodes if each in reading.taken or each.end - each.first < width]
    asked = Counter(char for node in needed for char in node.text)
    return asked <= there


def _pieces_in_order(pieces: Sequence[str], heads: Heads) -> bool:
    """Whether the pieces of a line can be read as parts of heads that stand further right one by one."""
    at = 0
    for piece in pieces:
        fitting = [number for number, path in enumerate(heads.paths) if len(piece) > 1 and piece in path[-1]]
        ahead = [number for number in fitting if number >= at]
        if fitting and not ahead:
            return False
        at = ahead[0] if ahead else at
        begins = [(piece.find(path[-1][:2]), path[-1]) for path in heads.paths if len(piece) > len(path[-1])]
        found = [each for each, _ in begins if each >= 0]
        if heads.common.isdisjoint(leaf for _, leaf in begins) and found != sorted(found):
            return False
    return True
