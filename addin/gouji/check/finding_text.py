"""Spells results and findings in Chinese for the columns of a list, alike on the terminal, in HTML and in workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import BAD_VERDICTS, WORDS, Verdict, counts_as
from gouji.form.severity import Severity
from gouji.place import Where
from gouji.value import plain

_SHOWN = 4  # cells that are named one by one


def level(finding: Finding) -> str:
    """Spells the severity that a finding counts as: 错误、需说明 or 提示. The numbers beside a list count its rows by
    this."""
    return WORDS[counts_as(finding)]


def counts(result: Result) -> Mapping[Severity, int]:
    """Counts the findings of each severity, as `counts_as` has them."""
    found = Counter(map(counts_as, result.findings))
    return {severity: found[severity] for severity in Severity}


def totals(verdicts: Mapping[Verdict, int]) -> str:
    """Says in one sentence how many files got which verdict. verdicts: verdict → number of files."""
    good = sum(verdicts.get(verdict, 0) for verdict in Verdict if verdict not in BAD_VERDICTS)
    bad, unread = (verdicts.get(verdict, 0) for verdict in BAD_VERDICTS)
    return f"共 {sum(verdicts.values())} 个文件：{good} 个没有错误，{bad} 个有错误，{unread} 个读不出来。"


def sheets(finding: Finding) -> str:
    """Names the sheets on which the cells of a finding stand."""
    return "、".join(dict.fromkeys(place.sheet for place in finding.places if place and place.sheet))


def cells(finding: Finding) -> str:
    """Names the first cells of a finding, without their sheet: `J7 D7 … J30 共24格`."""
    named = [place.ref for place in finding.places if place]
    return " ".join(named) if len(named) <= _SHOWN else f"{named[0]} {named[1]} … {named[-1]} 共{len(named)}格"


def should(finding: Finding) -> str:
    """Says what the likeliest wrong cells would have to be."""
    return "、".join(f"{_cell_of(suspect.place)}{plain(suspect.to)}" for suspect in finding.suspects[:2])


def _cell_of(place: Where | None) -> str:
    return f"{place.ref} 改为 " if place else ""
