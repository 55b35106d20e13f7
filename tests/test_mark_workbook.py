"""Marked copies: only the parts that need it change, marking is idempotent, unmarking restores, nothing is lost."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import fillings
import rich_workbook
from filled_workbooks import to_bytes
from gouji.check.file import check_path
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import COLOURS
from gouji.errors import MarkError
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.form.severity import Severity
from gouji.place import from_text
from gouji.workbook.layout import layout
from gouji.workbook.mark import mark, unmark
from ooxml_validator import faults
from spreadsheet import convert
from workbooks_odd import prefixed, rewritten, strict, utf16

FORMS = load_all()
THIRD = load_folder(Path(__file__).parent / "third_form")
each_form = pytest.mark.parametrize("form", [*FORMS, THIRD], ids=lambda form: form.id)


def finding(
    code: str, places: Sequence[str], severity: str = "error", message: str = "不对", **more: object
) -> Finding:
    ids = more.pop("cells", ("",) * len(places))
    return Finding(code, "name", severity, tuple(ids), tuple(map(from_text, places)), message, **more)  # type: ignore[arg-type]


def result(*findings: Finding) -> Result:
    return Result("x.xlsx", FORMS[1].id, 2023, "示例局", None, findings)


def spots(*cells: str) -> list[str]:
    return [f"{rich_workbook.SHEET}!{cell}" for cell in cells]


OWN = result(
    finding("AR301", spots("B3", "C3", "D3")),
    finding("AR302", spots("B3", "B4")),
    finding("AR411", spots("C5"), "warning"),
    finding("AR412", spots("C6"), "warning", explanation="已核实"),
    finding("AR711", spots("C7"), "hint"),
    finding("AR101", [f"{rich_workbook.OTHER}!A2"]),
    finding("AR999", ["没有这张表!A1", ""]),
)


def marked(data: bytes, said: Result, folder: Path, form: Form = FORMS[1]) -> bytes:
    source, target = folder / "source.xlsx", folder / "made" / "marked.xlsx"
    source.write_bytes(data)
    mark(source, target, said, form)
    assert source.read_bytes() == data
    return target.read_bytes()


def unmarked(data: bytes, folder: Path) -> bytes:
    (folder / "source.xlsx").write_bytes(data)
    unmark(folder / "source.xlsx", folder / "unmarked.xlsx")
    return (folder / "unmarked.xlsx").read_bytes()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def changed(before: bytes, after: bytes) -> set[str]:
    a, b = parts(before), parts(after)
    assert list(a) == list(b), "no part is added, lost or moved"
    return {name for name in a if a[name] != b[name]}


def raw(data: bytes) -> dict[str, tuple[object, ...]]:
    """What the zip itself says of each part, and its bytes as they are compressed."""
    found: dict[str, tuple[object, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            names, extras = struct.unpack_from("<HH", data, entry.header_offset + 26)
            start = entry.header_offset + 30 + names + extras
            packed = data[entry.header_offset : start + entry.compress_size]
            facts = (entry.date_time, entry.comment, entry.extra, entry.external_attr, entry.compress_type, entry.CRC)
            found[entry.filename] = (*facts, packed)
    return found


def rules(data: bytes) -> dict[str, dict[str, str]]:
    """Sheet → tag → cells, of our rules."""
    found: dict[str, dict[str, str]] = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for where in sheet.conditional_formatting:
            for rule in where.rules:
                if rule.formula and "gouji:" in rule.formula[0]:
                    found.setdefault(sheet.title, {})[rule.formula[0]] = str(where.sqref)
    return found


# ---------------------------------------------------------------- an office's own workbook


def test_the_rich_workbook_has_every_kind_of_part() -> None:
    names = parts(rich_workbook.enriched(rich_workbook.own())).keys()
    assert set(rich_workbook.KINDS.values()) <= names and len(rich_workbook.KINDS) >= 12


@pytest.mark.parametrize("streamed", [False, True])
def test_only_the_marked_sheets_and_the_styles_of_an_own_workbook_change(streamed: bool, tmp_path: Path) -> None:
    rich = rich_workbook.packed(parts(rich_workbook.enriched(rich_workbook.own())), streamed=streamed)
    after = marked(rich, OWN, tmp_path)
    touched = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"}
    assert changed(rich, after) == touched
    a, b = raw(rich), raw(after)
    assert {name for name in a if a[name] != b[name]} == touched
    assert {name: a[name][:4] for name in a} == {name: b[name][:4] for name in b}  # dates, comments, attributes
    with zipfile.ZipFile(io.BytesIO(after)) as package:
        assert package.comment == b"made by an office"


def test_an_own_workbook_gets_one_rule_a_code_with_its_cells(tmp_path: Path) -> None:
    after = marked(rich_workbook.own(), OWN, tmp_path)
    assert rules(after) == {
        rich_workbook.SHEET: {
            'LEN("gouji:AR301")>0': "B3:D3",
            'LEN("gouji:AR302")>0': "B3:B4",
            'LEN("gouji:AR411")>0': "C5",
        },
        rich_workbook.OTHER: {'LEN("gouji:AR101")>0': "A2"},
    }
    book = openpyxl.load_workbook(io.BytesIO(after))
    fills = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb
        for where in book[rich_workbook.SHEET].conditional_formatting
        for rule in where.rules
        if rule.formula and "gouji" in rule.formula[0]
    }
    assert fills == {
        'LEN("gouji:AR301")>0': _argb(Severity.ERROR),
        'LEN("gouji:AR302")>0': _argb(Severity.ERROR),
        'LEN("gouji:AR411")>0': _argb(Severity.WARNING),
    }


def _argb(severity: Severity) -> str:
    """A fill as a workbook spells it."""
    return COLOURS[severity].fill.replace("#", "FF")


def test_rules_that_were_there_keep_their_order_and_come_first(tmp_path: Path) -> None:
    sheet = parts(marked(rich_workbook.own(), OWN, tmp_path))["xl/worksheets/sheet1.xml"].decode()
    own = parts(rich_workbook.own())["xl/worksheets/sheet1.xml"].decode()
    added = re.findall(
        r"<conditionalFormatting(?:(?!</conditionalFormatting>).)*gouji:.*?</conditionalFormatting>", sheet
    )
    for block in added:
        sheet = sheet.replace(block, "")
    assert len(added) == 3 and sheet == own
    priorities = [int(each) for each in re.findall(r'priority="(\d+)"', own)]
    ours = [int(each) for block in added for each in re.findall(r'priority="(\d+)"', block)]
    assert ours == list(range(max(priorities) + 1, max(priorities) + 4))


def test_marking_twice_is_marking_once_and_other_findings_replace_the_first(tmp_path: Path) -> None:
    rich = rich_workbook.enriched(rich_workbook.own())
    once = marked(rich, OWN, tmp_path)
    assert marked(once, OWN, tmp_path) == once
    other = result(finding("AR303", spots("B9"), "warning"))
    assert parts(marked(once, other, tmp_path)) == parts(marked(rich, other, tmp_path))


def test_unmarking_restores_every_part_byte_for_byte(tmp_path: Path) -> None:
    rich = rich_workbook.enriched(rich_workbook.own())
    assert parts(unmarked(marked(rich, OWN, tmp_path), tmp_path)) == parts(rich)
    assert unmarked(rich, tmp_path) == rich


def test_a_format_that_something_else_uses_stays_when_unmarking(tmp_path: Path) -> None:
    once = marked(rich_workbook.own(), OWN, tmp_path)

    def share(name: str, content: bytes) -> tuple[str, bytes]:
        if name != "xl/worksheets/sheet3.xml":
            return name, content
        last = max(map(int, re.findall(rb'dxfId="(\d+)"', parts(once)["xl/worksheets/sheet1.xml"])))
        own = b'<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="%d" priority="1"><formula>TRUE'
        end = b"</formula></cfRule></conditionalFormatting>"
        return name, content.replace(b"<pageMargins", own % last + end + b"<pageMargins", 1)

    shared = rewritten(once, share)
    after = parts(unmarked(shared, tmp_path))
    assert after["xl/styles.xml"] == parts(once)["xl/styles.xml"]
    assert b"gouji:" not in after["xl/worksheets/sheet1.xml"]


def test_a_rule_that_a_program_joined_with_others_is_taken_out_alone(tmp_path: Path) -> None:
    once = marked(rich_workbook.own(), result(finding("AR301", spots("D3:D10"[:2]))), tmp_path)

    def join(name: str, content: bytes) -> tuple[str, bytes]:
        theirs = b'</cfRule></conditionalFormatting><conditionalFormatting sqref="D3">'
        return name, content.replace(theirs, b"</cfRule>") if name == "xl/worksheets/sheet1.xml" else content

    joined = rewritten(once, join)
    assert joined != once
    sheet = parts(unmarked(joined, tmp_path))["xl/worksheets/sheet1.xml"]
    assert sheet == parts(rich_workbook.own())["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("change", [prefixed, strict], ids=["x:", "strict"])
def test_legal_oddities_of_xml_are_marked_in_their_own_spelling(change: object, tmp_path: Path) -> None:
    odd = rewritten(rich_workbook.own(), change)  # type: ignore[arg-type]
    after = marked(odd, OWN, tmp_path)
    assert changed(odd, after) == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"}
    sheet = parts(after)["xl/worksheets/sheet1.xml"]
    p = b"x:" if change is prefixed else b""
    assert b'formula>LEN("gouji:AR301")&gt;0</%sformula>' % p in sheet
    assert parts(unmarked(after, tmp_path)) == parts(odd)


# ---------------------------------------------------------------- our template


def faulty(form: Form, seed: int = 5) -> bytes:
    figures: dict[str, Decimal | str | None] = dict(fillings.consistent(form, seed))
    first, second, *_ = form.figures
    figures |= {first: "见附件", second: None}
    total = next(id for id, figure in form.figures.items() if figure.computed_by is not None)
    figures[total] = Decimal(figures[total] or 0) + 3
    return to_bytes(form, fillings.reading(form, figures))


def checked(data: bytes, folder: Path, form: Form) -> Result:
    (folder / "checked.xlsx").write_bytes(data)
    return check_path(folder / "checked.xlsx", [*FORMS, form] if form is THIRD else FORMS)


def part_of(data: bytes, title: str) -> str:
    book = parts(data)["xl/workbook.xml"].decode()
    titles = re.findall(r'<sheet name="([^"]*)"', book)
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def mirror(data: bytes, title: str) -> dict[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[title]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def block(data: bytes) -> list[tuple[object, ...]]:
    """The rows of gouji.findings that hold something."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    ((title, ref),) = book.defined_names["gouji.findings"].destinations
    rows = [tuple(cell.value for cell in row) for row in book[title][ref.replace("$", "")]]
    return [row for row in rows if any(value is not None for value in row)]


