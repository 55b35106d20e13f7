"""What the sources make of a file before any form is asked: places, spans, and what is kept apart from the text."""

from __future__ import annotations

import pytest

from gouji.reading.block import Aside, Block, Grid, Line, Spot, Why
from gouji.reading.printed import hypertext, ordinals
from gouji.reading.printed.spans import Span, Standing, stand


def grid(page: str) -> Grid:
    (found,) = (block for block in hypertext.blocks(page) if isinstance(block, Grid))
    return found


def texts(blocks: list[Block]) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[cell.text for cell in row] for row in block.rows]
        for block in blocks
    ]


def test_spans_that_fill_a_rectangle_are_places() -> None:
    found = grid("<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>丙<td>丁</table>")
    assert found.placed
    assert [[cell[:5] for cell in row] for row in found.rows] == [
        [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2)],
        [("丙", 1, 1, 1, 1), ("丁", 1, 2, 1, 1)],
    ]
    assert found.rows[1][1].place == Spot(table=1, row=2, column=3)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>甲<td>乙<tr><td>丙",
        "<tr><td rowspan=2>甲<td>乙<tr><td>丙<td>丁",
        "<tr><td>甲<td rowspan=2>乙<tr><td colspan=2>丙",
        "<tr><td colspan=101>甲<td>乙<tr><td colspan=101>丙<td>丁",
    ],
    ids=["a hole", "too wide", "one over the other", "beyond all columns"],
)
def test_spans_that_do_not_are_no_places_and_only_order_is_told(rows: str) -> None:
    found = grid(f"<table>{rows}</table>")
    assert not found.placed
    assert {(cell.rows, cell.columns) for row in found.rows for cell in row} == {(1, 1)}
    assert [cell.column for cell in found.rows[0]] == list(range(len(found.rows[0])))


def test_a_cell_that_goes_on_below_the_table_ends_with_it() -> None:
    assert stand([[Span(9), Span()], [Span()]]) == [[Standing(0, 2), Standing(1, 1)], [Standing(1, 1)]]


def test_what_is_not_part_of_the_text_is_kept_beside_it() -> None:
    page = (
        "<style>.x{text-decoration:line-through}</style><p>面积12m<sup>2</sup>，<b class=x>旧</b>新<sup>1</sup>。</p>"
        "<table><tr><td>规章<td>18<s>2</s>1<sup>1</sup><i hidden>7</i><tr><td>1<sup>2</sup>3<td>4</table>"
    )
    line, found = hypertext.blocks(page)
    assert (
        (line.text, line.asides)
        == (
            "面积12m²，新。",
            (Aside(Why.STRUCK, "旧"), Aside(Why.RAISED, "1")),
        )
        if isinstance(line, Line)
        else False
    )
    assert isinstance(found, Grid)
    assert (found.rows[0][1].text, found.rows[0][1].asides) == (
        "181",
        (Aside(Why.STRUCK, "2"), Aside(Why.RAISED, "1"), Aside(Why.HIDDEN, "7")),
    )
    assert (found.rows[1][0].text, found.rows[1][0].asides) == ("1 3", (Aside(Why.RAISED, "2"),))


def test_two_figures_in_a_cell_never_become_one_number() -> None:
    row = grid("<table><tr><td>10<br>00<td>-<p>136<td>1.<p>5<td>8828<div>3</div><td>规<br>章<td>a<tr></table>").rows[0]
    assert [cell.text for cell in row] == ["10 00", "- 136", "1. 5", "8828 3", "规章", "a"]


def test_tables_that_lay_a_page_out_are_looked_through_and_rows_of_figures_beside_them_stay_rows() -> None:
    page = (
        "<table><tr><td>甲<td>乙<tr><td>丙<td><table><tr><td>丁<td>1<tr><td>戊<td>2</table>"
        "<tr><td>己<td>3<tr><td>庚<td>4</table>"
    )
    assert texts(hypertext.blocks(page)) == ["甲", "乙", "丙", [["丁", "1"], ["戊", "2"]], [["己", "3"], ["庚", "4"]]]


def test_a_hidden_row_or_table_takes_no_room() -> None:
    rows = "<tr><td>甲<td>1<tr hidden><td>乙<td>2<tr style='display:none'><td>丙"
    page = f"<table>{rows}</table><table hidden><tr><td>丁</table>"
    assert texts(hypertext.blocks(page)) == [[["甲", "1"]]]


@pytest.mark.parametrize(
    ("number", "counting", "spelled"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (12, "japaneseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (101, "taiwaneseCounting", "一百零一"),
        (110, "chineseCounting", "一百一十"),
        (23, "chineseLegalSimplified", "贰拾叁"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircle", "③"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (5, "bullet", ""),
        (0, "chineseCounting", "0"),
        (7, "one of tomorrow", "7"),
        (12_345, "chineseCounting", "12345"),
    ],
)
def test_numbers_that_a_word_processor_sets_are_spelled_as_it_does(number: int, counting: str, spelled: str) -> None:
    assert ordinals.spelled(number, counting) == spelled
