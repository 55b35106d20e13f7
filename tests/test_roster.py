"""The roster: read whatever way an office keeps it, and every fault of it told at once, to the cell."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.check.info import is_credit_code
from gouji.collect.collection import Unit
from gouji.collect.roster import roster
from gouji.collect.roster.example import write_example
from gouji.collect.roster.roster import RosterError
from gouji.errors import GoujiError, UsageError
from gouji.form.form import Form
from gouji.form.load import load, load_folder
from shared_material import shared

FORM = load("2021")
THIRD = load_folder(Path(__file__).parent / "third_form")
CODES = ("11000000000000001Y", "110000000000000022", "110000000000000035")
HEADS = ("单位名称", "统一社会信用代码", "类别", "上级", "联系人", "电话", "曾用名", "截止日期")
COUNTY = ("示例县人民政府", "", "本级政府汇总", "", "", "", "", "")


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(RosterError) as raised:
        roster.read(path, FORM)
    return list(raised.value.faults)


def test_the_codes_of_these_tests_have_right_check_characters() -> None:
    assert [is_credit_code(code) for code in CODES] == [True, True, True]


def test_columns_are_known_by_their_heads_in_any_order_below_any_title(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["示例县政府信息公开年度报告报送单位花名册"],
        [],
        [
            "序号",
            "电话",
            "口径",
            "报送单位",
            "汇总单位",
            "信用代码",
            "简称（几个之间用顿号）",
            "联系人/经办人",
            "报送期限",
        ],
        [1, None, "本级政府汇总", "示例县人民政府", None, None, "县政府", "李四", None],
        [
            2,
            13800000000,
            " 部门 ",
            "示例县教育局（体育局）",
            "县政府",
            CODES[0].lower(),
            "县教育局；县教体局",
            "张三",
            datetime(2026, 1, 20),
        ],
        [3],
    ]
    assert roster.read(workbook(tmp_path / "册.xlsx", 名单=rows), FORM) == (
        Unit("示例县人民政府", kind="本级政府汇总", contact="李四", also=("县政府",)),
        Unit(
            "示例县教育局（体育局）",
            CODES[0],
            "部门",
            "示例县人民政府",
            "张三",
            "13800000000",
            ("县教育局", "县教体局"),
            date(2026, 1, 20),
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_in_each_code_page_and_with_each_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = [
        separator.join(("机关名称", "类别", "上级", "曾用名", "截止日期")),
        separator.join(("示例县人民政府", "本级政府汇总", "", "", "")),
        "",
        separator.join(('"示例县\n水务局"', "部门", "示例县人民政府", "县水利局、县水务局", "2026年1月9日")),
    ]
    path = tmp_path / "花名册.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    top, water = roster.read(path, FORM)
    assert top == Unit("示例县人民政府", kind="本级政府汇总")
    assert water == Unit(
        "示例县 水务局", kind="部门", parent=top.name, also=("县水利局", "县水务局"), due=date(2026, 1, 9)
    )


UNPAIRED = "引号不成对，或者引号前后还有别的字。多了一个就删去；是内容里的引号，改成中文引号“”。"
RUNS_OVER = "引号里的内容跨到了下一行。多了一个引号就删去；是单元格里的换行，去掉换行。"
STRAY = {
    "opened-and-never-closed": ('乙局|部门|"张三|1', [f"第3行第3列：{UNPAIRED}"]),
    "opened-in-the-middle": ('乙局|部门|张"三|1', [f"第3行第3列：{UNPAIRED}"]),
    "closed-before-the-end": ('乙局|部门|"张"三|1', [f"第3行第3列：{UNPAIRED}"]),
    "closed-and-never-opened": ('乙局|部门|张三"|1', [f"第3行第3列：{UNPAIRED}"]),
    "closed-two-rows-on": ('乙局|部门|"张三|1\r\n丙局|部门|李四"|1', [f"第3行第3列：{RUNS_OVER}"]),
    "closed-at-the-head-of-the-next-row": ('乙局|部门|张三|"1\r\n丙局"|部门|李四|1', [f"第3行第4列：{RUNS_OVER}"]),
    "alone": ('乙局|部门|"|1', [f"第3行第3列：{UNPAIRED}"]),
    "two-alone": ('乙局|部门|"|1\r\n丙局|"|李四|1', [f"第3行第3列：{RUNS_OVER}"]),
    "one-too-many": ('"乙""局"|部门|"张三"""|1\r\n"丙局""|部门|李四|1', [f"第4行第1列：{UNPAIRED}"]),
    "below-a-cell-of-two-lines": ('"乙\n局"|部门|张三|1\r\n丙局|部门|"李四|1', [f"第5行第3列：{UNPAIRED}"]),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("shape", STRAY)
