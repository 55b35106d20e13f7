"""`gouji check` checks files and says what is wrong with each, as text, JSON, a web page or a workbook."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TextIO

from gouji import __version__
from gouji.atomic import replacing
from gouji.bulk.gather import Gathered, Item, gather
from gouji.check import finding_text
from gouji.check.file import FindPrevious
from gouji.check.finding import Finding
from gouji.check.previous import among, find_previous, readable
from gouji.check.result import Result, TextFigure, to_json
from gouji.check.severity import BAD_VERDICTS, VERDICT_WORDS, WORDS, Verdict
from gouji.cli.files import chosen, existing, files, is_url, planned
from gouji.cli.output import columns, say, say_aside, shown, table
from gouji.cli.progress import interruptible, reported
from gouji.errors import GoujiError, UsageError
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.frozen import replace
from gouji.value import plain

# Loaded only when asked for: a check must not pay for the writer of workbooks.
_HTML, _XLSX, _MARK = "gouji.bulk.results_html", "gouji.bulk.results_xlsx", "gouji.workbook.mark"
_CLUSTER = "gouji.bulk.cluster"
_EXPLAIN = "gouji.bulk.explain"
_PLACE, _REGISTER = "gouji.collect.register.place", "gouji.collect.register.previous"


def run(options: argparse.Namespace) -> int:
    forms = load_all()
    output = _output(options)
    choice = chosen(options)
    if choice and options.cluster is not None:
        raise UsageError("--sheet、--year 不能和 --cluster 一起用。")
    marked = Path(options.marked) if options.marked else None
    items = [item._replace(choice=choice) for item in planned(options.paths, marked, is_each_needed=True)]
    if output and output.exists() and any(isinstance(item.path, Path) and output.samefile(item.path) for item in items):
        raise UsageError(f"{output}：这是要检查的文件，结果不能写在它上面。-o 换一个文件名。")
    previous = _previous(options, forms) if options.previous else None
    mark = import_module(_MARK).mark if options.marked else None
    verdicts: Counter[Verdict] = Counter()
    unmarked: list[tuple[object, str]] = []
    lost: list[GoujiError] = []
    check = partial(import_module(_CLUSTER).gather, options.cluster) if options.cluster is not None else gather
    with interruptible(len(items) > 1) as stopped:
        keep = import_module(_EXPLAIN).text_figures if options.explain_text else None
        gathered = check(
            items, forms, previous, mark=mark, keep=keep, jobs=options.jobs, stopped=stopped, debug=options.debug
        )
        gathered = _until_lost(gathered, lost)
        is_shown = output is None and sys.stdout.isatty()
        counted = _counted(reported(gathered, len(items), is_shown), items, verdicts, unmarked)
        _write(options.format, counted, output, len(items))
        _close(verdicts, len(items), unmarked, options)
    if lost:
        raise lost[0]
    return 1 if stopped() or unmarked or any(verdicts[each] for each in BAD_VERDICTS) else 0


def _output(options: argparse.Namespace) -> Path | None:
    """Where the results go. A wrong call is told before hours of checking."""
    if options.explain_text and options.format not in ("text", "json"):
        raise UsageError("--explain-text 只用于 --format text 和 json。")
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs 要写 1 或更大的整数。")
    for target in (options.output, options.marked):
        if target and is_url(target):
            raise UsageError(f"{target}：结果只能写到这台电脑的文件夹里，写完再上传。")
    if options.output is None:
        if options.format == "xlsx":
            raise UsageError("--format xlsx 要用 -o 写明结果文件，例如 -o 校验结果.xlsx。")
        return None
    path = Path(options.output)
    if options.format == "xlsx" and path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}：结果是工作簿，文件名要以 .xlsx 结尾。")
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}：文件夹不存在。先建好文件夹，或者换一个位置。")
    if path.is_dir():
        raise UsageError(f"{path}：这是一个文件夹，要写的是文件名。")
    return path


def _previous(options: argparse.Namespace, forms: Sequence[Form]) -> FindPrevious:
    name: str = options.previous
    place = import_module(_PLACE)
    if place.is_register(name):
        if options.cluster is not None and not place.is_postgresql(name):
            raise UsageError(f"{name}：集群上的电脑打不开这个文件。上年数据用 PostgreSQL 里的台账，或者用文件夹。")
        found: FindPrevious = import_module(_REGISTER).from_register(name)
        return found
    if not is_url(name):
        return find_previous(existing(name), forms)
    readings = [reading for path in files([name]) if (reading := readable(path, forms))]
    if not readings:
        raise UsageError(f"{name}（上年数据）：这里没有读得出来的报告。")
    return among(readings)


def _until_lost(gathered: Iterable[Gathered], lost: list[GoujiError]) -> Iterator[Gathered]:
    """Ends when the cluster is lost, so that what is done gets written; `lost` then says so."""
    try:
        yield from gathered
    except UsageError:
        raise
    except GoujiError as error:
        lost.append(error)


def _counted(
    gathered: Iterable[Gathered], items: Sequence[Item], verdicts: Counter[Verdict], unmarked: list[tuple[object, str]]
) -> Iterator[Result]:
    for item, (result, reason, text_figures) in zip(items, gathered, strict=False):
        verdicts[result.verdict] += 1
        if reason:
            unmarked.append((item.path, reason))
        yield result if text_figures is None else replace(result, text_figures=text_figures)


def _close(
    verdicts: Counter[Verdict], total: int, unmarked: Sequence[tuple[object, str]], options: argparse.Namespace
) -> None:
    """What is to be said besides the results; on standard error where standard output holds data."""
    aside: list[str] = [f"没有做标记：{path}：{reason}" for path, reason in unmarked]
    done = sum(verdicts.values())
    if options.marked and done > len(unmarked):
        aside.append(f"做好标记的副本在 {options.marked}，共 {done - len(unmarked)} 个。")
    if done < total:
        aside.append(f"已中断：{total} 个文件只检查了 {done} 个，结果只有这些。")
    if options.output:
        if options.format != "text" and total != 1:
            say(finding_text.totals(verdicts))
        say(f"结果已写入 {options.output}。")
    for line in aside:
        say_aside(line)


# ---------------------------------------------------------------- the four shapes


def _write(shape: str, results: Iterator[Result], output: Path | None, total: int) -> None:
    if shape == "xlsx":
        assert output is not None
        import_module(_XLSX).write(results, output)
        return
    pieces: Callable[[Iterator[Result]], Iterator[str]] = {
        "text": lambda given: (f"{line}\n" for line in as_text(given, total)),
        "json": as_json,
        "html": lambda given: import_module(_HTML).pieces(given),
    }[shape]
    with replacing(output) if output else nullcontext(None) as unfinished:
        stream: TextIO = unfinished.open("w", encoding="utf-8", newline="\n") if unfinished else sys.stdout
        try:
            for piece in pieces(results):
                stream.write(piece)
        finally:
            stream.close() if unfinished else stream.flush()


def as_json(results: Iterable[Result]) -> Iterator[str]:
    """Gives the contract's JSON in pieces, a file at a time: whenever the results end, it is whole."""
    import json  # not at the top: most calls are read by a person

    # What a terminal obeys, what turns reading round, and bytes of a path that are no text stand there by number.
    unsafe = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
    yield f'{{\n "gouji": {json.dumps(__version__)},\n "results": ['
    is_first = True
    for result in results:
        text = unsafe.sub(_escaped, json.dumps(to_json(result), ensure_ascii=False, indent=1))
        yield ("\n  " if is_first else ",\n  ") + text.replace("\n", "\n  ")
        is_first = False
    yield "]\n}\n" if is_first else "\n ]\n}\n"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def as_text(results: Iterable[Result], total: int) -> Iterator[str]:
    """Gives the findings of each file as a table that a clerk can work through, then a line of totals."""
    verdicts: Counter[Verdict] = Counter()
    for result in results:
        verdicts[result.verdict] += 1
        yield from _file(result)
    if total != 1:
        yield finding_text.totals(verdicts)


