"""The kinds of office-made workbooks in; what was read of each out, in counts and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from anyreport.document import ORGANIZATION
from anyreport.gate import read
from anyreport.judge import Fault, judge
from anyreport.office import KINDS, Book
from spreadsheet import convert

_REASONS = 3  # shown for one kind


class Result(NamedTuple):
    """counts: figures by fate; `year`, `organization`: workbooks whose own was read. reasons: names of the remarks that
    name a figure that was not read, with how many."""

    counts: Counter[str]
    faults: list[tuple[Book, Fault]]
    reasons: Counter[str]


def measure(books: Iterable[Book], folder: Path, saved_as: str = "xlsx") -> Result:
    """Reads the workbooks through the public door and judges every figure. saved_as: what LibreOffice makes of them
    first (xls, ods)."""
    result = Result(Counter(), [], Counter())
    every = list(books)
    paths = [folder / f"{number}.xlsx" for number in range(len(every))]
    for path, book in zip(paths, every, strict=True):
        path.write_bytes(book.data)
    if saved_as != "xlsx":
        paths = convert(paths, saved_as, folder)
    for path, book in zip(paths, every, strict=True):
        reading = read(path)
        judged = judge(reading, book.told)
        result.counts.update(judged.counts)
        result.counts["books"] += 1
        result.counts["titled"] += book.titled
        result.faults.extend((book, fault) for fault in judged.faults)
        if reading is None:
            result.reasons["whole file"] += len(book.told)
            continue
        result.counts["year"] += book.titled and reading.year == book.year
        result.counts["another year"] += reading.year not in (None, book.year)
        result.counts["organization"] += book.titled and reading.text("organization") == ORGANIZATION
        read_ones = {id for id, cell in reading.figures.items() if cell.value.number is not None}
        for remark in reading.remarks:
            result.reasons[remark.name] += len(set(remark.cells) & (book.told.keys() - read_ones))
    return result


def row(kind: str, result: Result) -> str:
    """A line of the table."""
    counts = result.counts
    told = sum(counts[fate] for fate in ("right", "refused", "open", "wrong", "marked"))
    reasons = ", ".join(f"{name} {count}" for name, count in result.reasons.most_common(_REASONS) if count)
    share = counts["right"] / told if told else 0
    need = "100 %" if KINDS[kind].whole else ""
    first = (kind, counts["books"], told, f"{share:.1%}", need)
    others = (
        counts[name] for name in ("wrong", "marked", "refused", "unsaid", "open", "titled", "year", "organization")
    )
    return f"| {' | '.join(map(str, (*first, *others, reasons)))} |"


_COLUMNS = [
    *("kind", "books", "figures", "right", "needed", "silently wrong", "marked", "refused", "unsaid", "open", "titled"),
    *("year read", "organization read", "remarks at what was not read"),
]
HEAD = f"| {' | '.join(_COLUMNS)} |\n|---|{'--:|' * (len(_COLUMNS) - 2)}---|"
