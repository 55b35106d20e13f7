"""Bytes that make no character, and characters that nobody sees: each is named where it stands, and costs no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fillings
from filled_workbooks import to_bytes
from gouji.cli.main import main
from gouji.errors import UnreadableError
from gouji.form.load import load_all
from gouji.frozen import replace
from gouji.reading import record, source
from gouji.reading.reading import Paragraph, Reading
from report_layouts import Layout, bars, cell_a_line, html, markdown, numbered, report, spaced, tab_led, tabs
from shared_material import shared

FORMS = load_all()
FORM = FORMS[1]
NEW = "applications.new_received"
IDS = tuple(FORM.figures)
LAYOUTS: tuple[Layout, ...] = (bars, markdown, tabs, tab_led, cell_a_line, spaced, html)
BY_LAYOUT = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)


def printed(layout: Layout = html, **figures: str) -> str:
    """A report whose figures are all different."""
    given = {id.replace("__", "."): text for id, text in figures.items()}
    text = report(FORM, {**numbered(FORM), **given}, layout)
    return f'<html><head><meta charset="gbk"></head><body>{text}</body></html>' if layout is html else text


def figure(id: str, text: str, layout: Layout = html) -> str:
    return printed(layout, **{id.replace(".", "__"): text})


def checked(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str = "a.html") -> list[Any]:
    """The findings of `gouji check --format json` but for ties, which figures that are all different break."""
    (tmp_path / name).write_bytes(data)
    main(["check", str(tmp_path / name), "--format", "json"])
    (result,) = json.loads(capsys.readouterr().out)["results"]
    return [each for each in result["findings"] if each["code"] < "AR200" or each["code"] >= "AR7"]


def codes(findings: list[Any]) -> list[tuple[str, list[str]]]:
    return [(each["code"], each["cells"]) for each in findings]


def read(data: bytes) -> Reading:
    return source.read_bytes(data, FORMS)


def raws(reading: Reading) -> dict[str, str]:
    return {id: cell.value.raw for id, cell in reading.figures.items()}


# ---------------------------------------------------------------- one bad byte


def test_the_page_with_one_bad_byte_is_read_and_its_piece_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = shared("cases/gbk_page_with_one_bad_byte.html").read_bytes()
    (finding,) = checked(data, tmp_path, capsys)
    assert (finding["code"], finding["severity"], finding["cells"]) == ("AR728", "warning", ["sections.applications"])
    assert finding["message"] == (
        "“三、收到和处理政府信息公开申请情况”有 1 处读不出来的字：“1.�本机关不掌握相关政府”（按 GB18030 读）。"
    )
    assert main(["import", str(tmp_path / "a.html"), "-o", str(tmp_path / "a.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "读到数字 200 / 200 个" in said and finding["message"] in said


ENCODED: dict[str, Callable[[str], bytes]] = {
    "GB18030": lambda text: text.encode("gb18030"),
    "UTF-8": lambda text: text.encode(),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
}
MARK = "坏"  # stands for the bad byte while the text is whole


def spoiled(text: str, encoding: str) -> bytes:
    bad = {"GB18030": b"\xff", "UTF-8": b"\xff", "UTF-16": b"\x00\xdc"}[encoding]
    whole = ENCODED[encoding](text.replace("\r", ""))
    mark = ENCODED[encoding](MARK).removeprefix(b"\xff\xfe")
    assert whole.count(mark) == 1
    return whole.replace(mark, bad)


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_bad_byte_in_a_sentence_is_a_warning_with_the_words_around_it(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed().replace("（一）这是五、问题及改进的第二段。", f"今年工作有{MARK}进步。")
    (finding,) = checked(spoiled(text, encoding), tmp_path, capsys)
    assert (finding["code"], finding["cells"]) == ("AR728", ["sections.problems"])
    assert f"“今年工作有�进步。”（按 {encoding} 读）" in finding["message"]
    assert len(raws(read((tmp_path / "a.html").read_bytes()))) == 200


@BY_LAYOUT
@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("cell", ["1坏3", "坏3", "13坏", "坏"])
def test_a_bad_byte_in_a_figure_costs_that_figure_alone(
    encoding: str, cell: str, layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = f"{NEW}.legal_service_organization"
    data = spoiled(figure(id, cell, layout), encoding)
    (finding,) = checked(data, tmp_path, capsys)
    assert (finding["code"], finding["cells"], finding["suspects"]) == ("AR124", [id], [])
    assert raws(read(data)) == {**numbered(FORM), id: cell.replace(MARK, "�")}


@BY_LAYOUT
@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
@settings(max_examples=15)
@given(at=st.integers(0, 10**6), byte=st.integers(0, 255), how=st.sampled_from(["put", "change", "drop"]))
def test_no_damaged_byte_changes_a_figure_in_silence(
    layout: Layout, encoding: str, at: int, byte: int, how: str
) -> None:
    """But one letter for another: that no reader can see."""
    whole = ENCODED[encoding](printed(layout))
    at %= len(whole)
    bad = b"" if how == "drop" else bytes([byte])
    if bad.isascii() and (how == "put" or whole[at : at + 1].isascii()):
        return
    try:
        found = read(whole[:at] + bad + whole[at + (how != "put") :])
    except UnreadableError:
        return
    missing = {id for remark in found.remarks for id in remark.cells}
    for id, raw in numbered(FORM).items():
        if id in found.figures:
            assert found.figures[id].value.raw == raw or found.figures[id].value.number is None
        else:
            assert id in missing


def test_a_text_cut_off_inside_a_character_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for encoding in ENCODED:
        data = ENCODED[encoding](printed(bars) + "最后一句话")
        (finding,) = checked(data[:-1], tmp_path, capsys, "a.txt")
        assert (finding["code"], finding["cells"]) == ("AR728", ["sections.other"])
        assert f"最后一句�”（按 {encoding} 读）" in finding["message"]


def test_a_page_of_utf_8_stays_one_whatever_a_few_bytes_say() -> None:
    """Read as GB18030 it would be wrong in every word, and often without a single bad byte."""
    text = printed().replace('<meta charset="gbk">', "")
    data = text.encode().replace("示例市".encode(), "示例".encode() + b"\xe5\xb8")
    assert read(data).text("organization") == "示例�档案服务局"


def test_what_is_no_text_at_all_is_still_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = bytes((each * 7919) % 251 for each in range(4000))
    for data in (noise, ENCODED["GB18030"](printed())[:2000] + noise, bytes(5000), b"\x7fELF" + bytes(100)):
        (finding,) = checked(data, tmp_path, capsys)
        assert finding["code"] in ("AR701", "AR705")


def test_a_text_that_is_no_report_says_which_encoding_was_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (finding,) = checked("開會通知，請準時出席。".encode("big5"), tmp_path, capsys, "a.txt")
    assert finding["code"] == "AR701" and "（按 GB18030 读）" in finding["message"]


def test_a_record_with_a_bad_byte_is_refused_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(record.to_json(read(printed().encode()), FORM), ensure_ascii=False, indent=1)
    line = text[: text.index("档案")].count("\n") + 1
    data = text.replace("档案", "档坏", 1).encode().replace("坏".encode(), b"\xff")
    (finding,) = checked(data, tmp_path, capsys, "a.json")
    assert finding["code"] == "AR701" and f"JSON 第 {line} 行有读不出来的字节（按 UTF-8 读）" in finding["message"]


def test_a_piece_that_came_through_an_import_is_named_in_the_workbook_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = f"{NEW}.natural_person"
    text = figure(id, "1�3").replace("（一）这是五、问题及改进的第二段。", "今年�进步。").replace("档案", "档�")
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert main(["import", str(tmp_path / "a.html"), "-o", str(tmp_path / "a.xlsx")]) == 0
    capsys.readouterr()
    found = codes(checked((tmp_path / "a.xlsx").read_bytes(), tmp_path, capsys, "b.xlsx"))
    assert found == [("AR124", [id]), ("AR728", ["info.organization"]), ("AR728", ["sections.problems"])]


# ---------------------------------------------------------------- what nobody sees

UNSEEN = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202c", "\u200e", "\u2063", "\u180e", "\ufe0f", "\u3164"]


@BY_LAYOUT
@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize("cell", ["1{}2", "{}12", "12{}"])
def test_what_nobody_sees_in_a_figure_is_named_and_the_number_offered(
    unseen: str, cell: str, layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = f"{NEW}.legal_service_organization"
    data = figure(id, cell.format(unseen), layout).encode()
    (finding,) = checked(data, tmp_path, capsys)
    assert (finding["code"], finding["cells"]) == ("AR123", [id])
    assert f"（U+{ord(unseen):04X}）" in finding["message"]
    assert [(each["cell"], each["to"]) for each in finding["suspects"]] == [(id, 12)]


@pytest.mark.parametrize("unseen", ["\u202e", "\u200f", "\u2067", "\x07"])
def test_a_number_that_may_be_seen_otherwise_is_not_offered(
    unseen: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = f"{NEW}.natural_person"
    (finding,) = checked(figure(id, f"1{unseen}2").encode(), tmp_path, capsys)
    assert (finding["code"], finding["cells"], finding["suspects"]) == ("AR123", [id], [])


@BY_LAYOUT
def test_a_cell_of_nothing_that_is_seen_is_blank(
    layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if layout in (spaced, cell_a_line):
        pytest.skip("a blank cell leaves no trace in this layout")
    id = f"{NEW}.natural_person"
    (finding,) = checked(figure(id, "\u200b\ufeff", layout).encode(), tmp_path, capsys)
    assert (finding["code"], finding["cells"]) == ("AR101", [id])


@pytest.mark.parametrize("cell", ["1 2", "1O", "l2", "③", "Ⅻ", "٣", "1٣", "1²", "3万", "𝟏𝟐"])
def test_what_only_looks_like_a_number_is_none_and_nothing_is_offered(
    cell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = f"{NEW}.natural_person"
    (finding,) = checked(figure(id, cell).encode(), tmp_path, capsys)
    assert (finding["code"], finding["cells"], finding["suspects"]) == ("AR102", [id], [])


@pytest.mark.parametrize("minus", ["－", "−", "–", "—", "‐", "﹣"])
def test_a_minus_of_another_kind_is_a_negative_count_and_no_text(
    minus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = f"{NEW}.natural_person"
    (finding,) = checked(figure(id, f"{minus}3").encode(), tmp_path, capsys)
    assert (finding["code"], finding["cells"]) == ("AR108", [id])


def test_what_nobody_sees_in_headings_titles_and_sentences_changes_nothing() -> None:
    text = printed()
    strewn = (
        text.replace("、", "\u200b、\u00ad").replace("2020年", "20\u200b20\ufeff年").replace("<p>这", "<p>\u2060这")
    )
    plain, found = read(text.encode()), read(strewn.encode())
    assert (found.info, found.figures, found.sections) == (plain.info, plain.figures, plain.sections)


@pytest.mark.parametrize(
    "cell",
    [
        "1\u200b2",
        "1\ufeff",
        "\u202e21",
        "\u200b",
        "1\ufffd3",
        "－3",
        "— 3",
        "１２",
        "1O",
        "③",
        "1 2",
        "1\u00ad,234",
        "3\ufe0f",
    ],
)
def test_page_and_workbook_judge_a_figure_alike(cell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    id = f"{NEW}.natural_person"
    page = report(FORM, {**dict.fromkeys(FORM.figures, "0"), id: cell}, html)
    workbook = to_bytes(FORM, fillings.reading(FORM, {**fillings.zeros(FORM), id: cell}))
    told = [
        [(each["code"], each["message"], [suspect["to"] for suspect in each["suspects"]]) for each in found]
        for found in (checked(page.encode(), tmp_path, capsys), checked(workbook, tmp_path, capsys, "a.xlsx"))
    ]
    assert told[0] == told[1] and len(told[0]) == 1


def test_a_field_and_a_paragraph_of_nothing_that_is_seen_are_blank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = fillings.reading(FORM, fillings.zeros(FORM), organization="\u200b\u3164")
    given = replace(given, sections={**given.sections, "problems": (Paragraph("\ufeff\u00ad"),)})
    (tmp_path / "a.xlsx").write_bytes(to_bytes(FORM, given))
    main(["check", str(tmp_path / "a.xlsx"), "--format", "json"])
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert codes(result["findings"]) == [("AR603", ["info.organization"]), ("AR501", ["sections.problems"])]
