"""Merges what the filler wrote beside findings with the block of explanations into one list.

An explanation is kept with the figures it speaks of. Typed beside a finding it moves into the block at the next check;
once its figures have changed it is shown as lapsed and counts no more, and holds again should they change back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.check.explanations import explained, speaks_of, takes_explanation, with_ids
from gouji.check.finding import Finding
from gouji.frozen import replace
from gouji.reading.reading import Cell, Explanation, spoken_of
from gouji.reading.workbook.find_explanations import LAPSED, Written, written
from gouji.ribbon.seen import Seen
from gouji.workbook.finding_rows import label

_GONE = "—"  # figures of an explanation whose finding is no longer there: equal to none


@dataclass(frozen=True, slots=True)
class KeptExplanation:
    """A row of the block of explanations. figures: those that it speaks of, as they were then; "" when it speaks of
    none.

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


def _in_block(seen: Seen, block: Sequence[Written]) -> tuple[KeptExplanation, ...]:
    """A row typed by hand has no figures yet: those of now are taken."""
    explanations = []
    for row in block:
        (named,) = with_ids([Explanation(row.code, row.cells, row.text)], seen.findings)
        figures = row.figures or spoken_of(named.cells, seen.reading.figures)
        explanations.append(KeptExplanation(row.code, named.cells, row.text, figures, row.lapsed))
    return tuple(explanations)


def collected(seen: Seen) -> tuple[KeptExplanation, ...]:
    """Gives the explanations of the block, with those typed beside findings since."""
    block, listed = written(seen.book)
    explanations = _in_block(seen, block)
    for code, place, text in listed:
        finding = next((each for each in seen.findings if each.code == code and label(each) == place), None)
        if finding is not None:
            # Words that stood there at the last check say nothing new; lapsed ones were shown otherwise.
            known = [each for each in explanations if each.text == text and speaks_of(each.explanation, finding)]
            if not known or known[-1].lapsed:
                explanations = with_explanation(seen, explanations, finding, text)
        elif not any(each.code == code and each.text == text for each in explanations):
            explanations = (*explanations, KeptExplanation(code, (), text, _GONE))
    return explanations


def with_explanation(
    seen: Seen, explanations: Sequence[KeptExplanation], finding: Finding, text: str
) -> tuple[KeptExplanation, ...]:
    """Gives the explanations with this one in place of what was said of the same finding before; "" takes it away."""
    cells = finding.cells
    new = KeptExplanation(finding.code, cells, text, spoken_of(cells, seen.reading.figures))
    before = [each for each in explanations if each.code == finding.code and set(each.cells) == set(cells)]
    if not before:
        return (*explanations, new) if text else tuple(explanations)
    kept = [new if each is before[0] else each for each in explanations if each is before[0] or each not in before]
    return tuple(each for each in kept if each.text)


def shown_figures(seen: Seen, kept: KeptExplanation) -> str:
    """Spells what stands beside an explanation: the figures that it speaks of, and that they have changed."""
    return kept.figures + ("" if kept.holds(seen.reading.figures) else LAPSED)


def holding(seen: Seen, explanations: Sequence[KeptExplanation]) -> tuple[Explanation, ...]:
    """Gives the explanations that hold: those that speak of the figures as they are."""
    return tuple(each.explanation for each in explanations if each.text and each.holds(seen.reading.figures))


def judged(seen: Seen, explanations: Sequence[KeptExplanation]) -> tuple[tuple[Finding, ...], dict[int, str]]:
    """Gives the findings with the explanations that hold, and the words of those that lapsed, by number of the
    finding."""
    bare = [replace(finding, explanation=None) for finding in seen.findings]
    findings = explained(bare, holding(seen, explanations))
    lapsed = {
        number: kept.text
        for number, finding in enumerate(findings)
        if finding.explanation is None and takes_explanation(finding)
        for kept in explanations
        if kept.cells and speaks_of(kept.explanation, finding)
    }
    return findings, lapsed