def test_a_stray_quote_is_refused_at_its_place_and_swallows_no_unit(
    tmp_path: Path, shape: str, separator: str, encoding: str
) -> None:
    lines, told = STRAY[shape]
    text = f"单位名称|类别|联系人|电话\r\n甲局|部门|王五|1\r\n{lines}\r\n丁局|部门|赵六|1\r\n"
    path = tmp_path / "花名册.csv"
    path.write_bytes(text.replace("|", separator).encode(encoding))
    assert faults(path) == told


def test_the_roster_of_the_issue_is_refused_at_line_3() -> None:
    assert faults(shared("cases/roster_with_a_stray_quote.csv")) == [f"第3行第4列：{UNPAIRED}"]


def test_a_stray_quote_in_the_heads_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text('名单,"\n单位名称,类别\n甲局,"部门"\n', encoding="utf-8")
    assert faults(path) == [f"第1行第2列：{UNPAIRED}"]
    path.write_text('"名单\n单位名称,类别\n甲局,部门"\n', encoding="utf-8")
    missing = "没有找到表头：应当有一行写着单位名称、类别等列名。可以用空白花名册样表重新填写。"
    assert faults(path) == [f"第1行第1列：{RUNS_OVER}", missing]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_sound_quotes_hold_separators_quotes_spaces_and_line_ends(tmp_path: Path, separator: str) -> None:
    lines = [
        ('"单位\n名称"', "类别", '"联系人"', "曾用名"),
        (f'"甲局{separator}""一""处"', ' "部门" ', '""', '"甲办\r\n甲所"'),
        ('"乙局"', "部门", f'"张{separator}三"', ""),
    ]
    path = tmp_path / "花名册.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode())
    first, second = roster.read(path, FORM)
    apart = " " if separator == "\t" else separator
    assert (first.name, first.kind, first.contact) == (f'甲局{apart}"一"处', "部门", "")
    assert (second.name, second.contact) == ("乙局", f"张{apart}三")


@pytest.mark.parametrize(
    ("encoding", "bad", "name"),
    [
        ("utf-8", b"\xff", "UTF-8"),
        ("utf-8-sig", b"\xe5\x8f", "UTF-8"),
        ("utf-8", b"\xb1", "UTF-8"),
        ("gb18030", b"\xff", "GB18030"),
        ("utf-16", b"\x00\xd8", "UTF-16"),
    ],
)
def test_a_byte_that_is_no_letter_is_told_with_its_line(tmp_path: Path, encoding: str, bad: bytes, name: str) -> None:
    path = tmp_path / "花名册.csv"
    before, after = "单位名称,类别\r\n示例县教育局,部门\r\n示例县", "水务局,部门\r\n示例县司法局,部门\r\n"
    little = "utf-16-le" if encoding == "utf-16" else "utf-8" if encoding == "utf-8-sig" else encoding
    path.write_bytes(before.encode(encoding) + bad + after.encode(little))
    with pytest.raises(UsageError) as raised:
        roster.read(path, FORM)
    assert f"这个文件第 3 行有认不出的字（按 {name} 读）" in str(raised.value)


