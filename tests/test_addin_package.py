"""The .xlam itself: the same bytes every time, read back by others, and nothing outside it that it obeys."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from pyopenvba import ExcelFile
from pyopenvba.integrity import check_file

from filled_workbooks import write
from gouji import __version__
from gouji.errors import GoujiError
from gouji.form.load import load
from gouji.xlam import sources
from gouji.xlam.build import addin_bytes, build, stamp
from ooxml_validator import faults
from spreadsheet import needs

INSTALLERS_PYTHON = r"%LOCALAPPDATA%\gouji\python\python.exe"
MODULES = ["RibbonGouji", "SheetConf", "SheetText", "ThisWorkbook", "xlwings"]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / "gouji.xlam"
    build(path)
    return path


def xlwings_source() -> str:
    found = distribution("xlwings").locate_file("xlwings/xlwings_custom_addin.bas")
    return Path(str(found)).read_text(encoding="ascii")


def modules(path: Path) -> dict[str, str]:
    """Name to source, by oletools."""
    parser = VBA_Parser(path.name, data=path.read_bytes())
    try:
        return {Path(name).stem: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def settings(path: Path) -> dict[str, str]:
    """The settings sheet as it stands in the file; a missing cell is ""."""
    found = sources.read_sources().settings
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    cells = dict(re.findall(r'<c r="(\w+)" t="inlineStr"><is><t>([^<]*)</t>', sheet))
    return {cells[f"A{number}"]: cells.get(f"B{number}", "") for number in range(1, len(found) + 1)}


# ---------------------------------------------------------------- reproducible


def test_the_same_bytes_come_out_on_another_day_in_another_time_zone_and_folder(addin: Path, tmp_path: Path) -> None:
    program = "import sys; from gouji.xlam.build import addin_bytes; sys.stdout.buffer.write(addin_bytes())"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert hashlib.sha256(done.stdout).hexdigest() == hashlib.sha256(addin.read_bytes()).hexdigest()


def test_nothing_in_the_package_depends_on_the_clock_the_system_or_the_build_of_zlib(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        entries = package.infolist()
        assert {(e.date_time, e.create_system, e.compress_type) for e in entries} == {((1980, 1, 1, 0, 0, 0), 0, 0)}
        assert entries[0].filename == "[Content_Types].xml"
        assert b"dcterms" not in package.read("docProps/core.xml")


def test_building_does_not_import_xlwings() -> None:
    program = "import sys; from gouji.xlam.build import addin_bytes; addin_bytes(); print('xlwings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# ---------------------------------------------------------------- read back by others


def test_oletools_reads_every_module_back_to_the_letter(addin: Path) -> None:
    read = modules(addin)
    assert sorted(read) == MODULES
    for module in sources.read_sources().modules:
        assert read[module.name].replace("\r\n", "\n") == module.text().decode("ascii").replace("\r\n", "\n")


def test_pyopenvba_reads_every_module_and_both_references(addin: Path) -> None:
    with ExcelFile(addin) as workbook:
        assert sorted(workbook.module_names()) == MODULES
        assert "Sub GoujiValidate(control As IRibbonControl)" in workbook.get_module("RibbonGouji")
        assert [reference.name for reference in workbook.references()] == ["stdole", "Office"]


def test_pyopenvbas_file_check_is_complete_and_finds_nothing(addin: Path) -> None:
    report = check_file(addin)
    assert (report.complete, report.issues) == (True, ())


def test_microsofts_validator_finds_no_error_customui_included(addin: Path, tmp_path: Path) -> None:
    def errors(path: Path) -> list[str]:
        return [fault["path"] for fault in faults(path)]

    assert errors(addin) == []
    # It does look into the customUI of both generations: one word wrong is one error.
    for part in ("customUI/customUI.xml", "customUI/customUI14.xml"):
        wrong = tmp_path / f"{Path(part).stem}.xlam"
        with zipfile.ZipFile(addin) as package, zipfile.ZipFile(wrong, "w") as copy:
            for name in package.namelist():
                content = package.read(name)
                copy.writestr(name, content.replace(b"keytip=", b"keytop=", 1) if name == part else content)
        assert errors(wrong) == [f"/{part}"]


def test_libreoffice_loads_it_with_its_two_sheets(addin: Path, tmp_path: Path) -> None:
    command = [
        needs("soffice"),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--norestore",
    ]
    # LibreOffice knows an .xlam from no other workbook once it is told which filter to use; by name it knows none.
    command += ["--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(addin)]
    subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workbook = openpyxl.load_workbook(tmp_path / "gouji.xlsx")
    found = sources.read_sources()
    rows = {
        sheet.title: {key: value or "" for key, value in sheet.iter_rows(max_col=2, values_only=True)}
        for sheet in workbook
    }
    assert rows == {"gouji.conf": dict(found.settings), "gouji.text": dict(found.texts)}


# ---------------------------------------------------------------- what it obeys


def test_every_setting_that_xlwings_asks_for_stands_in_the_sheet_so_no_file_beside_a_workbook_is_asked(
    addin: Path,
) -> None:
    asked = set(re.findall(r'GetConfig\("([^"]+)"', xlwings_source()))
    assert len(asked) > 10
    assert asked - settings(addin).keys() == set()
    assert all(key == key.upper() for key in settings(addin)), "xlwings puts the sheet's keys into capitals"


def test_the_settings_name_the_installers_python_and_shut_the_doors_that_let_a_workbook_in(addin: Path) -> None:
    found = settings(addin)
    wanted = {
        "INTERPRETER_WIN": INSTALLERS_PYTHON,
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "PYTHONPATH": "",
        "USE UDF SERVER": "False",
        "SHOW CONSOLE": "False",
        "LICENSE_KEY": "",
        "CONDA PATH": "",
    }
    assert {key: found[key] for key in wanted} == wanted


def test_the_settings_have_no_gap_because_xlwings_reads_down_to_the_first_empty_cell(addin: Path) -> None:
    assert list(settings(addin)) == list(sources.read_sources().settings)
    assert "" not in settings(addin)


def test_xlwings_own_code_is_taken_unchanged_but_for_the_name_of_the_settings_sheet(addin: Path) -> None:
    theirs = xlwings_source().replace("\r\n", "\n").rstrip().split("\n")
    ours = modules(addin)["xlwings"].replace("\r\n", "\n").rstrip().split("\n")
    changed = [(old, new) for old, new in zip(theirs, ours, strict=True) if old != new]
    name = "Public Const PROJECT_NAME As String = "
    assert changed == [(f'{name}"myaddin"', f'{name}"gouji"')]


def test_excel_takes_it_for_an_add_in_and_a_hidden_one(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        assert b'"application/vnd.ms-excel.addin.macroEnabled.main+xml"' in package.read("[Content_Types].xml")
        assert b'visibility="hidden"' in package.read("xl/workbook.xml")


# ---------------------------------------------------------------- stamp and errors


def test_it_says_which_gouji_which_xlwings_and_which_python(tmp_path: Path) -> None:
    python = r"D:\软件 & 工具\<python>\python.exe"
    build(tmp_path / "a.xlam", python)
    said = stamp(tmp_path / "a.xlam")
    assert said is not None
    assert (said.version, said.xlwings, said.interpreter) == (__version__, distribution("xlwings").version, python)
    assert settings(tmp_path / "a.xlam")["INTERPRETER_WIN"] == python.replace("&", "&amp;").replace(
        "<", "&lt;"
    ).replace(">", "&gt;")


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_package_has_no_stamp(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlam").write_bytes(content)
    assert stamp(tmp_path / "a.xlam") is None
    assert stamp(tmp_path / "missing.xlam") is None


def test_another_workbook_has_no_stamp_and_neither_has_a_report(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlam")
    write(load("2021"), tmp_path / "b.xlam", None)
    assert [stamp(tmp_path / name) for name in ("a.xlam", "b.xlam")] == [None, None]


def test_a_damaged_add_in_has_no_stamp(addin: Path, tmp_path: Path) -> None:
    content = addin.read_bytes()
    (tmp_path / "a.xlam").write_bytes(content.replace(b"gouji.addin", b"gouji.<ddin"))
    assert stamp(tmp_path / "a.xlam") is None


def installed(tmp_path: Path, version: str, source: str | None) -> SimpleNamespace:
    """A distribution of xlwings as importlib.metadata gives it, with this VBA beside it."""
    path = tmp_path / "xlwings_custom_addin.bas"
    if source is not None:
        path.write_text(source, encoding="ascii")
    return SimpleNamespace(version=version, locate_file=lambda _: path)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (None, "安装不完整"),
        ('Public Const XLWINGS_VERSION As String = "0.1.2"\n', "版本（0.1.2）和 xlwings 9.9.9 对不上"),
        ("Option Explicit\n", "版本（没有写明版本）和 xlwings 9.9.9 对不上"),
        ('Public Const XLWINGS_VERSION As String = "9.9.9"\n', "xlwings 9.9.9 的写法变了"),
    ],
)
def test_vba_that_does_not_belong_to_the_installed_xlwings_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str | None, said: str
) -> None:
    monkeypatch.setattr(sources, "distribution", lambda _: installed(tmp_path, "9.9.9", source))
    with pytest.raises(GoujiError, match=re.escape(said)):
        addin_bytes()


def test_without_xlwings_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(sources, "distribution", missing)
    with pytest.raises(GoujiError, match=r"pip install gouji\[excel\]"):
        addin_bytes()


def test_the_workbook_part_names_sheets_and_code_that_exist(addin: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(addin.read_bytes())) as package:
        names = set(package.namelist())
        for part in [name for name in names if name.endswith(".rels")]:
            base = part.replace("_rels/", "").rsplit("/", 1)[0] + "/" if part != "_rels/.rels" else ""
            for target in re.findall(r'Target="([^"]+)"', package.read(part).decode()):
                assert base + target in names
        overrides = set(re.findall(r'PartName="/([^"]+)"', package.read("[Content_Types].xml").decode()))
    assert overrides - names == set()
