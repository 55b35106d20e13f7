"""Two families of forms side by side: at every door each stays what it is, and nothing of the annual report changes."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from sqlalchemy import Engine, select

import filled_workbooks
import fillings
import report_layouts
from gouji.check import previous as last_year
from gouji.check.result import Result
from gouji.check.run import check
from gouji.collect.collection import Submission, Unclear, Unit
from gouji.collect.register.database import looking, open_register
from gouji.collect.register.looking import counting, history, known, roster, unattributed, year_of, years_of
from gouji.collect.register.previous import from_register
from gouji.collect.register.receiving import receive
from gouji.collect.register.tables import units, versions
from gouji.collect.register.units import enrol
from gouji.collect.roster.attribute import attribute, index_of
from gouji.errors import GoujiError, UnreadableError
from gouji.form.family import due, forms_of, newest
from gouji.form.form import PREVIOUS, Form
from gouji.form.own_workbook import FORM_STAMP
from gouji.reading import from_record, record, source
from gouji.reading.reading import Reading, contents
from gouji.reading.recognise.title import title
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html
from gouji.rule.evaluate import holds
from register_samples import NOON, UNIT, delivered
from shared_material import FOLDER as SHARED
from test_cases import CASES, previous_of, reading_of
from two_families import FORMS, NEW, OLD, SECOND, SHIPPED, checkout, run

WHO, YEAR = "示例县市场监管局", 2024
TWO = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
# Of one family the oldest come first; where another family stands among them says nothing.
ORDERS = pytest.mark.parametrize(
    "forms", [(SECOND, *SHIPPED), (OLD, SECOND, NEW), FORMS], ids=["first", "between", "last"]
)


def filled(form: Form, seed: int = 1, **info: object) -> Reading:
    return fillings.reading(form, fillings.consistent(form, seed), **{"organization": WHO, **info})


def codes(form: Form, reading: Reading, previous: Reading | None = None) -> list[str]:
    return [each.code for each in check(form, FORMS, reading, previous)]


# ---------------------------------------------------------------- which form is meant


@ORDERS
def test_the_form_of_a_year_is_one_of_the_family_that_is_asked_for(forms: tuple[Form, ...]) -> None:
    assert due(forms, 2018) is None
    assert (due(forms, 2020), due(forms, YEAR)) == (OLD, NEW)
    assert all(due(forms, year, SECOND.family) is SECOND for year in (2018, 2020, YEAR))
    assert (newest(forms), newest(forms, SECOND.family)) == (NEW, SECOND)
    assert forms_of(forms) == SHIPPED


def test_without_the_default_family_the_first_form_says_which_is_meant() -> None:
    assert due((SECOND,), YEAR) is SECOND
    assert newest((SECOND,)) is SECOND


def test_a_form_is_right_for_a_year_by_its_own_family_alone() -> None:
    assert "form-outdated" not in {each.name for each in check(SECOND, FORMS, filled(SECOND, year=YEAR))}
    found = check(OLD, FORMS, filled(OLD, year=YEAR))
    assert [(each.name, NEW.name in each.message) for each in found if each.name == "form-outdated"] == [
        ("form-outdated", True)
    ]


# ---------------------------------------------------------------- reading


@cache
def workbook(at: int, told_by: str) -> bytes:
    """A filled workbook of `FORMS[at]` that says which form it is by its stamp, by the names of its cells, or by its
    labels alone."""
    book: Any = openpyxl.load_workbook(io.BytesIO(filled_workbooks.to_bytes(FORMS[at], filled(FORMS[at]), None)))
    gone = {"stamp": (), "names": (FORM_STAMP,), "labels": tuple(book.defined_names)}[told_by]
    for name in gone:
        del book.defined_names[name]
    if gone:
        del book.custom_doc_props[FORM_STAMP]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize("at", range(len(FORMS)))
@pytest.mark.parametrize("told_by", ["stamp", "names", "labels"])
@ORDERS
def test_a_workbook_is_told_by_its_stamp_its_names_or_its_labels(
    at: int, told_by: str, forms: tuple[Form, ...]
) -> None:
    form = FORMS[at]
    found = source.read_bytes(workbook(at, told_by), forms)
    typed = {id: each for id, each in fillings.consistent(form, 1).items() if form.figures[id].computed_by is None}
    assert found.form == form.id
    assert {id: found.figures[id].value.number for id in typed} == typed
    assert "forms-mixed" not in {each.name for each in found.remarks}


@pytest.mark.parametrize(("form", "stranger"), [(NEW, SECOND), (SECOND, NEW)], ids=["annual", "second"])
def test_a_table_of_another_family_in_a_workbook_is_told(form: Form, stranger: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled_workbooks.to_bytes(form, filled(form), None)))
    sheet = book.create_sheet("夹带")
    id = next(id for id in stranger.figures if id not in form.figures)
    book.defined_names[id] = DefinedName(id, attr_text=f"'{sheet.title}'!$B$2")
    made = io.BytesIO()
    book.save(made)
    found = source.read_bytes(made.getvalue(), FORMS)
    assert found.form == form.id
    (said,) = [each.facts["found"] for each in found.remarks if each.name == "forms-mixed"]
    assert said == f"{form.name}与{stranger.name}"


@TWO
@ORDERS
@pytest.mark.parametrize("layout", [report_layouts.html, report_layouts.bars, report_layouts.spaced])
def test_a_published_report_is_told_by_what_it_says(
    form: Form, forms: tuple[Form, ...], layout: report_layouts.Layout
) -> None:
    figures = report_layouts.numbered(form)
    text = report_layouts.report(form, figures, layout)
    found = source.read_bytes(text.encode(), forms)
    assert (found.form, found.text("organization"), found.year) == (form.id, "示例市档案服务局", 2020)
    assert {id: cell.value.raw for id, cell in found.figures.items()} == figures


@TWO
@ORDERS
def test_a_page_that_links_to_the_other_report_stays_what_it_is(form: Form, forms: tuple[Form, ...]) -> None:
    other = SECOND if form is not SECOND else NEW
    links = [other.title.format(organization="示例市档案服务局", year=year) for year in (2017, 2018, 2019)]
    text = report_layouts.report(form, report_layouts.numbered(form), report_layouts.html)
    assert source.read_bytes(("".join(f"<p>{link}</p>" for link in links) + text).encode(), forms).form == form.id


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("某县统计局2018年政府信息公开工作年度报告\n本年没有发生。\n", NEW),
        ("某县统计局2020年政府信息公开工作年度报告\n本年没有发生。\n", OLD),
        ("某县统计局2023年政府信息公开工作年度报告\n本年没有发生。\n", NEW),
        ("某县统计局2023年行政执法统计年报\n本年没有发生。\n", SECOND),
        ("某县统计局行政执法统计年报（2023年）\n本年没有发生。\n", SECOND),
        ("这里谈到政府信息公开，也谈到年度报告。\n", NEW),
        ("这里谈到行政执法统计年报。\n", SECOND),
    ],
)
@ORDERS
def test_a_text_without_tables_is_told_by_its_title(text: str, form: Form, forms: tuple[Form, ...]) -> None:
    assert source.read_bytes(text.encode(), forms).form == form.id


def test_a_text_that_is_no_report_is_none_of_either_family() -> None:
    with pytest.raises(UnreadableError, match="not-a-report"):
        source.read_bytes("今天天气很好。\n".encode(), FORMS)


@TWO
def test_what_is_exported_is_read_back(form: Form, tmp_path: Path) -> None:
    reading = filled(form)
    document = compose(form, reading)
    (tmp_path / "a.docx").write_bytes(to_docx(document))
    (tmp_path / "a.html").write_text(to_html(document), encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(record.to_json(reading, form), ensure_ascii=False), encoding="utf-8")
    for name in ("a.docx", "a.html", "a.json"):
        found = source.read(tmp_path / name, FORMS)
        assert (found.form, found.year, found.text("organization")) == (form.id, reading.year, WHO)
        assert found.numbers() == reading.numbers()


def test_a_record_is_of_the_form_that_it_names() -> None:
    reading = filled(SECOND)
    data = record.to_json(reading, SECOND)
    assert from_record.from_json(data, FORMS) == contents(reading)
    with pytest.raises(UnreadableError, match="not-a-report"):
        from_record.from_json(data, SHIPPED)


# ---------------------------------------------------------------- the year behind the report's name


@pytest.mark.parametrize(
    "behind", ["（2023年）", "(2023年度)", "2023", " 2023", "（2023）", "〔2023〕", "（二〇二三年）", "２０２３年"]
)
def test_the_year_of_a_title_may_follow_the_reports_name(behind: str) -> None:
    for form in FORMS:
        for lines in ([f"{WHO}{form.report_name}{behind}"], [WHO, form.report_name, behind]):
            found = title(lines, form)
            assert (found.organization, found.year) == (WHO, "2023")


def test_a_title_with_a_year_on_both_sides_is_that_of_the_year_before_the_name() -> None:
    assert title([f"关于公布{WHO}2022年{NEW.report_name}（2023）"], NEW).title == ""
    found = title([f"{WHO}2022年{NEW.report_name}", f"{WHO}{NEW.report_name}（2023）"], NEW)
    assert found.year == "2022"


# ---------------------------------------------------------------- checking


def test_a_consistent_filling_of_the_second_family_has_no_finding_but_the_empty_choice() -> None:
    assert codes(SECOND, filled(SECOND, domain="交通运输")) == []
    (found,) = check(SECOND, FORMS, filled(SECOND, domain=None))
    assert (found.code, found.cells, found.message) == ("AR608", ("info.domain",), "没有填执法领域。")
    (found,) = check(NEW, FORMS, filled(NEW, scope=None))
    assert (found.message, found.advice) == ("没有填统计口径。", "在基本信息里选一个统计口径。")


def test_a_row_may_hold_another_kind_of_number_than_its_column() -> None:
    figures: dict[str, Any] = fillings.consistent(SECOND, 1)
    figures |= {"cases.growth.simple": Decimal(-3), "cases.fines.simple": Decimal("1.25")}
    assert codes(SECOND, fillings.reading(SECOND, figures, domain="市场监管")) == []
    figures |= {"cases.opened.simple": Decimal("1.5"), "cases.opened.general": Decimal(-1)}
    assert sorted(codes(SECOND, fillings.reading(SECOND, figures, domain="市场监管"))) == ["AR108", "AR109"]
    assert {SECOND.figures[f"cases.{row}.simple"].unit for row in ("opened", "growth")} == {"件"}
    assert {figure.unit for figure in SECOND.figures.values() if figure.table == "officers"} == {"人", "万元"}


def test_the_example_of_each_rule_breaks_it_and_its_mending_mends_it() -> None:
    for rules in itertools.groupby((*SECOND.rules, *SECOND.across_years), lambda rule: rule.code):
        each = list(rules[1])
        example = each[0].example
        zero = fillings.zeros(SECOND)
        figures = {**zero, **{PREVIOUS + id: number for id, number in zero.items()}}
        figures |= {PREVIOUS + id: Decimal(number) for id, number in example.previous.items()}
        figures |= {id: Decimal(number) for id, number in example.wrong.items()}
        assert not all(holds(rule.expect, figures) for rule in each), rules[0]
        figures |= {id: Decimal(number) for id, number in example.right.items()}
        assert all(holds(rule.expect, figures) for rule in each), rules[0]


def test_last_years_report_of_another_family_is_not_taken() -> None:
    before = [filled(form, 2, year=YEAR - 1, scope=None) for form in (NEW, SECOND)]
    now = [filled(form, 1, year=YEAR, scope=None) for form in (NEW, SECOND)]
    find = last_year.among(before)
    assert [find(each) for each in now] == before
    only = last_year.among(before[:1])
    assert only(now[1]) is None
    assert only.nothing(now[1]) == f"上年数据里{WHO}的是另一种报告"
    assert "ER401" in codes(SECOND, now[1], before[1])
    told = check(SECOND, FORMS, filled(SECOND, domain="市场监管"), before[0])
    assert [each.message for each in told] == ["与上年的核对：没有核对，给的上年数据是另一种报告。"]
    assert only.nothing(filled(SECOND, 1, year=YEAR, organization="别的局")) == "上年数据里没有别的局的报告"


# ---------------------------------------------------------------- nothing of the annual report changes


def test_every_case_of_the_annual_report_gets_the_same_findings() -> None:
    for each in CASES:
        case = each.values[0]
        assert isinstance(case, dict)
        form = next(form for form in SHIPPED if form.id == case["form"] or form.id.endswith(f"/{case['form']}"))
        reading, before = reading_of(case, form), previous_of(case, form)
        assert check(form, FORMS, reading, before) == check(form, SHIPPED, reading, before)


def _shared() -> Iterator[Path]:
    for folder in ("cases", "reports", "seed"):
        yield from sorted(path for path in (SHARED / folder).rglob("*") if path.is_file())


@pytest.mark.parametrize("path", list(_shared()), ids=lambda path: path.name)
def test_every_shared_file_is_read_the_same(path: Path) -> None:
    def read(forms: tuple[Form, ...]) -> object:
        try:
            return source.read(path, forms)
        except UnreadableError as error:
            return error.code, error.facts

    alone = read(SHIPPED)
    for forms in (FORMS, (SECOND, *SHIPPED)):
        assert read(forms) == alone


# ---------------------------------------------------------------- a collection


def submission(form: Form | None) -> Submission:
    result = Result("a.xlsx", form.id if form else None, YEAR, WHO, None, ())
    return Submission("a.xlsx", "0", NOON, result, WHO)


@ORDERS
def test_a_file_of_another_family_is_refused_and_said(forms: tuple[Form, ...]) -> None:
    unit = Unit(WHO)
    index = index_of([unit])
    assert attribute(submission(NEW), index, YEAR, forms) is unit
    assert attribute(submission(None), index, YEAR, forms) is unit
    refused = attribute(submission(SECOND), index, YEAR, forms)
    assert isinstance(refused, Unclear)
    assert refused.reason == "文件是行政执法统计年报，这次收的是政府信息公开工作年度报告"
    assert refused.candidates == (unit,)
    assert "--family enforcement_report" in refused.advice
    assert attribute(submission(SECOND), index, YEAR, forms, SECOND.family) is unit
    assert isinstance(attribute(submission(OLD), index, YEAR, forms, SECOND.family), Unclear)


@pytest.fixture
def register(new_register: Callable[[], str]) -> Iterator[tuple[Engine, str]]:
    where = new_register()
    with open_register(where) as engine:
        yield engine, where


def test_the_register_keeps_families_apart(register: tuple[Engine, str]) -> None:
    engine, where = register
    family = SECOND.family
    year = fillings.year_of(NEW)
    ours = filled(NEW, organization=UNIT.name, credit_code=None, scope=UNIT.kind)
    given = delivered(UNIT, ours)
    enrol(engine, year, [UNIT])
    receive(engine, year, [given])
    assert (dict(counting(engine, year, family)), dict(roster(engine, year, family))) == ({}, {})
    with pytest.raises(GoujiError, match="还没有单位"):
        year_of(engine, family)

    # The very same bytes and the same unit, in the other collection, of an earlier year.
    enrol(engine, year - 1, [UNIT], family)
    enrol(engine, year, [UNIT], family)
    (theirs,) = receive(engine, year, [given], family=family)
    assert theirs.number == 1
    receive(engine, year, [delivered(None, ours, digest="f")], family=family)
    assert [len(history(engine, UNIT.name, year, each).versions) for each in ("", family)] == [1, 1]
    assert [len(unattributed(engine, year, each)) for each in ("", family)] == [0, 1]
    assert [len(years_of(engine, ["f"], each)) for each in ("", family)] == [0, 1]
    assert [len(known(engine, ["f"], given.basis, year, each)) for each in ("", family)] == [0, 1]
    with looking(engine) as connection:
        assert connection.scalars(select(units.c.family).order_by(units.c.id)).all() == [
            "annual_report", family, family
        ]  # fmt: skip
        assert connection.scalars(select(versions.c.family).order_by(versions.c.id)).all() == [
            "annual_report", family, family
        ]  # fmt: skip
    find = from_register(where)
    later = {"organization": UNIT.name, "year": year + 1, "credit_code": None}
    found = find(filled(NEW, 2, scope=UNIT.kind, **later))
    assert found is not None
    assert found.form == NEW.id
    assert find(filled(SECOND, 2, **later)) is None
    stranger = filled(SECOND, 2, organization="别的局", year=year + 1)
    assert find.nothing(stranger).startswith("上年数据里没有别的局的报告")


# ---------------------------------------------------------------- the doors


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with both families."""
    return checkout(tmp_path_factory.mktemp("two") / "gouji")


