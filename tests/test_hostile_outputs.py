"""What a file says is text in everything that is written from it: no formula, no markup, no path, no link outside."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

import fillings
from gouji.cli.main import main
from gouji.form.load import load
from gouji.reading.reading import Reading
from gouji.workbook.template import to_bytes

FORM = load("2021")
CALL = "cmd|'/C calc'!A0"
TAGS = "<script>evil()</script><img src=x onerror=evil()>\"'><svg/onload=evil()></textarea></title>]]>&{x}"
STARTS = ("=", "+", "-", "@", "\t=", "\r=", " =", "＝")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def evil(start: str = "=") -> str:
    return f"{start}{CALL}{TAGS}"


def named(start: str) -> str:
    """The name of an organisation, of its own even where signs and spaces don't count."""
    return f"{evil(start)}第{STARTS.index(start)}局"


def hostile_reading(organization: str) -> Reading:
    """A report with an error and a payload in every place where an office may type text."""
    figures: dict[str, Any] = dict(fillings.consistent(FORM, 1))
    ids = list(FORM.figures)
    figures[ids[0]] = evil("@")
    figures[FORM.tables[1].figures[6]] += 3
    info = {
        field.id: evil("+")
        for field in FORM.info
        if field.kind == "text" and field.id not in ("organization", "credit_code")
    }
    reading = fillings.reading(FORM, figures, **{**info, "organization": organization})
    texts = {
        id: (*each, *(type(each[0])(evil(start)) for start in STARTS)) if each else each
        for id, each in reading.sections.items()
    }
    return Reading(reading.form, reading.info, reading.figures, texts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for each way in which a formula may begin, under names that are payloads too."""
    made = tmp_path_factory.mktemp("hostile") / "in"
    made.mkdir()
    for at, start in enumerate(STARTS):
        name = f"{start.strip()}{at}<img src=x onerror=evil()>.xlsx"
        (made / name).write_bytes(to_bytes(FORM, hostile_reading(named(start))))
    return made


# ---------------------------------------------------------------- what an output may not hold


def _formulas(data: bytes) -> Iterator[str]:
    """Formulas of cells, formats, validations and names, and targets of links, of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            for element in ElementTree.fromstring(package.read(name)).iter():
                tag = element.tag.rpartition("}")[2]
                if tag in ("f", "formula", "formula1", "formula2", "definedName") and element.text:
                    yield element.text
                if tag == "Relationship" and element.get("TargetMode") == "External":
                    yield element.get("Target", "")
                if tag == "hyperlink":
                    yield element.get("location", "")


def assert_workbook_is_harmless(data: bytes) -> None:
    assert [each for each in _formulas(data) if "calc" in each or "evil" in each] == []
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if isinstance(cell.value, str) and ("calc" in cell.value or "evil" in cell.value)]
    assert {cell.data_type for cell in texts} <= {"s", "inlineStr"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.orders: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.orders += [(name, value) for name, value in attrs if "evil" in name or name.startswith("on")]
        self.orders += [(name, value) for name, value in attrs if name in ("src", "href") and "evil" in str(value)]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script":
            self.scripts.append(data)


def assert_page_is_harmless(text: str) -> None:
    page = _Page()
    page.feed(text)
    assert [each for each in page.orders if "evil" in str(each)] == []
    assert [script for script in page.scripts if script.strip() == "evil()"] == []
    assert "img" not in page.tags
    assert "<img src=x" not in text and "<svg/onload" not in text and "<script>evil" not in text


def assert_document_is_harmless(data: bytes) -> None:
    """A Word file: well-formed, no field, no link outside."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                tree = ElementTree.fromstring(package.read(name))
                tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
                said = [element.text or "" for element in tree.iter() if element.tag.endswith("instrText")]
                assert not {"altChunk", "object"} & tags
                assert [each for each in said if "calc" in each or "evil" in each] == []
                assert not [each for each in tree.iter() if each.get("TargetMode") == "External"]


def assert_harmless(folder: Path) -> set[str]:
    """Every file under a folder, by its ending; the endings that were there."""
    for path in folder.rglob("*"):
        if path.is_dir():
            continue
        assert path.resolve().is_relative_to(folder.resolve())
        assert not re.search(r'[<>:"|?*\x00-\x1f\u202e]', path.name) or path.suffix == ".xlsx"
        match path.suffix:
            case ".xlsx":
                assert_workbook_is_harmless(path.read_bytes())
            case ".html":
                assert_page_is_harmless(path.read_text(encoding="utf-8"))
            case ".docx":
                assert_document_is_harmless(path.read_bytes())
            case ".csv":
                cells = re.split(r'[,\n]"?', path.read_text(encoding="utf-8-sig"))
                assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t")) and "calc" in cell]
    return {path.suffix for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- check


def test_a_check_of_hostile_files_writes_nothing_that_runs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for shape in ("json", "html", "xlsx", "text"):
        assert main(["check", str(folder), "--format", shape, "-o", str(out / f"r.{shape}")]) == 1
    assert {".xlsx", ".html"} <= assert_harmless(out)
    results = json.loads((out / "r.json").read_text(encoding="utf-8"))["results"]
    assert [each["organization"] for each in results if "＝" in each["path"]] == [named("＝")]
    assert all([f["code"] for f in each["findings"]][:1] for each in results)
    text = (out / "r.text").read_text(encoding="utf-8")
    assert "evil()" in text and not re.search(r"[\x00-\x09\x0b-\x1f]", text)


def test_marked_copies_of_hostile_files_keep_text_as_text(folder: Path, tmp_path: Path) -> None:
    assert main(["check", str(folder), "--marked", str(tmp_path / "out"), "-o", str(tmp_path / "r")]) == 1
    assert len(list((tmp_path / "out").iterdir())) == len(STARTS)
    assert_harmless(tmp_path / "out")


# ---------------------------------------------------------------- new, import, export


def test_a_new_workbook_takes_a_hostile_name_as_text(tmp_path: Path) -> None:
    for at, start in enumerate(STARTS):
        path = tmp_path / f"{at}.xlsx"
        assert main(["new", "--year", "2023", "--organization=" + evil(start), "-o", str(path)]) == 0
    assert_harmless(tmp_path)


def test_what_is_exported_of_a_hostile_workbook_is_text(folder: Path, tmp_path: Path) -> None:
    kinds = "json,docx,html,html-paste" + (",pdf" if find_spec("typst") else "")
    for path in sorted(folder.iterdir())[:3]:
        assert main(["export", str(path), "-o", str(tmp_path / "out"), "--draft", "--to", kinds]) == 0
    assert {".docx", ".html", ".json"} <= assert_harmless(tmp_path / "out")
    records = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out").glob("*.json")]
    assert len(records) == 3 and all(CALL in record["organization"] for record in records)


def test_what_is_imported_from_a_hostile_report_is_text(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["export", str(min(folder.iterdir())), "-o", str(out), "--draft", "--to", "json,docx,html"]) == 0
    for at, path in enumerate(sorted(out.iterdir())):
        assert main(["import", str(path), "-o", str(tmp_path / f"{at}.xlsx")]) == 0
    made = list(tmp_path.glob("*.xlsx"))
    assert len(made) == 3
    for path in made:
        assert_workbook_is_harmless(path.read_bytes())


# ---------------------------------------------------------------- collect


def test_a_collection_of_hostile_files_and_a_hostile_roster_writes_nothing_that_runs(
    folder: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sqlalchemy")
    roster = tmp_path / "roster.csv"
    lines = ["单位名称,口径,联系人,电话"]
    for start in STARTS:
        cells = (named(start), "部门", evil("+"), evil("-"))
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    lines.append('"../../../etc/passwd","部门","x","1"')
    lines.append('"..\\..\\a\x1b[2J","部门","x","1"')
    roster.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    words = ["collect", str(folder), "--roster", str(roster), "-o", str(out), "--as-of", "2024-03-01"]
    assert main([*words, "--office", evil()]) == 1
    assert {".xlsx", ".html"} <= assert_harmless(out)
    assert {path.name for path in tmp_path.iterdir()} == {"roster.csv", "out"}
