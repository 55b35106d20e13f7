"""The ribbon's VBA executed, with xlwings' module replaced by a stub that notes what it was asked to run.

pyOpenVBA runs every path, message boxes included; LibreOffice, a second interpreter that others wrote, compiles the
whole project (events and ribbon types too) and runs every button.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import NOTHING, VBARuntimeError

from filled_workbooks import write
from gouji.form.load import load, load_all
from gouji.xlam.build import build
from gouji.xlam.sources import read_sources
from gouji.xlam.vba import Module, vba_project
from spreadsheet import needs
from test_addin_ribbon import BUTTONS

SOURCES = read_sources()
MODULES = {module.name: module for module in SOURCES.modules}
COMMAND = "import gouji.ribbon; gouji.ribbon.{}()"

# What RibbonGouji uses of xlwings' module, no more.
STUB = """
Public Const PROJECT_NAME As String = "gouji"
Public Calls As String
Public Failing As Boolean
Public Missing As Boolean
Public Function RunPython(PythonCommand As String)
    If Failing Then Err.Raise 1004, , "cmd.exe is blocked"
    Calls = Calls & PythonCommand & "|" & ActiveWorkbook.Name & "|" & Application.StatusBar & vbLf
End Function
Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = Not Missing
End Function
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = "C:\\gouji\\" & configKey & ".exe"
End Function
Public Function TakeCalls() As String
    TakeCalls = Calls
    Calls = ""
End Function
Public Sub Fail()
    Failing = True
End Sub
Public Sub Lose()
    Missing = True
End Sub
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in, and a blank report workbook of every form."""
    folder = tmp_path_factory.mktemp("files")
    build(folder / "gouji.xlam")
    for form in load_all():
        write(form, folder / f"{form.id.replace('/', '-')}.xlsx", None)
    return folder


@pytest.fixture
def excel(files: Path) -> ExcelApplication:
    """Excel as pyOpenVBA makes it, with the add-in's sheets and code; the add-in is ThisWorkbook."""
    app = ExcelApplication.open(files / "gouji.xlam", with_vba=False)
    app.add_module(STUB, name="xlwings")
    # pyOpenVBA does not know WithEvents, so ThisWorkbook stays empty here; LibreOffice compiles it below.
    app.add_module(MODULES["RibbonGouji"].source, name="RibbonGouji")
    return app


def report(excel: ExcelApplication, files: Path) -> str:
    """Opens a report workbook and brings it to the front; its name."""
    path = files / f"{load('2021').id.replace('/', '-')}.xlsx"
    excel.open_workbook(path).Activate()
    return path.name


def click(excel: ExcelApplication, sub: str) -> tuple[str, list[str]]:
    """Presses a button: what Python was asked to run, and the message boxes."""
    before = len(excel.dialogs)
    excel.run(sub, NOTHING)
    return str(excel.run("TakeCalls")), [dialog[1] for dialog in excel.dialogs[before:]]


@pytest.mark.parametrize(("sub", "function"), [(sub, function) for _, _, sub, function, _ in BUTTONS])
def test_on_a_report_every_button_runs_its_function_once(
    excel: ExcelApplication, files: Path, sub: str, function: str
) -> None:
    name = report(excel, files)
    assert click(excel, sub) == (f"{COMMAND.format(function)}|{name}|{SOURCES.texts['running']}\n", [])
    assert excel.evaluate("Application.StatusBar") is False


@pytest.mark.parametrize("form", [form.id for form in load_all()])
def test_the_hidden_name_of_any_form_makes_a_workbook_a_report(excel: ExcelApplication, files: Path, form: str) -> None:
    excel.open_workbook(files / f"{form.replace('/', '-')}.xlsx").Activate()
    assert excel.run("GoujiIsReport") is True


def test_another_workbook_is_no_report_and_only_the_free_buttons_run_on_it(excel: ExcelApplication) -> None:
    excel.add_workbook().Activate()
    assert excel.run("GoujiIsReport") is False
    for _, _, sub, function, needs_report in BUTTONS:
        calls, said = click(excel, sub)
        assert calls.split("|")[0] == ("" if needs_report else COMMAND.format(function))
        assert said == ([SOURCES.texts["no_report"]] if needs_report else [])


