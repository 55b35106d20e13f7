"""The dataclasses of the neutral document, which `compose` makes and every renderer reads. No format is known here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. level 1: a section of the form (一、); 2: a heading inside its text (（一）)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. lead: how one that is a heading and text at once begins (`（一）主动公开。`), "" otherwise."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table, row and column counted from zero. role: banner, corner, head, stub, figure; align: center,
    left.

    id: the figure's id, "" for a label. text keeps the form's line breaks as \\n.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: str
    align: str
    id: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the form prints it. cells: row by row, each cell once, whatever it spans; none is missing."""

    id: str
    caption: str
    head_rows: int
    height: int
    width: int
    widths: tuple[float, ...]  # in characters, as the form has them: a proportion
    cells: tuple[GridCell, ...]

    def rows(self) -> list[list[GridCell]]:
        """The cells by the row they begin in, from left to right."""
        rows: list[list[GridCell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows


@dataclass(frozen=True, slots=True)
class Signature:
    organization: str
    date: str  # as printed, "" when unknown
    iso_date: str  # 2026-01-30, "" when unknown


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """One report or letter. title_lines: the title, broken where its sense allows.

    addressee: whom a letter speaks to, `示例县教育局：`; letters are only written as Word documents and plain text.
    """

    title: str
    title_lines: tuple[str, ...]
    subject: str
    keywords: tuple[str, ...]
    preface: tuple[Paragraph, ...]
    blocks: tuple[Block, ...]
    signature: Signature | None
    draft_mark: str  # printed across every page of a draft; "" otherwise
    draft_note: str  # one sentence that says the same where nothing can be printed across
    addressee: str = ""
