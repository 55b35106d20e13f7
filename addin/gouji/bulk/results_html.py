"""Writes results, as they come, as one self-contained web page: the totals, a row for each file, its findings.

The totals stand at the top and are known last, so the findings wait in a temporary file, not in memory.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gouji.check import finding_text
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import VERDICT_WORDS, WORDS, Verdict, counts_as
from gouji.report.page_text import escaped
from gouji.report.severity_css import coloured
from gouji.value import plain
from gouji.words import beside

say = beside(__file__)

_SPOOL = 4 << 20  # bytes of findings that may stay in memory
_PIECE = 1 << 16

_STYLE = """
:root{color-scheme:light;--line:#d5d9de;--soft:#f4f6f8;$bad;$ask;
$good}
*{box-sizing:border-box}
body{margin:0;padding:24px 32px 48px;font:14px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;
color:#1f2328;background:#fff}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 8px}p{margin:0 0 12px}
.wrap{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;font-size:16px;padding:0 0 8px}
th,td{border:1px solid var(--line);padding:5px 9px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:var(--soft);white-space:nowrap}
td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td.k{white-space:nowrap}
.tag{display:inline-block;padding:0 7px;border-radius:3px;background:var(--soft);white-space:nowrap}
.error,.unreadable{background:var(--badbg);color:var(--bad)}.warning{background:var(--askbg);color:var(--ask)}
.clean{background:var(--goodbg);color:var(--good)}
section{margin-top:28px}section h2{margin-top:0}h2 small{font-weight:400;color:#57606a}
.findings td:nth-child(3){min-width:22em}.findings td:nth-child(5){min-width:14em}
a{color:#0b57a4}
@media print{body{padding:0;font-size:10.5pt}a{color:inherit;text-decoration:none}thead{display:table-header-group}
tr,h2{break-inside:avoid}h2{break-after:avoid}.wrap{overflow:visible}
table{width:99.8%}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{size:A4 landscape;margin:15mm}}
"""


def pieces(results: Iterable[Result]) -> Iterator[str]:
    """Gives the page in pieces, to be written as they come. Everything that a file says is escaped; nothing is fetched
    from anywhere."""
    rows: list[str] = []
    verdicts: Counter[Verdict] = Counter()
    with tempfile.SpooledTemporaryFile(_SPOOL, "w+", encoding="utf-8", newline="") as spool:
        for number, result in enumerate(results, start=1):
            verdicts[result.verdict] += 1
            rows.append(_row(number, result))
            for piece in _section(number, result):
                spool.write(piece)
        yield (
            '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{say("title")}</title>'
            f"<style>{coloured(_STYLE)}</style></head>\n<body><main><h1>{say('title')}</h1>"
            f"<p>{finding_text.totals(verdicts)}</p>\n"
        )
        files = _head([*say.of("web.files_columns"), *WORDS.values()])
        yield f'<div class="wrap"><table><caption>{say("files")}</caption>{files}<tbody>\n'
        yield from rows
        yield "</tbody></table></div>\n"
        spool.seek(0)
        while piece := spool.read(_PIECE):
            yield piece
        yield "</main></body></html>\n"


def _head(names: Sequence[str]) -> str:
    return "<thead><tr>" + "".join(f'<th scope="col">{name}</th>' for name in names) + "</tr></thead>"


def _row(number: int, result: Result) -> str:
    path = escaped(result.path)
    link = f'<a href="#f{number}">{path}</a>' if result.findings else path
    counts = "".join(f'<td class="n">{count or ""}</td>' for count in finding_text.counts(result).values())
    verdict = f'<span class="tag {result.verdict}">{VERDICT_WORDS[result.verdict]}</span>'
    return (
        f'<tr><td class="n">{number}</td><td>{link}</td><td>{escaped(result.organization)}</td>'
        f'<td class="n">{result.year or ""}</td><td class="k">{verdict}</td>{counts}</tr>\n'
    )


def _section(number: int, result: Result) -> Iterator[str]:
    if not result.findings:
        return
    who = " ".join(filter(None, (result.organization, say("year", year=result.year) if result.year else "")))
    yield f'<section id="f{number}"><h2>{escaped(result.path)} <small>{escaped(who)}</small></h2><div class="wrap">'
    yield f'<table class="findings">{_head(say.of("web.findings_columns"))}<tbody>\n'
    yield from map(_finding, result.findings)
    yield "</tbody></table></div></section>\n"


def _finding(finding: Finding) -> str:
    level = f'<span class="tag {counts_as(finding)}">{finding_text.level(finding)}</span> {finding.code}'
    where = " ".join(filter(None, (finding_text.sheets(finding), finding_text.cells(finding))))
    gap = ""
    if finding.difference is not None:
        both = (finding.left, finding.right, finding.difference)
        words = zip(say.of("web.sides"), both, strict=True)
        gap = (
            "<br><small>" + "，".join(f"{word} {plain(each)}" for word, each in words if each is not None) + "</small>"
        )
    texts = (finding_text.should(finding), finding.advice, finding.explanation)
    cells = "".join(f"<td>{escaped(text)}</td>" for text in texts)
    return (
        f'<tr><td class="k">{level}</td><td>{escaped(where)}</td><td>{escaped(finding.message)}{gap}</td>{cells}</tr>\n'
    )
