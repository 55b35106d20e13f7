"""How many mutants and of which seed in, the table of fates out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import gouji
from anyreport.judge import Judged, judge
from anyreport.mutants import MOST, Mutant, mutant
from gouji.errors import UnreadableError
from gouji.reading.reading import Reading

FATES = ("right", "refused", "wrong", "marked", "open")
_IN_NUMBERS = ("wrong", "marked")
_SHOWN = 6  # faults of one mutant


class Wanted(NamedTuple):
    """What to run and what to show."""

    mutants: int
    seed: int
    kind: str | None = None
    only: int | None = None
    list: bool = False
    by: str | None = None
    most: int = MOST


def read(path: Path) -> Reading | None:
    """Reads a file through the public door, None where it is refused as a whole."""
    try:
        return gouji.read(path)
    except UnreadableError:
        return None


def judged(one: Mutant, folder: Path) -> Judged:
    """Writes the mutant into the folder, reads it back and judges what was read."""
    path = folder / one.name
    path.write_bytes(one.data)
    return judge(read(path), one.told)


def run(wanted: Wanted, folder: Path, keep: Path | None = None, say: Callable[[str], None] = print) -> int:
    """Runs the gate, prints its table, gives 1 when a figure was silently wrong."""
    numbers = range(wanted.mutants) if wanted.only is None else [wanted.only]
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    failed = 0
    for number in numbers:
        one = mutant(wanted.seed, number, wanted.kind, wanted.most)
        result = judged(one, folder)
        for name in _rows_of(one, wanted.by):
            rows[name].update(result.counts)
            rows[name]["mutants"] += 1
            rows[name]["failed"] += bool(result.faults)
        failed += bool(result.faults)
        if wanted.only is not None:
            say(one.shown)
        if result.faults and (wanted.list or wanted.only is not None):
            say(_line(number, one, result))
        if result.faults and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}{Path(one.name).suffix}").write_bytes(one.data)
    for row in table(rows):
        say(row)
    return 1 if failed else 0


def _rows_of(one: Mutant, by: str | None) -> Iterable[str]:
    every = ["all", one.kind]
    if by == "layout":
        every.append(f"{one.kind}: {one.layout}")
    if by == "change":
        every += [f"{one.kind}: {change}" for change in dict.fromkeys(one.changes)]
    return every


def _line(number: int, one: Mutant, result: Judged) -> str:
    faults = "; ".join(
        f"{fault.id} read {fault.read}, right {'/'.join(map(str, fault.right)) or 'nothing'}"
        for fault in result.faults[:_SHOWN]
    )
    more = f" … {len(result.faults)} in all" if len(result.faults) > _SHOWN else ""
    return f"{number} {one.kind} [{one.layout}] {', '.join(one.changes)}: {faults}{more}"


def table(rows: dict[str, Counter[str]]) -> list[str]:
    """Lines of a Markdown table: mutants, those with a figure silently wrong, and the share of each fate."""
    lines = [
        "| | mutants | with a wrong figure | figures | right | refused | silently wrong | marked | open | unsaid |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, counts in sorted(rows.items()):
        total = sum(counts[fate] for fate in FATES) or 1
        shares = " | ".join(
            str(counts[fate]) if fate in _IN_NUMBERS else f"{counts[fate] / total:.1%}" for fate in FATES
        )
        lines.append(f"| {name} | {counts['mutants']} | {counts['failed']} | {total} | {shares} | {counts['unsaid']} |")
    return lines
