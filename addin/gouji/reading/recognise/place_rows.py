"""Tells which line of the form each row of figures is: by its label, failing that by what its label resembles, failing
that by its order between two rows that are known.

Rows have to rise in the form's order. What would have to be guessed stays without a line and gets a fault.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.in_lines import figures_alone
from gouji.reading.recognise.labels import LONGEST, Labels, Named, has_ordinal, key
from gouji.reading.recognise.resemblance import likeliest, similar
from gouji.reading.recognise.rows import Loose, Record

_HALF = 0.5  # likeness that is enough where the order says the same
_MOST_COMPARED = 200  # rows whose labels are compared with all of the form's
_MOST_LOOSE = 500  # lines in which labels are looked for
_TELLING = 4  # characters of a label that says enough in part
_BEGINNING = 6  # characters of a label that tell it in a line that it shares with others
_A_FEW = 2  # figures on a line of their own that are no row


@dataclass
class Placing:
    """Rows that have a line, a group's rows printed as one, and rows of which the form has none."""

    rows: list[Record]
    collapsed: list[Record] = field(default_factory=list)
    extra: list[Record] = field(default_factory=list)
    stray: list[Record | Loose] = field(default_factory=list)  # figures that belong nowhere


def place_rows(found: Sequence[Record | Loose], labels: Labels) -> Placing:
    """Gives every row its line, or a fault, or neither: then it is no row of the form."""
    rows = [each for each in found if isinstance(each, Record)]
    for before, each in pairwise(found):
        if isinstance(before, Loose) and isinstance(each, Record):
            each.around.append(before.text)
        elif isinstance(before, Record) and isinstance(each, Loose):
            before.around.append(each.text)
    placing = Placing(rows)
    if not labels.names:
        for row in rows:
            row.line = 0
        _orphans(found, placing)
        return placing
    placing.collapsed = [row for row in rows if row.named is not None and row.named.is_group]
    _by_label(rows, labels)
    _by_likeness(rows, labels)
    _by_order(found, rows, labels, placing)
    _orphans(found, placing)
    return placing


# ---------------------------------------------------------------- by their labels


def _by_label(rows: Sequence[Record], labels: Labels) -> None:
    named: list[tuple[Record, int]] = []
    last = -1
    for row in rows:
        if row.named is None or row.named.is_group:
            continue
        lines = row.named.lines
        last = next((line for line in lines if line > last), lines[-1])
        named.append((row, last))
    rising = set(_rising([line for _, line in named]))
    first = min(rising, default=0)
    doubted: set[int] = set()
    for at, (row, line) in enumerate(named):
        assert row.named is not None
        if _says_little(row, labels) and (at not in rising or (at == first and line > 0)):
            row.fault = Fault("label-out-of-order", {"label": labels.label(line)})
            doubted.add(line)
        else:
            row.line = line
    for row, line in named:
        if line in doubted and row.line == line and _says_little(row, labels):
            row.fault = Fault("label-out-of-order", {"label": labels.label(line)})
        elif row.line is None:
            row.named = None


def _says_little(row: Record, labels: Labels) -> bool:
    """Whether a row's label stands over a column too, to the letter."""
    return row.named is not None and labels.is_column_head(row.named.found) and not has_ordinal(row.named.found)


def _rising(lines: Sequence[int]) -> list[int]:
    """The positions of a longest sequence of lines that never falls back."""
    ends: list[int] = []  # of sequences by length: the lowest last line
    at_end: list[int] = []
    before: list[int] = []
    for at, line in enumerate(lines):
        length = bisect_left(ends, line)
        before.append(at_end[length - 1] if length else -1)
        if length == len(ends):
            ends.append(line)
            at_end.append(at)
        else:
            ends[length], at_end[length] = line, at
    chosen = []
    at = at_end[-1] if at_end else -1
    while at >= 0:
        chosen.append(at)
        at = before[at]
    return chosen[::-1]


# ---------------------------------------------------------------- by what their labels resemble


def _by_likeness(rows: Sequence[Record], labels: Labels) -> None:
    taken = {row.line for row in rows if row.line is not None}
    compared = 0
    for at, row in enumerate(rows):
        if row.named is not None or row.fault or not row.beside or compared == _MOST_COMPARED:
            continue
        compared += 1
        text = row.beside[-1]
        best = likeliest(key(text), labels.spellings) if len(text) <= LONGEST else None
        if best is None or best[0] in taken or not _fits_between(best[0], rows, at):
            continue
        row.line = best[0]
        row.named = Named((best[0],), False, labels.label(best[0]), text, sure=False)
        taken.add(best[0])


def _fits_between(line: int, rows: Sequence[Record], at: int) -> bool:
    above = next((row.line for row in reversed(rows[:at]) if row.line is not None), -1)
    below = next((row.line for row in rows[at + 1 :] if row.line is not None), line + 1)
    return above < line < below


# ---------------------------------------------------------------- by their order


