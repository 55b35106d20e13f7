"""The invariant of all readers: what was read without all the figures of its form is never clean, and every figure
that lacks is named by an error."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fillings
import report_layouts
from gouji.check.finding import Finding
from gouji.check.run import check
from gouji.cli.main import main
from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import record, source
from gouji.reading.reading import Reading
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from gouji.value import plain
from gouji.workbook import template
from resaved import opened, saved
from shared_material import shared

FORMS = load_all()
Spoil = Callable[[Form, random.Random], bytes]
_each_form = st.sampled_from(FORMS)


def sample(form: Form, seed: int = 3) -> Reading:
    return fillings.reading(form, fillings.consistent(form, seed))


@cache
def _sample_book(form_id: str) -> bytes:
    form = next(each for each in FORMS if each.id == form_id)
    return template.to_bytes(form, sample(form))


def lacking(reading: Reading, form: Form) -> set[str]:
    return set(form.figures) - set(reading.figures)


# ---------------------------------------------------------------- ways to lose figures, a kind of file each


def without_keys(form: Form, rng: random.Random) -> bytes:
    """A JSON record less some cells, rows or tables, or all of its figures."""
    data = record.to_json(sample(form), form)
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.05:
            data.pop("figures", None)
        tables = data.get("figures") or {"": {"": {"": 0}}}
        table = rng.choice(list(tables))
        row = rng.choice(list(tables[table]) or [""])
        if rng.random() < 0.1:
            del tables[table]
        elif rng.random() < 0.2 or not tables[table].get(row):
            tables[table].pop(row, None)
        else:
            del tables[table][row][rng.choice(list(tables[table][row]))]
    return json.dumps(data).encode()


def text_without_lines(form: Form, rng: random.Random) -> bytes:
    """A published text less some of its lines, or with some cells gone from its lines."""
    layout = rng.choice([report_layouts.bars, report_layouts.tabs, report_layouts.cell_a_line, report_layouts.markdown])
    figures = {id: plain(number) for id, number in fillings.consistent(form, 3).items()}
    lines = report_layouts.report(form, figures, layout).split("\n")
    for _ in range(rng.randint(1, 3)):
        del lines[rng.randrange(len(lines))]
    return "\n".join(lines).encode()


def page_without_rows(form: Form, rng: random.Random) -> bytes:
    """A web page less some of its table rows or cells."""
    figures = {id: plain(number) for id, number in fillings.consistent(form, 3).items()}
    page = report_layouts.report(form, figures, report_layouts.html)
    for _ in range(rng.randint(1, 3)):
        tag = rng.choice(["tr", "td"])
        pieces = page.split(f"<{tag}")
        at = rng.randrange(1, len(pieces))
        pieces[at] = pieces[at].partition(f"</{tag}>")[2]
        page = f"<{tag}".join(pieces[:at]) + pieces[at] + "".join(f"<{tag}{each}" for each in pieces[at + 1 :])
    return page.encode()


def word_without_rows(form: Form, rng: random.Random) -> bytes:
    """A Word report less some table rows, or a whole table."""
    document = docx.Document(BytesIO(to_docx(compose(form, sample(form)))))
    table = rng.choice(document.tables)
    if rng.random() < 0.2:
        table._element.getparent().remove(table._element)
    else:
        row = rng.choice(list(table._element.tr_lst))
        row.getparent().remove(row)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook_without_cells(form: Form, rng: random.Random) -> bytes:
    """A workbook less names, labels, rows, columns or sheets, or with figures swallowed by a merge."""
    book = opened(_sample_book(form.id))
    ids = list(form.figures)
    sheets = [table.sheet for table in form.tables]
    for _ in range(rng.randint(1, 3)):
        title = rng.choice(sheets)
        if title not in book.sheetnames:
            continue
        sheet = book[title]
        how = rng.choice(["names", "all names", "row", "column", "sheet", "merge", "labels"])
        if how == "names":
            for id in rng.sample(ids, rng.randint(1, 9)):
                book.defined_names.pop(id, None)
        elif how == "all names":
            for id in ids:
                book.defined_names.pop(id, None)
        elif how == "row":
            sheet.delete_rows(rng.randint(4, 30))
        elif how == "column":
            sheet.delete_cols(rng.randint(1, 10))
        elif how == "sheet" and len(book.sheetnames) > 2:
            del book[title]
        elif how == "merge":
            sheet.merge_cells(start_row=7, end_row=7 + rng.randint(1, 3), start_column=5, end_column=6)
        elif how == "labels":
            for row in sheet.iter_rows(min_row=4, max_row=30, max_col=3):
                for cell in row:
                    if rng.random() < 0.7 and type(cell).__name__ == "Cell":
                        cell.value = None
    return saved(book)


SPOILS: tuple[Spoil, ...] = (
    without_keys,
    text_without_lines,
    page_without_rows,
    word_without_rows,
    workbook_without_cells,
)


@settings(max_examples=60)
@given(form=_each_form, seed=st.integers(0, 10**6))
@pytest.mark.parametrize("spoil", SPOILS, ids=lambda each: each.__name__)
def test_no_reading_without_all_its_figures_is_ever_clean_nor_is_the_record_of_it(
    spoil: Spoil, form: Form, seed: int
) -> None:
    """What a file lacks travels: a draft's JSON is not cleaner than the file that it was made from."""
    try:
        reading = source.read_bytes(spoil(form, random.Random(seed)), FORMS)
    except UnreadableError:
        return  # that is a finding of its own
    own = next(each for each in FORMS if each.id == reading.form)
    found = check(own, FORMS, reading)
    named = {id for finding in found for id in finding.cells if finding.severity == "error"}
    assert lacking(reading, own) <= named
    again = source.read_bytes(json.dumps(record.to_json(reading, own)).encode(), FORMS)
    assert said(check(own, FORMS, again)) == said(found)