@each_form
def test_in_our_template_the_mirrors_and_the_list_of_results_change_and_nothing_else(
    form: Form, tmp_path: Path
) -> None:
    data = faulty(form)
    said = checked(data, tmp_path, form)
    after = marked(data, said, tmp_path, form)
    expected: dict[str, dict[str, int]] = {}
    for each in said.findings:
        for id, place in zip(each.cells, each.places, strict=True):
            if id in form.figures and each.severity != "hint":
                title = layout(form).tables[form.figures[id].table].marks_sheet
                cells, grade = expected.setdefault(title, {}), 2 if each.severity == "error" else 1
                assert place
                cells[place.ref] = max(grade, cells.get(place.ref, 0))
    assert expected and {title: mirror(after, title) for title in expected} == expected
    assert changed(data, after) == {part_of(data, title) for title in (*expected, "校验结果")}
    assert [row[2] for row in block(after)] == [each.message for each in said.findings]
    assert marked(after, said, tmp_path, form) == after
    assert parts(unmarked(after, tmp_path)) == parts(data)
    assert checked(after, tmp_path, form) == said


def test_a_template_with_an_offices_parts_in_it_keeps_them_byte_for_byte(tmp_path: Path) -> None:
    form = FORMS[1]
    rich = rich_workbook.enriched(faulty(form), form.tables[1].sheet)
    said = check_path_of(rich, tmp_path)
    after = marked(rich, said, tmp_path)
    titles = {layout(form).tables[form.figures[id].table].marks_sheet for each in said.findings for id in each.cells}
    touched = {part_of(rich, title) for title in (*titles, "校验结果")}
    assert changed(rich, after) == touched
    a, b = raw(rich), raw(after)
    assert {name for name in a if a[name] != b[name]} == touched
    assert parts(unmarked(after, tmp_path)) == parts(rich)


