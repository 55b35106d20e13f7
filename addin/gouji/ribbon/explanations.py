"""What the filler wrote beside findings, and the block of explanations, in; one list of reasons out.

A reason is kept with the figures it speaks of. Typed beside a finding it moves into the block at the next check;
once its figures have changed it is shown as lapsed and counts no more, and holds again should they change back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.check.explanations import explained, speaks_of, takes_reason, with_ids
from gouji.check.finding import Finding
from gouji.frozen import replace
from gouji.reading.reading import Cell, Explanation, spoken_of
from gouji.reading.workbook.find_explanations import LAPSED, Written, written
from gouji.ribbon.seen import Seen
from gouji.workbook.finding_rows import label

_GONE = "—"  # figures of a reason whose finding is no longer there: equal to none


@dataclass(frozen=True, slots=True)
class Reason:
    """A row of the block of explanations. figures: what it speaks of as it was then, "" when it speaks of none.

    lapsed: whether it was shown as lapsed at the last check.
    """

    code: str
    cells: tuple[str, ...]
    text: str
    figures: str
    lapsed: bool = False

    @property
    def explanation(self) -> Explanation:
        return Explanation(self.code, self.cells, self.text)

    def holds(self, figures: Mapping[str, Cell]) -> bool:
        return self.figures == spoken_of(self.cells, figures)


def _in_block(seen: Seen, block: Sequence[Written]) -> tuple[Reason, ...]:
    """A row typed by hand has no figures yet: those of now are taken."""
    reasons = []
    for row in block:
        (named,) = with_ids([Explanation(row.code, row.cells, row.text)], seen.findings)
        figures = row.figures or spoken_of(named.cells, seen.reading.figures)
        reasons.append(Reason(row.code, named.cells, row.text, figures, row.lapsed))
    return tuple(reasons)


def collected(seen: Seen) -> tuple[Reason, ...]:
    """The reasons of the block, with those typed beside findings since."""
    block, listed = written(seen.book)
    reasons = _in_block(seen, block)
    for code, place, text in listed:
        finding = next((each for each in seen.findings if each.code == code and label(each) == place), None)
        if finding is not None:
            # Words that stood there at the last check say nothing new; lapsed ones were shown otherwise.
            known = [each for each in reasons if each.text == text and speaks_of(each.explanation, finding)]
            if not known or known[-1].lapsed:
                reasons = with_reason(seen, reasons, finding, text)
        elif not any(each.code == code and each.text == text for each in reasons):
            reasons = (*reasons, Reason(code, (), text, _GONE))
    return reasons


def with_reason(seen: Seen, reasons: Sequence[Reason], finding: Finding, text: str) -> tuple[Reason, ...]:
    """The reasons with this one in place of what was said of the same finding before; "" takes it away."""
    cells = finding.cells
    new = Reason(finding.code, cells, text, spoken_of(cells, seen.reading.figures))
    before = [each for each in reasons if each.code == finding.code and set(each.cells) == set(cells)]
    if not before:
        return (*reasons, new) if text else tuple(reasons)
    kept = [new if each is before[0] else each for each in reasons if each is before[0] or each not in before]
    return tuple(each for each in kept if each.text)


def shown_figures(seen: Seen, reason: Reason) -> str:
    """What stands beside a reason: the figures that it speaks of, and that they have changed."""
    return reason.figures + ("" if reason.holds(seen.reading.figures) else LAPSED)


def holding(seen: Seen, reasons: Sequence[Reason]) -> tuple[Explanation, ...]:
    """Those that speak of the figures as they are."""
    return tuple(each.explanation for each in reasons if each.text and each.holds(seen.reading.figures))


def judged(seen: Seen, reasons: Sequence[Reason]) -> tuple[tuple[Finding, ...], dict[int, str]]:
    """The findings with the reasons that hold, and by number of the finding the words of those that have lapsed."""
    bare = [replace(finding, explanation=None) for finding in seen.findings]
    findings = explained(bare, holding(seen, reasons))
    lapsed = {
        number: reason.text
        for number, finding in enumerate(findings)
        if finding.explanation is None and takes_reason(finding)
        for reason in reasons
        if reason.cells and speaks_of(reason.explanation, finding)
    }
    return findings, lapsed
