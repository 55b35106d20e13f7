"""Holds the pairs of a half against the check: what was seen, what was missed and what was a false alarm, kind by
kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import gouji
from gouji.check.finding import Finding
from gouji.form.load import load_all
from gouji.form.severity import Severity
from gouji.reading.from_record import from_json
from gouji.reading.reading import Reading
from narrative.pairs import Contradiction, Pair, Report, said_in
from narrative.whole import Whole

_LOUD = (Severity.ERROR, Severity.WARNING)
HEADS = ("kind", "texts", "false alarms", "contradictions", "caught", "right cell", "pairs", "right")


@dataclass
class Count:
    """What was counted. A pair is right when the agreeing text is silent and the contradiction caught at a right
    cell."""

    texts: int = 0
    alarms: int = 0
    contradictions: int = 0
    caught: int = 0
    right_cell: int = 0
    right: int = 0

    def add(self, more: Count) -> None:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(more, name))

    @property
    def pairs_right(self) -> float:
        return self.right / self.contradictions if self.contradictions else 1.0

    @property
    def false(self) -> float:
        return self.alarms / self.texts if self.texts else 0.0

    def row(self) -> tuple[str, ...]:
        part = f"{self.pairs_right:.1%}" if self.contradictions else "–"
        numbers = (self.texts, self.alarms, self.contradictions, self.caught, self.right_cell, self.right)
        return (*map(str, numbers), part)


@dataclass
class Measured:
    """By kind of sentence, by how the contradiction was made; failing: what to look at, a line each."""

    kinds: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    ways: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    failing: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def total(self) -> Count:
        total = Count()
        for each in self.kinds.values():
            total.add(each)
        return total

    def lines(self) -> Iterator[str]:
        """A table: a row for each kind, the sum, and a row for each way."""
        rows = [HEADS, *((name, *count.row()) for name, count in sorted(self.kinds.items()))]
        if len(self.kinds) > 1:
            rows.append(("total", *self.total.row()))
        rows += [(name, *count.row()) for name, count in sorted(self.ways.items())]
        width = max(len(row[0]) for row in rows)
        for row in rows:
            cells = (cell.rjust(max(6, len(head))) for cell, head in zip(row[1:], HEADS[1:], strict=True))
            yield "  ".join((row[0].ljust(width), *cells))


def measure(pairs: Iterable[Pair]) -> Measured:
    """Checks every report of the pairs and counts."""
    measured = Measured()
    for pair in pairs:
        alarms = raised(pair.agreeing, pair.without)
        count = Count(texts=1, alarms=bool(alarms))
        if alarms:
            measured.failing.append(("false alarm", pair.family.kind, pair.family.name, pair.text, alarms[0].message))
        for each in pair.contradictions:
            way = _judged(each, pair.without, not alarms)
            count.add(way)
            measured.ways[each.how].add(way)
            if not way.right_cell:
                what = "wrong cell" if way.caught else "missed"
                said = said_in(each.report, pair.section)
                shown = _shown(each.report, each.right)
                measured.failing.append((what, pair.family.kind, pair.family.name, said, each.how, shown))
        measured.kinds[pair.family.kind].add(count)
    return measured


def measure_whole(reports: Iterable[Whole]) -> Measured:
    """The same for whole reports: any alarm on the agreeing one is false."""
    measured = Measured()
    for each in reports:
        alarms = raised(each.agreeing, each.without)
        count = _judged(each.contradiction, each.without, not alarms)
        count.texts, count.alarms = 1, len(alarms)
        measured.kinds["whole reports"].add(count)
        measured.failing += [("false alarm", "whole reports", "", alarm.message) for alarm in alarms]
        if not count.right_cell:
            shown = _shown(each.contradiction.report, each.contradiction.right)
            measured.failing.append(("missed", "whole reports", each.contradiction.how, shown))
    return measured


def _judged(contradiction: Contradiction, without: Report, is_silent: bool) -> Count:
    found, right = raised(contradiction.report, without), contradiction.right
    is_right = bool(found) and (not right or any(right.intersection(each.cells) for each in found))
    return Count(contradictions=1, caught=bool(found), right_cell=is_right, right=is_right and is_silent)


def raised(report: Report, without: Report) -> list[Finding]:
    """The findings of a report that stop or ask the filler, without those of a code that the same figures get with the
    text taken away."""
    found = loud(report)
    if not found:
        return []
    anyway = {each.code for each in loud(Report(**{**vars(report), "sections": without.sections}))}
    return [each for each in found if each.code not in anyway]


def loud(report: Report) -> list[Finding]:
    previous = reading(report.previous) if report.previous else None
    return [each for each in gouji.check(reading(report), previous) if each.severity in _LOUD]


def reading(report: Report) -> Reading:
    return from_json(report.record(), load_all())


def _shown(report: Report, right: frozenset[str]) -> str:
    """The cells that are meant, with their figures."""
    cells = sorted(right, key=lambda id: (not report.figures[id], id))[:4]
    return "，".join(f"{id}={report.figures[id]}" for id in cells)
