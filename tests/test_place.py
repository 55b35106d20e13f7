"""A place becomes text and comes back; a rectangle is spelled as a sheet and a formula spell it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.place import Area, Place, from_text, rectangles, runs, single, to_address, to_text

places = st.builds(Place, st.text(max_size=31), st.integers(1, 2**20), st.integers(1, 2**14))


@given(places | st.none())
def test_a_place_comes_back_from_its_text_whatever_its_sheet_is_called(place: Place | None) -> None:
    assert from_text(to_text(place)) == place


@pytest.mark.parametrize(
    "text", ["", "J7", "基本信息", "基本信息!", "基本信息!7", "基本信息!j7", "基本信息!A:C", "Sheet1!A1:B2"]
)
def test_a_text_that_names_no_cell_of_a_sheet_is_no_place(text: str) -> None:
    assert from_text(text) is None


def test_a_place_is_spelled_as_findings_lists_and_sheets_say_it() -> None:
    place = Place("三、依申请公开", 7, 10)
    assert (to_text(place), place.spaced, place.ref) == ("三、依申请公开!J7", "三、依申请公开 J7", "J7")


def test_a_rectangle_is_spelled_without_its_sheet_as_a_reference_and_with_it_as_an_address() -> None:
    area = Area(1, 1, 3, 27, "it's")
    assert (area.ref, area.size, area.first) == ("A1:AA3", 81, Place("it's", 1, 1))
    assert to_address(area) == "'it''s'!$A$1:$AA$3"
    assert to_address(area, absolute=False) == "'it''s'!A1:AA3"
    assert (single(2, 3).ref, to_address(single(2, 3))) == ("C2", "$C$2")


def test_cells_are_covered_by_few_straight_runs_in_order_or_by_few_rectangles_in_any() -> None:
    block = [Place("表", row, column) for row in (1, 2) for column in (1, 2, 3)]
    assert runs(block) == [Area(1, 1, 1, 3, "表"), Area(2, 1, 2, 3, "表")]
    assert rectangles((place.row, place.column) for place in reversed(block)) == [Area(1, 1, 2, 3)]
