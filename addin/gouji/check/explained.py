"""Findings and the filler's explanations in; the same findings out, each with the explanation that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.check.finding import Finding
from gouji.frozen import replace
from gouji.pattern import pattern
from gouji.reading.reading import Explanation

# What people write where a reason is asked for and they have none. Longer ones first: each is taken out whole.
_SAYS_NOTHING = pattern(
    "情况属实|数字无误|数据无误|数字正确|数据正确|实际情况|没有问题|已经核对|已经核实|没有错误|详见附件|"
    "已核实|已核对|已说明|已确认|已知晓|经核实|经核对|见附件|如上述|如题|如上|同上|无误|正确|属实|特此说明|说明|原因|情况|"
    "没有|不详|未知|略|无|是|否|对|有|的|了"
)
_NO_LETTER = pattern(r"[\W_\d]+")
_SHORTEST = 4  # characters that are left of a reason: 机构改革


def explained(findings: Sequence[Finding], explanations: Sequence[Explanation]) -> tuple[Finding, ...]:
    """Errors have to be mended; only one that may be explained (a tie with last year) takes a reason, which must be of
    substance and name its cells. Of two explanations of one finding the later counts."""
    named = with_ids(explanations, findings)
    return tuple(_with_reason(finding, named) for finding in findings)


def with_ids(explanations: Sequence[Explanation], findings: Sequence[Finding]) -> tuple[Explanation, ...]:
    """The same, ids in place of addresses: a person who names the cell `J7` means the finding which has that cell."""
    return tuple(_with_ids(each, findings) for each in explanations)


def _with_ids(explanation: Explanation, findings: Sequence[Finding]) -> Explanation:
    given = [cell.replace("$", "").upper() for cell in explanation.cells]
    if not given or any("." in cell for cell in given):  # every id has a point
        return explanation
    of_code = [finding for finding in findings if finding.code == explanation.code]
    meant = [next((finding for finding in of_code if cell in _addresses(finding)), None) for cell in given]
    if None in meant:
        return explanation
    ids = (id for finding in meant if finding is not None for id in finding.cells)
    return replace(explanation, cells=tuple(dict.fromkeys(ids)))


def _addresses(finding: Finding) -> set[str]:
    suspects = (suspect.place for suspect in finding.suspects)  # the list names a finding by its likeliest wrong cell
    return {place.rpartition("!")[2] for place in (*finding.places, *suspects)}


def speaks_of(explanation: Explanation, finding: Finding) -> bool:
    """Same code, and the explanation names all cells of the finding: one may speak of several findings. One without
    cells speaks of every finding of its code but of errors."""
    if explanation.code != finding.code:
        return False
    if not explanation.cells:
        return finding.severity != "error"
    return bool(finding.cells) and set(finding.cells) <= set(explanation.cells)


def is_of_substance(text: str) -> bool:
    """Whether a reason says anything: 无 and 已核实 don't."""
    return len(_SAYS_NOTHING.sub("", _NO_LETTER.sub("", text))) >= _SHORTEST


def takes_reason(finding: Finding) -> bool:
    """Whether a written reason changes anything about a finding."""
    return finding.severity != "error" or finding.explainable


def _with_reason(finding: Finding, explanations: Sequence[Explanation]) -> Finding:
    if not takes_reason(finding):
        return finding
    reasons = [
        each.text
        for each in explanations
        if speaks_of(each, finding) and (finding.severity != "error" or is_of_substance(each.text))
    ]
    return replace(finding, explanation=reasons[-1]) if reasons else finding
