"""Writes results, as they come, into the workbook 校验结果汇总: 汇总 has a row for each file, 问题 one for each
finding.

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
from gouji.words import beside
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import BAD, FINE, HEADS, LAST_ROW, ODD, Cell, close, head, put

say = beside(__file__)

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
    of_file = (
        *say.of("book.files_columns"),
        *zip(WORDS.values(), (7, 8, 7), strict=True),
        *say.of("book.first_finding"),
    )
    of_finding = say.of("book.findings_columns")
    with plain_sheet.written(path, say("title"), is_long=True) as workbook:
        looks = plain_sheet.looks(workbook, _TINTS)
        files, findings = (workbook.add_worksheet(name) for name in (say("files"), say("findings")))
        head(findings, say("head", of=say("findings")), of_finding, looks)
        rows: list[Sequence[Cell]] = []
        verdicts: Counter[Verdict] = Counter()
        below = HEADS
        for result in results:
            verdicts[result.verdict] += 1
            rows.append(_file(result))
            for finding in result.findings:
                if below < LAST_ROW:
                    put(findings, below, _finding(result, finding), of_finding, looks)
                    below += 1
        close(findings, below, of_finding, looks, 3, tuple(_TINTS))
        head(files, say("head", of=finding_text.totals(verdicts)), of_file, looks)
        for at, row in enumerate(rows[: LAST_ROW - HEADS], start=HEADS):
            put(files, at, row, of_file, looks)
        close(files, min(HEADS + len(rows), LAST_ROW), of_file, looks, 4, tuple(_TINTS))


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