def test_every_visible_sheet_with_heads_counts_and_a_hidden_one_does_not(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "册.xlsx",
        部门=[("单位名称", "类别"), ("示例县教育局", "部门")],
        说明=[("单位名称写全称，与公章一致",), ("单位名称", "写全称")],
        乡镇=[("类别", "单位"), ("乡镇街道", "东山镇人民政府")],
        旧=[("单位名称", "类别"), ("示例县教育局", "部门")],
    )
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    assert [(unit.name, unit.kind) for unit in roster.read(path, FORM)] == [
        ("示例县教育局", "部门"),
        ("东山镇人民政府", "乡镇街道"),
    ]


def test_heads_that_repeat_on_every_page_are_no_units(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("单位名称,类别\n示例县教育局,部门\n单位名称,类别\n示例县水务局,部门\n", encoding="utf-8")
    assert [unit.name for unit in roster.read(path, FORM)] == ["示例县教育局", "示例县水务局"]


def test_every_fault_of_a_roster_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    rows = [
        HEADS,
        COUNTY,
        ("示例县教育局", CODES[0], "部门", "示例县人民政府", "张三", "1", "县教育局", ""),
        ("", CODES[1], "部门", "示例县人民政府", "", "", "", ""),
        ("示例县 教育局", "", "部门", "示例县人民政府", "", "", "", ""),
        ("示例县水务局", CODES[0], "局", "示例县政府", "", "", "县教育局", "2026-02-30"),
        ("示例县司法局", CODES[2][:-1] + "K", "", "示例县政府", "", "", "", "下周"),
        ("#REF!", "", "部门", "", "", "", "", ""),
    ]
    kinds = "部门、乡镇街道、本政府机关、本级政府汇总、系统汇总"
    assert faults(workbook(tmp_path / "册.xlsx", 花名册=rows)) == [
        "花名册!A4：没有写单位名称。补上名称，或者删掉这一行。",
        f"花名册!C6：没有“局”这个类别。应当是{kinds}之一。",
        "花名册!H6：截止日期“2026-02-30”认不出来。应当写年月日，例如 2026年1月31日；按法定期限的留空。",
        f"花名册!C7：示例县司法局没有写类别。应当是{kinds}之一。",
        f"花名册!B7：统一社会信用代码 {CODES[2][:-1]}K 不对，应当是 18 位并且校验位相符。核对每一位。",
        "花名册!H7：截止日期“下周”认不出来。应当写年月日，例如 2026年1月31日；按法定期限的留空。",
        "花名册!A8：公式出错（#REF!）。改成单位的全称。",
        "花名册!A5：“示例县 教育局”与 花名册!A3 是同一个单位名称。只留一行。",
        f"花名册!B6：统一社会信用代码 {CODES[0]} 与 花名册!B3 相同。核对两处，改正写错的。",
        "花名册!G6：“县教育局”也是 示例县教育局（花名册!A3）的名称，分不清文件是谁的。只在一个单位下写它。",
        "花名册!D6 等 2 处：上级“示例县政府”不在花名册里。是不是“示例县人民政府”？"
        "写它在本表里的单位名称，或者给它也加一行；不由表里的单位汇总的留空。",
    ]


def test_a_text_file_names_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("单位名称,类别,上级\n\n示例县教育局,机关,\n", encoding="gb18030")
    assert faults(path) == [
        "第3行第2列：没有“机关”这个类别。应当是部门、乡镇街道、本政府机关、本级政府汇总、系统汇总之一。"
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("名单",), ("甲",)], "没有找到表头：应当有一行写着单位名称、类别等列名。可以用空白花名册样表重新填写。"),
        ([("单位名称", "电话"), ("甲", "1")], "花名册!A1：这一行表头里没有“类别”这一列。加上这一列再填。"),
        ([("单位名称", "类别")], "表头下面一个单位也没有。每个单位填一行。"),
    ],
)
def test_a_roster_without_heads_or_units_says_what_is_missing(
    tmp_path: Path, rows: Sequence[Sequence[object]], told: str
) -> None:
    assert faults(workbook(tmp_path / "册.xlsx", 花名册=rows)) == [told]


