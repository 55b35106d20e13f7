"""Folders made to harm: what is no file, what changes or vanishes while it is read, and names that a terminal obeys."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from gouji.bulk.gather import Item, gather
from gouji.cli.main import main
from gouji.cli.output import shown
from hostile_corpus.case import FORMS, plain

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pipes, links and bytes in names as on Unix")

TURNED = "\u202excod.exe"
NAMES = {
    "clears the screen": "a\x1b[2J\x1b[31m.xlsx",
    "sets the title": "b\x1b]0;evil\x07.xlsx",
    "obeyed in 8 bits": "c\x9b2J.xlsx",
    "two lines": "d\nerror: e.xlsx",
    "turned round": f"e{TURNED}.xlsx",
    "an option": "--marked",
    "a formula": "=cmd|'calc'!A0.xlsx",
    "markup": "<script>alert(1)<⁄script>.xlsx",
    "no text": os.fsdecode(b"f\xff\xfe.xlsx"),
    "long": "长" * 83 + ".xlsx",
    "a line separator": "g\u2028h.xlsx",
    "blank": " .xlsx",
}
# Without what nobody sees, or what turns their names round.
COPIES = {re.sub("[\x00-\x1f\x9b\u202e\u2028]", "", name) for name in NAMES.values()}


def _codes(paths: list[Path], **more: object) -> list[tuple[str, list[str]]]:
    found = gather([Item(path) for path in paths], FORMS, **more)  # type: ignore[arg-type]
    return [(Path(each.result.path).name, [finding.code for finding in each.result.findings]) for each in found]


def _named(folder: Path) -> Path:
    folder.mkdir()
    for name in NAMES.values():
        (folder / name).write_bytes(plain())
    return folder


def _checked(*words: str, cwd: Path | None = None) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "gouji", "check", *words]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _obeyed(text: str) -> list[str]:
    """Characters that a terminal acts on, or that turn what is read."""
    return [
        char
        for char in text
        if char != "\n" and (unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in "\u202e\u200f\u2066")
    ]


# ---------------------------------------------------------------- what is no file


def test_whatever_lies_in_a_folder_is_told_and_the_files_beside_it_are_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.xlsx").write_bytes(plain())
    (folder / "sub" / "z.xlsx").write_bytes(plain())
    os.mkfifo(folder / "fifo.xlsx")
    (folder / "gone.xlsx").symlink_to(folder / "nothing.xlsx")
    (folder / "loop.xlsx").symlink_to(folder / "loop.xlsx")
    (folder / "round").symlink_to(folder)
    (folder / "device.xlsx").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket is short
        try:
            server.bind("s.xlsx")
        finally:
            os.chdir(here)
        assert main(["check", str(folder), "--format", "json", "--marked", str(tmp_path / "marked")]) == 1
    results = json.loads(capsys.readouterr().out)["results"]
    found = {str(Path(each["path"]).relative_to(folder)): [f["code"] for f in each["findings"]] for each in results}
    assert found == {
        "a.xlsx": [],
        "device.xlsx": ["AR701"],
        "fifo.xlsx": ["AR701"],
        "gone.xlsx": ["AR717"],
        "loop.xlsx": ["AR717"],
        "round": ["AR701"],
        "s.xlsx": ["AR701"],
        "sub/z.xlsx": [],
    }


def _collect(folder: Path, *words: str) -> tuple[int, str, str]:
    """In a process of its own, so that one that waits without end fails the test."""
    command = [sys.executable, "-m", "gouji", "collect", "in", "-o", "out", "--year", "2024", *words]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "a.xlsx").write_bytes(plain())
    (tmp_path / "roster.csv").write_text("单位名称,类别\n示例县档案局,部门\n")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def test_whatever_lies_in_a_collected_folder_is_told_as_a_check_tells_it(collection: Path) -> None:
    folder = collection / "in"
    os.mkfifo(folder / "fifo.xlsx")
    os.mkfifo(folder / "sub" / "fifo")
    (folder / "pipe.pdf").symlink_to(collection / "pipe")
    (folder / "device.xlsx").symlink_to("/dev/zero")
    (folder / "gone.xlsx").symlink_to(folder / "nothing.xlsx")
    (folder / "loop.xlsx").symlink_to(folder / "loop.xlsx")
    (folder / "round").symlink_to(folder)
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket is short
        try:
            server.bind("s.xlsx")
        finally:
            os.chdir(here)
        for _ in range(2):  # the second time the register knows them
            status, _, _ = _collect(collection, "--roster", "roster.csv")
            assert status == 1
            book = openpyxl.load_workbook(collection / "out" / "校验结果汇总.xlsx")
            found = {str(row[0].value): row[4].value for row in book["问题"].iter_rows(min_row=3)}
            assert found == {
                "device.xlsx": "AR701",
                "fifo.xlsx": "AR701",
                "gone.xlsx": "AR717",
                "loop.xlsx": "AR717",
                "pipe.pdf": "AR701",
                "round": "AR701",
                "s.xlsx": "AR701",
                "sub/fifo": "AR701",
            }


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--roster", "pipe"], 2, "pipe"),
        (["--roster", "roster.csv", "--previous", "pipe"], 2, "pipe（上年数据）："),
    ],
)
def test_a_pipe_in_place_of_a_file_that_a_call_names_is_refused(
    words: list[str], status: int, said: str, collection: Path
) -> None:
    done, _, err = _collect(collection, *words)
    assert (done, _obeyed(err)) == (status, []) and said in err and "不是普通文件" in err


def test_a_pipe_as_last_years_data_of_a_check_is_refused(collection: Path) -> None:
    status, out, err = _checked("in/a.xlsx", "--previous", "pipe", cwd=collection)
    assert (status, out) == (2, "") and "pipe（上年数据）：" in err and "不是普通文件" in err


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_and_a_file_without_permission_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    (folder / "closed").mkdir(parents=True)
    (folder / "closed" / "a.xlsx").write_bytes(plain())
    (folder / "b.xlsx").write_bytes(plain())
    (folder / "b.xlsx").chmod(0)
    (folder / "closed").chmod(0)
    try:
        assert main(["check", str(folder), "--format", "json"]) == 1
    finally:
        (folder / "closed").chmod(0o700)
    results = json.loads(capsys.readouterr().out)["results"]
    assert [(Path(each["path"]).name, [f["code"] for f in each["findings"]]) for each in results] == [
        ("b.xlsx", ["AR717"]),
        ("closed", ["AR717"]),
    ]


def test_a_file_that_vanishes_after_it_was_listed_costs_only_itself(tmp_path: Path) -> None:
    paths = [tmp_path / f"{at}.xlsx" for at in range(6)]
    for path in paths:
        path.write_bytes(plain())
    paths[2].unlink()
    paths[4].unlink()
    paths[4].mkdir()
    assert _codes(paths, jobs=2) == [
        (path.name, {2: ["AR717"], 4: ["AR701"]}.get(at, [])) for at, path in enumerate(paths)
    ]


def test_a_file_that_is_written_while_it_is_read_is_read_as_it_was_or_called_damaged(tmp_path: Path) -> None:
    """A reader takes a file's bytes once; half of one is a damaged file, never half a report."""
    path, whole = tmp_path / "a.xlsx", plain()
    command = [sys.executable, "-c", _WRITER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdin and writer.stdout
            writer.stdin.write(whole)
            writer.stdin.close()
            writer.stdout.readline()
            seen = {code for _ in range(60) for _, codes in _codes([path]) for code in codes or ["clean"]}
        finally:
            writer.kill()
    assert seen <= {"clean", "AR702", "AR705"} and seen


_WRITER = """
import sys
whole, begun = sys.stdin.buffer.read(), False
with open(sys.argv[1], "wb", buffering=0) as file:
    while True:
        for end in (*range(0, len(whole), 1000), len(whole)):
            file.truncate(0)
            file.seek(0)
            file.write(whole[:end])
        if not begun:
            print(flush=True)
            begun = True
"""


@pytest.mark.parametrize("shape", ["text", "json", "html", "xlsx"])
def test_what_is_no_file_is_not_replaced_by_the_results(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As /dev/null would be, for whoever may write into /dev."""
    (tmp_path / "a.xlsx").write_bytes(plain())
    os.mkfifo(tmp_path / "out.xlsx")
    (tmp_path / "link.xlsx").symlink_to("out.xlsx")
    for name in ("out.xlsx", "link.xlsx"):
        assert main(["check", str(tmp_path / "a.xlsx"), "--format", shape, "-o", str(tmp_path / name)]) == 1
        assert capsys.readouterr().err == f"错误：{tmp_path / name}：这不是普通文件，没有写入。换一个文件名。\n"
    assert (tmp_path / "out.xlsx").is_fifo() and (tmp_path / "link.xlsx").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "out.xlsx", "link.xlsx"}


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("shape", ["text", "html"])
def test_no_name_reaches_the_terminal_as_an_order(shape: str, tmp_path: Path) -> None:
    status, out, err = _checked(str(_named(tmp_path / "in")), "--format", shape, "--marked", str(tmp_path / "out"))
    assert (status, _obeyed(out), _obeyed(err)) == (0, [], [])
    assert "共 12 个文件：12 个没有错误，0 个有错误，0 个读不出来。" in out
    assert "[2J" in out  # told, but harmless


def test_json_names_every_file_exactly_and_holds_no_order(tmp_path: Path) -> None:
    status, out, err = _checked(str(_named(tmp_path / "in")), "--format", "json")
    assert (status, _obeyed(out), err) == (0, [], "")
    assert {Path(each["path"]).name for each in json.loads(out)["results"]} == set(NAMES.values())


def test_every_name_gets_its_marked_copy(tmp_path: Path) -> None:
    assert _checked(str(_named(tmp_path / "in")), "--format", "json", "--marked", str(tmp_path / "out"))[0] == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == COPIES


def test_an_error_of_a_call_is_harmless(tmp_path: Path) -> None:
    status, out, err = _checked("\x1b[2J\nno such \u202efile", cwd=tmp_path)
    assert (status, out, _obeyed(err)) == (2, "", [])


def test_a_file_named_like_an_option_is_checked_behind_two_dashes(tmp_path: Path) -> None:
    _named(tmp_path / "in")
    assert _checked("--format", "json", "--", "--marked", cwd=tmp_path / "in")[0] == 0


def test_what_is_shown_stays_as_it_is_where_it_is_harmless() -> None:
    text = "某某市　教育局 “甲乙” 𠮷 1,000√×"
    assert shown(text) == text
    assert shown("a\tb\nc\x1b\x9b\u202e\ud800") == "a b c����"
