"""`gouji import` makes a new workbook of a published report, a JSON record or an old workbook."""

from __future__ import annotations

import argparse
from pathlib import Path

from gouji.check.run import check
from gouji.check.structural import sentence
from gouji.cli.files import chosen
from gouji.cli.output import new_workbook_path, say
from gouji.errors import UnreadableError, UsageError
from gouji.form.by_id import by_id
from gouji.form.family import newest
from gouji.form.load import load_all
from gouji.reading import source
from gouji.workbook.held import taken_out
from gouji.workbook.template import write


def run(options: argparse.Namespace) -> int:
    path = new_workbook_path(options.output, options.overwrite)
    origin = Path(options.source)
    if not origin.exists():
        raise UsageError(f"{origin}：没有这个文件。检查路径写得对不对。")
    forms = load_all()
    try:
        reading = source.read(origin, forms, chosen(options))
    except UnreadableError as error:
        raise UsageError(f"{origin}：{sentence(newest(forms).wordings, error)}") from error
    form = by_id(forms, reading.form)
    write(form, path, reading)
    paragraphs = sum(map(len, reading.sections.values()))
    say(f"已导入 {origin} → {path}（{form.name}，{reading.text('organization')} {reading.text('year')}年度）。")
    say(f"数字单元格 {len(reading.figures)} / {len(form.figures)} 个，文字 {paragraphs} 段。")
    for notice in taken_out(form, reading):
        say(f"注意：{notice}")
    for finding in check(form, forms, reading)[: len(reading.remarks)]:
        say(f"注意：{finding.message}{finding.advice}")
    say(f"请对照原文核对，再用 gouji check {path} 校验。")
    return 0
