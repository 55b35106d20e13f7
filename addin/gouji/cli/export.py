"""`gouji export` exports a checked workbook as JSON record and as report: Word document, web page and PDF.

What may be exported and how is the policy of `report.export`; this module calls it, writes the files and says so.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from gouji.atomic import replacing
from gouji.check.run import check
from gouji.check.structural import sentence
from gouji.cli.output import say
from gouji.errors import GoujiError, UnreadableError, UsageError
from gouji.form.by_id import by_id
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import source
from gouji.reading.reading import Reading
from gouji.report.export import TARGETS, Job, Made, RefusedError, Target, Terms, prepare, targets
from gouji.report.export import say as of_report


def run(options: argparse.Namespace) -> int:
    wanted = _wanted(options.to)
    if options.previous and not options.suggest:
        raise UsageError("--previous 用来拟写与上年比较的句子，要和 --suggest 一起用。")
    path, into = Path(options.file), Path(options.output)
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into}：这是一个文件，-o 后面要写文件夹。")
    forms = load_all()
    reading = _read(path, forms)
    form = by_id(forms, reading.form)
    terms = Terms(
        draft=options.draft,
        suggested=options.suggest,
        previous=_previous(options.previous, forms, reading),
        signed=not options.no_signature,
        gb2312=options.gb2312,
        font_folders=_folders(options.font_dir or ()),
    )
    try:
        job = prepare(form, reading, check(form, forms, reading), terms)
    except RefusedError as error:
        say(f"{path}：{error}先用 gouji check 看错在哪里；只要草稿就加 --draft。")
        return 1
    return _tell(list(_unwritten(job, wanted, into)), options.debug)


def _tell(failed: Sequence[tuple[Target, Exception]], debug: bool) -> int:
    for target, reason in failed:
        say(f"没有导出 {target.label}{f'：{reason}' if isinstance(reason, GoujiError) else '。'}")
        if debug:
            traceback.print_exception(reason)
    for _, reason in failed:
        if not isinstance(reason, GoujiError):
            raise reason  # `main` has the words for it
    return 1 if failed else 0


def _read(path: Path, forms: Sequence[Form]) -> Reading:
    if not path.exists():
        raise UsageError(f"{path}：没有这个文件。检查路径写得对不对。")
    try:
        return source.read(path, forms)
    except UnreadableError as error:
        raise UsageError(f"{path}：{sentence(newest(forms).wordings, error)}") from error


def _previous(path: str | None, forms: Sequence[Form], reading: Reading) -> Reading | None:
    if path is None:
        return None
    previous = _read(Path(path), forms)
    if previous.family != reading.family:
        raise UsageError(f"{path}：是另一种报告，要的是同一种报告上一年的。")
    if reading.year is None or previous.year != reading.year - 1:
        raise UsageError(f"{path}：是{previous.text('year')}年度的报告，要的是{reading.text('year')}年度的上一年。")
    return previous


def _folders(given: Sequence[str]) -> tuple[Path, ...]:
    for name in given:
        if not Path(name).is_dir():
            raise UsageError(of_report("export.no_folder", folder=name))
    return tuple(map(Path, given))


def _wanted(asked: str | None) -> list[Target]:
    """What to export: the usual kinds when nothing was asked for, without those whose package is not installed."""
    if asked is not None:
        return targets(name.strip() for name in asked.split(","))
    usual = [target for target in TARGETS.values() if target.usual]
    for target in usual:
        if not target.is_installed:
            say(f"没有导出 {target.label}：{of_report('export.no_typst')}")
    return [target for target in usual if target.is_installed]


def _unwritten(job: Job, wanted: Sequence[Target], into: Path) -> Iterator[tuple[Target, Exception]]:
    """Makes every target, then writes what was made. What stops one stops no other: it is given back with its error.

    Nothing is written before the last is made: a run that is ended meanwhile leaves no half set of files.
    """
    made: list[tuple[Target, Made]] = []
    for target in wanted:
        _progress(f"正在生成 {target.label}……")
        try:
            made.append((target, target.make(job)))
        except Exception as error:  # noqa: BLE001  # whatever it is, it stops no other target, and `_tell` tells it
            yield target, error
    _progress("")
    for target, each in made:
        path = into / job.file_name(target)
        try:
            _write(path, each.data)
        except (GoujiError, OSError) as error:
            yield target, error
        else:
            say("\n".join((f"已导出：{path}", *(f"注意：{note}" for note in each.notes))))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as unfinished:
        unfinished.write_bytes(data)


def _progress(text: str) -> None:
    """What is being done, on a terminal only; an empty text clears the line."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()
