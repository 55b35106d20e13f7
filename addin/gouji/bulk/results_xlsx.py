"""Results in, as they come; the workbook 校验结果汇总 out: a row a file on 汇总, a row a finding on 问题.

Findings go to the disk as they come; of each file only its one row is kept until the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gouji.check import finding_text
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import BAD_VERDICTS, VERDICT_WORDS, WORDS, Verdict
from gouji.form.severity import Severity
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import BAD, FINE, HEADS, LAST_ROW, ODD, Cell, close, head, put

_TITLE = "校验结果汇总"
_FILES = (
    ("文件", 46),
    ("机关", 28),
    ("年度", 7),
    ("口径", 14),
    ("结论", 10),
    *zip(WORDS.values(), (7, 8, 7), strict=True),
    ("第一个问题", 70),
)
_FINDINGS = (
    ("文件", 30),
    ("机关", 18),
    ("年度", 7),
    ("级别", 8),
    ("编号", 8),
    ("工作表", 16),
    ("单元格", 16),
    ("问题", 52),
    ("左边", 9),
    ("右边", 9),
    ("差", 8),
    ("应为", 18),
    ("建议", 38),
    ("出错说明", 22),
)
_TINTS = {
    **{VERDICT_WORDS[verdict]: BAD for verdict in BAD_VERDICTS},
    VERDICT_WORDS[Verdict.CLEAN]: FINE,
    WORDS[Severity.ERROR]: BAD,
    WORDS[Severity.WARNING]: ODD,
}


def write(results: Iterable[Result], path: Path) -> None:
    """Writes the workbook whole or not at all. Text stays text whatever it begins with, so no cell is a formula.

    Raises GoujiError or OSError when the file can't be written.
    """
    with plain_sheet.written(path, _TITLE, is_long=True) as workbook:
        looks = plain_sheet.looks(workbook, _TINTS)
        files, findings = (workbook.add_worksheet(name) for name in ("汇总", "问题"))
        head(findings, f"{_TITLE}　问题", _FINDINGS, looks)
        rows: list[Sequence[Cell]] = []
        verdicts: Counter[Verdict] = Counter()
        below = HEADS
        for result in results:
            verdicts[result.verdict] += 1
            rows.append(_file(result))
            for finding in result.findings:
                if below < LAST_ROW:
                    put(findings, below, _finding(result, finding), _FINDINGS, looks)
                    below += 1
        close(findings, below, _FINDINGS, looks, 3, tuple(_TINTS))
        head(files, f"{_TITLE}　{finding_text.totals(verdicts)}", _FILES, looks)
        for at, row in enumerate(rows[: LAST_ROW - HEADS], start=HEADS):
            put(files, at, row, _FILES, looks)
        close(files, min(HEADS + len(rows), LAST_ROW), _FILES, looks, 4, tuple(_TINTS))


def _file(result: Result) -> Sequence[Cell]:
    counts = finding_text.counts(result)
    first = result.findings[0].message if result.findings else ""
    verdict = VERDICT_WORDS[result.verdict]
    return (result.path, result.organization, result.year, result.scope, verdict, *counts.values(), first)


def _finding(result: Result, finding: Finding) -> Sequence[Cell]:
    return (
        result.path,
        result.organization,
        result.year,
        finding_text.level(finding),
        finding.code,
        finding_text.sheets(finding),
        finding_text.cells(finding),
        finding.message,
        finding.left,
        finding.right,
        finding.difference,
        finding_text.should(finding),
        finding.advice,
        finding.explanation,
    )
