"""The names of files that are made from what somebody has typed: harmless, and short enough for every file system."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fillings
from filled_workbooks import write
from gouji.bulk.remote import listed
from gouji.cli.main import main
from gouji.form.load import load
from gouji.report.file_name import LONGEST, fitted, part, stem

FORM = load("2021")
LONG = "中华人民共和国示例自治区示例自治州示例县" * 6  # 120 characters, 360 bytes
TURNED = "\u202e\u2066示例\u2069\u200f局\u061c"


def workbook(path: Path, organization: str, **cells: Decimal | str | None) -> Path:
    figures = {**fillings.consistent(FORM, 1), **cells}
    path.parent.mkdir(parents=True, exist_ok=True)
    write(FORM, path, fillings.reading(FORM, figures, organization=organization, year=2024))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("organization", [LONG, "𠮷" * 100, TURNED, "CON", "a" * 250, "局. . ."])
def test_a_report_is_exported_under_a_name_that_every_file_system_takes(organization: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", organization)
    assert main(["export", str(path), "-o", str(tmp_path / "out"), "--to", "json,docx,html-paste", "--draft"]) == 0
    made = names(tmp_path / "out")
    assert len(made) == 3 and all(
        name.endswith(("（草稿）.json", "（草稿）.docx", "（草稿）（粘贴用）.html")) for name in made
    )
    for name in made:
        assert len(name.encode()) <= 255
        assert not [char for char in name if unicodedata.category(char) in ("Cc", "Cf")]


def test_letters_and_sums_of_long_and_turned_names_are_written(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    units = {LONG + "甲": "部门", LONG + "乙": "部门", TURNED: "部门", "NUL.局": "部门", LONG: "本级政府汇总"}
    for at, unit in enumerate(units):
        figures = {"applications.new_received.total": "很多"} if unit != LONG else {}
        workbook(tmp_path / "in" / f"{at}.xlsx", unit, **figures)
    rows = [f"{unit},{kind},{'' if unit == LONG else LONG}" for unit, kind in units.items()]
    (tmp_path / "r.csv").write_text("\n".join(["单位名称,类别,上级", *rows]) + "\n", encoding="utf-8")
    assert (
        main(["collect", str(tmp_path / "in"), "--roster", str(tmp_path / "r.csv"), "-o", str(tmp_path / "out")]) == 1
    )
    cut = LONG[:66]  # 198 bytes: the next character would be one too many
    assert names(tmp_path / "out" / "退回意见") == sorted(
        [f"{cut}(2).docx", f"{cut}.docx", "_NUL.局.docx", "示例局.docx"]
    )
    assert names(tmp_path / "out" / "汇总") == sorted(f"{cut}_{what}.xlsx" for what in ("汇总表", "汇总明细", "差额表"))


def test_a_marked_copy_is_named_as_its_file_is_without_what_nobody_sees(tmp_path: Path) -> None:
    longest = "长" * 83 + ".xlsx"  # 254 bytes
    for folder, name in (("a", longest), ("b", longest), ("a", "坏\u202excod.xlsx"), ("b/年\u2066报", "好.xlsx")):
        workbook(tmp_path / folder / name, "示例局")
    command = ["check", *(str(tmp_path / each) for each in ("a", "b"))]
    assert main([*command, "--marked", str(tmp_path / "out"), "-o", str(tmp_path / "r.txt")]) == 0
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.xlsx")}
    assert found == {f"a/{longest}", "a/坏xcod.xlsx", f"b/{longest}", "b/年报/好.xlsx"}
    files = [str(tmp_path / each / longest) for each in ("a", "b")]
    assert main(["check", *files, "--marked", str(tmp_path / "two"), "-o", str(tmp_path / "r.txt")]) == 0
    assert names(tmp_path / "two") == sorted([longest, "长" * 82 + " (2).xlsx"])  # 255 bytes, not 258


@pytest.mark.parametrize("length", [78, 83])
def test_a_file_with_a_long_name_is_written_all_the_same(length: int, tmp_path: Path) -> None:
    """The temporary file beside it must have room for its own name."""
    path = tmp_path / ("长" * length + ".xlsx")
    assert main(["new", "-o", str(path)]) == 0
    assert main(["check", str(path), "-o", str(tmp_path / ("果" * 83 + ".json")), "--format", "json"]) == 1
    assert names(tmp_path) == sorted([path.name, "果" * 83 + ".json"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("示例局2024年报告", "示例局2024年报告"),
        ('a/b\\c:d*e?f"g<h>i|j', "abcdefghij"),
        ("..", ""),
        (" 局 . ", "局"),
        ("con", "_con"),
        ("Com¹ .txt", "_Com¹ .txt"),
        ("LPT9", "_LPT9"),
        ("CONIN$", "_CONIN$"),
        ("console", "console"),
        ("甲\u202e乙\u200b丙\u00ad\ufeff\x9b\ud800", "甲乙丙"),
        ("长" * 100, "长" * 66),
    ],
)
def test_what_no_file_system_takes_is_left_out(text: str, expected: str) -> None:
    assert stem(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("年报.xlsx", "年报.xlsx"),
        ("长" * 300 + ".xlsx", "长" * 83 + ".xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("坏\u202exslx.exe", "坏xslx.exe"),
        ("..", ""),
        ("a." + "b" * 300, "a." + "b" * 253),
    ],
)
def test_the_name_that_a_store_gives_keeps_its_ending(name: str, expected: str) -> None:
    assert part(name) == expected


@given(st.text(), st.text(max_size=5))
def test_any_text_makes_a_name_that_is_short_enough_and_no_path(text: str, ending: str) -> None:
    for name in (stem(text), part(text), part(f"{text}.{ending}")):
        assert len(name.encode()) <= LONGEST  # encodable, too
        assert not set(name) & set('<>:"/\\|?*\0\n\u202e') and name not in (".", "..")
    assert len(fitted(text, ending).encode("utf-8", "surrogatepass")) <= LONGEST


def test_files_of_a_store_with_names_too_long_get_copies(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    path = workbook(tmp_path / "in" / ("长" * 80 + "\u202e.xlsx"), "示例局")
    ((file, inside),) = listed(f"file://{path.parent}")
    assert (file.name, inside) == (path.name, Path("长" * 80 + ".xlsx"))
