"""Tells which line of figures a printed label names, for one Table of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gouji.form.form import Block, Line, Table
from gouji.reading.bare_text import bare, squash

_LONGEST = 80  # characters of a label; a bound also for what a hostile file can make us try
_ENDS = ("。", "；", ";", "：", ":")  # how a sentence ends


@dataclass(frozen=True, slots=True)
class Named:
    """What a label names: the lines that it may stand for (one, but for repeated labels; all of a group for its
    label)."""

    lines: tuple[int, ...]
    is_group: bool
    label: str  # as the form prints it
    found: str  # as the report prints it

    @property
    def differs(self) -> bool:
        return bare(self.label) != bare(self.found)


@dataclass(frozen=True, slots=True)
class Printed:
    """The labels of one table in bare form. Lines of figures are numbered through all blocks, in the order of
    printing."""

    table: Table
    lines: tuple[Line, ...]
    block_of: tuple[Block, ...]  # per line
    names: Mapping[str, tuple[int, ...]]  # last label or another spelling of it → its lines
    groups: Mapping[str, tuple[int, ...]]  # label above a line's own → the lines below it
    heads: frozenset[str]  # every label that names no line: banners, corners, column heads, groups
    bigrams: frozenset[str]

    def name(self, text: str) -> Named | None:
        """Gives what a printed label names. Text before it on its line (a label set vertically beside it) is passed
        over."""
        parts = text.split() if len(text) <= _LONGEST else []
        for start in range(len(parts)):
            part = " ".join(parts[start:])
            key = bare(part)
            if key in self.names:
                lines = self.names[key]
                return Named(lines, False, self.label(lines[0]), part)
            if key in self.groups:
                lines = self.groups[key]
                level = next(i for i, label in enumerate(self.lines[lines[0]].labels) if bare(label) == key)
                return Named(lines, True, self.lines[lines[0]].labels[level], part)
        return None

    def label(self, line: int) -> str:
        return self.lines[line].labels[-1].replace("\n", "")

    def is_head(self, text: str) -> bool:
        return bare(text) in self.heads

    def width(self, line: int) -> int:
        return len(self.lines[line].figures)

    def share(self, texts: Iterable[str]) -> float:
        """Gives the share of this table's labels that are among the texts, 0 to 1."""
        seen = set(map(bare, texts))
        labels = self.heads | set(self.names)
        return len(labels & seen) / len(labels)

    def resembles(self, text: str) -> bool:
        """Whether text is likely a piece of this table (a wrapped label, heads run together), not a sentence."""
        if text.rstrip().endswith(_ENDS):
            return self.is_head(text)
        pairs = [pair for token in text.split() for pair in _pairs(squash(token))]
        return sum(pair in self.bigrams for pair in pairs) >= 0.5 * len(pairs)


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def printed(table: Table) -> Printed:
    """Gives what a published report may print of a table."""
    lines = [line for block in table.blocks for line in block.lines]
    names: dict[str, tuple[int, ...]] = {}
    groups: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines):
        for spelling in {bare(label) for label in (*line.labels[-1:], *line.also)}:
            names[spelling] = (*names.get(spelling, ()), number)
        for label in line.labels[:-1]:
            groups[bare(label)] = (*groups.get(bare(label), ()), number)
    above = {label for block in table.blocks for label in (block.banner, block.corner) if label}
    above |= {label for block in table.blocks for path in block.heads for label in path}
    every = [squash(label.text) for label in table.labels]
    return Printed(
        table=table,
        lines=tuple(lines),
        block_of=tuple(block for block in table.blocks for _ in block.lines),
        names=names,
        groups=groups,
        heads=frozenset(map(bare, above)) | frozenset(groups),
        bigrams=frozenset(pair for text in every for pair in _pairs(text)),
    )