def _by_order(found: Sequence[Record | Loose], rows: Sequence[Record], labels: Labels, placing: Placing) -> None:
    loose = [each.text for each in found if isinstance(each, Loose)][:_MOST_LOOSE]
    placed = {row.line for row in rows if row.line is not None} | _beside_others(rows, labels)
    for (start, _, above), (end, below, _) in pairwise(_anchors(rows, len(labels.lines))):
        unknown = [row for row in rows[start + 1 : end] if row.line is None and row.named is None and not row.fault]
        if not unknown:
            continue
        missing = [line for line in range(above + 1, below) if line not in placed]
        in_order = len(missing) == below - above - 1  # no line between stands elsewhere
        chosen = _told(unknown, missing, labels, loose) if in_order else {}
        for row in unknown:
            line = chosen.get(id(row))
            if line is not None:
                row.line = line
                placed.add(line)
                if row.text:
                    row.named = Named((line,), False, labels.label(line), row.beside[-1], sure=False)
            elif row.text:
                placing.extra.append(row)
            else:
                row.fault = Fault("rows-without-labels") if missing else None
                if not missing:
                    placing.stray.append(row)


def _beside_others(rows: Sequence[Record], labels: Labels) -> set[int]:
    """The lines whose labels stand in the row of another one: their figures are there, and no nameless row's."""
    beside = {text for row in rows if row.named is not None for text in row.beside[:-1]}
    named = [each for text in beside if (each := labels.name(text)) is not None and not each.is_group]
    return {each.lines[0] for each in named if len(each.lines) == 1}


def _anchors(rows: Sequence[Record], count: int) -> list[tuple[int, int, int]]:
    """(index of the row, first line, last line) of every row whose place is known, in the order of printing."""
    anchors = [(-1, -1, -1)]
    for index, row in enumerate(rows):
        if row.line is not None:
            anchors.append((index, row.line, row.line))
        elif row.named is not None and row.named.is_group:
            anchors.append((index, row.named.lines[0], row.named.lines[-1]))
    return [*anchors, (len(rows), count, count)]


def _told(unknown: Sequence[Record], missing: Sequence[int], labels: Labels, loose: Sequence[str]) -> dict[int, int]:
    """Which row is which line, by the row's identity: one between two known rows; several when each of their labels
    stands by itself, in order, parted from its figures."""
    named = {id(row): line for row in unknown if row.text and (line := _resembling(row, missing, labels)) is not None}
    nameless = [row for row in unknown if not row.text]
    left = [line for line in missing if line not in named.values()]
    if len(left) == 1 and len(nameless) == 1 and _says_another(nameless[0].around, left[0], labels):
        return named
    fitting = len(nameless) == len(left) and all(
        _fills(row, line, labels) for row, line in zip(nameless, left, strict=True)
    )
    if nameless and fitting and (len(left) == 1 or _stand_apart(left, labels, loose)):
        named |= {id(row): line for row, line in zip(nameless, left, strict=True)}
    in_order = [named[id(row)] for row in unknown if id(row) in named]
    return named if in_order == sorted(in_order) else {}


def _resembling(row: Record, missing: Sequence[int], labels: Labels) -> int | None:
    """The one missing line of a gap, when a damaged label resembles it more than any other."""
    text = key(row.beside[-1])
    if len(missing) != 1 or len(text) > LONGEST:
        return None
    scores = {line: max(similar(text, each) for each in own) for line, own in labels.spellings.items()}
    best = scores.pop(missing[0], 0.0)
    return missing[0] if best >= _HALF and best > max(scores.values(), default=0.0) else None


def _fills(row: Record, line: int, labels: Labels) -> bool:
    return row.row.placed or sum(bool(cell.text) for cell in row.values) <= labels.width(line) <= len(row.values)


def _says_another(around: Sequence[str], line: int, labels: Labels) -> bool:
    """Whether the lines right beside a row without a label begin the label of another row, and not its own."""
    texts = [key(text) for text in around if len(text) <= LONGEST]
    begun = {
        number
        for number, spellings in labels.spellings.items()
        if any(_begins(each, text) for each in spellings for text in texts)
    }
    return bool(begun) and line not in begun


def _begins(label: str, text: str) -> bool:
    """Whether a label begins in a text, or at its end and goes on elsewhere."""
    if len(label) < _TELLING:
        return False
    return label[:_BEGINNING] in text or any(text.endswith(label[:count]) for count in range(_TELLING, _BEGINNING))


def _stand_apart(lines: Sequence[int], labels: Labels, loose: Sequence[str]) -> bool:
    """Whether each label begins somewhere in the lines between the rows, one after the other."""
    texts = [key(text) if len(text) <= LONGEST else "" for text in loose]
    at = -1, -1
    for line in lines:
        beginning = key(labels.label(line))[:_BEGINNING]
        places = [(index, text.find(beginning)) for index, text in enumerate(texts) if beginning in text]
        later = [place for place in places if place > at]
        if not beginning or not later:
            return False
        at = later[0]
    return True


# ---------------------------------------------------------------- digits that were wrapped


def _orphans(found: Sequence[Record | Loose], placing: Placing) -> None:
    """Figures alone right below a row may be the end of one of its own."""
    stray = {id(each) for each in placing.stray}
    for before, each in pairwise(found):
        if isinstance(before, Loose) and isinstance(each, Record) and not each.beside and figures_alone(before.text):
            each.beginning = before.text
        if not isinstance(before, Record) or not _is_orphan(each, stray):
            continue
        shown = each.text if isinstance(each, Loose) else " ".join(cell.text for cell in each.values if cell.text)
        if before.line is not None:
            before.fault = Fault("figure-apart", {"found": shown})
    placing.stray += [each for each in found if isinstance(each, Loose) and figures_alone(each.text)]


def _is_orphan(each: Record | Loose, stray: Collection[int]) -> bool:
    if isinstance(each, Loose):
        return figures_alone(each.text)
    filled = [cell for cell in each.values if cell.text]
    return len(filled) <= _A_FEW and id(each) in stray
