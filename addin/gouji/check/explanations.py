"""Gives each finding the explanation (出错说明) of the filler that speaks of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from gouji.check.finding import Finding
from gouji.form.severity import Severity
from gouji.frozen import replace
from gouji.reading.reading import Explanation, Reading

# What people write where an explanation is asked for and they have none. Longer ones first: each is taken out whole.
# A pattern as text, for `re` to compile when it is first used: few files need it.
_SAYS_NOTHING = (
    "请在此处?填写|在此处?填写|请填写|按实际|据实|实际情况|核实无误|核对无误|真实准确|真实有效|真实|准确|情况属实|没有问题|没有错误|没错|"
    "已经核对|已经核实|已核实|已核对|已说明|已确认|已知晓|经核实|经核对|核实|核对|详见附件|见附件|如上述|如题|如上|同上|"
    "无误|正确|属实|特此说明|说明|理由|原因|情况|数字|数据|填报|填写|不知道|不清楚|不详|未知|测试|没有|略|无|是|否|对|有|的|了|我|后"
)
_NOT_CHINESE = "[^\u3400-\u9fff]+"
_SHORTEST = 4  # characters that are left of an explanation, and not all one: 机构改革


def explained(findings: Sequence[Finding], explanations: Sequence[Explanation]) -> tuple[Finding, ...]:
    """Gives the same findings, each with its explanation where one speaks of it. An error has to be mended; only one
    that is explainable (a tie with last year) takes an explanation, which must be of substance and name its cells.
    Where two explanations speak of one finding the later counts."""
    named = with_ids(explanations, findings)
    return tuple(_with_explanation(finding, named) for finding in findings)


def by_ids(reading: Reading, findings: Sequence[Finding]) -> Reading:
    """Gives the reading with its explanations as `with_ids` spells them: for whoever keeps or prints them."""
    return replace(reading, explanations=with_ids(reading.explanations, findings))


def with_ids(explanations: Sequence[Explanation], findings: Sequence[Finding]) -> tuple[Explanation, ...]:
    """Gives the same explanations with codes as we spell them and ids in place of addresses: a filler who names the
    cell `J7` means the finding that has that cell."""
    return tuple(_with_ids(replace(each, code=_code(each.code)), findings) for each in explanations)


def _code(text: str) -> str:
    """`ar311`, `ＡＲ３１１` and `错误 AR311`, as the list of findings has it, are AR311."""
    return next(reversed(normalize("NFKC", text).upper().split()), "")


def _with_ids(explanation: Explanation, findings: Sequence[Finding]) -> Explanation:
    given = explanation.cells
    if not given or any("." in cell for cell in given):  # every id has a point
        return explanation
    of_code = [finding for finding in findings if finding.code == explanation.code]
    meant = [next((finding for finding in of_code if cell.upper() in _addresses(finding)), None) for cell in given]
    ids = dict.fromkeys(figure_id for finding in meant if finding is not None for figure_id in finding.cells)
    return replace(explanation, cells=tuple(ids)) if ids else explanation


def _addresses(finding: Finding) -> set[str]:
    suspects = (suspect.place for suspect in finding.suspects)  # the list names a finding by its likeliest wrong cell
    return {place.ref for place in (*finding.places, *suspects) if place}


def speaks_of(explanation: Explanation, finding: Finding) -> bool:
    """Whether an explanation speaks of a finding: same code, and it names all cells of the finding. One explanation may
    speak of several findings; one without cells speaks of every finding of its code except errors."""
    if explanation.code != finding.code:
        return False
    if not explanation.cells:
        return finding.severity != Severity.ERROR
    return bool(finding.cells) and set(finding.cells) <= set(explanation.cells)


def is_of_substance(text: str) -> bool:
    """Whether an explanation says anything: 无 and 已核实 say nothing."""
    left = re.sub(_SAYS_NOTHING, "", re.sub(_NOT_CHINESE, "", text))
    return len(left) >= _SHORTEST and len(set(left)) > 2


def takes_explanation(finding: Finding) -> bool:
    """Whether an explanation changes anything about a finding."""
    return finding.severity != Severity.ERROR or finding.explainable


def _with_explanation(finding: Finding, explanations: Sequence[Explanation]) -> Finding:
    if not takes_explanation(finding):
        return finding
    speaking = [
        each.text
        for each in explanations
        if speaks_of(each, finding) and (finding.severity != Severity.ERROR or is_of_substance(each.text))
    ]
    return replace(finding, explanation=speaking[-1]) if speaking else finding
