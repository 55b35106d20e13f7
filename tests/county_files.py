"""A year and a run of the made-up county in; every file that lies in the collected folder then, and its roster, out."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

import county_data
import fillings
from county_damage import DAMAGES, with_cell
from county_data import Plant, Year
from gouji.collect.collection import Unit
from gouji.form.form import Form
from gouji.form.load import load
from gouji.frozen import replace
from gouji.reading.reading import Explanation, Reading
from gouji.value import plain
from gouji.workbook.template import to_bytes
from report_layouts import bars, grid
from workbooks_odd import plain_book

Figures = Mapping[str, Decimal | str | None]
HEADINGS = ("单位名称", "统一社会信用代码", "类别", "上级单位", "联系人", "联系电话", "曾用名或简称", "截止日期")


def hand_in(year: Year, run: int, folder: Path) -> dict[str, tuple[str, tuple[Plant, ...]]]:
    """Lays the folder out as it is in a run, what has gone since removed. Path → unit and what is planted there.

    What is new or has changed is of noon of the run's day.
    """
    wanted = files(year, run)
    for old in [each for each in folder.rglob("*") if each.is_file()]:
        if old.relative_to(folder).as_posix() not in wanted:
            old.unlink()
    for path, (unit, plants) in wanted.items():
        target, data = folder / path, content(unit, year.year, plants)
        if not target.exists() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            if run <= len(year.runs):
                os.utime(target, (noon := datetime.combine(year.runs[run - 1], time(12)).timestamp(), noon))
    return wanted


def files(year: Year, run: int) -> dict[str, tuple[str, tuple[Plant, ...]]]:
    """Path → whose file it is and what is planted there."""
    found: dict[str, tuple[str, tuple[Plant, ...]]] = {}
    for unit in year.units:
        plants = year.planted(run, unit.name)
        if not any(plant.absent for plant in plants):
            found[own_path(unit, plants)] = (unit.name, plants)
    for plant in year.planted(run):
        if plant.path:
            found[plant.path] = (plant.unit, year.planted(run, plant.unit, plant.path))
    return found


def own_path(unit: Unit, plants: Sequence[Plant] = ()) -> str:
    made = {plant.made for plant in plants}
    return f"{unit.kind}/{unit.name}.{'txt' if 'text' in made else 'ods' if 'ods' in made else 'xlsx'}"


@cache
def _unit_bytes(name: str, year: int, plants: tuple[int, ...]) -> bytes:
    return _made(
        county_data.BY_NAME[name], county_data.year(year), [county_data.year(year).plants[at] for at in plants]
    )


def content(name: str, year: int, plants: Sequence[Plant]) -> bytes:
    """The bytes of a file: the same in every run as long as the same is planted there."""
    return _unit_bytes(name, year, tuple(county_data.year(year).plants.index(plant) for plant in plants))


def _made(unit: Unit, year: Year, plants: Sequence[Plant]) -> bytes:
    form = load(next((plant.form for plant in plants if plant.form), year.form))
    stated = next((plant.year for plant in plants if plant.year), year.year)
    reading = _reading(form, unit, stated, handed(unit, year, plants), plants)
    usual = "template" if unit.kind in year.template else "plain"
    made = next((plant.made for plant in plants if plant.made), usual)
    data = printed(form, reading, plants) if made == "text" else _workbook(form, reading, made)
    for id, edit in _edits(plants).items():
        if "xml" in edit:
            data = with_cell(data, id, edit["xml"])
    for damage, *arguments in [each for plant in plants for each in plant.damage]:
        data = DAMAGES[damage](data, *arguments)
    return data


def handed(unit: Unit, year: Year, plants: Sequence[Plant]) -> Figures:
    """The figures that a unit's file states, before anything happens to the file."""
    form_id = next((plant.form for plant in plants if plant.form), "")
    figures: dict[str, Decimal | str | None] = dict(_summed(unit, year, form_id, plants))
    return figures | {id: changed(figures[id], edit) for id, edit in _edits(plants).items() if "xml" not in edit}


def _edits(plants: Sequence[Plant]) -> Mapping[str, Mapping[str, Any]]:
    return {id: edit for plant in plants for id, edit in (plant.figures or {}).items()}


