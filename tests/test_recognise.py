"""Small grids: which figure belongs where is told by labels and heads, and what they don't tell is refused.

The checks that only reading makes: "AR729" row-unreadable, "AR730" cell-unreadable, "AR731" table-ambiguous, "AR732"
extra-column, "AR733" text-aside, "AR734" told-by-ties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from gouji.form.load import load_all
from gouji.place import Place, Spot
from gouji.reading import source
from gouji.reading.block import Aside, Block, Grid, GridCell, Line, Why
from gouji.reading.content import Choice
from gouji.reading.reading import Reading, Remark
from gouji.reading.recognise.recognise import recognise
from gouji.reading.recognise.resemblance import likeliest, similar
from report_layouts import bars, grid, numbered, report
from shared_material import shared

FORMS = load_all()
OLD, NEW = 0, 1
Rows = list[list[str]]
Figures = Mapping[str, str]
GRANTED, WITHDRAWN = "（一）予以公开", "2.重复申请"


def sheet(rows: Sequence[Sequence[str]], title: str = "", placed: bool = True) -> Grid:
    """A sheet without merges: every cell at its place."""
    return Grid(
        tuple(
            tuple(GridCell(text, at, column, place=Place(title, at + 1, column + 1)) for column, text in enumerate(row))
            for at, row in enumerate(rows)
        ),
        placed,
        title,
    )


def spread(form: int, table: str, figures: Figures | None = None) -> Rows:
    """A table of the form as a sheet without merges has it: a label at the top left of what it goes over."""
    known = FORMS[form].table(table)
    rows = [[""] * known.width for _ in range(known.height)]
    for label in known.labels:
        rows[label.row][label.column] = label.text.replace("\n", "")
    for slot in known.slots:
        rows[slot.row][slot.column] = (figures or numbered(FORMS[form]))[slot.id]
    return rows


def moved(rows: Rows, column: int, to: int) -> Rows:
    """A column elsewhere, head and all."""
    return [[*(rest := row[:column] + row[column + 1 :])[:to], row[column], *rest[to:]] for row in rows]


def with_column(rows: Rows, at: int, head: str, value: str, first: int) -> Rows:
    """A column more: its head on the last row of heads."""
    new = [head if number == first - 1 else value if number >= first else "" for number in range(len(rows))]
    return [[*row[:at], cell, *row[at:]] for row, cell in zip(rows, new, strict=True)]


def row_of(rows: Rows, label: str) -> list[str]:
    return next(row for row in rows if label in row)


def read(*blocks: Block, choice: Choice | None = None) -> Reading:
    return recognise(blocks, FORMS, choice=choice)


def raws(reading: Reading) -> dict[str, str]:
    return {figure_id: cell.value.raw for figure_id, cell in reading.figures.items()}


def expected(form: int, *tables: str) -> dict[str, str]:
    return {k: v for k, v in numbered(FORMS[form]).items() if k.partition(".")[0] in tables}


def named(reading: Reading, name: str) -> list[Remark]:
    return [remark for remark in reading.remarks if remark.name == name]


def of_row(row: str) -> tuple[str, ...]:
    return tuple(figure_id for figure_id in FORMS[NEW].figures if figure_id.startswith(f"applications.{row}."))


# ------------------------------------------------------------------ which table, which form
@pytest.mark.parametrize("table", ["disclosure", "applications", "disputes"])
def test_a_table_alone_without_heading_or_merges_is_read_whole(table: str) -> None:
    reading = read(sheet(spread(NEW, table)))
    assert reading.form == FORMS[NEW].id
    assert raws(reading) == expected(NEW, table)
    assert {remark.name for remark in reading.remarks} == {"table-missing"}


@pytest.mark.parametrize("form", [OLD, NEW])
def test_three_rows_of_other_processing_tell_the_form_and_so_does_one(form: int) -> None:
    reading = read(sheet(spread(form, "applications")))
    assert reading.form == FORMS[form].id
    assert raws(reading) == expected(form, "applications")


def test_sheets_in_any_order_are_told_by_their_labels_and_every_figure_has_its_cell() -> None:
    order = ("disputes", "disclosure", "applications")
    reading = read(*(sheet(spread(OLD, table), title=f"表{at}") for at, table in enumerate(order)))
    assert raws(reading) == numbered(FORMS[OLD])
    assert reading.remarks == ()
    places = {figure_id: cell.place for figure_id, cell in reading.figures.items()}
    assert places["disclosure.regulations.made"] == Place("表1", 3, 2)


def test_tables_beside_each_other_in_one_sheet_are_taken_apart() -> None:
    tables = [spread(NEW, table) for table in ("disclosure", "applications", "disputes")]
    tall = max(map(len, tables))
    filled = [[*rows, *([[""] * len(rows[0])] * (tall - len(rows)))] for rows in tables]
    reading = read(sheet([[cell for row in beside for cell in (*row, "")] for beside in zip(*filled, strict=True)]))
    assert raws(reading) == numbered(FORMS[NEW])


def test_a_small_table_of_the_same_words_in_another_section_is_text() -> None:
    text = report(FORMS[NEW], numbered(FORMS[NEW]), bars)
    more = "| 行政许可 | 3 |\n| 行政处罚 | 4 |\n| 行政强制 | 5 |\n"
    heading = FORMS[NEW].section("disclosure").heading
    reading = source.read_bytes(text.replace(heading, more + heading, 1).encode(), FORMS)
    assert raws(reading) == numbered(FORMS[NEW])
    assert "".join(p.text for p in reading.sections["overview"]).endswith("行政许可 3行政处罚 4行政强制 5")


# ------------------------------------------------------------------ columns
@pytest.mark.parametrize(
    ("column", "to"), [(9, 3), (3, 8), (5, 6)], ids=["totals first", "natural persons last", "two exchanged"]
)
def test_columns_are_placed_by_their_own_heads(column: int, to: int) -> None:
    """Heads in one row, as where nothing is merged."""
    rows = spread(NEW, "applications")
    flat = [[*rows[0][:3], *(rows[1][at] if at in (3, 9) else rows[2][at] for at in range(3, 10))], *rows[3:]]
    reading = read(sheet(moved(flat, column, to)))
    assert raws(reading) == expected(NEW, "applications")
    assert not named(reading, "label-differs")


@pytest.mark.parametrize(("at", "head"), [(4, "小计"), (7, "备注"), (10, "占比")])
def test_a_column_that_is_not_the_forms_is_named_and_left_out(at: int, head: str) -> None:
    reading = read(sheet(with_column(spread(NEW, "applications"), at, head, "88", 3)))
    assert raws(reading) == expected(NEW, "applications")
    assert named(reading, "extra-column") == [Remark("extra-column", facts={"table": "表三", "found": head})]


NEW_RECEIVED = "一、本年新收政府信息公开申请数量"
IN_THE_PLACE_OF_A_FIGURE = "“{}”写在了数字的列里，看不出右边的数字是哪一列的"
UNDER_NO_HEAD = "有数字不在任何列名下面，可能整行错了位"


@pytest.mark.parametrize(
    ("table", "label", "by", "reason"),
    [
        ("applications", WITHDRAWN, 1, IN_THE_PLACE_OF_A_FIGURE),
        ("applications", GRANTED, 2, IN_THE_PLACE_OF_A_FIGURE),
        ("applications", GRANTED, 1, UNDER_NO_HEAD),
        ("applications", NEW_RECEIVED, 3, IN_THE_PLACE_OF_A_FIGURE),
        ("applications", NEW_RECEIVED, 2, UNDER_NO_HEAD),
        ("applications", GRANTED, -1, UNDER_NO_HEAD),
        ("applications", NEW_RECEIVED, -2, UNDER_NO_HEAD),
        ("disclosure", "规章", 1, IN_THE_PLACE_OF_A_FIGURE),
    ],
)
@pytest.mark.parametrize("form", [OLD, NEW])
def test_a_row_that_moved_under_other_heads_is_refused_and_the_others_are_read(
    form: int, table: str, label: str, by: int, reason: str
) -> None:
    rows = spread(form, table)
    row = row_of(rows, label)
    at = row.index(label)
    if by > 0:
        row[at:at] = [""] * by
    else:
        del row[at + 1 : at + 1 - by]
    rows = [[*each, *[""] * (max(map(len, rows)) - len(each))] for each in rows]
    reading = read(sheet(rows))
    (refused,) = named(reading, "row-unreadable")
    assert refused.facts["reason"] == reason.format(label)
    assert {k: v for k, v in raws(reading).items() if v != expected(form, table)[k]} == {}
    assert set(refused.cells) <= set(expected(form, table)) - set(reading.figures)
    if table == "applications":  # in the other, columns of one head go by their order
        assert set(refused.cells) == set(expected(form, table)) - set(reading.figures)


def test_two_columns_of_one_name_refuse_the_table() -> None:
    reading = read(sheet(with_column(spread(NEW, "applications"), 6, "科研机构", "88", 3)))
    (refused,) = named(reading, "table-unreadable")
    assert (refused.cells, refused.facts["reason"]) == (
        FORMS[NEW].table("applications").figures,
        "有两列都叫“科研机构”",
    )


def test_groups_of_columns_are_part_of_the_heads() -> None:
    rows = spread(NEW, "disputes")
    litigation_first = [row[5:] + row[:5] for row in rows]
    assert raws(read(sheet(litigation_first))) == expected(NEW, "disputes")
    after_first = [row[:5] + row[10:] + row[5:10] for row in rows]
    after_first[0][5], after_first[0][10] = "行政诉讼", ""
    assert raws(read(sheet(after_first))) == expected(NEW, "disputes")


def test_table_4_as_three_tables_of_five_under_each_other() -> None:
    rows = spread(NEW, "disputes")
    blocks: list[Block] = [Line(FORMS[NEW].section("disputes").heading)]
    for first, group in ((0, "行政复议"), (5, "未经复议直接起诉"), (10, "复议后起诉")):
        heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        blocks += [Line(group), sheet([heads, rows[-1][first : first + 5]])]
    assert raws(read(*blocks)) == expected(NEW, "disputes")


def test_one_head_cut_among_whole_ones_is_told_and_two_are_not() -> None:
    rows = spread(NEW, "applications")
    rows[2][5] = "科研"
    reading = read(sheet(rows))
    assert raws(reading) == expected(NEW, "applications")
    assert [remark.facts["found"] for remark in named(reading, "label-differs")] == ["科研"]
    rows[2][5] = rows[2][6] = ""
    reading = read(sheet(rows))
    gone = {k for k in expected(NEW, "applications") if k.endswith((".research_institution", "welfare_organization"))}
    assert raws(reading) == {k: v for k, v in expected(NEW, "applications").items() if k not in gone}
    assert {each for remark in named(reading, "cell-unreadable") for each in remark.cells} == gone


def test_a_merge_over_two_figures_refuses_both() -> None:
    rows = sheet(spread(NEW, "applications")).rows
    at = next(number for number, row in enumerate(rows) if row[1].text == GRANTED)
    merged = (*rows[at][:4], rows[at][4]._replace(columns=2), *rows[at][6:])
    reading = read(Grid((*rows[:at], merged, *rows[at + 1 :]), placed=True))
    gone = {"applications.granted.commercial_enterprise", "applications.granted.research_institution"}
    assert set(expected(NEW, "applications")) - set(reading.figures) == gone
    assert {each for remark in named(reading, "cell-unreadable") for each in remark.cells} == gone


def test_where_only_order_tells_an_exchanged_column_refuses_the_table() -> None:
    rows = grid(FORMS[NEW].table("applications"), numbered(FORMS[NEW]))
    one, other = rows[2].index("商业企业"), rows[2].index("科研机构")
    rows[2][one], rows[2][other] = rows[2][other], rows[2][one]
    (refused,) = named(read(sheet(rows, placed=False)), "table-unreadable")
    assert refused.facts["reason"] == "列的次序与表样不同"


# ------------------------------------------------------------------ rows
def changed(change: Callable[[Rows], object]) -> Reading:
    rows = spread(NEW, "applications")
    change(rows)
    return read(sheet(rows))


def test_one_lost_label_is_told_by_its_order_and_two_side_by_side_are_refused() -> None:
    reading = changed(lambda rows: row_of(rows, WITHDRAWN).__setitem__(2, ""))
    assert raws(reading) == expected(NEW, "applications")

    def two(rows: Rows) -> None:
        row_of(rows, WITHDRAWN)[2] = row_of(rows, "3.要求提供公开出版物")[2] = ""

    reading = changed(two)
    gone = {*of_row("rejected_repeated"), *of_row("rejected_publication")}
    assert set(expected(NEW, "applications")) - set(reading.figures) == gone
    assert {each for remark in named(reading, "row-unreadable") for each in remark.cells} == gone


def test_a_damaged_label_is_told_only_with_a_margin_to_the_next() -> None:
    reading = changed(lambda rows: row_of(rows, "8.属于行政查询事项").__setitem__(2, "8.属于行政查洵事顶"))
    assert raws(reading) == expected(NEW, "applications")
    assert [remark.facts["found"] for remark in named(reading, "label-differs")] == ["8.属于行政查洵事顶"]
    spellings = {1: ("行政处罚",), 2: ("行政强制",), 3: ("行政许可",)}
    assert likeliest("行政处", spellings) == (1, similar("行政处", "行政处罚"))
    assert likeliest("行政处制", spellings) is None
    assert likeliest("行政", spellings) is None


def test_a_head_never_names_a_row_whose_label_was_lost() -> None:
    text = "\n\n".join(
        cell for row in grid(FORMS[NEW].table("applications"), numbered(FORMS[NEW])) for cell in row if cell
    )
    text = text.replace("一、本年新收政府信息公开申请数量\n\n", "")
    reading = source.read_bytes(f"{FORMS[NEW].section('applications').heading}\n{text}\n".encode(), FORMS)
    assert {k: v for k, v in raws(reading).items() if v != expected(NEW, "applications")[k]} == {}


def in_lines(cells: Sequence[Sequence[str]], between: str) -> Reading:
    """Table 3 as text: a row a line where `between` keeps its cells apart, else a cell a line."""
    text = "\n".join(between.join(filter(None, row)) for row in cells)
    return source.read_bytes(f"{FORMS[NEW].section('applications').heading}\n{text}\n".encode(), FORMS)


def rows_of_text() -> Rows:
    return [list(row) for row in grid(FORMS[NEW].table("applications"), numbered(FORMS[NEW]))]


STRANGE = [str(number) for number in range(900, 907)]


def test_a_row_without_a_label_is_not_the_one_whose_label_stands_in_the_next_row() -> None:
    rows = rows_of_text()
    at = next(at for at, row in enumerate(rows) if WITHDRAWN in row)
    rows[at : at + 2] = [STRANGE, [*rows[at], *rows[at + 1]]]
    reading = in_lines(rows, "\t")
    assert not set(STRANGE) & set(raws(reading).values())
    assert set(of_row("rejected_repeated")) <= {id for remark in reading.remarks for id in remark.cells}


@pytest.mark.parametrize("label", ["上年同期", "其中：涉企申请", "备查"])
def test_a_label_that_is_not_the_forms_makes_a_row_of_its_own_where_each_cell_has_a_line(label: str) -> None:
    rows = rows_of_text()
    at = next(at for at, row in enumerate(rows) if WITHDRAWN in row)
    rows[at : at + 1] = [[label, *STRANGE]]
    reading = in_lines(rows, "\n")
    assert raws(reading) == {
        k: v for k, v in expected(NEW, "applications").items() if k not in of_row("rejected_repeated")
    }
    assert [
        (remark.name, remark.cells) for remark in reading.remarks if remark.cells[:1] == of_row("rejected_repeated")[:1]
    ] == [("cell-missing", of_row("rejected_repeated"))]


@pytest.mark.parametrize("covered", [True, False], ids=["a blank where a merge covers", "none"])
def test_letters_of_a_group_are_not_the_head_that_is_gone(covered: bool) -> None:
    """其他 is gone, and 法人或其他组织 has its letters; a column without a head stands elsewhere."""
    rows = rows_of_text()
    heads = next(row for row in rows if "法律服务机构" in row)
    at = heads.index("法律服务机构")
    heads[at : at + 2] = ["", "法律服务机构"]
    text = "\n".join("\t".join(row if covered else filter(None, row)) for row in rows if row is not heads)
    text = text.replace("\n一、", "\n" + "\t".join(heads if covered else heads[2:-1]) + "\n一、", 1)
    reading = source.read_bytes(f"{FORMS[NEW].section('applications').heading}\n{text}\n".encode(), FORMS)
    assert raws(reading) == {}
    assert [remark.facts["reason"] for remark in named(reading, "table-unreadable")][:1] == ["表头缺“其他”"]


def test_rows_given_in_another_order_go_by_their_labels() -> None:
    def exchange(rows: Rows) -> None:
        one, other = row_of(rows, WITHDRAWN), row_of(rows, "4.无正当理由大量反复申请")
        one[2:], other[2:] = other[2:], one[2:]

    assert raws(changed(exchange)) == expected(NEW, "applications")


def test_groups_may_stand_on_rows_of_their_own() -> None:
    rows = spread(NEW, "applications")
    flat = [[row[0] if at < 3 else "", *row[3:]] for at, row in enumerate(rows[:3])]
    for row in rows[3:]:
        labels = [text for text in row[:3] if text]
        flat += [[label, *[""] * 7] for label in labels[:-1]]
        flat.append([labels[-1], *row[3:]])
    assert raws(read(sheet(flat))) == expected(NEW, "applications")


def test_what_stands_in_brackets_behind_a_label_explains_it() -> None:
    text = report(FORMS[NEW], numbered(FORMS[NEW]), bars)
    text = text.replace("| 规章 |", "| 规章（含修改） |").replace("| 3.其他 |", "| 3.其他（含撤回） |")
    reading = source.read_bytes(text.encode(), FORMS)
    assert raws(reading) == numbered(FORMS[NEW])
    assert [remark.facts["label"] for remark in reading.remarks] == ["规章", "3.其他"]


@pytest.mark.parametrize("apart", ["8", "8 |"])
def test_digits_wrapped_to_the_next_line_refuse_the_row_above(apart: str) -> None:
    text = report(FORMS[NEW], numbered(FORMS[NEW]), bars)
    line = next(line for line in text.split("\n") if WITHDRAWN in line)
    reading = source.read_bytes(text.replace(line, f"{line}\n{apart}").encode(), FORMS)
    assert set(FORMS[NEW].figures) - set(reading.figures) == set(of_row("rejected_repeated"))
    (refused,) = named(reading, "row-unreadable")
    assert refused.facts["reason"] == "下面单独有“8”，可能是这一行里断开的数字"


def test_a_row_that_lost_a_cell_beside_a_column_without_a_name_is_not_shifted() -> None:
    rows = grid(FORMS[NEW].table("applications"), numbered(FORMS[NEW]))
    wider = [[*row, "9"] if at >= 3 else row for at, row in enumerate(rows)]
    del row_of(wider, WITHDRAWN)[-3]
    (refused,) = named(read(sheet(wider, placed=False)), "table-unreadable")
    assert refused.facts["reason"].startswith("“一、本年新收政府信息公开申请数量”一行有 8 格，应有 7 格")


# ------------------------------------------------------------------ copies
def two_years() -> tuple[Grid, Grid]:
    other = {figure_id: str(int(raw) + 5000) for figure_id, raw in numbered(FORMS[NEW]).items()}
    return sheet(spread(NEW, "applications", other), "2022"), sheet(spread(NEW, "applications"), "2023")


def test_two_tables_with_other_figures_are_both_named_and_neither_is_taken() -> None:
    reading = read(*two_years())
    assert reading.figures == {}
    (refused,) = named(reading, "table-ambiguous")
    assert refused.cells == FORMS[NEW].table("applications").figures
    assert (refused.facts["count"], refused.facts["reason"]) == (
        "2",
        "2022：一、本年新收政府信息公开申请数量，自然人是 6010；2023：一、本年新收政府信息公开申请数量，自然人是 1010",
    )


@pytest.mark.parametrize("printed", [("1234567",), ("1234567", "7654321")])
def test_the_figures_of_a_group_printed_as_one_row_or_two_are_kept_in_the_remark(printed: tuple[str, ...]) -> None:
    rows = spread(NEW, "applications")
    first = next(at for at, row in enumerate(rows) if "（六）其他处理" in row)
    rows[first : first + 3] = [["", "（六）其他处理", "", *values] for values in printed]
    reading = read(sheet(spread(NEW, "disclosure")), sheet(rows))
    (collapsed,) = named(reading, "one-row-other-processing")
    assert collapsed.facts["found"] == "；".join("、".join(values) for values in printed)
    assert set(collapsed.cells) == set(expected(NEW, "applications", "disclosure")) - set(reading.figures)
    assert named(reading, "extra-row") == []


@pytest.mark.parametrize("choice", [Choice(year=2023), Choice(sheet="2023")])
def test_the_table_of_the_asked_year_or_sheet_is_taken(choice: Choice) -> None:
    reading = read(*two_years(), choice=choice)
    assert raws(reading) == expected(NEW, "applications")
    assert reading.year == 2023


def test_a_copy_with_the_same_figures_is_no_matter() -> None:
    _, one = two_years()
    assert raws(read(one, one)) == expected(NEW, "applications")


# ------------------------------------------------------------------ ties, asides, places
def tying() -> dict[str, str]:
    """Figures of a report that ties."""
    figures = dict.fromkeys(FORMS[NEW].figures, "0")
    for row, number in (
        ("new_received", "21"),
        ("partly_granted", "12"),
        ("refused_third_party", "9"),
        ("handled_total", "21"),
    ):
        figures |= {f"applications.{row}.natural_person": number, f"applications.{row}.total": number}
    return figures


def run_together(figures: Figures, label: str) -> Reading:
    rows = grid(FORMS[NEW].table("applications"), figures)
    row = row_of(rows, label)
    joined = bars([[*row[:-7], "".join(row[-7:])]])
    return source.read_bytes(report(FORMS[NEW], figures, bars).replace(bars([row]), joined).encode(), FORMS)


def test_digits_run_together_are_split_where_ties_leave_one_way_and_each_cell_says_so() -> None:
    reading = run_together(tying(), "4.保护第三方合法权益")
    assert raws(reading) == tying()
    remarks = named(reading, "told-by-ties")
    assert [remark.cells for remark in remarks] == [(each,) for each in of_row("refused_third_party")]
    assert remarks[-1].facts == {
        "of": "（三）不予公开 4.保护第三方合法权益，总计",
        "raw": "9000009",
        "value": "9",
    }


def test_digits_run_together_stay_unread_where_the_columns_do_not_tie() -> None:
    figures = tying() | {"applications.handled_total.natural_person": "22"}
    reading = run_together(figures, "4.保护第三方合法权益")
    assert set(figures) - set(reading.figures) == set(of_row("refused_third_party"))
    assert [remark.facts["reason"] for remark in named(reading, "row-unreadable")] == ["数字连在一起，分不清每一格是几"]


def test_what_is_struck_beside_a_figure_is_said_and_joins_nothing() -> None:
    rows = [list(row) for row in sheet(spread(NEW, "disclosure")).rows]
    rows[2][1] = rows[2][1]._replace(asides=(Aside(Why.RAISED, "1"),))
    reading = read(Grid(tuple(map(tuple, rows)), placed=True))
    assert raws(reading) == expected(NEW, "disclosure")
    facts = {"where": "表二", "why": "上标或下标", "text": "1"}
    assert named(reading, "text-aside") == [Remark("text-aside", (), (rows[2][1].place,), facts)]


def test_figures_and_paragraphs_of_a_text_know_their_lines() -> None:
    text = report(FORMS[NEW], numbered(FORMS[NEW]), bars)
    lines = text.split("\n")
    reading = source.read_bytes(text.encode(), FORMS)
    place = reading.figures["disclosure.regulations.made"].place
    assert isinstance(place, Spot)
    assert (place.line, str(place)) == (8, "第8行第2列")
    assert lines[place.line - 1].startswith("| 规章 |")
    assert [str(p.place) for p in reading.sections["overview"]] == ["第3行", "第4行"]


# ------------------------------------------------------------------ titles, layouts
@pytest.mark.parametrize(
    "printed",
    [
        "示例市档案局2022年度政府信息公开工作情况年度报告",
        "示例市档案局政府信息公开工作年度报告（2022年）",
        "示例市档案局2022年政府信息公开工作报告",
        "示例市档案局关于2022年政府信息公开工作的年度报告",
        "现公布示例市档案局2022年政府信息公开工作年度报告。",
        "《示例市档案局2022年政府信息公开年报》",
    ],
)
def test_titles_as_offices_write_them_besides(printed: str) -> None:
    rows = [[printed, *[""] * 9], *spread(NEW, "applications")]
    reading = read(sheet(rows))
    assert (reading.text("organization"), reading.year) == ("示例市档案局", 2022)


def test_who_fills_a_sheet_in_is_the_organisation_where_no_title_says_it() -> None:
    reading = read(sheet([["填报单位：示例市档案局", *[""] * 9], *spread(NEW, "applications")], "2023年度"))
    assert (reading.text("organization"), reading.year) == ("示例市档案局", 2023)


def test_a_cell_a_line_without_ends_of_rows_is_read() -> None:
    reading = source.read_bytes(shared("cases/layout_c_form_2021.txt").read_bytes(), FORMS)
    form = FORMS[NEW]
    figures = ["0"] * 6 + ["5", "6", "7", "8"]
    assert raws(reading) == dict(zip(form.table("disclosure").figures, figures, strict=True))
