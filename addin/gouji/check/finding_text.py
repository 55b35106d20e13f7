"""Results and findings in; the Chinese words of their columns out, alike on the terminal, in HTML and in workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import BAD_VERDICTS, WORDS, Verdict, counts_as
from gouji.form.severity import Severity
from gouji.place import Place
from gouji.value import plain

_SHOWN = 4  # cells that are named one by one


def level(finding: Finding) -> str:
    """错误、需说明 or 提示, as a finding counts: the numbers beside a list are those of its rows."""
    return WORDS[counts_as(finding)]


def counts(result: Result) -> Mapping[Severity, int]:
    """How many findings there are of each severity, as they count."""
    found = Counter(map(counts_as, result.findings))
    return {severity: found[severity] for severity in Severity}


def totals(verdicts: Mapping[Verdict, int]) -> str:
    """How many files came out how, as one sentence. verdicts: verdict → number of files."""
    good = sum(verdicts.get(verdict, 0) for verdict in Verdict if verdict not in BAD_VERDICTS)
    bad, unread = (verdicts.get(verdict, 0) for verdict in BAD_VERDICTS)
    return f"共 {sum(verdicts.values())} 个文件：{good} 个没有错误，{bad} 个有错误，{unread} 个读不出来。"


def sheets(finding: Finding) -> str:
    return "、".join(dict.fromkeys(place.sheet for place in finding.places if place))


def cells(finding: Finding) -> str:
    """`J7 D7 … J30 共24格`: the first cells of a finding, without their sheet."""
    named = [place.ref for place in finding.places if place]
    return " ".join(named) if len(named) <= _SHOWN else f"{named[0]} {named[1]} … {named[-1]} 共{len(named)}格"


def should(finding: Finding) -> str:
    """What the likeliest cells would have to be."""
    return "、".join(f"{_cell_of(suspect.place)}{plain(suspect.to)}" for suspect in finding.suspects[:2])


def _cell_of(place: Place | None) -> str:
    return f"{place.ref} 改为 " if place else ""