def _file(result: Result) -> Iterator[str]:
    who = " ".join(filter(None, (result.organization, f"{result.year}年" if result.year else "")))
    counts = [f"{WORDS[level]} {count} 处" for level, count in finding_text.counts(result).items() if count]
    verdict = VERDICT_WORDS[result.verdict] + ("：" + "，".join(counts) if counts else "")
    yield shown("　".join(filter(None, (result.path, who, verdict))))
    if result.findings:
        total = max(80, min(160, columns()))
        fixed = (12, 14, 12, 16)
        rest = total - sum(fixed) - 2 * 5
        widths = (fixed[0], fixed[1], fixed[2], rest * 11 // 20, fixed[3], rest - rest * 11 // 20)
        rows = [_row(finding) for finding in result.findings]
        yield from table(("级别", "表", "单元格", "问题", "应为", "建议"), rows, widths)
    if result.text_figures is not None:
        yield from _text_figures(result.text_figures)
    yield ""


def _text_figures(figures: Sequence[TextFigure]) -> Iterator[str]:
    """The working paper on the text: what each figure was reconciled with."""
    yield f"正文里的数字 {len(figures)} 个"
    rest = max(80, min(160, columns())) - 18 - 10 - 6
    widths = (rest * 3 // 5, 18, 10, rest - rest * 3 // 5)
    rows = [(each.clause, _at(each), f"{plain(each.number)}{each.unit}", _reconciled(each)) for each in figures]
    yield from table(("正文", "位置", "数字", "单元格"), rows, widths)


def _at(figure: TextFigure) -> str:
    return figure.place.spaced if figure.place else ""


def _reconciled(figure: TextFigure) -> str:
    if figure.cells is None:
        return "无对应单元格"
    return ("" if figure.agrees else "不一致：") + figure.named


def _row(finding: Finding) -> tuple[str, ...]:
    level = f"{finding_text.level(finding)} {finding.code}"
    where = finding_text.sheets(finding), finding_text.cells(finding)
    advice = f"已说明：{finding.explanation}" if finding.explanation else finding.advice
    return level, *where, finding.message, finding_text.should(finding), advice