def check_path_of(data: bytes, folder: Path) -> Result:
    (folder / "rich.xlsm").write_bytes(data)
    return check_path(folder / "rich.xlsm", FORMS)


def test_the_list_says_level_place_problem_both_sides_advice_and_reason(tmp_path: Path) -> None:
    sides: dict[str, Any] = {"left": Decimal(38), "right": Decimal("41.5"), "difference": Decimal("-3.5")}
    said = result(
        finding("AR302", ["三、依申请公开!J7"], message="=1+1\x00<&>", advice="@改", **sides),
        finding("AR411", [], "warning", explanation="经核实无误"),
    )
    after = marked(to_bytes(FORMS[1]), said, tmp_path)
    link = '=HYPERLINK("#\'三、依申请公开\'!J7","三、依申请公开 J7")'
    assert block(after) == [
        ("错误 AR302", link, "=1+1<&>", 38, 41.5, -3.5, "@改", None),
        ("需说明 AR411", None, "不对", None, None, None, None, "经核实无误"),
    ]
    sheet = parts(after)[part_of(after, "校验结果")].decode()
    assert '<is><t xml:space="preserve">=1+1' in sheet  # text that looks like a formula is none
    assert "<v>三、依申请公开 J7</v>" in sheet


def test_findings_beyond_the_room_of_the_list_are_counted(tmp_path: Path) -> None:
    said = result(*(finding("AR102", [], message=f"第{number}个") for number in range(1000)))
    rows = block(marked(to_bytes(FORMS[1]), said, tmp_path))
    room = len(rows)
    assert 100 <= room < 1000 and rows[room - 2][2] == f"第{room - 2}个"
    assert rows[-1][2] == f"另有 {1000 - room + 1} 个问题，这里写不下。改完以上各处再校验一次。"