def _summed(unit: Unit, year: Year, form_id: str, plants: Sequence[Plant]) -> Mapping[str, Decimal]:
    """The true figures; a parent's less or more whole children's, as its `counts` has it."""
    figures = dict(county_data.figures(unit.name, year.year, form_id))
    for plant in plants:
        for name, times in (plant.counts or {}).items():
            for id, figure in county_data.figures(name, year.year).items():
                figures[id] += figure * times
    return figures


def _workbook(form: Form, reading: Reading, made: str) -> bytes:
    if made == "template":
        return to_bytes(form, reading)
    figures = {id: _typed(reading, id) for id in form.figures}
    info = {field.id: reading.text(field.id) for field in form.info}
    data = plain_book(form, figures, info, {id: [p.text for p in each] for id, each in reading.sections.items()})
    return DAMAGES["saved as ods"](data) if made == "ods" else data


def _typed(reading: Reading, id: str) -> object:
    value = reading.figures[id].value
    return value.raw if value.number is None else float(value.number)


def changed(figure: Decimal | str | None, edit: Mapping[str, Any]) -> Decimal | str | None:
    """What an edit makes of a figure: {set = 5}, {add = 1}, {swap = true} (two digits), {text = "{}件"}."""
    assert isinstance(figure, Decimal)
    match edit:
        case {"set": value}:
            return Decimal(str(value))
        case {"add": value}:
            return figure + Decimal(str(value))
        case {"swap": True}:
            swapped = fillings.transposed(figure)
            assert swapped is not None, "no two digits differ"
            return swapped
        case {"text": text}:
            return str(text).replace("{}", plain(figure)) or None
    raise AssertionError(edit)


def _reading(form: Form, unit: Unit, year: int, figures: Figures, plants: Sequence[Plant]) -> Reading:
    info: dict[str, Any] = {"organization": unit.name, "year": year, "scope": unit.kind, "credit_code": unit.code}
    texts: dict[str, Any] = {}
    for plant in plants:
        info |= plant.info or {}
        texts |= plant.texts or {}
    info = {id: None if value == "" else value for id, value in info.items()}
    reading = fillings.reading(form, figures, **info)
    explained = tuple(
        Explanation(each["code"], tuple(each["cells"]), each["text"])
        for each in (plant.explained for plant in plants)
        if each
    )
    reading = replace(reading, explanations=explained)
    return fillings.with_texts(reading, {id: _texts(each, year) for id, each in texts.items()})


def _texts(texts: Any, year: int) -> tuple[str, ...]:
    """Paragraphs; {letter = "文", times = 5} is one of so many letters, {last} the year before."""
    if isinstance(texts, dict):
        return (texts["letter"] * texts["times"],)
    return tuple(text.replace("{year}", str(year)).replace("{last}", str(year - 1)) for text in texts)


def printed(form: Form, reading: Reading, plants: Sequence[Plant]) -> bytes:
    """The report as an office publishes it on its site, saved as text."""
    lines = [form.title.format(organization=reading.text("organization"), year=reading.text("year"))]
    figures = {id: cell.value.raw for id, cell in reading.figures.items()}
    for section in form.sections:
        lines += [section.heading, *(paragraph.text for paragraph in reading.sections[section.id])]
        if section.table:
            lines.append(bars(grid(form.table(section.table), figures)))
    text = "\n".join(lines) + "\n"
    for old, new in [pair for plant in plants for pair in plant.prints]:
        text, count = re.subn(old, new, text)
        assert count == 1, (old, count)
    return text.encode()


# ---------------------------------------------------------------- roster


def roster_rows(year: Year, run: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [HEADINGS]
    for unit in year.units:
        other = "、".join(filter(None, (*unit.also, *(plant.also for plant in year.planted(run, unit.name)))))
        rows.append((unit.name, unit.code, unit.kind, unit.parent, unit.contact, unit.phone, other, ""))
    return rows


def write_roster(year: Year, path: Path, run: int) -> Path:
    """The roster as .xlsx, with a title above as offices have it, or .csv."""
    rows = roster_rows(year, run)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    sheet.write_string(0, 0, "示例县政府信息公开年报报送单位名册")
    for at, row in enumerate(rows, start=2):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text)
    book.close()
    return path
