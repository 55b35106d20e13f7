"""Gives the labels of one Table of a form as a report may print them: names of rows, groups, heads of columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from gouji.form.form import Block, Line, Table
from gouji.reading.bare_text import bare, squash

_BESIDE = 8  # pieces of a line from which a label may begin
LONGEST = 80  # characters of a label; a bound also for what a hostile file can make us try
_ENDS = ("。", "；", ";", "：", ":")  # how a sentence ends
_ORDINAL = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.,]|\(?\d{1,2}[)、.,]")
_ASIDE = re.compile(r"\([^()]*\)")


class Named(NamedTuple):
    """What a label names. lines: one, several where the label is repeated, all of a group for its label. label: as the
    form prints it. found: as the report prints it. sure: whether it is the form's to the letter."""

    lines: tuple[int, ...]
    is_group: bool
    label: str
    found: str
    sure: bool = True

    @property
    def differs(self) -> bool:
        return key(self.label) != key(self.found)


class Head(NamedTuple):
    """A head cell as the form prints it: the columns that it stands over, from zero, the end not included."""

    text: str
    first: int
    end: int
    is_leaf: bool
    level: int = 0  # the row of heads on which the form prints it


class Heads(NamedTuple):
    """The column heads of one block. paths: of each column, bare, outermost first. parts: neighbours under the same
    groups, which a report may print as tables of their own."""

    paths: tuple[tuple[str, ...], ...]
    printed: tuple[str, ...]  # the last label of each column, as the form prints it
    nodes: tuple[Head, ...]
    groups: frozenset[str]
    common: frozenset[str]  # leaves that say nothing without their group
    parts: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4096)  # labels are the same in every file of a batch
def key(text: str) -> str:
    """Gives the bare form of a label, worked out once."""
    return bare(text)


@lru_cache(maxsize=4096)
def short(text: str) -> str:
    """Gives the bare form of a label without what stands in brackets: `规章（含修改）` is 规章, `（一）予以公开` is
    予以公开."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return squash(_ASIDE.sub("", _ORDINAL.sub("", plain, count=1) if _ORDINAL.match(plain) else plain))


def is_sentence(text: str) -> bool:
    """Whether a text ends as sentences do, and labels don't."""
    return text.rstrip().endswith(_ENDS)


def has_ordinal(text: str) -> bool:
    """Whether a label begins with a number, as those of rows do: `3.其他` stands over no column."""
    return _ORDINAL.match(unicodedata.normalize("NFKC", text).strip()) is not None


