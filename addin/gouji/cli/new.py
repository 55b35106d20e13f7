"""`gouji new` draws a blank workbook for a year and an organisation, or a blank roster for `gouji collect`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from gouji.check.structural import sentence
from gouji.cli.output import new_workbook_path, say
from gouji.errors import FormError, UnreadableError, UsageError
from gouji.form.family import due
from gouji.form.form import Form
from gouji.form.load import load, load_all
from gouji.reading import source
from gouji.reading.reading import Cell, Reading
from gouji.value import Kind, Value, from_number
from gouji.workbook.held import taken_out
from gouji.workbook.template import write


def run(options: argparse.Namespace) -> int:
    path = new_workbook_path(options.output, options.overwrite)
    if options.roster:
        # Imported only here: who fills in a report has no roster.
        from gouji.collect.roster.example import write_example

        write_example(path, _named(options.form) if options.form else _due(options.year or _last_year()))
        say(f"已新建空白花名册：{path}。每个应报单位写一行，怎么填看“填写说明”；填好后用 gouji collect 收报。")
        return 0
    year = options.year or _last_year()
    if not 1000 <= year <= 9999:
        raise UsageError(f"--year {year}：年度要写四位数字。")
    form = _named(options.form) if options.form else _due(year)
    previous = _previous(options.previous, form) if options.previous else None
    organization = options.organization or (previous.text("organization") if previous else "")
    info = {"year": Cell(from_number(year))}
    if organization:
        info["organization"] = Cell(Value(Kind.TEXT, None, organization))
    reading = Reading(form.id, info, {}, {})
    write(form, path, reading, previous)
    say(f"已新建{form.name}填报表：{path}（{year}年度）。")
    for notice in taken_out(form, reading):
        say(f"注意：{notice}")
    say("用 Excel 或 WPS 打开，从“填表说明”看起；填好后用 gouji check 校验。")
    return 0


def _last_year() -> int:
    return date.today().year - 1  # noqa: DTZ011  # the calendar of who types


def _named(text: str) -> Form:
    try:
        return load(text)
    except FormError as error:
        raise UsageError(f"--form {text}：{error.reason}。") from error


def _due(year: int) -> Form:
    form = due(load_all(), year)
    if form is None:
        raise UsageError(f"{year}年度没有对应的表样。核对年度，或者用 --form 指定。")
    return form


def _previous(text: str, form: Form) -> Reading:
    path = Path(text)
    if not path.exists():
        raise UsageError(f"{text}：没有这个文件。检查路径写得对不对。")
    try:
        previous = source.read(path, load_all())
    except UnreadableError as error:
        raise UsageError(f"{text}：{sentence(form.wordings, error)}") from error
    if previous.family != form.family:
        raise UsageError(f"{text}：是另一种报告，要的是同一种报告上一年的。")
    return previous
