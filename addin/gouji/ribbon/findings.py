"""Spells a finding as its row in the list of results: words, numbers, and a link that jumps to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gouji.check.finding import Finding
from gouji.check.severity import WORDS
from gouji.form.severity import Severity
from gouji.workbook.finding_rows import jump, label, level, places

Entry = str | int | float | None


def counts(findings: Sequence[Finding]) -> str:
    """Counts findings in words: `错误 3 处，需说明 1 处`; warnings that are explained are told apart."""
    said = []
    for severity in Severity:
        here = [finding for finding in findings if finding.severity == severity]
        if here:
            explained = sum(finding.explanation is not None for finding in here)
            said.append(f"{WORDS[severity]} {len(here)} 处" + (f"（已说明 {explained} 处）" if explained else ""))
    return "，".join(said)


def row(finding: Finding, explanation: str) -> list[Entry]:
    """Gives the cells of a line of gouji.findings, as Excel takes them."""
    place = next(iter(places(finding)), None)
    numbers = [None if each is None else entry(each) for each in (finding.left, finding.right, finding.difference)]
    link = "=" + jump(place, label(finding)) if place else None
    return [level(finding), link, typed(finding.message), *numbers, typed(finding.advice), typed(explanation)]


def typed(text: str) -> str | None:
    """Gives a text so that Excel keeps it as text: it would take `=1` for a formula and `1/2` for a date."""
    if not text:
        return None
    return "'" + text if text[0] in "=+-@'" or text[0].isdigit() or text.upper() in ("TRUE", "FALSE") else text


def entry(number: Decimal) -> int | float:
    """Gives a number as a cell takes it."""
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else float(number)