def said(findings: Iterable[Finding]) -> list[tuple[str, str, tuple[str, ...], str]]:
    return sorted((each.code, each.severity, each.cells, each.message) for each in findings)


@settings(max_examples=60)
@given(form=_each_form, lost=st.data())
def test_whatever_is_taken_out_of_a_reading_is_named_figure_by_figure(form: Form, lost: st.DataObject) -> None:
    """Below the readers: no reader to come can forget a figure either."""
    whole = sample(form)
    gone = lost.draw(st.sets(st.sampled_from(sorted(form.figures)), min_size=1))
    reading = Reading(form.id, whole.info, {id: c for id, c in whole.figures.items() if id not in gone}, whole.sections)
    found = [each for each in check(form, FORMS, reading) if each.code == "AR116"]
    assert sorted(id for each in found for id in each.cells) == sorted(gone)


# ---------------------------------------------------------------- through the command


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    status = main(["check", str(path), "--format", "json"])
    return status, json.loads(capsys.readouterr().out)["results"][0]["findings"]


@pytest.mark.parametrize(
    ("case", "cells"),
    [("record_without_a_cell.json", ["applications.granted.natural_person"]), ("record_without_figures.json", None)],
)
def test_the_shared_records_lack_figures(
    case: str, cells: list[str] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shared(f"cases/{case}")
    status, findings = checked(path, capsys)
    assert status == 1
    assert {each["code"] for each in findings if each["severity"] == "error"} == {"AR116"}
    form = next(form for form in FORMS if form.id == json.loads(path.read_text(encoding="utf-8"))["form"])
    assert [id for each in findings for id in each["cells"]] == (cells or list(form.figures))
    assert main(["export", str(path), "-o", str(tmp_path / "out")]) == 1


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (_without("figures", "disputes"), 15),
        (_without("figures", "applications", "carried_out"), 7),
        (_without("figures", "disclosure", "licenses", "decisions"), 1),
    ],
)
def test_more_records_that_lack_figures(
    change: Callable[[dict[str, Any]], None], lost: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = FORMS[1]
    data = record.to_json(sample(form), form)
    change(data)
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    status, findings = checked(tmp_path / "a.json", capsys)
    assert (status, {each["code"] for each in findings if each["severity"] == "error"}) == (1, {"AR116"})
    assert sum(len(each["cells"]) for each in findings if each["code"] == "AR116") == lost


def test_a_draft_of_a_workbook_with_lost_and_merged_cells_is_not_clean_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = FORMS[1]
    book = opened(_sample_book(form.id))
    sheet = book["三、依申请公开"]
    sheet.merge_cells("E9:F10")
    for id in ("disputes.litigation.total", "disputes.litigation.other"):
        book.defined_names[id].attr_text = "四、复议诉讼!#REF!"
    for label in ("总计", "其他结果"):
        for row in book["四、复议诉讼"].iter_rows():
            for cell in row:
                if cell.value and str(cell.value).replace("\n", "") == label:
                    cell.value = None
    book.save(tmp_path / "a.xlsx")
    status, of_book = checked(tmp_path / "a.xlsx", capsys)
    assert status == 1 and {"AR116", "AR117"} & {each["code"] for each in of_book}
    assert main(["export", str(tmp_path / "a.xlsx"), "--draft", "--to", "json", "-o", str(tmp_path / "out")]) == 0
    (made,) = (tmp_path / "out").glob("*.json")
    status, of_record = checked(made, capsys)
    assert status == 1
    keys = ("code", "severity", "cells", "message")
    assert [[each[key] for key in keys] for each in of_record] == [[each[key] for key in keys] for each in of_book]


# ---------------------------------------------------------------- a record that says two things


CELL = "applications.granted.natural_person"


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        ({"year": 2001}, ["info.year"]),
        ({"organization": "别的县统计局"}, ["info.organization"]),
        ({"unread": {CELL: {"kind": "text", "raw": "7件"}}}, [CELL]),
        ({"unread": {CELL: {"kind": "missing", "raw": ""}}}, [CELL]),
        ({"written": {CELL: "+99999"}}, [CELL]),
        ({"unread": {"info.phone": {"kind": "number", "raw": "1", "number": "1"}}}, ["info.phone"]),
    ],
)
def test_a_record_that_says_two_things_of_one_item_is_told_so(
    change: dict[str, Any], cells: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = FORMS[1]
    data = record.to_json(fillings.reading(form, fillings.consistent(form, 3), phone="0123"), form) | change
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    status, findings = checked(tmp_path / "a.json", capsys)
    assert status == 1
    assert [each["cells"] for each in findings if each["code"] == "AR613"] == [cells]


@pytest.mark.parametrize("raw", ["4000", "无", "41件", ""])
def test_a_number_that_its_own_text_does_not_say_is_not_taken(
    raw: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = FORMS[1]
    data = record.to_json(sample(form), form)
    data["figures"]["applications"]["granted"]["natural_person"] = None
    data["unread"] = {CELL: {"kind": "number", "number": "41", "raw": raw}}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    status, findings = checked(tmp_path / "a.json", capsys)
    assert status == 1
    assert [each["cells"] for each in findings if each["code"] == "AR613"] == [[CELL]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"form":"annual_report/2021","year":' + "9" * 5000 + "}", "有写不下的数"),
        ('{"figures":' * 100000, "套得太深"),
        ('{"form": "annual_report/2021", "form": "annual_report/2019"}', "form 写了两次"),
        ('{"figures": {"a": {"b": {"c": 1, "c": 2}}}}', "c 写了两次"),
        ('{"form": "annual_report/2021", "remarks": [{"code": "AR999", "cells": [], "message": "x"}]}', "AR999 不认识"),
        ('{"form": "annual_report/2021", "remarks": [{"code": "AR116", "cells": []}]}', "remarks 写得不对"),
        ('{"form": "annual_report/2021", "unread": {"a.b.c": {"kind": "text", "raw": "1"}}}', "a.b.c"),
        ('{"form": "annual_report/2021", "previous": {"figures": {"a": 1}}}', "previous"),
    ],
)
def test_a_record_that_cannot_be_trusted_is_refused_with_the_reason(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    status, findings = checked(tmp_path / "a.json", capsys)
    assert (status, [each["code"] for each in findings]) == (1, ["AR701"])
    assert said in findings[0]["message"]


def test_a_remark_that_only_hints_covers_no_missing_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = FORMS[1]
    data = record.to_json(sample(form), form)
    del data["figures"]["applications"]["granted"]["natural_person"]
    data["remarks"] = [{"code": "AR713", "cells": [CELL], "message": "行移动过。"}]
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    status, findings = checked(tmp_path / "a.json", capsys)
    assert (status, [(each["code"], each["cells"]) for each in findings]) == (1, [("AR713", [CELL]), ("AR116", [CELL])])


def test_money_is_compared_as_a_number_and_not_as_it_is_spelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = FORMS[1]
    money = next(id for id, figure in form.figures.items() if figure.kind == "money")
    data = record.to_json(fillings.reading(form, fillings.consistent(form, 3, fixed={money: Decimal("7.5")})), form)
    data["written"] = {money: "7.500"}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    assert checked(tmp_path / "a.json", capsys) == (0, [])
