"""`gouji addin` on a made-up Windows profile: APPDATA is what tells a Windows PC from another."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from gouji import __version__
from gouji.cli.main import main
from gouji.xlam.build import stamp
from gouji.xlam.install import starts, this_interpreter

PLACE = ("Microsoft", "Excel", "XLSTART")


@pytest.fixture
def appdata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "张 三" / "AppData" / "Roaming"
    folder.mkdir(parents=True)
    monkeypatch.setenv("APPDATA", str(folder))
    return folder


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def target(appdata: Path) -> Path:
    return appdata.joinpath(*PLACE, "gouji.xlam")


def test_install_puts_one_file_into_excels_start_folder_and_names_this_python(
    appdata: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["addin", "install"]) == 0
    assert list(files(appdata)) == ["Microsoft/Excel/XLSTART/gouji.xlam"]
    said = stamp(target(appdata))
    assert said is not None
    assert (said.version, said.interpreter) == (__version__, sys.executable)
    assert capsys.readouterr().out.splitlines() == [
        f"已安装加载项：{target(appdata)}",
        "重新打开 Excel，就能看到“年报勾稽”选项卡。",
    ]


def test_status_is_0_only_when_the_ribbon_can_work(appdata: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "status"]) == 1
    assert "状态：没有安装。" in capsys.readouterr().out
    main(["addin", "install"])
    capsys.readouterr()
    assert main(["addin", "status"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"位置：{target(appdata)}",
        f"状态：已安装（gouji {__version__}，xlwings {distribution('xlwings').version}）。",
        f"它运行的 Python：{sys.executable}",
    ]


def test_status_tells_an_old_add_in_and_a_python_that_is_gone(
    appdata: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.xlam.build.__version__", "0.0.1")
    monkeypatch.setattr("gouji.xlam.install.this_interpreter.__defaults__", (r"C:\gone\python.exe",))
    main(["addin", "install"])
    capsys.readouterr()
    assert main(["addin", "status"]) == 1
    out = capsys.readouterr().out
    assert f"加载项是 0.0.1 版，程序是 {__version__} 版。" in out
    assert "它要运行的 Python 不在。" in out


def test_installing_again_replaces_the_older_add_in(appdata: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr("gouji.xlam.build.__version__", "0.0.1")
        main(["addin", "install"])
    before = files(appdata)
    assert main(["addin", "install"]) == 0
    assert list(files(appdata)) == list(before)
    said = stamp(target(appdata))
    assert said is not None
    assert said.version == __version__


def test_remove_deletes_the_add_in_and_leaves_everything_else(
    appdata: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["addin", "install"])
    (target(appdata).parent / "别人的.xlam").write_bytes(b"mine")
    capsys.readouterr()
    assert main(["addin", "remove"]) == 0
    assert list(files(appdata)) == ["Microsoft/Excel/XLSTART/别人的.xlam"]
    assert main(["addin", "remove"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"已移除加载项：{target(appdata)}",
        f"没有安装加载项，不用移除：{target(appdata)}",
    ]


@pytest.mark.parametrize("action", ["install", "remove"])
def test_a_file_of_our_name_that_is_not_ours_is_never_touched(
    appdata: Path, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    target(appdata).parent.mkdir(parents=True)
    target(appdata).write_bytes(b"somebody's own add-in")
    before = files(appdata)
    assert main(["addin", action]) == 1
    assert files(appdata) == before
    assert "这个文件不是年报勾稽的加载项，没有动它。" in capsys.readouterr().err
    assert main(["addin", "status"]) == 1
    assert "不是年报勾稽的加载项" in capsys.readouterr().out


@pytest.mark.parametrize(("action", "method"), [("install", "replace"), ("remove", "unlink")])
def test_an_add_in_that_excel_holds_open_stays_whole_and_the_message_says_to_close_excel(
    appdata: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, action: str, method: str
) -> None:
    main(["addin", "install"])
    before = files(appdata)
    place, real = target(appdata), getattr(Path, method)

    def held(self: Path, *words: object, **more: object) -> object:
        if place in (self, *words):
            raise PermissionError(13, "in use", str(self))
        return real(self, *words, **more)

    with monkeypatch.context() as excel_runs:
        excel_runs.setattr(Path, method, held)
        assert main(["addin", action]) == 1
    assert "请先关闭所有 Excel 窗口" in capsys.readouterr().err
    assert files(appdata) == before


def test_no_unfinished_file_ever_lies_in_the_start_folder_where_excel_would_open_it(
    appdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = Path.replace

    def replace(self: Path, to: Path) -> Path:
        seen.append([path.name for path in target(appdata).parent.iterdir()])
        return real(self, to)

    monkeypatch.setattr(Path, "replace", replace)
    main(["addin", "install"])
    assert seen == [[]]


@pytest.mark.parametrize(
    ("action", "would"),
    [("install", "会生成加载项，放到"), ("remove", "会删除"), ("status", "会查看")],
)
def test_elsewhere_than_on_windows_it_says_what_it_would_do_and_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], action: str, would: str
) -> None:
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["addin", action]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "这台电脑不是 Windows，没有做任何改动。"
    assert would in lines[1]
    assert r"%APPDATA%\Microsoft\Excel\XLSTART\gouji.xlam" in lines[1]
    assert list(tmp_path.iterdir()) == []


def test_build_writes_the_add_in_where_it_is_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.xlam"
    assert main(["addin", "build", "-o", str(path), "--interpreter", r"D:\py\python.exe"]) == 0
    said = stamp(path)
    assert said is not None
    assert said.interpreter == r"D:\py\python.exe"
    assert list(tmp_path.iterdir()) == [path]
    assert capsys.readouterr().out.splitlines()[1] == r"它运行的 Python：D:\py\python.exe"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build"], "还要写 -o 文件.xlam"),
        (["build", "-o", "{folder}/a.xlsx"], "要以 .xlam 结尾"),
        (["build", "-o", "{folder}/none/a.xlam"], "文件夹不存在"),
        (["build", "-o", "{folder}/there.xlam"], "文件已存在，没有动它"),
        (["install", "-o", "{folder}/a.xlam"], "只用于 gouji addin build"),
        (["repair"], "参数 动作"),
    ],
)
def test_a_wrong_call_is_told_in_chinese_with_status_2_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    (tmp_path / "there.xlam").write_bytes(b"mine")
    assert main(["addin", *(word.format(folder=tmp_path) for word in words)]) == 2
    assert said in capsys.readouterr().err
    assert files(tmp_path) == {"there.xlam": hashlib.sha256(b"mine").hexdigest()}


def test_build_overwrites_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "there.xlam"
    path.write_bytes(b"mine")
    assert main(["addin", "build", "-o", str(path), "--overwrite"]) == 0
    assert stamp(path) is not None


@pytest.mark.parametrize(
    ("executable", "named"),
    [
        (r"C:\Users\张三\AppData\Local\gouji\python\python.exe", r"%LOCALAPPDATA%\gouji\python\python.exe"),
        (r"c:\users\张三\appdata\local\Programs\py.exe", r"%LOCALAPPDATA%\Programs\py.exe"),
        (r"C:\Users\张三\venv\Scripts\python.exe", r"%USERPROFILE%\venv\Scripts\python.exe"),
        (r"D:\python\python.exe", r"D:\python\python.exe"),
    ],
)
def test_a_python_below_the_users_folders_is_named_by_a_variable_so_that_it_roams(executable: str, named: str) -> None:
    environment = {"LOCALAPPDATA": r"C:\Users\张三\AppData\Local", "USERPROFILE": r"C:\Users\张三"}
    assert this_interpreter(environment, executable) == named


def test_a_python_named_by_a_variable_is_found(tmp_path: Path) -> None:
    (tmp_path / "python.exe").write_bytes(b"")
    assert starts("%LOCALAPPDATA%/python.exe", {"LOCALAPPDATA": str(tmp_path)})
    assert not starts("%LOCALAPPDATA%/python.exe", {"LOCALAPPDATA": str(tmp_path / "other")})
