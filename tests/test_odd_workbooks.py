"""Odd but legal files read the same as the plain file that they were made from."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pytest
from openpyxl.utils.datetime import MAC_EPOCH

import filled_workbooks
import workbooks_odd as odd
from fillings import consistent, reading
from gouji.form import load
from gouji.form.form import Form
from gouji.ooxml import formats
from gouji.reading import source
from gouji.reading.reading import Reading
from gouji.reading.workbook import hand_over
from gouji.value import Kind

FORMS = load.load_all()


def _book(form: Form) -> bytes:
    return filled_workbooks.to_bytes(form, reading(form, consistent(form, seed=5)))


BOOKS = {form.id: _book(form) for form in FORMS}
PLAIN = {id: source.read_bytes(data, FORMS) for id, data in BOOKS.items()}

REWRITES: dict[str, odd.Change] = {
    "elements with the prefix x:": odd.prefixed,
    "strict OOXML": odd.strict,
    "cells and rows without r": odd.without_refs,
    "backslashes in part names": odd.backslashes,
    "other case in part names": odd.other_case,
    "parts in UTF-16": odd.utf16,
    "absolute targets": odd.absolute_targets,
    "targets with dots": odd.dotted_targets,
    "strings in runs": odd.split_runs,
    "a byte order mark": lambda name, content: (name, b"\xef\xbb\xbf" + content if odd.is_sheet(name) else content),
    "comments between rows": odd.in_sheets(
        lambda text: text.replace(b"<row ", b'<!-- <c r="D7"><v>999</v></c> --><row ')
    ),
    "a processing instruction": odd.in_sheets(lambda text: text.replace(b"<sheetData>", b'<sheetData><?x <c r="D7"?>')),
    "CDATA": odd.in_sheets(lambda text: text.replace(b"<v>", b"<v><![CDATA[").replace(b"</v>", b"]]></v>")),
    "apostrophes around attributes": odd.in_sheets(lambda text: re.sub(rb' s="(\d+)"', rb" s='\1'", text)),
    "spaces in tags": odd.in_sheets(lambda text: text.replace(b"</v>", b"</v >").replace(b"</c>", b"</c\n>")),
    "a dimension that lies": odd.in_sheets(lambda text: text.replace(b'<dimension ref="A1', b'<dimension ref="A1:B2')),
    "CRLF between elements": odd.in_sheets(lambda text: text.replace(b"><", b">\r\n<")),
}


def _same(one: Reading, other: Reading) -> None:
    assert {id: cell.value for id, cell in one.figures.items()} == {id: c.value for id, c in other.figures.items()}
    assert {id: cell.place for id, cell in one.figures.items()} == {id: c.place for id, c in other.figures.items()}
    assert {id: cell.formula for id, cell in one.figures.items()} == {id: c.formula for id, c in other.figures.items()}
    assert one.info == other.info
    assert one.sections == other.sections
    assert one.remarks == other.remarks


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@pytest.mark.parametrize("change", REWRITES.values(), ids=REWRITES)
def test_an_odd_file_reads_as_the_plain_one(form: Form, change: odd.Change, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_over, "hand_over", lambda *_: pytest.fail("handed over"))
    data = odd.rewritten(BOOKS[form.id], change)
    assert data != BOOKS[form.id]
    _same(source.read_bytes(data, FORMS), PLAIN[form.id])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_inline_strings_in_runs_read_as_shared_ones(form: Form) -> None:
    data = odd.inline_strings(BOOKS[form.id])
    assert b"sharedStrings" not in data
    _same(source.read_bytes(data, FORMS), PLAIN[form.id])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_file_saved_by_openpyxl_reads_the_same_though_it_lost_every_stored_value(form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(BOOKS[form.id]))
    stream = io.BytesIO()
    book.save(stream)
    found = source.read_bytes(stream.getvalue(), FORMS)
    plain = PLAIN[form.id]
    assert found.numbers() == plain.numbers()
    assert found.info == plain.info
    assert found.sections == plain.sections
    assert found.remarks == ()


def test_what_our_reader_hands_over_is_read_by_the_child_process(monkeypatch: pytest.MonkeyPatch) -> None:
    form = FORMS[1]
    asked: list[str] = []
    real = hand_over.hand_over

    def counted(data: bytes, kind: str) -> object:
        asked.append(kind)
        return real(data, kind)

    monkeypatch.setattr(hand_over, "hand_over", counted)
    data = odd.compressed_otherwise(BOOKS[form.id])
    found = source.read_bytes(data, FORMS)
    assert asked == ["xlsx"]
    assert found.numbers() == PLAIN[form.id].numbers()
    assert found.sections == PLAIN[form.id].sections
    assert found.remarks == ()


# ---------------------------------------------------------------- single cells, written by hand

CELL = "applications.new_received.natural_person"


def _with_cell(xml: str, form: Form = FORMS[1]) -> Reading:
    """The plain stand-in with the cell of CELL replaced by this XML (`{ref}` is its reference, `{style}` its style)."""
    data = odd.plain_book(form, dict.fromkeys(form.figures, 4))
    place = source.read_bytes(data, FORMS).figures[CELL].place
    assert place
    ref = f"D{place.row}"

    def change(text: bytes) -> bytes:
        pattern = re.compile(rf'<c r="{ref}" s="(\d+)"><v>4</v></c>'.encode())
        return pattern.sub(lambda match: xml.format(ref=ref, style=match[1].decode()).encode(), text)

    part = f"xl/worksheets/sheet{2 + [each.table for each in form.sections].index('applications')}.xml"
    return source.read_bytes(odd.rewritten(data, odd.in_part(part, change)), FORMS)


@pytest.mark.parametrize(
    ("xml", "kind", "raw"),
    [
        ('<c r="{ref}" s="{style}"><v>0</v></c>', Kind.NUMBER, "0"),
        ('<c r="{ref}" s="{style}"/>', Kind.BLANK, ""),
        ('<c r="{ref}" s="{style}"></c>', Kind.BLANK, ""),
        ('<c r="{ref}" s="{style}" t="n"><v>1.5</v></c>', Kind.NUMBER, "1.5"),
        ('<c r="{ref}" s="{style}"><v>1E+308</v></c>', Kind.NUMBER, "1E+308"),
        ('<c r="{ref}" s="{style}"><v>1E+999</v></c>', Kind.TEXT, "1E+999"),
        ('<c r="{ref}" s="{style}"><v>NaN</v></c>', Kind.TEXT, "NaN"),
        ('<c r="{ref}" s="{style}" t="b"><v>1</v></c>', Kind.BOOLEAN, "TRUE"),
        ('<c r="{ref}" s="{style}" t="e"><v>#DIV/0!</v></c>', Kind.ERROR, "#DIV/0!"),
        ('<c r="{ref}" s="{style}" t="d"><v>2024-03-05</v></c>', Kind.DATE, "2024-03-05"),
        ('<c r="{ref}" s="{style}" t="str"><f>""</f><v></v></c>', Kind.BLANK, ""),
        ('<c r="{ref}" s="{style}" t="str"><f>"a"</f><v>a</v></c>', Kind.TEXT, "a"),
        ('<c r="{ref}" s="{style}" t="inlineStr"><is><t>12</t></is></c>', Kind.TEXT, "12"),
        ('<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve"> 12 </t></is></c>', Kind.TEXT, " 12 "),
        (
            '<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve"> \u3000\u00a0</t></is></c>',
            Kind.BLANK,
            "",
        ),
        ('<c r="{ref}" s="{style}" t="inlineStr"><is><t>_x0041_&amp;&#x42;&#67;</t></is></c>', Kind.TEXT, "A&BC"),
        (
            '<c r="{ref}" t="inlineStr"><is><r><t>1</t></r><rPh sb="0" eb="1"><t>9</t></rPh><r><t>2</t></r></is></c>',
            Kind.TEXT,
            "12",
        ),
        ('<c s="{style}" r="{ref}"><v>7</v></c>', Kind.NUMBER, "7"),
        ('<c r="{ref}"><v> 7 </v></c>', Kind.NUMBER, "7"),
    ],
)
def test_every_kind_of_value_is_kept_apart(xml: str, kind: Kind, raw: str) -> None:
    value = _with_cell(xml).figures[CELL].value
    assert (value.kind, value.raw) == (kind, raw)
    assert (value.number is not None) == (kind is Kind.NUMBER)


@pytest.mark.parametrize("from_1904", [False, True])
def test_a_number_shown_as_a_date_is_a_date_in_either_epoch(from_1904: bool) -> None:
    form, stream = FORMS[1], io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(odd.plain_book(form, dict.fromkeys(form.figures, 4))))
    if from_1904:
        book.epoch = MAC_EPOCH
    place = source.read_bytes(odd.plain_book(form, {}), FORMS).figures[CELL].place
    assert place
    cell = book[place.sheet].cell(place.row, place.column)
    cell.value, cell.number_format = datetime.date(2026, 3, 5), 'm"月"d"日"'
    book.save(stream)
    figures = source.read_bytes(stream.getvalue(), FORMS).figures
    assert (figures[CELL].value.kind, figures[CELL].value.raw) == (Kind.DATE, "2026-03-05")
    others = {cell.value.kind for id, cell in figures.items() if id != CELL}
    assert others == {Kind.NUMBER}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", False),
        ("0.00_ ", False),
        ("#,##0;[Red]-#,##0", False),
        ('0"day"', False),
        ("[DBNum1][$-804]General", False),
        ("yyyy/m/d", True),
        ("[h]:mm", True),
        ("[$-F800]dddd\\, mmmm dd\\, yyyy", True),
        ('yyyy"年"m"月"d"日"', True),
    ],
)
def test_a_number_format_is_told_for_a_date_by_its_letters_outside_quotes(code: str, expected: bool) -> None:
    assert formats.is_date(code) is expected


def test_shared_formulas_are_spelled_for_each_cell() -> None:
    form = FORMS[1]
    ids = [f"applications.{row}.total" for row in ("new_received", "carried_in", "granted")]
    data = odd.plain_book(form, dict.fromkeys(form.figures, 4) | dict.fromkeys(ids, "=SUM(D7:I7)"))
    places = [source.read_bytes(data, FORMS).figures[id].place for id in ids]
    refs = [f"J{place.row}" for place in places if place]

    def change(text: bytes) -> bytes:
        for at, ref in enumerate(refs):
            said = f'<f t="shared" ref="{refs[0]}:{refs[-1]}" si="0">SUM(D{refs[0][1:]}:I{refs[0][1:]},$D$7)</f>'
            new = said if at == 0 else '<f t="shared" si="0"/>'
            pattern = rf'(<c r="{ref}" s="\d+")><f>[^<]*</f><v>0</v>'
            text, count = re.subn(pattern.encode(), rf"\1>{new}".encode(), text)
            assert count == 1
        return text

    found = source.read_bytes(odd.rewritten(data, odd.in_part("xl/worksheets/sheet4.xml", change)), FORMS)
    rows = [ref[1:] for ref in refs]
    assert [found.figures[id].formula for id in ids] == [f"SUM(D{row}:I{row},$D$7)" for row in rows]
    assert [found.figures[id].value.number for id in ids] == [28, 28, 28]