def test_what_a_filler_typed_beside_a_finding_stays_beside_it(tmp_path: Path) -> None:
    said = result(finding("AR411", ["二、主动公开!B6"], "warning"), finding("AR412", ["二、主动公开!C6"], "warning"))
    once = marked(to_bytes(FORMS[1]), said, tmp_path)

    def type_in(name: str, content: bytes) -> tuple[str, bytes]:
        row = re.search(rb'<row r="(\d+)"[^>]*><c r="A\d+"[^>]*><is><t[^>]*>' + "需说明 AR411".encode(), content)
        if row is None:
            return name, content
        end = content.index(b"</row>", row.end())
        cell = f'<c r="H{row[1].decode()}" t="inlineStr"><is><t>年初机构合并</t></is></c>'
        return name, content[:end] + cell.encode() + content[end:]

    typed = rewritten(once, type_in)
    assert typed != once
    fewer = result(*said.findings[:1], finding("AR101", ["二、主动公开!B7"]))
    assert [(row[0], row[7]) for row in block(marked(typed, fewer, tmp_path))] == [
        ("需说明 AR411", "年初机构合并"),
        ("错误 AR101", None),
    ]


def test_a_cell_that_no_mirror_covers_gets_the_rule_instead(tmp_path: Path) -> None:
    form = FORMS[1]
    table = form.tables[1]
    name = layout(form).tables[table.id].marks
    data = rewritten(
        to_bytes(form),
        lambda part, content: (
            part,
            re.sub(rb'<definedName name="%s">[^<]*</definedName>' % name.encode(), b"", content),
        ),
    )
    id = table.figures[0]
    place = layout(form).figures[id]
    said = result(finding("AR102", [str(place)], cells=[id]), finding("AR201", ["基本信息!B6"], cells=["info.year"]))
    after = marked(data, said, tmp_path)
    assert rules(after) == {
        table.sheet: {'LEN("gouji:AR102")>0': place.ref},
        "基本信息": {'LEN("gouji:AR201")>0': "B6"},
    }
    assert parts(unmarked(after, tmp_path)) == parts(data)


def test_a_formula_taken_out_of_the_list_leaves_the_calculation_chain_too(tmp_path: Path) -> None:
    said = result(finding("AR102", ["二、主动公开!B6"]), finding("AR102", ["二、主动公开!B7"]))
    form = FORMS[1]
    after = marked(rich_workbook.enriched(to_bytes(form), "校验结果"), said, tmp_path)
    links = re.findall(r'<c r="(B\d+)"[^>]*><f>HYPERLINK\("#', parts(after)[part_of(after, "校验结果")].decode())[-2:]
    number = int(part_of(after, "校验结果").removeprefix("xl/worksheets/sheet").removesuffix(".xml"))

    def chained(name: str, content: bytes) -> tuple[str, bytes]:
        if name != "xl/calcChain.xml":
            return name, content
        ours = f'<c r="{links[0]}" i="{number}"/><c r="{links[1]}"/><c r="{links[0]}" i="1"/>'
        return name, re.sub(rb"<c .*/>", ours.encode() + b'<c r="C1"/><c r="D1" i="2"/>', content)

    saved = rewritten(after, chained)  # as Excel saves it
    chain = parts(unmarked(saved, tmp_path))["xl/calcChain.xml"].decode()
    assert re.findall(r"<c [^>]*/>", chain) == [f'<c r="{links[0]}" i="1"/>', '<c r="C1"/>', '<c r="D1" i="2"/>']


