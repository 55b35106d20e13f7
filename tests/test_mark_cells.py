"""Writing a block of cells into a sheet's XML: what stands there afterwards, and that all else keeps its bytes."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import MarkError
from gouji.ooxml import splice
from gouji.place import Area, reference
from gouji.workbook import mark_cells, mark_rule
from gouji.workbook.mark_cells import FindingRow

_HEAD = '<worksheet xmlns="urn:x"><cols><col min="2" max="4" width="9" style="7"/></cols>'
_BLOCK = Area(3, 2, 6, 4)

Grid = dict[int, dict[int, int]]

_outside = st.tuples(st.integers(1, 9), st.integers(1, 6)).filter(lambda at: not _BLOCK.covers(*at))
_inside = st.tuples(st.integers(3, 6), st.integers(2, 4))


def grid(spots: set[tuple[int, int]]) -> Grid:
    made: Grid = {}
    for row, column in sorted(spots):
        made.setdefault(row, {})[column] = 100 * row + column
    return made


def sheet(cells: Grid, p: str = "") -> bytes:
    rows = "\n".join(
        f'<{p}row r="{row}" spans="1:9">'
        + " ".join(f'<{p}c r="{reference(row, c)}" s="3"><{p}v>{v}</{p}v></{p}c>' for c, v in each.items())
        + f"</{p}row>"
        for row, each in cells.items()
    )
    head = _HEAD.replace("<", f"<{p}").replace(f"<{p}/", f"</{p}").replace("xmlns=", f"xmlns{p and ':x'}=")
    return f"{head}<{p}sheetData>{rows}</{p}sheetData><!-- > --></{p}worksheet>".encode()


def read(data: bytes) -> Grid:
    found: Grid = {}
    order: list[tuple[int, int]] = []
    for row, cells in re.findall(r'<(?:x:)?row r="(\d+)"[^>]*>(.*?)</(?:x:)?row>', data.decode(), re.S):
        for letter, at, value in re.findall(r'r="([A-Z])(\d+)"[^>]*><(?:x:)?v>(\d+)<', cells):
            assert at == row
            order.append((int(row), ord(letter) - 64))
            found.setdefault(int(row), {})[ord(letter) - 64] = int(value)
    assert order == sorted(order)
    return found


@given(st.sets(_outside), st.sets(_inside), st.sets(_inside), st.sampled_from(["", "x:"]))
def test_the_block_holds_just_the_new_cells_and_all_around_it_stays(
    around: set[tuple[int, int]], before: set[tuple[int, int]], wanted: set[tuple[int, int]], p: str
) -> None:
    source = sheet(grid(around | before), p)
    rows = {row: FindingRow({c: Decimal(9000 + c) for c in cells}, 20.5) for row, cells in grid(wanted).items()}
    once = mark_cells.write(source, _BLOCK, rows)
    expected = grid(around)
    for row, cells in rows.items():
        expected[row] = dict(sorted({**expected.get(row, {}), **{c: 9000 + c for c in cells.cells}}.items()))
    assert read(once.data) == expected and once.unchained == ()
    assert mark_cells.write(once.data, _BLOCK, rows) == once
    splice.elements(once.data)  # still XML
    # Without cells of others in the block, emptying it gives back every byte.
    clean = sheet(grid(around), p)
    filled = mark_cells.write(clean, _BLOCK, {row: FindingRow(each.cells) for row, each in rows.items()})
    emptied = mark_cells.write(filled.data, _BLOCK, {}).data
    assert read(emptied) == grid(around)
    assert emptied == clean or not around  # `<sheetData></sheetData>` comes back as `<sheetData/>`


def test_a_cells_own_style_stays_and_a_formula_that_goes_is_told() -> None:
    cells = '<row r="3"><c r="B3" s="5"><f>1+1</f><v>2</v></c><c r="C3" s="7"/><c r="D3" s="5"/><c r="E3"/></row>'
    source = f"{_HEAD}<sheetData>{cells}</sheetData></worksheet>".encode()
    written = mark_cells.write(source, _BLOCK, {3: FindingRow({3: "文"})})
    assert written.unchained == ("B3",)
    text = '<c r="C3" s="7" t="inlineStr"><is><t xml:space="preserve">文</t></is></c>'
    expected = f'<row r="3"><c r="B3" s="5"/>{text}<c r="D3" s="5"/><c r="E3"/></row>'
    assert written.data.decode() == source.decode().replace(cells, expected)


@pytest.mark.parametrize(
    "inside",
    ["<row><c/></row>", '<row r="3"><c/></row>', '<row r="x"/>', "<other/>"],
)
def test_rows_and_cells_without_a_number_are_refused(inside: str) -> None:
    with pytest.raises(MarkError, match="没有编号"):
        mark_cells.write(f"<w><sheetData>{inside}</sheetData></w>".encode(), _BLOCK, {3: FindingRow({2: "a"})})


@pytest.mark.parametrize(
    "data",
    [
        b"<w><sheetData></w>",
        b'<!DOCTYPE w [<!ENTITY a "b">]><w><sheetData/></w>',
        "<?xml version='1.0' encoding='GB2312'?><w><sheetData/></w>".encode("gb2312"),
        b"<w><cols/></w>",
    ],
    ids=["broken", "DOCTYPE", "GB2312", "no data"],
)
def test_xml_that_can_not_be_spliced_is_refused(data: bytes) -> None:
    with pytest.raises(MarkError):
        mark_cells.write(data, _BLOCK, {})


def test_elements_end_where_they_end_whatever_their_attributes_hold() -> None:
    data = b"""<w a=">"><x b='/>' c="<&gt;"/><y></y><z d=">" >t</z ><!-- <q/> --></w>""".replace(b"<&gt;", b"&lt;>")
    root, children = splice.elements(data)
    assert [data[each.start : each.end] for each in children] == [
        b"""<x b='/>' c="&lt;>"/>""",
        b"<y></y>",
        b'<z d=">" >t</z >',
    ]
    assert [data[each.inner : each.close] for each in children] == [b"", b"", b"t"]
    assert data[root.close :] == b"</w>"


@pytest.mark.parametrize(
    ("dxfs", "back"),
    [
        ('<dxfs count="0"/>', '<dxfs count="0"/>'),
        ('<dxfs count="1"><dxf/></dxfs>', '<dxfs count="1"><dxf/></dxfs>'),
        ("<dxfs><dxf/></dxfs>", "<dxfs><dxf/></dxfs>"),
        ("", '<dxfs count="0"/>'),
    ],
)
def test_formats_are_added_once_and_taken_away_again(dxfs: str, back: str) -> None:
    styles = f'<styleSheet xmlns="urn:x"><cellStyles/>{dxfs}<tableStyles/></styleSheet>'.encode()
    first = dxfs.count("<dxf/>")
    added, indexes = mark_rule.with_formats(styles, ["wrong", "hint"])
    assert indexes == {"wrong": first, "hint": first + 1}
    assert mark_rule.with_formats(added, ["hint", "wrong"]) == (added, indexes)
    assert mark_rule.without_formats(added, {first + 1: True}) == added
    partly = mark_rule.without_formats(added, {first: True})
    assert partly.count(b"<dxf>") == 1
    assert mark_rule.without_formats(added, {}).decode() == styles.decode().replace(
        f"<cellStyles/>{dxfs}", f"<cellStyles/>{back}"
    )