def hand_in(path: Path, form: Form, seed: int = 1, **info: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    filled_workbooks.write(form, path, filled(form, seed, **{"year": YEAR, **info}), None)
    at = datetime.fromisoformat("2025-01-20T10:00:00+08:00").timestamp()
    os.utime(path, (at, at))
    return path


def test_a_new_workbook_is_of_the_default_family_or_of_the_form_that_is_named(both: Path, tmp_path: Path) -> None:
    made = tmp_path / "a.xlsx"

    def form_of(*words: str) -> str:
        run(both, "new", *words, "-o", made, "--overwrite")
        return source.read(made, FORMS).form

    assert [form_of("--year", "2024"), form_of("--year", "2020"), form_of()] == [NEW.id, OLD.id, NEW.id]
    assert [form_of("--form", "2019"), form_of("--form", NEW.id)] == [OLD.id, NEW.id]
    assert form_of("--form", SECOND.id, "--year", "2018") == SECOND.id
    assert "2018年度没有对应的表样" in run(both, "new", "--year", "2018", "-o", made, "--overwrite", expect=2)
    said = run(both, "new", "--form", "2021", "-o", made, "--overwrite", expect=2)
    assert f"有几种表样都叫这个，请写全：{NEW.id}、{SECOND.id}" in said
    said = run(both, "new", "--form", "2022", "-o", made, "--overwrite", expect=2)
    assert f"没有这个表样；现有 {OLD.id}、{NEW.id}、{SECOND.id}" in said


def test_last_years_report_of_another_family_is_refused(both: Path, tmp_path: Path) -> None:
    before = hand_in(tmp_path / "上年.xlsx", SECOND, year=YEAR - 1)
    now = hand_in(tmp_path / "今年.xlsx", NEW, year=YEAR)
    said = run(both, "new", "--year", str(YEAR), "--previous", before, "-o", tmp_path / "a.xlsx", expect=2)
    assert "是另一种报告，要的是同一种报告上一年的" in said
    suggested = ("--draft", "--suggest", "--previous", before, "--to", "html", "-o", tmp_path / "out")
    assert "是另一种报告，要的是同一种报告上一年的" in run(both, "export", now, *suggested, expect=2)
    run(both, "new", "--form", SECOND.id, "--year", str(YEAR), "--previous", before, "-o", tmp_path / "b.xlsx")
    made = source.read(tmp_path / "b.xlsx", FORMS)
    assert made.previous is not None
    assert made.previous.numbers() == filled(SECOND).numbers()


def test_a_default_family_that_is_not_there_is_refused(tmp_path: Path) -> None:
    broken = checkout(tmp_path / "gouji")
    (broken / "schema" / "families.toml").write_text('default = "no_report"\n', encoding="utf-8")
    assert "没有这个家族的表样" in run(broken, "new", "-o", tmp_path / "a.xlsx", expect=1)


def test_a_blank_roster_is_for_the_default_family(both: Path, tmp_path: Path) -> None:
    run(both, "new", "--roster", "-o", tmp_path / "名册.xlsx")
    run(both, "new", "--roster", "--form", SECOND.id, "-o", tmp_path / "执法.xlsx")
    heads = [openpyxl.load_workbook(tmp_path / name).worksheets[0]["A1"].value for name in ("名册.xlsx", "执法.xlsx")]
    assert [NEW.report_name in str(heads[0]), SECOND.report_name in str(heads[1])] == [True, True]


def test_export_import_and_check_take_each_for_what_it_is(both: Path, tmp_path: Path) -> None:
    for form, name in ((NEW, "annual"), (SECOND, "second")):
        book = hand_in(tmp_path / f"{name}.xlsx", form)
        out = tmp_path / name
        run(both, "export", book, "-o", out, "--to", "json,docx,html")
        for path in sorted(out.iterdir()):
            back = tmp_path / f"{name}_{path.suffix[1:]}.xlsx"
            run(both, "import", path, "-o", back)
            found = source.read(back, FORMS)
            assert (found.form, found.numbers()) == (form.id, filled(form).numbers())
    results = json.loads(run(both, "check", tmp_path, "--format", "json"))["results"]
    assert len(results) == 14
    for each in results:
        form = SECOND if "second" in each["path"] or SECOND.report_name in each["path"] else NEW
        assert (each["form"], each["year"], each["organization"]) == (form.id, YEAR, WHO)
        assert {finding["code"] for finding in each["findings"]} <= {"AR608"}
    assert "ER202" in run(both, "explain", "--all")


def test_a_collection_is_of_one_family_and_lists_the_others_as_unclear(both: Path, tmp_path: Path) -> None:
    other = "示例县交通局"
    hand_in(tmp_path / "in" / "年报.xlsx", NEW, scope="部门")
    hand_in(tmp_path / "in" / "年报二.xlsx", NEW, organization="示例县档案局", scope="部门")
    hand_in(tmp_path / "in" / "执法.xlsx", SECOND)
    hand_in(tmp_path / "in" / "执法二.xlsx", SECOND, 2, organization=other)
    hand_in(tmp_path / "in" / "执法三.xlsx", SECOND, 3, organization="示例县档案局", year=YEAR - 1)
    units = (WHO, "示例县档案局", other)
    text = "单位名称,类别\n" + "".join(f"{name},部门\n" for name in units)
    (tmp_path / "年报名册.csv").write_text(text, encoding="utf-8-sig")
    (tmp_path / "执法名册.csv").write_text("单位名称\n" + "\n".join(units) + "\n", encoding="utf-8-sig")
    where = tmp_path / "台账.sqlite"

    def collect(listed: str, out: str, *words: str) -> str:
        common = ("--roster", tmp_path / listed, "-o", tmp_path / out, "--database", where, "--as-of", "2025-01-25")
        return run(both, "collect", tmp_path / "in", *common, *words)

    said = collect("年报名册.csv", "年报")
    assert "2024 年度收报。截至2025年1月25日，应报3个单位，已报2个，未报1个" in said
    reason = "文件是行政执法统计年报，这次收的是政府信息公开工作年度报告"
    assert said.count(f"：{reason}。") == 3
    unclear = openpyxl.load_workbook(tmp_path / "年报" / "催报名单.xlsx")
    assert sum(reason in str(cell) for sheet in unclear for row in sheet.values for cell in row) == 3

    said = collect("执法名册.csv", "执法", "--family", SECOND.family)
    assert "2024 年度收报。截至2025年1月25日，应报3个单位，已报2个，未报1个" in said
    assert "文件是政府信息公开工作年度报告，这次收的是行政执法统计年报" in said
    assert "文件是 2023 年度的，这次收的是 2024 年度" in said

    said_of = [
        run(both, "register", "list", "--database", where, *words) for words in ((), ("--family", SECOND.family))
    ]
    listed = [re.findall("^示例县.*?(通过|未报)", each, re.MULTILINE) for each in said_of]
    assert listed == [["通过", "通过", "未报"], ["通过", "未报", "通过"]]
    assert "没有这一种报告；现有 annual_report、enforcement_report" in run(
        both, "collect", tmp_path / "in", "--roster", tmp_path / "年报名册.csv", "-o", tmp_path / "x",
        "--family", "no", expect=2,
    )  # fmt: skip

    later = hand_in(tmp_path / "2025" / "执法.xlsx", SECOND, 5, year=YEAR + 1, domain="市场监管")
    (result,) = json.loads(run(both, "check", later, "--previous", where, "--format", "json", expect=1))["results"]
    assert {each["code"] for each in result["findings"]} == {"ER401"}


# ---------------------------------------------------------------- the ribbon


def test_the_ribbon_makes_reports_of_the_default_family_and_knows_the_other(
    excel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gouji import ribbon
    from gouji.ribbon.host import running, with_book
    from gouji.ribbon.seen import look

    for module in ("files", "seen"):
        monkeypatch.setattr(f"gouji.ribbon.{module}.load_all", lambda: FORMS)
    excel.answers = ["2018"]
    assert not ribbon.new_report()
    assert excel.alerts[-1] == "2018年度没有对应的表样，没有新建。核对年度。"
    excel.answers = ["2024", WHO, str(tmp_path / "新")]
    assert ribbon.new_report()
    assert source.read(tmp_path / "新.xlsx", FORMS).form == NEW.id
    excel.books.open(str(hand_in(tmp_path / "执法.xlsx", SECOND, domain="市场监管")))
    seen = look(with_book(running(()), (), needed=True))
    assert (seen.form, seen.findings) == (SECOND, ())
    assert ribbon.validate()
    excel.answers = [str(tmp_path / "新.xlsx")]
    assert not ribbon.import_previous()
    assert excel.alerts[-1] == f"{tmp_path / '新.xlsx'}：是另一种报告，没有填入。要的是同一种报告上一年的。"
