"""`gouji check`: paths in, what is wrong with each file out, as text or JSON."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from gouji import __version__
from gouji.check.file import check_path
from gouji.check.finding import Finding, Result, to_json
from gouji.check.previous import find_previous
from gouji.cli.output import say, table, write_file
from gouji.errors import UsageError
from gouji.form.load import load_all
from gouji.value import plain

_SEVERITY = {"error": "错误", "warning": "需说明", "hint": "提示"}
_VERDICT = {"clean": "没有问题", "hint": "没有错误", "warning": "没有错误", "error": "有错误", "unreadable": "读不出来"}


def run(options: argparse.Namespace) -> int:
    forms = load_all()
    previous = find_previous(_existing(options.previous), forms) if options.previous else None
    results = [check_path(path, forms, previous, options.debug) for path in files(map(_existing, options.paths))]
    if options.format == "json":
        data = {"gouji": __version__, "results": [to_json(result) for result in results]}
        text = json.dumps(data, ensure_ascii=False, indent=1)
    else:
        text = "\n".join(as_text(results))
    if options.output:
        write_file(Path(options.output), text + "\n")
        say(f"结果已写入 {options.output}。")
    else:
        say(text)
    failed = any(result.verdict in ("error", "unreadable") for result in results)
    return 1 if failed else 0


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise UsageError(f"{text}：没有这个文件或文件夹。检查路径写得对不对。")
    return path


def files(paths: Iterator[Path]) -> Iterator[Path]:
    """The files to check: those named, and everything inside the folders named, in order of name.

    Hidden files and the `~$` marks that Excel leaves while a file is open are no submissions.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        for each in inside:
            if not any(part.startswith((".", "~$")) for part in each.relative_to(path).parts):
                yield each


def as_text(results: Sequence[Result]) -> Iterator[str]:
    """The findings of each file as a table that a clerk can work through, then a line of totals."""
    for result in results:
        yield from _file(result)
    if len(results) != 1:
        counts = [sum(result.verdict == verdict for result in results) for verdict in _VERDICT]
        good = sum(counts[:3])
        yield f"共 {len(results)} 个文件：{good} 个没有错误，{counts[3]} 个有错误，{counts[4]} 个读不出来。"


def _file(result: Result) -> Iterator[str]:
    who = " ".join(filter(None, (result.organization, f"{result.year}年" if result.year else "")))
    counts = [
        f"{word} {count} 处"
        for severity, word in _SEVERITY.items()
        if (count := sum(finding.severity == severity for finding in result.findings))
    ]
    verdict = _VERDICT[result.verdict] + ("：" + "，".join(counts) if counts else "")
    yield "　".join(filter(None, (result.path, who, verdict)))
    if result.findings:
        total = max(80, min(160, shutil.get_terminal_size((120, 24)).columns))
        fixed = (12, 14, 12, 16)
        rest = total - sum(fixed) - 2 * 5
        widths = (fixed[0], fixed[1], fixed[2], rest * 11 // 20, fixed[3], rest - rest * 11 // 20)
        rows = [_row(finding) for finding in result.findings]
        yield from table(("级别", "表", "单元格", "问题", "应为", "建议"), rows, widths)
    yield ""


def _row(finding: Finding) -> tuple[str, ...]:
    sheets = list(dict.fromkeys(place.rpartition("!")[0] for place in finding.places if place))
    cells = [place.rpartition("!")[2] for place in finding.places if place]
    shown = " ".join(cells) if len(cells) <= 4 else f"{cells[0]} {cells[1]} … {cells[-1]} 共{len(cells)}格"
    should = "、".join(f"{_cell_of(suspect.place)}{plain(suspect.to)}" for suspect in finding.suspects[:2])
    level = f"{_SEVERITY[finding.severity]} {finding.code}"
    return level, "、".join(sheets), shown, finding.message, should, finding.advice


def _cell_of(place: str) -> str:
    cell = place.rpartition("!")[2]
    return f"{cell} 改为 " if cell else ""
