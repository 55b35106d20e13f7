"""Published reports as text: what is read is right, and what can't be read is refused with its reason."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.place import Spot
from gouji.reading import source
from gouji.reading.reading import Reading, Remark
from gouji.value import Kind
from report_layouts import (
    DROP_BLANKS,
    KEEP_BLANKS,
    ORGANIZATION,
    YEAR,
    Layout,
    bars,
    cell_a_line,
    grid,
    html,
    numbered,
    report,
    tab_led,
    texts,
)
from shared_material import SEED, shared

FORMS = load_all()
ALL = (*FORMS, load_folder(Path(__file__).parent / "third_form"))  # the third is made up


def read(text: str, forms: Sequence[Form]) -> Reading:
    return source.read_bytes(text.encode("utf-8"), forms)


def raws(reading: Reading) -> dict[str, str]:
    return {id: cell.value.raw for id, cell in reading.figures.items()}


def named(reading: Reading, name: str) -> list[Remark]:
    return [remark for remark in reading.remarks if remark.name == name]


def form_of(reading: Reading) -> Form:
    return next(form for form in FORMS if form.id == reading.form)


def truth(number: str, form: Form) -> dict[str, object]:
    """Figures of truth/*.json by id. Its keys stand in the form's order; rows that a cut report lacks are left out."""
    data = json.loads(shared(f"reports/truth/{number}.json").read_text(encoding="utf-8"))
    expected: dict[str, object] = {}
    for table, key in zip(form.tables, ("t2", "t3", "t4"), strict=True):
        lines = [line for block in table.blocks for line in block.lines]
        rows = [data[key]] if key == "t4" else list((data[key] or {}).values())
        if len(rows) not in (len(lines), 0) and "（六）" in "".join(data[key]) and "三（六）" in data[key]:
            at = list(data[key]).index("三（六）")  # form 2021 with the one row of form 2019
            rows[at : at + 1] = [None] * (len(lines) - len(rows) + 1)
        for line, row in zip(lines, rows, strict=False):
            expected |= dict(zip(line.figures, row, strict=True)) if row else {}
    return expected


def plain(reading: Reading) -> dict[str, object]:
    """Figures as truth/*.json writes them."""
    return {
        id: None if v.kind is Kind.BLANK else v.raw if v.number is None else float(v.number)
        for id, v in ((id, cell.value) for id, cell in reading.figures.items())
    }


# ------------------------------------------------------------------ the seed
def test_the_seed_gives_all_198_figures_and_exactly_three_blanks() -> None:
    reading = read(shared(SEED).read_text(encoding="utf-8"), FORMS)
    assert reading.form == "annual_report/2019"
    assert len(reading.figures) == len(form_of(reading).figures) == 198
    kinds = {id: cell.value.kind for id, cell in reading.figures.items()}
    assert {id for id, kind in kinds.items() if kind is Kind.BLANK} == {
        "disclosure.licenses.decisions",
        "disclosure.other_services.decisions",
        "disclosure.fees.change",
    }
    assert set(kinds.values()) == {Kind.BLANK, Kind.NUMBER}
    nonzero = {id: int(number) for id, number in reading.numbers().items() if number}
    assert nonzero == {
        "disclosure.licenses.previous_items": 460,
        "disclosure.licenses.change": -136,
        "disclosure.other_services.previous_items": 223,
        "disclosure.other_services.change": -206,
    }
    assert reading.remarks == ()


def test_the_seed_gives_title_organisation_year_and_its_paragraphs_one_by_one() -> None:
    text = shared(SEED).read_text(encoding="utf-8")
    reading = read(text, FORMS)
    assert reading.title == text.split("\n")[0]
    assert reading.text("organization") == reading.title.partition("2020")[0]
    assert reading.year == 2020
    counts = {id: len(paragraphs) for id, paragraphs in reading.sections.items()}
    assert counts == {"overview": 10, "disclosure": 0, "applications": 0, "disputes": 0, "problems": 1, "other": 3}
    printed = {line.strip().replace("[bookmark: _GoBack]", "") for line in text.split("\n")}
    assert {p.text for each in reading.sections.values() for p in each} <= printed
    assert not any("bookmark" in p.text for p in reading.sections["problems"])


# ------------------------------------------------------------------ real reports
@pytest.mark.parametrize("number", ["004", "009", "014", "016"])
def test_complete_reports_give_every_figure(number: str) -> None:
    reading = read(shared(f"reports/{number}.txt").read_text(encoding="utf-8"), FORMS)
    assert plain(reading) == truth(number, form_of(reading))
    assert all(remark.name == "label-differs" for remark in reading.remarks)


def test_figures_with_a_unit_stay_text() -> None:
    reading = read(shared("reports/009.txt").read_text(encoding="utf-8"), FORMS)
    value = reading.figures["disclosure.procurement.amount"].value
    assert (value.kind, value.raw) == (Kind.TEXT, "251000元")


def test_a_one_row_group_is_not_spread_over_the_forms_three_rows() -> None:
    reading = read(shared("reports/001.txt").read_text(encoding="utf-8"), FORMS)
    assert reading.form == "annual_report/2021"
    (remark,) = named(reading, "one-row-other-processing")
    rows = ("other_not_corrected", "other_fee_unpaid", "other_reasons")
    assert remark.cells == tuple(id for id in form_of(reading).figures if id.split(".")[1] in rows)
    assert remark.facts == {
        "of": "（六）其他处理",
        "found": "0、0、0、0、0、0、0",
        "notice": "国办公开办函〔2021〕30号",
        "count": "3",
    }
    expected = truth("001", form_of(reading))
    assert len(expected) == 200 - 21
    assert plain(reading) == expected


def test_text_of_a_pdf_has_its_broken_lines_joined_and_its_page_numbers_dropped() -> None:
    reading = read(shared("reports/001.txt").read_text(encoding="utf-8"), FORMS)
    counts = {id: len(paragraphs) for id, paragraphs in reading.sections.items()}
    assert counts == {"overview": 8, "disclosure": 0, "applications": 0, "disputes": 0, "problems": 1, "other": 1}
    assert all(p.text.endswith(("。", " 。")) for each in reading.sections.values() for p in each)
    assert reading.title == "洪泽区人民政府2023年政府信息公开工作年度报告"


def test_displaced_rows_are_placed_by_order_between_named_rows() -> None:
    reading = read(shared("reports/007.txt").read_text(encoding="utf-8"), FORMS)
    got, expected = plain(reading), truth("007", form_of(reading))
    # The extractor put this one figure elsewhere: it is blank in the text.
    assert {id for id in expected if got[id] != expected[id]} == {"applications.carried_out.total"}
    assert got["applications.carried_out.total"] is None
    assert [(r.facts["heading"][0], r.facts["found"][4]) for r in named(reading, "section-order")] == [
        ("二", "一"),
        ("三", "二"),
        ("四", "三"),
        ("六", "五"),
    ]
    (differs,) = named(reading, "label-differs")
    assert differs.facts == {"table": "表二", "label": "行政规范性文件", "found": "规范性文件"}


def test_a_cut_report_gives_the_rows_it_has_and_names_the_missing_ones() -> None:
    reading = read(shared("reports/021.txt").read_text(encoding="utf-8"), FORMS)
    expected = truth("021", form_of(reading))
    assert plain(reading) == expected
    missing = [id for remark in named(reading, "cell-missing") for id in remark.cells]
    assert len(missing) == 14 * 7
    assert named(reading, "table-missing")[0].cells == form_of(reading).table("disputes").figures
    assert set(missing) | set(named(reading, "table-missing")[0].cells) | set(expected) == set(form_of(reading).figures)


def test_a_table_with_blank_cells_dropped_is_refused_and_the_rest_is_read() -> None:
    reading = read(shared("reports/024.txt").read_text(encoding="utf-8"), FORMS)
    form = form_of(reading)
    assert plain(reading) == {id: figure for id, figure in truth("024", form).items() if id.startswith("disclosure.")}
    (refused,) = named(reading, "table-unreadable")
    assert refused.cells == form.table("applications").figures
    assert refused.facts["table"] == "表三"
    assert refused.facts["reason"].startswith("“一、本年新收政府信息公开申请数量”一行有 2 格，应有 7 格")


def test_a_report_whose_every_cell_is_gone_gives_no_figure() -> None:
    reading = read(shared("reports/043.txt").read_text(encoding="utf-8"), FORMS)
    assert reading.form == "annual_report/2019"
    assert reading.figures == {}
    assert [remark.facts["table"] for remark in named(reading, "table-unreadable")] == ["表二", "表三"]


@pytest.mark.parametrize(("number", "form"), [("033", "annual_report/2021"), ("049", "annual_report/2021")])
def test_reports_without_tables_go_by_their_year(number: str, form: str) -> None:
    reading = read(shared(f"reports/{number}.txt").read_text(encoding="utf-8"), FORMS)
    assert (reading.form, reading.figures) == (form, {})
    assert [remark.facts["table"] for remark in named(reading, "table-missing")] == ["表二", "表三", "表四"]


# ------------------------------------------------------------------ every layout, every form
@pytest.mark.parametrize("layout", [*KEEP_BLANKS, *DROP_BLANKS])
@pytest.mark.parametrize("form", ALL, ids=lambda form: form.id)
def test_every_layout_of_every_form_reads_back(layout: Layout, form: Form) -> None:
    reading = read(report(form, numbered(form), layout), ALL)
    assert reading.form == form.id
    assert reading.remarks == ()
    assert raws(reading) == numbered(form)
    assert {id: tuple(p.text for p in each) for id, each in reading.sections.items()} == texts(form)
    assert (reading.text("organization"), reading.year) == (ORGANIZATION, YEAR)


@pytest.mark.parametrize("layout", KEEP_BLANKS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_layouts_that_keep_blank_cells_read_them_as_blank(layout: Layout, form: Form) -> None:
    figures = numbered(form)
    rng = random.Random(form.id)
    for id in rng.sample(sorted(figures), 40):
        figures[id] = ""
    assert raws(read(report(form, figures, layout), FORMS)) == figures


@pytest.mark.parametrize("layout", [*KEEP_BLANKS, *DROP_BLANKS])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_lost_cell_never_moves_a_figure(layout: Layout, form: Form) -> None:
    """One cell of a row is lost, label or figure: whatever is still read is right, and the rest is named."""
    figures = numbered(form)
    text = report(form, figures, layout)
    for table in form.tables:
        rng = random.Random(f"{form.id} {table.id}")
        rows = grid(table, figures)
        undamaged = layout(rows)
        assert undamaged in text
        for _ in range(12):
            damaged = [list(row) for row in rows]
            at = rng.randrange(len(rows))
            filled = [number for number, cell in enumerate(damaged[at]) if cell]
            lost = damaged[at].pop(rng.choice(filled))
            body = layout(damaged)
            heading = form.section(table.section).heading
            reading = read(text.replace(undamaged, body), FORMS)
            wrong = {id: raw for id, raw in raws(reading).items() if raw != figures[id]}
            assert not wrong, (heading, lost)
            absent = set(figures) - set(reading.figures)
            assert absent <= {id for remark in reading.remarks for id in remark.cells}, (heading, lost)
            if lost in figures.values():
                assert absent, (heading, lost)


# ------------------------------------------------------------------ labels, heads, rows
def altered(form: Form, *changes: tuple[str, str]) -> Reading:
    text = report(form, numbered(form), bars)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read(text, FORMS)


def test_width_quotes_dots_and_ordinals_of_labels_do_not_matter() -> None:
    form = FORMS[1]
    reading = altered(
        form,
        ("（", "("),
        ("）", ")"),
        ("“三安全一稳定”", '"三安全 一稳定"'),
        ("1.属于", "1、属于"),
        ("2.重复申请", "2．\u00a0重复申请"),
        ("第二十条第(一)项", "第二十条 第(一)项"),
    )
    assert reading.remarks == ()
    assert raws(reading) == numbered(form)


def test_a_misspelt_label_is_read_by_its_place_and_pointed_out() -> None:
    reading = altered(FORMS[1], ("6.属于四类过程性信息", "6.属于四类过程信息"))
    assert raws(reading) == numbered(FORMS[1])
    assert reading.remarks == (
        Remark(
            "label-differs",
            facts={"table": "表三", "label": "6.属于四类过程性信息", "found": "6.属于四类过程信息"},
        ),
    )


def test_a_row_that_is_not_the_forms_is_left_out_and_pointed_out() -> None:
    reading = altered(FORMS[0], ("| 规范性文件 |", "| 其他主动公开的材料 | 7 | 8 | 9 |\n| 规范性文件 |"))
    assert raws(reading) == numbered(FORMS[0])
    facts = {"sheet": "二、主动公开", "found": "其他主动公开的材料"}
    assert reading.remarks == (Remark("extra-row", places=(Spot(line=9, column=1),), facts=facts),)


def test_columns_in_another_order_refuse_the_table() -> None:
    reading = altered(FORMS[1], ("本年制发件数 | 本年废止件数", "本年废止件数 | 本年制发件数"))
    (remark,) = reading.remarks
    assert (remark.name, remark.cells) == ("table-unreadable", FORMS[1].table("disclosure").figures)
    assert set(reading.figures) == set(FORMS[1].figures) - set(remark.cells)


def test_heads_of_another_form_refuse_the_table() -> None:
    reading = altered(FORMS[1], ("本年制发件数", "本年新制作数量"), ("本年废止件数", "本年新公开数量"))
    assert [remark.name for remark in reading.remarks] == ["table-unreadable"]


def test_cells_run_together_refuse_the_table() -> None:
    form = FORMS[1]
    rows = grid(form.table("applications"), numbered(form))
    joined = "".join(cell for row in rows for cell in row)
    text = report(form, numbered(form), bars).replace(bars(rows), joined)
    (remark,) = read(text, FORMS).remarks
    assert (remark.name, remark.cells) == ("table-unreadable", form.table("applications").figures)


def test_the_same_row_twice_with_other_figures_refuses_the_row() -> None:
    reading = altered(FORMS[1], ("| 行政处罚 | 1007 |", "| 行政处罚 | 1007 |\n| 行政处罚 | 3 |"))
    assert [(remark.name, remark.cells, remark.facts["reason"]) for remark in reading.remarks] == [
        ("row-unreadable", ("disclosure.penalties.decisions",), "“行政处罚”出现了两行不同的数字")
    ]
    assert set(FORMS[1].figures) - set(reading.figures) == {"disclosure.penalties.decisions"}


def test_heads_repeated_after_a_page_break_are_passed_over() -> None:
    form = FORMS[1]
    heads = bars(grid(form.table("applications"), numbered(form))[:3])
    row = "| 2.重复申请 |"
    text = report(form, numbered(form), bars)
    line = next(line for line in text.split("\n") if "2.重复申请" in line)
    assert row.strip("| ") in line
    reading = read(text.replace(line, f"- 3 -\n{heads}\n{line}"), FORMS)
    assert reading.remarks == ()
    assert raws(reading) == numbered(form)


def test_text_around_a_table_stays_and_a_caption_goes() -> None:
    form = FORMS[1]
    table = bars(grid(form.table("applications"), numbered(form)))
    text = report(form, numbered(form), bars)
    text = text.replace(
        table, f"表中数字由办公室汇总。\n表三：收到和处理政府信息公开申请情况\n{table}\n注：含下属单位。"
    )
    reading = read(text, FORMS)
    assert [p.text for p in reading.sections["applications"]] == ["表中数字由办公室汇总。", "注：含下属单位。"]
    assert raws(reading) == numbered(form)


def test_labels_broken_over_lines_are_put_together() -> None:
    form = FORMS[1]
    for layout in (cell_a_line, tab_led):
        text = report(form, numbered(form), layout)
        label = "5.要求行政机关确认或重新出具已获取信息"
        assert label in text
        gap = "\n\n" if layout is cell_a_line else "\n"
        reading = read(text.replace(label, f"5.要求行政机关确认或重新{gap}出具已获取信息"), FORMS)
        assert reading.remarks == ()
        assert raws(reading) == numbered(form)


def test_text_right_below_a_figure_is_no_part_of_it_but_a_unit_is() -> None:
    form = FORMS[0]
    figures = numbered(form)
    last = figures["disclosure.procurement.amount"]
    text = report(form, figures, tab_led)
    noted = read(text.replace(f"\t{last}\n", f"\t{last}\n注：不含下属单位的采购。\n"), FORMS)
    assert raws(noted) == figures
    assert [p.text for p in noted.sections["disclosure"]] == ["注：不含下属单位的采购。"]
    with_unit = read(text.replace(f"\t{last}\n", f"\t{last}\n万元\n"), FORMS)
    assert with_unit.figures["disclosure.procurement.amount"].value.raw == f"{last}万元"
    two = read(text.replace(f"\t{last}\n", f"\t{last}\n12\n"), FORMS)
    assert two.figures["disclosure.procurement.amount"].value.kind is Kind.TEXT


def test_sentences_after_a_table_of_one_cell_a_line_stay() -> None:
    form = FORMS[1]
    text = report(form, numbered(form), cell_a_line).replace(
        form.section("applications").heading, "以上数字由各科室汇总后填报。\n" + form.section("applications").heading
    )
    reading = read(text, FORMS)
    assert raws(reading) == numbered(form)
    assert [p.text for p in reading.sections["disclosure"]] == ["以上数字由各科室汇总后填报。"]


def test_a_column_too_few_in_the_head_refuses_the_table() -> None:
    reading = altered(FORMS[1], (" | 现行有效件数 |", " |"))
    assert [remark.facts.get("reason") for remark in reading.remarks] == ["表头有 2 列，与表样不同"]


def test_a_subtotal_of_a_group_beside_its_parts_is_an_extra_row() -> None:
    figures = " | ".join("0" * 7)
    reading = altered(FORMS[1], ("| （七）总计 |", f"| （六）其他处理 | {figures} |\n| （七）总计 |"))
    assert raws(reading) == numbered(FORMS[1])
    facts = {"sheet": "三、依申请公开", "found": "（六）其他处理"}
    assert reading.remarks == (Remark("extra-row", places=(Spot(line=47, column=1),), facts=facts),)


# ------------------------------------------------------------------ headings and titles
def test_sections_in_another_order_are_read_and_pointed_out() -> None:
    form = FORMS[1]
    text = report(form, numbered(form), bars)
    start, end = text.index("五、存在"), text.index("六、其他")
    text = text[:start] + text[end:] + text[start:end]
    reading = read(text, FORMS)
    assert {id: tuple(p.text for p in each) for id, each in reading.sections.items()} == texts(form)
    assert reading.remarks == (
        Remark(
            "section-order",
            facts={"heading": "五、存在的主要问题及改进情况", "found": "排在“六、其他需要报告的事项”后面"},
        ),
    )


def test_a_section_given_twice_keeps_both_texts_and_is_pointed_out() -> None:
    form = FORMS[1]
    text = report(form, numbered(form), bars) + "一、总体情况\n又一段。\n"
    reading = read(text, FORMS)
    assert [p.text for p in reading.sections["overview"]] == [*texts(form)["overview"], "又一段。"]
    (remark,) = named(reading, "section-repeated")
    assert remark.facts == {"heading": "一、总体情况", "count": "2", "found": "一、总体情况、一、总体情况"}


def test_a_table_of_contents_is_no_section() -> None:
    form = FORMS[1]
    text = report(form, numbered(form), bars)
    title, _, rest = text.partition("\n")
    contents = "\n".join(section.heading for section in form.sections)
    reading = read(f"{title}\n{contents}\n{rest}", FORMS)
    assert reading.remarks == ()
    assert {id: tuple(p.text for p in each) for id, each in reading.sections.items()} == texts(form)


@pytest.mark.parametrize(
    ("printed", "organization", "year"),
    [
        ("示例市档案局2023年政府信息公开工作年度报告", "示例市档案局", 2023),
        ("示例市档案局\n2023年度政府信息公开工作年度报告", "示例市档案局", 2023),
        ("2023年示例市档案局\n政府信息公开\n年度报告", "示例市档案局", 2023),
        ("首页\n公开\n示例市档案局 2023 年政府信息公开年度报告", "示例市档案局", 2023),
        ("示例市档案局二〇二三年政府信息公开工作年度报告", "示例市档案局", 2023),
        ("示例市档案局（2023年）政府信息公开工作年度报告", "示例市档案局", 2023),
    ],
)
def test_titles_give_organisation_and_year(printed: str, organization: str, year: int) -> None:
    form = FORMS[1]
    text = report(form, numbered(form), bars).partition("\n")[2]
    reading = read(f"{printed}\n发布日期：2024-01-30\n开头一段。\n{text}", FORMS)
    assert (reading.text("organization"), reading.year) == (organization, year)
    assert reading.text("published_on") == "2024年1月30日"
    assert [p.text for p in reading.sections["overview"]] == ["开头一段。", *texts(form)["overview"]]


def test_without_a_title_the_stated_period_gives_the_year() -> None:
    form = FORMS[1]
    text = report(form, numbered(form), bars).partition("\n")[2]
    reading = read("本报告数据统计期限自2022年1月1日起至2022年12月31日止。\n" + text, FORMS)
    assert (reading.title, reading.text("organization"), reading.year) == ("", "", 2022)


def test_the_tables_decide_the_form_whatever_the_year() -> None:
    form = FORMS[0]
    text = report(form, numbered(form), bars).replace(f"{YEAR}年", "2023年")
    reading = read(text, FORMS)
    assert (reading.form, reading.year) == (form.id, 2023)


def test_html_with_scripts_and_a_metadata_table_reads_the_same() -> None:
    form = FORMS[1]
    page = (
        "<!DOCTYPE html><html><head><script>var t='一、总体情况';</script><style>p{}</style></head><body>"
        "<table><tr><td>索引号</td><td>0001-2024</td></tr><tr><td>主题</td><td>其他</td></tr></table>"
        + report(form, numbered(form), html)
    )
    reading = read(page, FORMS)
    assert reading.remarks == ()
    assert raws(reading) == numbered(form)


def test_two_figures_in_one_html_cell_do_not_become_one_number() -> None:
    form = FORMS[1]
    text = report(form, numbered(form), html).replace(">1000<", "><p>10</p><p>00</p><")
    reading = read(text, FORMS)
    value = reading.figures["disclosure.regulations.made"].value
    assert (value.kind, value.raw) == (Kind.TEXT, "10 00")


@pytest.mark.parametrize(
    "text", ["\ufeff", "   \n\n", "今天天气很好。", "<html><body><p>通知</p></body></html>", "a,b,c\n1,2,3"]
)
def test_a_text_that_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(text, FORMS)
    assert caught.value.code == "not-a-report"
    assert caught.value.facts["reason"]


# ------------------------------------------------------------------ whatever else may come
LINES = [*KEEP_BLANKS[:-1], *DROP_BLANKS]


@pytest.mark.parametrize("layout", LINES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_lost_line_never_moves_a_figure(layout: Layout, form: Form) -> None:
    figures = numbered(form)
    lines = report(form, figures, layout).split("\n")
    rng = random.Random(f"{form.id} {layout.__name__}")
    for at in rng.sample(range(8, len(lines) - 5), 25):
        reading = read("\n".join(lines[:at] + lines[at + 1 :]), FORMS)
        assert reading.form == form.id
        assert {id: raw for id, raw in raws(reading).items() if raw != figures[id]} == {}, lines[at]
        absent = set(figures) - set(reading.figures)
        assert absent <= {id for remark in reading.remarks for id in remark.cells}, lines[at]


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td>一、总体情况" * 2000,
        "一、总体情况\n" * 3000,
        "三、收到和处理政府信息公开申请情况\n" + "a " * 50_000,
        "二、主动公开政府信息情况\n" + "规章 0 0 0\n" * 3000,
        "一、总体情况" + "<p " * 50_000,
        "一、总体情况\n" + "<!--" * 50_000,
    ],
    ids=["nested tables", "headings", "one long line", "rows", "open tags", "open comments"],
)
def test_a_hostile_text_takes_no_long_time(text: str) -> None:
    started = time.perf_counter()
    try:
        read(text, FORMS)
    except UnreadableError as error:
        assert error.code == "not-a-report"
    assert time.perf_counter() - started < 5
