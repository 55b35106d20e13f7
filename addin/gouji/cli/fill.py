"""`gouji fill` writes the figures of a checked report into an office's own workbook, and lists what it left."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from gouji.atomic import replacing
from gouji.check.run import check
from gouji.check.severity import blocks
from gouji.cli.files import real
from gouji.cli.output import new_workbook_path, say
from gouji.errors import UnreadableError, UsageError
from gouji.form.by_id import by_id
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import source, stored
from gouji.reading.reading import Reading
from gouji.report.export import RefusedError, refuse
from gouji.workbook.fill_sheet import Filled, FillError, Left, ending, fill
from gouji.workbook.taken_over import refusal

_SHOWN = 3  # figures of one reason that are named before the rest is counted


def run(options: argparse.Namespace) -> int:
    origin, sheet, path = Path(options.file), Path(options.into), Path(options.output)
    forms = load_all()
    for each in (origin, sheet):
        if not each.exists():
            raise UsageError(f"{each}：没有这个文件。检查路径写得对不对。")
        if real(path) == real(each):
            raise UsageError(f"{path}：填好的表不能盖掉 {each}。-o 换一个文件名。")
    try:
        data = stored.content(sheet)
        new_workbook_path(options.output, options.overwrite, ending(data), "填好的表")
        report = _read(origin, forms)
        form = by_id(forms, report.form)
        findings = check(form, forms, report)
        refuse(findings, options.draft)
        filled = fill(data, forms, form, report, options.sheet, options.replace)
    except RefusedError as error:
        say(f"{origin}：{error}先用 gouji check 看错在哪里；有错也要填就加 --draft。")
        return 1
    except UnreadableError as error:
        raise UsageError(f"{sheet}：{refusal(newest(forms).wordings, error)}") from error
    except FillError as error:
        raise UsageError(f"{sheet}：{error}") from error
    if not filled.written:
        _tell(filled, form)
        say(f"没有要填的格，没有写 {path}。")
        return int(bool(filled.left))
    with replacing(path) as unfinished:
        unfinished.write_bytes(filled.data)
    say(f"已把 {origin} 的数字填进 {sheet} → {path}：写入 {len(filled.written)} 格（{'、'.join(filled.sheets)}）。")
    _tell(filled, form)
    if count := sum(map(blocks, findings)):
        say(f"注意：报告还有 {count} 处错误，填进去的是草稿。")
    return int(bool(filled.left))


def _read(path: Path, forms: Sequence[Form]) -> Reading:
    try:
        return source.read(path, forms)
    except UnreadableError as error:
        raise UsageError(f"{path}：{refusal(newest(forms).wordings, error)}") from error


def _tell(filled: Filled, form: Form) -> None:
    if filled.same:
        say(f"原来就是这个数的 {len(filled.same)} 格，没有动。")
    if filled.formulas:
        say(f"公式 {len(filled.formulas)} 格，没有动，算出来与报告一致。")
    if filled.absent:
        say(f"表里没有{'、'.join(filled.absent)}，没有填。")
    if filled.left:
        say(f"没有填的 {sum(len(each.ids) for each in filled.left)} 格，请核对后自己填：")
        for each in filled.left:
            say(f"  {_line(each, form)}")
    for note in filled.notes:
        say(f"注意：{note}")


def _line(left: Left, form: Form) -> str:
    named = [
        f"{place} {form.figures[figure_id].label}" if place else form.figures[figure_id].label
        for figure_id, place in zip(left.ids, left.places, strict=True)
    ]
    more = f"等 {len(named)} 格" if len(named) > _SHOWN else ""
    return f"{'、'.join(named[:_SHOWN])}{more}：{left.reason}。"