@dataclass(frozen=True)
class Labels:
    """The labels of one table. Lines of figures are numbered through all blocks, in the order of printing."""

    table: Table
    lines: tuple[Line, ...]
    blocks: tuple[Heads, ...]
    block_of: tuple[int, ...]  # per line
    names: Mapping[str, tuple[int, ...]]  # last label, or another spelling of it → its lines
    groups: Mapping[str, tuple[int, ...]]  # label above a line's own → the lines below it
    banners: frozenset[str]  # what stands over a block or in its corner
    leaves: frozenset[str]
    over: frozenset[str]  # groups of columns
    bigrams: frozenset[str]

    @cached_property
    def heads(self) -> frozenset[str]:
        """Every label that names no line: banners, corners, heads of columns, groups of rows."""
        return self.banners | self.leaves | self.over | frozenset(self.groups)

    @cached_property
    def shortened(self) -> Mapping[str, tuple[int, ...]]:
        """Names without what stands in brackets → their lines; only those that tell one line."""
        found: dict[str, tuple[int, ...]] = {}
        for number, line in enumerate(self.lines):
            for label in (*line.labels[-1:], *line.also):
                found[short(label)] = (*found.get(short(label), ()), number)
        return {name: lines for name, lines in found.items() if name and len(set(lines)) == 1}

    @cached_property
    def own(self) -> frozenset[str]:
        """All labels in bare form."""
        return (self.heads | frozenset(self.names)) - {""}

    @cached_property
    def spellings(self) -> Mapping[int, tuple[str, ...]]:
        """Line → the bare forms of its label."""
        found = {
            number: tuple({key(each) for each in (*line.labels[-1:], *line.also)} - {""})
            for number, line in enumerate(self.lines)
        }
        return {number: each for number, each in found.items() if each}

    def name(self, text: str) -> Named | None:
        """Gives what a printed label names to the letter, brackets aside. Text before it on its line (a label set
        vertically beside it) is passed over."""
        parts = text.split() if len(text) <= LONGEST else []
        for start in (0, *range(max(1, len(parts) - _BESIDE), len(parts))) if parts else ():
            if named := self._exactly(" ".join(parts[start:])):
                return named
        return self._shortly(text) if parts else None

    def _exactly(self, text: str) -> Named | None:
        plain = key(text)
        if plain in self.names:
            lines = self.names[plain]
            return Named(lines, False, self.label(lines[0]), text)
        if plain in self.groups:
            lines = self.groups[plain]
            level = next(i for i, label in enumerate(self.lines[lines[0]].labels) if key(label) == plain)
            return Named(lines, True, self.lines[lines[0]].labels[level].replace("\n", ""), text)
        return None

    def _shortly(self, text: str) -> Named | None:
        plain = short(text)
        lines = self.names.get(plain) or self.shortened.get(plain)
        if not lines or (plain in self.heads and not has_ordinal(text)):
            return None
        return Named(lines, False, self.label(lines[0]), text)

    def label(self, line: int) -> str:
        """The label of a line as the form prints it; "" for one that has none."""
        return self.lines[line].labels[-1].replace("\n", "") if self.lines[line].labels else ""

    def is_head(self, text: str) -> bool:
        return len(text) <= LONGEST and key(text) in self.heads

    def is_row_group(self, text: str) -> bool:
        """Whether a text is the label of a group of rows and nothing else."""
        return len(text) <= LONGEST and (plain := key(text)) in self.groups and not self.is_column_head(plain)

    def is_column_head(self, text: str) -> bool:
        """Whether a text stands only over columns: a head, a banner or a corner."""
        return len(text) <= LONGEST and (
            (plain := key(text)) in self.leaves or plain in self.over or plain in self.banners
        )

    def width(self, line: int) -> int:
        return len(self.lines[line].figures)

    def resembles(self, text: str) -> bool:
        """Whether text is likely a piece of this table (a wrapped label, heads run together), not a sentence."""
        if is_sentence(text):
            return self.is_head(text)
        pairs = [pair for token in text.split() for pair in _pairs(squash(token))]
        return sum(pair in self.bigrams for pair in pairs) >= 0.5 * len(pairs)


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def labels(table: Table) -> Labels:
    """Gives what a published report may print of a table."""
    lines = [line for block in table.blocks for line in block.lines]
    names: dict[str, tuple[int, ...]] = {}
    groups: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines):
        for spelling in {key(label) for label in (*line.labels[-1:], *line.also)}:
            names[spelling] = (*names.get(spelling, ()), number)
        for label in line.labels[:-1]:
            groups[key(label)] = (*groups.get(key(label), ()), number)
    blocks = tuple(map(_heads, table.blocks))
    every = [squash(label.text) for label in table.labels]
    return Labels(
        table=table,
        lines=tuple(lines),
        blocks=blocks,
        block_of=tuple(number for number, block in enumerate(table.blocks) for _ in block.lines),
        names=names,
        groups=groups,
        banners=frozenset(key(label) for block in table.blocks for label in (block.banner, block.corner) if label),
        leaves=frozenset(path[-1] for each in blocks for path in each.paths),
        over=frozenset(key(label) for block in table.blocks for path in block.heads for label in path[:-1]),
        bigrams=frozenset(pair for text in every for pair in _pairs(text)),
    )


def _heads(block: Block) -> Heads:
    paths = tuple(tuple(map(key, path)) for path in block.heads)
    nodes: list[Head] = []
    for level in range(max(map(len, paths))):
        for first, path in enumerate(paths):
            if len(path) <= level:
                continue
            is_leaf = len(path) == level + 1
            before = paths[first - 1] if first else ()
            if not is_leaf and len(before) > level + 1 and before[: level + 1] == path[: level + 1]:
                continue
            end = first + 1
            while (
                not is_leaf
                and end < len(paths)
                and len(paths[end]) > level + 1
                and paths[end][: level + 1] == path[: level + 1]
            ):
                end += 1
            nodes.append(Head(path[level], first, end, is_leaf, level))
    while len({path[0] for path in paths if len(path) > 1}) == 1 and all(len(path) > 1 for path in paths):
        paths = tuple(path[1:] for path in paths)  # a group that stands over all of them tells nothing
    counts = Counter(path[-1] for path in paths)
    named = {key(line.labels[-1]) for line in block.lines if line.labels}
    return Heads(
        paths=paths,
        printed=tuple(path[-1].replace("\n", "") for path in block.heads),
        nodes=tuple(nodes),
        groups=frozenset(label for path in paths for label in path[:-1]),
        common=frozenset(leaf for leaf, count in counts.items() if count > 1 or leaf in named),
        parts=tuple(_parts(paths)),
    )


def _parts(paths: tuple[tuple[str, ...], ...]) -> Iterable[tuple[int, int]]:
    first = 0
    for end in range(1, len(paths) + 1):
        if end == len(paths) or paths[end][:-1] != paths[first][:-1]:
            yield first, end
            first = end
