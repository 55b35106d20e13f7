"""Findings and the filler's explanations in; the same findings out, each with the explanation that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.check.finding import Finding
from gouji.frozen import replace
from gouji.reading.reading import Explanation


def explained(findings: Sequence[Finding], explanations: Sequence[Explanation]) -> tuple[Finding, ...]:
    """Errors take no explanation: they have to be mended. Of two explanations of one finding the later counts."""
    return tuple(_with_reason(finding, explanations) for finding in findings)


def speaks_of(explanation: Explanation, finding: Finding) -> bool:
    """Same code and the same cells. An explanation without cells speaks of every finding of its code."""
    return explanation.code == finding.code and (not explanation.cells or set(explanation.cells) == set(finding.cells))


def _with_reason(finding: Finding, explanations: Sequence[Explanation]) -> Finding:
    if finding.severity == "error":
        return finding
    reasons = [each.text for each in explanations if speaks_of(each, finding)]
    return replace(finding, explanation=reasons[-1]) if reasons else finding