# ---------------------------------------------------------------- refused


def with_part(name: str) -> bytes:
    return rich_workbook.packed({**parts(rich_workbook.own()), name: b"<x/>"})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (with_part("_xmlsignatures/origin.sigs"), "数字签名"),
        (rewritten(rich_workbook.own(), utf16), "不能在里面做标记"),
        (b"", "不是 .xlsx 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不是 .xlsx 工作簿"),
        (rich_workbook.own()[:3000], "读不全"),
    ],
    ids=["signed", "UTF-16", "empty", "xls", "cut"],
)
def test_what_can_not_be_marked_without_loss_is_refused_and_nothing_is_written(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(MarkError, match=reason):
        marked(data, OWN, tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["source.xlsx"]


def test_damaged_xml_is_refused_or_marked_and_no_other_part_ever_changes(tmp_path: Path) -> None:
    form, rng = FORMS[1], random.Random(1)
    own, template = rich_workbook.own(), faulty(form)
    given = [(own, OWN), (template, check_path_of(template, tmp_path))]
    scraps = [b'"', b"<", b">", b"/>", b"</c>", b"<c>", b'<row r="5">', b"&", b"<!--", b'xmlns=""', b"\xff", b"x:"]
    outcomes = {"marked": 0, "refused": 0}
    for _ in range(200):
        data, said = rng.choice(given)
        spoiled = parts(data)
        name = rng.choice([name for name in spoiled if re.search(r"/sheet\d+\.xml|styles|workbook\.xml", name)])
        content = bytearray(spoiled[name])
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(content))
            content[at : at + rng.choice((0, 0, 1, 20))] = rng.choice(scraps)
        source = rich_workbook.packed({**spoiled, name: bytes(content)})
        try:
            after = marked(source, said, tmp_path)
        except MarkError:
            outcomes["refused"] += 1
            continue
        outcomes["marked"] += 1
        assert all(re.search(r"/sheet\d+\.xml|styles", name) for name in changed(source, after))
    assert min(outcomes.values()) > 20, outcomes


# ---------------------------------------------------------------- other judges


def samples(folder: Path) -> Mapping[str, tuple[bytes, bytes]]:
    """Name → a workbook and its marked copy."""
    form = FORMS[1]
    own = rich_workbook.enriched(rich_workbook.own())
    template, bare = rich_workbook.enriched(faulty(form), form.tables[1].sheet), faulty(form)
    return {
        "own": (own, marked(own, OWN, folder)),
        "template": (template, marked(template, check_path_of(template, folder), folder)),
        "bare": (bare, marked(bare, check_path_of(bare, folder), folder)),
    }


@pytest.mark.slow
def test_microsofts_validator_finds_no_error_in_source_or_copy(tmp_path: Path) -> None:
    for name, both in samples(tmp_path).items():
        for data in both:
            path = tmp_path / f"{name}.xlsm"
            path.write_bytes(data)
            assert faults(path) == [], name


@pytest.mark.slow
def test_libreoffice_opens_the_copies_keeps_the_marks_and_what_it_saves_can_be_marked_again(tmp_path: Path) -> None:
    form = FORMS[1]
    given = samples(tmp_path)
    for name, (_, after) in given.items():
        (tmp_path / f"{name}.xlsx").write_bytes(after)
    saved = dict(
        zip(given, convert([tmp_path / f"{name}.xlsx" for name in given], "xlsx", tmp_path / "lo"), strict=True)
    )
    own = saved["own"].read_bytes()
    assert rules(own) == rules(given["own"][1])
    assert rules(marked(own, OWN, tmp_path)) == rules(own)
    assert rules(unmarked(own, tmp_path)) == {}
    bare = saved["bare"].read_bytes()
    title = layout(form).tables[form.tables[0].id].marks_sheet
    assert mirror(bare, title) == mirror(given["bare"][1], title) != {}
    assert [row[2] for row in block(bare)] == [row[2] for row in block(given["bare"][1])]
    said = check_path(saved["bare"], FORMS)
    again = marked(bare, said, tmp_path)
    assert mirror(again, title) == mirror(bare, title)
    assert [row[2] for row in block(again)] == [each.message for each in said.findings]
    assert block(unmarked(again, tmp_path)) == []