def test_a_circle_of_parents_is_told_once_and_goes_round(tmp_path: Path) -> None:
    names = {"甲县": "乙县", "乙县": "丙县", "丙县": "甲县", "丁县": "丁县", "戊局": "甲县"}
    rows = [("单位名称", "类别", "上级"), *((name, "本级政府汇总", parent) for name, parent in names.items())]
    assert faults(workbook(tmp_path / "册.xlsx", 花名册=rows)) == [
        "花名册!C2：上级绕成了圈：甲县 → 乙县 → 丙县 → 甲县。改正其中一个单位的上级。",
        "花名册!C5：上级绕成了圈：丁县 → 丁县。改正其中一个单位的上级。",
    ]


def test_a_chain_and_a_circle_of_twenty_thousand_parents_come_to_their_end(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    rows = [f"{n}府,本级政府汇总,{n - 1}府\n" for n in range(1, 20_000)]
    path.write_text("单位名称,类别,上级\n0府,本级政府汇总,\n" + "".join(rows), encoding="utf-8")
    begun = time.process_time()
    assert len(roster.read(path, FORM)) == 20_000
    path.write_text("单位名称,类别,上级\n0府,本级政府汇总,19999府\n" + "".join(rows), encoding="utf-8")
    (told,) = faults(path)
    assert time.process_time() - begun < 20
    assert told.startswith("第2行第3列：上级绕成了圈：0府 → 19999府 → 19998府 → ") and "19971府 → …… → 0府。" in told


def test_thousands_of_unknown_parents_are_told_within_seconds(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    rows = [f"示例县第{n}局,部门,示例县第{n}府\n" for n in range(3_000)]
    path.write_text("单位名称,类别,上级\n" + "".join(rows), encoding="utf-8")
    begun = time.process_time()
    told = faults(path)
    assert time.process_time() - begun < 10  # a search for the nearest name took 20 ms each
    assert len(told) == 3_000 and told[0].startswith("第2行第3列：上级“示例县第0府”不在花名册里。是不是“示例县第0局”？")


def test_a_code_that_the_sheet_has_rounded_is_told_as_that(tmp_path: Path) -> None:
    rows = [("单位名称", "类别", "代码"), ("甲局", "部门", 1.10000000000000012e17)]
    (told,) = faults(workbook(tmp_path / "册.xlsx", 花名册=rows))
    assert told.startswith("花名册!C2：统一社会信用代码 1.1E+17 不对") and "先把这一列设成文本" in told


def test_many_faults_are_all_kept_and_the_message_shows_the_first_thirty(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("单位名称,类别\n" + "".join(f"{n}局,x\n" for n in range(40)), encoding="utf-8")
    with pytest.raises(RosterError) as raised:
        roster.read(path, FORM)
    lines = str(raised.value).splitlines()
    assert len(raised.value.faults) == 40
    assert (len(lines), lines[0], lines[-1]) == (32, f"{path}：花名册有 40 处要改：", "  ……还有 10 处")


def test_another_form_has_its_own_kinds(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("编制机关全称,统计口径\n甲局,部门\n乙镇,乡镇街道\n", encoding="utf-8")
    with pytest.raises(RosterError) as raised:
        roster.read(path, THIRD)
    assert raised.value.faults == ("第3行第2列：没有“乡镇街道”这个类别。应当是部门、本级政府汇总之一。",)


# ---------------------------------------------------------------- the blank roster


@pytest.mark.parametrize("form", [FORM, THIRD], ids=lambda form: form.id)
def test_the_blank_roster_is_read_back_once_it_is_filled_in(tmp_path: Path, form: Form) -> None:
    path = tmp_path / "花名册.xlsx"
    write_example(path, form)
    with pytest.raises(RosterError) as raised:
        roster.read(path, form)
    assert raised.value.faults == ("表头下面一个单位也没有。每个单位填一行。",)
    book = openpyxl.load_workbook(path)
    page = book["花名册"]
    assert [cell.value for cell in page[2]] == list(HEADS)
    (listed,) = page.data_validations.dataValidation
    assert str(listed.sqref) == "C3:C10003" and listed.formula1 == f'"{",".join(roster.kinds_of(form))}"'
    for column, text in enumerate(
        ("示例县教育局", CODES[0], "部门", "", "张三", "01000000", "县教育局", "2026-01-31"), 1
    ):
        page.cell(3, column, text)
    book.save(path)
    assert roster.read(path, form) == (
        Unit("示例县教育局", CODES[0], "部门", "", "张三", "01000000", ("县教育局",), date(2026, 1, 31)),
    )


# ---------------------------------------------------------------- hostile and broken files


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "没有找到表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式（.xls）或加了密码"),
        (b"PK\x03\x04" + bytes(600), "花名册读不出来。文件已损坏"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "花名册读不出来。文件已损坏"),
        (b"\xff\xfe\x00\xd8", "应当是 .xlsx 或 .csv"),
        (b"a\x00b", "应当是 .xlsx 或 .csv"),
        ("单位名称,类别\n".encode() + b'"' + b"x" * 200_000, "第2行第1列：引号不成对"),
        (bytes(21 << 20), "文件大于 20 MB"),
    ],
    ids=["empty", "old", "not-a-zip", "ods", "half-utf-16", "binary", "endless-quote", "large"],
)
def test_what_is_no_roster_is_refused_in_one_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(content)
    with pytest.raises(GoujiError, match=told):
        roster.read(path, FORM)


def test_a_missing_roster_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoujiError, match="文件不存在"):
        roster.read(tmp_path / "没有.xlsx", FORM)