@pytest.mark.parametrize("name", ["gouji.conf", "GOUJI.Conf", "main.py", "x.PY"])
def test_a_workbook_that_carries_settings_or_code_for_xlwings_runs_nothing(
    excel: ExcelApplication, files: Path, name: str
) -> None:
    report(excel, files)
    excel.add_module(f'Sub Smuggle()\n    Worksheets.Add.Name = "{name}"\nEnd Sub\n', name="Smuggler")
    excel.run("Smuggle")
    for _, _, sub, _, _ in BUTTONS:
        assert click(excel, sub) == ("", [f"{SOURCES.texts['refused']}\r\n{name}"])


def test_a_python_that_is_not_there_is_named(excel: ExcelApplication, files: Path) -> None:
    report(excel, files)
    excel.run("Lose")
    assert click(excel, "GoujiValidate") == ("", [f"{SOURCES.texts['no_python']}\r\nC:\\gouji\\INTERPRETER_WIN.exe"])


def test_an_error_on_the_way_to_python_is_told_and_the_status_bar_is_given_back(
    excel: ExcelApplication, files: Path
) -> None:
    report(excel, files)
    excel.run("Fail")
    assert click(excel, "GoujiValidate") == ("", [f"{SOURCES.texts['failed']}\r\ncmd.exe is blocked"])
    assert excel.evaluate("Application.StatusBar") is False


def test_what_python_says_in_the_status_bar_stays(excel: ExcelApplication, files: Path) -> None:
    report(excel, files)
    told = STUB.replace("Calls = Calls &", 'Application.StatusBar = "done": Calls = Calls &')
    excel.add_module(told, name="xlwings")
    click(excel, "GoujiValidate")
    assert excel.evaluate("Application.StatusBar") == "done"


def test_with_no_workbook_open_a_new_report_still_runs_and_leaves_no_empty_workbook_behind(
    excel: ExcelApplication,
) -> None:
    before = excel.workbooks()
    # The add-in is hidden in Excel and never active; pyOpenVBA has no other way to say that nothing is.
    excel.application._this_workbook, excel.application.active_book = before[0], None
    calls, said = click(excel, "GoujiNewReport")
    command, name, _ = calls.split("|")
    assert (command, said) == (COMMAND.format("new_report"), [])
    assert name not in ("", "gouji.xlam")
    assert excel.workbooks() == before


# ---------------------------------------------------------------- xlwings' own reading of the settings

# What stands around GetConfig: a file beside the workbook and one in the profile are there, and asking one is an error.
SURROUNDINGS = """
Public Const PROJECT_NAME As String = "gouji"
Function GetFullName(wb As Workbook) As String
    GetFullName = "C:\\reports\\a.xlsx"
End Function
Function GetDirectoryConfigFilePath() As String
End Function
Function GetConfigFilePath() As String
End Function
Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = True
End Function
Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    Err.Raise 1004, , "a file was asked"
End Function
Function ExpandEnvironmentStrings(ByVal s As String)
    ExpandEnvironmentStrings = s
End Function
"""
TRUE_ON_WINDOWS = {'App = "Microsoft Excel"', "VBA7", "Win64"}


def compiled_on_windows(source: str) -> str:
    """VBA after conditional compilation, which pyOpenVBA does not do as xlwings writes it."""
    lines, open_blocks = [], list[bool]()
    for line in source.splitlines():
        directive = line.strip()
        if directive.startswith("#If "):
            open_blocks.append(directive.removeprefix("#If ").removesuffix(" Then") in TRUE_ON_WINDOWS)
        elif directive.startswith("#Else"):
            open_blocks[-1] = directive == "#Else" and not open_blocks[-1]
        elif directive.startswith("#End If"):
            open_blocks.pop()
        elif all(open_blocks) and not directive.startswith("#"):
            lines.append(line)
    return "\n".join(lines)


