"""`gouji export`: a checked workbook in; the JSON record and the report as Word document, web page and PDF out.

A workbook with errors is refused unless as a draft, which is marked on every page and in every file name.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from jsonschema import Draft202012Validator

from gouji.atomic import replacing
from gouji.check.run import check
from gouji.check.wording import sentence
from gouji.cli.output import say
from gouji.errors import GoujiError, UnreadableError, UsageError
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import record, source
from gouji.reading.reading import Reading
from gouji.report.compose import compose, fill_tokens
from gouji.report.document import Document
from gouji.report.drafts import suggest
from gouji.report.file_name import file_stem
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html, to_pasted_html
from gouji.report.to_pdf import to_pdf
from gouji.shipped import folder


@dataclass(frozen=True, slots=True)
class _Job:
    form: Form
    reading: Reading
    document: Document
    gb2312: bool
    font_folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    data: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    label: str
    ending: str
    make: Callable[[_Job], _Made]


def run(options: argparse.Namespace) -> int:
    targets = _targets(options.to)
    if options.suggest and not options.draft:
        raise UsageError("--suggest 拟写的句子只能放进草稿，要和 --draft 一起用。")
    if options.previous and not options.suggest:
        raise UsageError("--previous 用来拟写与上年比较的句子，要和 --suggest 一起用。")
    path = Path(options.file)
    forms = load_all()
    reading = _read(path, forms)
    form = next(each for each in forms if each.id == reading.form)
    errors = sum(finding.severity == "error" for finding in check(form, forms, reading))
    if errors and not options.draft:
        say(f"{path}：有 {errors} 处错误，没有导出。先用 gouji check 看错在哪里；只要草稿就加 --draft。")
        return 1
    reading = fill_tokens(form, reading)
    if options.suggest:
        reading = suggest(form, reading, _previous(options.previous, forms, reading))
    document = compose(form, reading, draft=options.draft, signed=not options.no_signature)
    job = _Job(form, reading, document, options.gb2312, tuple(map(Path, options.font_dir or ())))
    stem = file_stem(form, reading) + (f"（{document.draft_mark}）" if options.draft else "")
    _write(job, targets, Path(options.output), stem)
    return 0


def _read(path: Path, forms: Sequence[Form]) -> Reading:
    if not path.exists():
        raise UsageError(f"{path}：没有这个文件。检查路径写得对不对。")
    try:
        return source.read(path, forms)
    except UnreadableError as error:
        raise UsageError(f"{path}：{sentence(forms[-1].wordings, error)}") from error


def _previous(path: str | None, forms: Sequence[Form], reading: Reading) -> Reading | None:
    if path is None:
        return None
    previous = _read(Path(path), forms)
    if reading.year is None or previous.year != reading.year - 1:
        raise UsageError(f"{path}：是{previous.text('year')}年度的报告，要的是{reading.text('year')}年度的上一年。")
    return previous


def _targets(asked: str | None) -> list[_Target]:
    """What to export; everything when nothing was asked for, without a PDF where Typst is not installed."""
    if asked is None:
        here = find_spec("typst") is not None
        if not here:
            say("没有导出 PDF：要先装一个组件 pip install gouji[pdf]。")
        return [target for name, target in TARGETS.items() if name not in _ON_DEMAND and (here or name != "pdf")]
    names = [name.strip() for name in asked.split(",")]
    for name in names:
        if name not in TARGETS:
            raise UsageError(f"不能导出成“{name}”；能导出的有 {'、'.join(TARGETS)}。")
    return [TARGETS[name] for name in dict.fromkeys(names)]


def _write(job: _Job, targets: Sequence[_Target], into: Path, stem: str) -> None:
    """Makes everything before anything is written, so a failure leaves no half set of files."""
    made = []
    for target in targets:
        _progress(f"正在生成 {target.label}……")
        made.append(target.make(job))
    _progress("")
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into}：这是一个文件，-o 后面要写文件夹。")
    into.mkdir(parents=True, exist_ok=True)
    for target, each in zip(targets, made, strict=True):
        path = into / f"{stem}{target.ending}"
        with replacing(path) as unfinished:
            unfinished.write_bytes(each.data)
        say(f"已导出：{path}")
        for note in each.notes:
            say(f"注意：{note}")


def _progress(text: str) -> None:
    """What is being done, on a terminal only; an empty text clears the line."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def _json(job: _Job) -> _Made:
    data = record.to_json(job.reading, job.form)
    schema = json.loads((folder("schema") / "record.schema.json").read_text(encoding="utf-8"))
    fault = next(iter(Draft202012Validator(schema).iter_errors(data)), None)
    if fault is not None:
        raise GoujiError(f"导出的数据不合 JSON Schema：{fault.json_path}。请加 --debug 再运行一次，告诉维护者。")
    return _Made((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _docx(job: _Job) -> _Made:
    return _Made(to_docx(job.document, job.gb2312))


def _html(job: _Job) -> _Made:
    return _Made(to_html(job.document).encode("utf-8"))


def _pasted_html(job: _Job) -> _Made:
    return _Made(to_pasted_html(job.document).encode("utf-8"))


def _pdf(job: _Job) -> _Made:
    made = to_pdf(job.document, job.font_folders)
    return _Made(made.data, made.notes)


TARGETS = {
    "json": _Target("JSON", ".json", _json),
    "docx": _Target("Word 文档", ".docx", _docx),
    "html": _Target("网页", ".html", _html),
    "html-paste": _Target("粘贴用网页", "（粘贴用）.html", _pasted_html),
    "pdf": _Target("PDF", ".pdf", _pdf),
}
_ON_DEMAND = ("html-paste",)