def test_a_doctype_and_a_zip_bomb_are_refused_before_anything_is_parsed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "册.xlsx", 花名册=[("单位名称", "类别"), ("甲局", "部门")])
    parts = parts_of(path)
    sheet = parts["xl/worksheets/sheet1.xml"]
    path.write_bytes(zipped(parts | {"xl/worksheets/sheet1.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet}))
    with pytest.raises(GoujiError, match="DOCTYPE"):
        roster.read(path, FORM)
    path.write_bytes(zipped(parts | {"xl/worksheets/sheet1.xml": sheet + b" " * (80 << 20)}))
    with pytest.raises(GoujiError, match="超出安全限度"):
        roster.read(path, FORM)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8), st.booleans())
def test_a_damaged_roster_is_read_or_refused_but_never_breaks(damage: list[tuple[int, int]], is_text: bool) -> None:
    with TemporaryDirectory() as folder:
        path = workbook(Path(folder) / "册.xlsx", 花名册=[("单位名称", "类别"), ("甲局", "部门")])
        data = bytearray("单位名称,类别\n甲局,部门\n".encode("gb18030") if is_text else path.read_bytes())
        for at, byte in damage:
            data[at % len(data)] = byte
        path.write_bytes(data)
        with contextlib.suppress(GoujiError):
            assert all(unit.kind for unit in roster.read(path, FORM))


def test_a_cell_at_the_far_end_and_a_lying_dimension_cost_no_unit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "册.xlsx", 花名册=[("单位名称", "类别"), ("甲局", "部门"), ("乙局", "部门")])
    parts = parts_of(path)
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:B3"', b'ref="A1:B2"')
    assert sheet != parts["xl/worksheets/sheet1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path.write_bytes(zipped(parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)}))
    assert [unit.name for unit in roster.read(path, FORM)] == ["甲局", "乙局"]


def test_control_and_invisible_characters_are_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("单位名称,类别\n\u202e甲\u200b\x07局\ufffe,部门\n=HYPERLINK(1),部门\n", encoding="utf-8")
    assert [unit.name for unit in roster.read(path, FORM)] == ["甲局", "=HYPERLINK(1)"]
