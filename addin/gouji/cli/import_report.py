"""`gouji import` makes a new workbook of a published report, a JSON record or an old workbook."""

from __future__ import annotations

import argparse
from pathlib import Path

from gouji.cli.files import chosen
from gouji.cli.output import new_workbook_path, say
from gouji.errors import UnreadableError, UsageError
from gouji.form.by_id import by_id
from gouji.form.family import newest
from gouji.form.load import load_all
from gouji.reading import source, stored
from gouji.workbook import taken_over
from gouji.workbook.left_behind import left_behind
from gouji.workbook.template import write


def run(options: argparse.Namespace) -> int:
    path = new_workbook_path(options.output, options.overwrite)
    origin = Path(options.source)
    if not origin.exists():
        raise UsageError(f"{origin}：没有这个文件。检查路径写得对不对。")
    forms = load_all()
    try:
        data = stored.content(origin)
        reading = source.read_bytes(data, forms, chosen(options))
    except UnreadableError as error:
        raise UsageError(f"{origin}：{taken_over.refusal(newest(forms).wordings, error)}") from error
    form = by_id(forms, reading.form)
    apart = left_behind(data, forms, reading)
    write(form, path, reading, others=apart.left)
    say(f"已导入 {origin} → {path}（{form.name}，{reading.text('organization')} {reading.text('year')}年度）。")
    say(taken_over.counts(form, reading))
    for notice in taken_over.notices(form, reading):
        say(f"注意：{notice}")
    for line in taken_over.elsewhere(apart.joined, apart.left):
        say(line)
    say(f"请对照原文核对，再用 gouji check {path} 校验。")
    return 0
