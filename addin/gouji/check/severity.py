"""Tells how grave a rule or a finding is: its severity, the words and colours of that, whether it is still open.

Whoever names, counts or paints a severity asks here: terminal, workbooks, web pages, letters and the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gouji.check.finding import Finding
from gouji.form.form import Rule
from gouji.form.severity import Severity
from gouji.frozen import frozen

WORDS: Mapping[Severity, str] = {Severity.ERROR: "错误", Severity.WARNING: "需说明", Severity.HINT: "提示"}
DEMANDS: Mapping[Severity, str] = {  # what each asks of the filler
    Severity.ERROR: "不改不能报",
    Severity.WARNING: "写明原因后可报",
    Severity.HINT: "请核实",
}
DEMAND_OF_EXPLAINABLE = "不改不能报；确有原因的写明理由，由收报的机关审定"


class Verdict(StrEnum):
    """The verdict on a whole report. The values are those of the JSON contract."""

    CLEAN = "clean"
    HINT = "hint"
    WARNING = "warning"
    ERROR = "error"
    UNREADABLE = "unreadable"


VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.CLEAN: "没有问题",
    Verdict.HINT: "没有错误",
    Verdict.WARNING: "没有错误",
    Verdict.ERROR: "有错误",
    Verdict.UNREADABLE: "读不出来",
}
BAD_VERDICTS = (Verdict.ERROR, Verdict.UNREADABLE)  # the report can't be taken as it is


@frozen
class Colours:
    """The colours of a severity as `#RRGGBB`; "" for what is painted like all round it."""

    fill: str  # behind words
    letters: str  # of words on that fill, or on white
    solid: str  # of a bar or a sign without words


COLOURS: Mapping[Severity, Colours] = {
    Severity.ERROR: Colours("#FBDAD7", "#9C1C12", "#C0392B"),
    Severity.WARNING: Colours("#FFE7B3", "#7A4B00", "#D99A1C"),
    Severity.HINT: Colours("", "", "#8A929B"),
}
GOOD = Colours("#E4F1E4", "#226126", "#2E7D32")  # of what holds, or has passed
HEAT = ("#FDECE6", "#FBD0C3", "#F6AA96", "#E67B66", "#A5281B")  # fills of a cell, from few errors to many


def of_rule(rule: Rule) -> Severity:
    """Gives the severity of a finding when a rule fails: a rule on trial only hints."""
    return Severity.HINT if rule.stage == "trial" else rule.severity


def blocks(finding: Finding) -> bool:
    """Whether a report with this finding may not be exported or passed: an error that no explanation lets pass."""
    return finding.severity == Severity.ERROR and not (finding.explainable and finding.explanation)


def is_unexplained(finding: Finding) -> bool:
    """Whether it is a warning that still waits for its explanation."""
    return finding.severity == Severity.WARNING and not finding.explanation


def asks_explanation(finding: Finding) -> bool:
    """Whether it can be reported once it is explained: a warning, or an error that is explainable."""
    return finding.severity == Severity.WARNING or finding.explainable


def counts_as(finding: Finding) -> Severity:
    """Gives the severity that a finding is counted under: an error that its explanation lets pass counts as a
    warning."""
    return Severity.WARNING if finding.severity == Severity.ERROR and not blocks(finding) else finding.severity


def makes_of_report(finding: Finding) -> Severity:
    """Gives the verdict that a finding alone leads to. What is explained counts a degree less: with an explained
    warning a report may be handed in, an explained error that is explainable waits for a person who accepts the
    explanation."""
    explained = finding.severity == Severity.WARNING and finding.explanation
    return Severity.HINT if explained else counts_as(finding)