def test_xlwings_finds_every_setting_in_our_sheet_and_never_asks_a_file(files: Path) -> None:
    app = ExcelApplication.open(files / "gouji.xlam", with_vba=False)
    source = compiled_on_windows(MODULES["xlwings"].source)
    functions = [
        re.search(rf"^Function {name}\(.*?^End Function$", source, re.DOTALL | re.MULTILINE)
        for name in ("GetConfig", "GetConfigFromSheet", "SheetExists")
    ]
    # Excel takes the range's sheet from its cells; pyOpenVBA would take the active one.
    text = "\n".join(found[0] for found in functions if found).replace("In Range(sht", "In sht.Range(sht")
    app.add_module(SURROUNDINGS + text, name="xlwings")
    report(app, files)
    assert {key: app.run("GetConfig", key) for key in SOURCES.settings} == dict(SOURCES.settings)
    with pytest.raises(VBARuntimeError, match="a file was asked"):
        app.run("GetConfig", "A NEW SETTING")


# ---------------------------------------------------------------- LibreOffice

# Runs when the twin opens. It notes line by line, so that a macro that stops is seen where it stops.
PROBE = """
Public Sub Note(ByVal words As String)
    Dim file As Integer
    file = FreeFile
    Open "{notes}" For Append As #file
    Print #file, words
    Close #file
End Sub
Public Sub PressAll()
    Dim nobody As Object
    Dim enabled As Variant
    On Error GoTo failed
    GoujiOnLoad nobody
    GoujiEnabled nobody, enabled
    Note "report before " & enabled
    Workbooks.Open "{report}"
    GoujiEnabled nobody, enabled
    Note "report after " & enabled
{presses}
    Note "end"
    Exit Sub
failed:
    Note "error " & Err.Description
    Note "end"
End Sub
"""
# LibreOffice's Basic has a FileExists of its own, which goes first: so the interpreter is a file that exists.
LOUD = """
Public Const PROJECT_NAME As String = "gouji"
Public Function RunPython(PythonCommand As String)
    Note PythonCommand & "|" & ActiveWorkbook.Name
End Function
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = "{report}"
End Function
"""
MACROS_MAY_RUN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def twin(addin: Path, path: Path, report: Path, probe: str) -> None:
    """The add-in as a visible workbook whose opening presses every button: LibreOffice runs no macro of an add-in."""
    opening = "\nPrivate Sub Workbook_Open()\n    Probe.PressAll\nEnd Sub\n"
    modules = [
        Module("ThisWorkbook", MODULES["ThisWorkbook"].source + opening, "workbook"),
        Module("xlwings", LOUD.format(report=report)),
        MODULES["RibbonGouji"],
        Module("Probe", probe),
        Module("SheetConf", kind="sheet"),
        Module("SheetText", kind="sheet"),
    ]
    with zipfile.ZipFile(addin) as package, zipfile.ZipFile(path, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled")
            elif name == "xl/workbook.xml":
                content = content.replace(b' visibility="hidden"', b"")
            elif name == "xl/vbaProject.bin":
                content = vba_project("Gouji", modules)
            copy.writestr(name, content)


def opened(path: Path, notes: Path, profile: Path) -> list[str]:
    """Opens a workbook in LibreOffice with macros allowed until its macro has noted "end"; the notes before that."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(MACROS_MAY_RUN, encoding="utf-8")
    command = [needs("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", str(path)]
    office = subprocess.Popen(
        command, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
            if lines[-1:] == ["end"]:
                return lines[:-1]
            time.sleep(0.1)
        pytest.fail(f"the macro did not come to its end: {lines}")
    finally:
        os.killpg(office.pid, signal.SIGKILL)  # the group that was started above and no other
        office.wait(10)


@pytest.mark.slow
def test_libreoffice_compiles_the_project_and_every_button_runs_its_function(files: Path, tmp_path: Path) -> None:
    form = load("2021")
    name = f"{form.id.replace('/', '-')}.xlsx"
    presses = "\n".join(f"    {sub} nobody" for _, _, sub, _, _ in BUTTONS)
    notes = tmp_path / "notes.txt"
    probe = PROBE.format(notes=notes, report=files / name, presses=presses)
    twin(files / "gouji.xlam", tmp_path / "twin.xlsm", files / name, probe)
    lines = opened(tmp_path / "twin.xlsm", notes, tmp_path / "profile")
    assert lines == [
        "report before False",
        "report after True",
        *(f"{COMMAND.format(function)}|{name}" for _, _, _, function, _ in BUTTONS),
    ]
