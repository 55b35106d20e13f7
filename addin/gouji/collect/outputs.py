"""Writes everything that the office above gets from a collection, as files of one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from gouji.atomic import replacing
from gouji.bulk import results_xlsx
from gouji.check.result import Result
from gouji.collect.collection import Collection
from gouji.collect.dashboard.page import page
from gouji.collect.letters import reminders_xlsx, returned
from gouji.collect.sums import details_xlsx, differences_xlsx, parent_workbook
from gouji.collect.sums.sums import Readings, Summed, summed, whole
from gouji.form.form import Form
from gouji.report.file_name import stem, unused

REMINDERS = "催报名单.xlsx"
RESULTS = "校验结果汇总.xlsx"
DASHBOARD = "看板.html"
LETTERS = "退回意见"
SETTLED = "已办结"  # below LETTERS: those whose unit has mended its report since
SUMS = "汇总"
REGISTER = "台账.sqlite"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wishes of the letters. office: who signs them; until: the last day to hand in again; shape: one of
    `returned.SHAPES`."""

    office: str = ""
    until: date | None = None
    shape: str = returned.DOCX


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. letters: how many; summed: what each parent adds up."""

    letters: int
    summed: tuple[Summed, ...]


def write_all(
    folder: Path,
    collection: Collection,
    results: Sequence[Result],
    form: Form,
    forms: Sequence[Form],
    readings: Readings,
    reasons: dict[str, str],
    asked: Asked,
    now: datetime,
) -> Written:
    """Writes every file whole or not at all. form: of the collected year. results: of every file, in order of path.
    reasons: name of a unit → why a person returned its report. Raises GoujiError or OSError."""
    reminders_xlsx.write(collection, folder / REMINDERS)
    results_xlsx.write(results, folder / RESULTS)
    letters = returned.write_all(collection, folder / LETTERS, form, asked.office, asked.until, reasons, asked.shape)
    _put_aside(folder / LETTERS, letters)
    sums = tuple(summed(collection, form, readings))
    taken: set[str] = set()
    for each in sums:
        _write_sum(folder / SUMS, unused(stem(each.sum.parent.name) or SUMS, taken), form, each)
    totals = whole(collection, forms, [each.sum for each in sums], readings)
    with replacing(folder / DASHBOARD) as unfinished, unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(page(collection, forms, totals, now))
    return Written(len(letters), sums)


def _write_sum(folder: Path, stem: str, form: Form, each: Summed) -> None:
    folder.mkdir(exist_ok=True)
    parent_workbook.write(form, each.sum, folder / f"{stem}_汇总表.xlsx", each.previous)
    details_xlsx.write(form, each.sum, folder / f"{stem}_汇总明细.xlsx")
    differences = folder / f"{stem}_差额表.xlsx"
    if each.comparison is not None:
        differences_xlsx.write(form, each.comparison, differences)
    else:
        differences.unlink(missing_ok=True)  # of an earlier run: it would speak of a report that no longer counts


def _put_aside(folder: Path, letters: Sequence[Path]) -> None:
    """Letters of earlier runs that no longer hold: kept, a clerk may have written in them, and out of the way."""
    found = {letter for shape in returned.SHAPES for letter in folder.glob(f"*.{shape}")}
    for letter in sorted(each for each in found - set(letters) if not each.name.startswith(("~$", "."))):
        (folder / SETTLED).mkdir(exist_ok=True)
        letter.replace(folder / SETTLED / letter.name)
