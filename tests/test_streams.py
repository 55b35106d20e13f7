"""What the program writes to: streams that are closed, broken or full, a full disk, and what the system says of it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import fillings
from filled_workbooks import write
from gouji.atomic import replacing
from gouji.cli.main import main
from gouji.errors import of_system
from gouji.form.load import load

FORM = load("2021")
ON_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="no shell, no /dev/full and no limits as on Unix")
ROSTER = "单位名称,类别\n示例局,部门\n"


def folder(path: Path, count: int = 2) -> Path:
    """`count` clean workbooks and 坏.xlsx."""
    path.mkdir()
    for seed in range(count):
        write(FORM, path / f"{seed}.xlsx", fillings.reading(FORM, fillings.consistent(FORM, seed)))
    (path / "坏.xlsx").write_bytes(b"")
    return path


def ran(command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`gouji …` by a shell, with what stands behind it."""
    called = command.replace("gouji ", f'"{sys.executable}" -m gouji ')
    inherited = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "", **environment}
    return subprocess.run(["sh", "-c", called], cwd=cwd, env=inherited, capture_output=True, timeout=120)


def assert_no_word_of_python(text: bytes) -> None:
    for word in (b"Traceback", b"Exception", b"Error", b"Errno", b"No space", b"Broken pipe"):
        assert word not in text, text.decode()


# ---------------------------------------------------------------- closed and broken


@ON_UNIX
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("check in/0.xlsx", 0),
        ("check in/0.xlsx --format json", 0),
        ("check in", 1),
        ("check nowhere", 2),
        ("explain --all", 0),
        ("--help", 0),
        ("shout", 2),
    ],
)
def test_a_closed_stream_changes_no_exit_status(words: str, status: int, closed: str, tmp_path: Path) -> None:
    folder(tmp_path / "in")
    done = ran(f"gouji {words} {closed}", tmp_path)
    assert done.returncode == status
    assert_no_word_of_python(done.stdout + done.stderr)


@ON_UNIX
@pytest.mark.parametrize("behind", [">&- 2>&- <&-", "| true", "2>&1 | true"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_results_are_written_though_nobody_hears_of_it(unbuffered: str, behind: str, tmp_path: Path) -> None:
    folder(tmp_path / "in")
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    calls = {
        "check in --format json -o r.json": 1,
        "check in/0.xlsx --format json -o one.json": 0,
        "check in --format xlsx -o r.xlsx": 1,
        "check in/1.xlsx -o r.txt --marked copies": 0,
        "export in/0.xlsx -o reports --to json,docx": 0,
        "new -o new.xlsx": 0,
        "collect in --roster r.csv -o out --year 2023": 1,
    }
    command = "; ".join(f"(gouji {words}; echo $? >> status) {behind}" for words in calls)
    done = ran(command, tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert_no_word_of_python(done.stdout + done.stderr)
    assert (tmp_path / "status").read_text().split() == [str(status) for status in calls.values()]
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["results"]
    assert [each["verdict"] for each in found] == ["clean", "clean", "unreadable"]
    assert len(json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))["results"]) == 1
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == ["汇总", "问题"]
    assert "没有问题" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert {path.suffix for path in (tmp_path / "reports").iterdir()} == {".json", ".docx"}
    assert (tmp_path / "copies" / "1.xlsx").exists() and (tmp_path / "new.xlsx").exists()
    assert (tmp_path / "out" / "看板.html").exists() and (tmp_path / "out" / "催报名单.xlsx").exists()


def test_without_any_stream_as_under_pythonw_results_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / "in")
    monkeypatch.setattr(sys, "stdin", None)

    def status(*words: str) -> int:
        for name in ("stdout", "stderr"):
            monkeypatch.setattr(sys, name, None)
        status = main(list(words))
        for stream in (sys.stdout, sys.stderr):  # a process of its own would end now
            stream.close()
        return status

    assert status("check", str(tmp_path / "in"), "--format", "json", "-o", str(tmp_path / "r.json")) == 1
    assert status("check", str(tmp_path / "in" / "0.xlsx")) == 0
    assert status("check", "nowhere") == 2
    assert len(json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["results"]) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", ["check in/0.xlsx", "check in --format json", "explain --all", "--help"])
def test_a_full_disk_behind_standard_output_is_said(words: str, tmp_path: Path) -> None:
    folder(tmp_path / "in")
    done = ran(f"gouji {words} > /dev/full", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "错误：文件：磁盘满了。检查路径、权限和磁盘空间后再试。\n"


# ---------------------------------------------------------------- a full disk

_LIMITED = """
import resource, signal, sys
from gouji.cli.main import console
def limit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
{begin}
sys.argv = ["gouji", *sys.argv[1:]]
console()
"""
_AT_ONCE = "limit()"
_ONCE_TAKEN_IN = """
from gouji.collect import outputs
write_all = outputs.write_all
outputs.write_all = lambda *given: (limit(), write_all(*given))
"""


def limited(words: list[str], most: int, cwd: Path, begin: str = _AT_ONCE) -> subprocess.CompletedProcess[str]:
    """`gouji …` where no file can become larger than so many bytes: writing fails as on a full disk."""
    command = [sys.executable, "-c", _LIMITED.format(most=most, begin=begin), *words]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def left(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@ON_UNIX
@pytest.mark.parametrize("most", [0, 1, 500])
@pytest.mark.parametrize(
    ("words", "target"),
    [
        (["check", "in", "--format", "text", "-o", "r.txt"], "r.txt"),
        (["check", "in", "--format", "json", "-o", "r.json"], "r.json"),
        (["check", "in", "--format", "html", "-o", "r.html"], "r.html"),
        (["check", "in", "--format", "xlsx", "-o", "r.xlsx"], "r.xlsx"),
        (["export", "in/0.xlsx", "-o", "out", "--to", "json"], ""),
        (["import", "in/0.xlsx", "-o", "new.xlsx"], "new.xlsx"),
        (["new", "-o", "new.xlsx"], "new.xlsx"),
        (["new", "--roster", "-o", "new.xlsx"], "new.xlsx"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else None,
)
def test_where_nothing_more_can_be_written_it_is_said_and_nothing_half_is_left(
    words: list[str], target: str, most: int, tmp_path: Path
) -> None:
    folder(tmp_path / "in", 12)
    before = left(tmp_path)
    done = limited(words, most, tmp_path)
    assert done.returncode == 1
    assert_no_word_of_python(done.stderr.encode())
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"错误：{target}")
    assert (
        "：文件太大，这个位置放不下。检查路径、权限和磁盘空间后再试。" in line
        or "多半是磁盘满了。腾出空间再试。" in line
    )
    assert ".gouji-" not in line
    assert left(tmp_path) == before


@ON_UNIX
def test_marked_copies_that_can_not_be_written_are_said_and_nothing_half_is_left(tmp_path: Path) -> None:
    folder(tmp_path / "in")
    done = limited(["check", "in", "--marked", "copies"], 1000, tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "没有做标记：in/0.xlsx：写不进去：文件太大，这个位置放不下",
        "没有做标记：in/1.xlsx：写不进去：文件太大，这个位置放不下",
        "没有做标记：in/坏.xlsx：读不出来",
    ]
    assert left(tmp_path / "copies") == set()


@ON_UNIX
@pytest.mark.parametrize("most", [1_000, 8_500, 20_000])
def test_a_collection_that_can_not_be_written_leaves_whole_files_only(most: int, tmp_path: Path) -> None:
    folder(tmp_path / "in")
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    words = ["collect", "in", "--roster", "r.csv", "--year", "2023", "-o", "out"]
    done = limited(words, most, tmp_path, _ONCE_TAKEN_IN)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("错误：out/") and "文件太大，这个位置放不下" in line
    assert ".gouji-" not in " ".join((line, *left(tmp_path)))
    for name in left(tmp_path / "out"):
        if name.endswith(".xlsx"):
            openpyxl.load_workbook(tmp_path / "out" / name)
    done = limited(words, 1_000, tmp_path)
    assert done.returncode == 1 and "台账.sqlite：磁盘" in done.stderr


def test_no_temporary_name_reaches_a_user(tmp_path: Path) -> None:
    with pytest.raises(OSError) as raised, replacing(tmp_path / "gone" / "报告.json"):
        pass
    assert raised.value.filename == str(tmp_path / "gone" / "报告.json")


# ---------------------------------------------------------------- what the system says


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOENT, "没有这个文件或文件夹"),
        (errno.EACCES, "没有权限，或者正被别的程序使用"),
        (errno.EPERM, "没有权限"),
        (errno.ENOSPC, "磁盘满了"),
        (errno.EDQUOT, "磁盘满了（超出了给这个用户的空间）"),
        (errno.EROFS, "这个位置只能读，不能写"),
        (errno.EISDIR, "这是一个文件夹，不是文件"),
        (errno.ENOTDIR, "路径中间有一段不是文件夹"),
        (errno.EEXIST, "已经有同名的文件或文件夹"),
        (errno.ENAMETOOLONG, "文件名或路径太长"),
        (errno.EMFILE, "打开的文件太多"),
        (errno.EBUSY, "正被别的程序使用"),
        (errno.EIO, "磁盘或网络读写出错"),
        (errno.EINVAL, "这个名字或位置不能用"),
    ],
)
def test_the_usual_errors_of_a_system_have_chinese_words(number: int, says: str) -> None:
    assert of_system(OSError(number, os.strerror(number), "x")) == says


def test_any_error_of_a_system_is_chinese() -> None:
    for number in errno.errorcode:
        words = of_system(OSError(number, os.strerror(number), "x"))
        assert os.strerror(number) not in words and not words.isascii()
    assert of_system(OSError(99999, "Strange")) == "系统没有完成读写（错误号 99999）"
    assert of_system(PermissionError()) == "没有权限，或者正被别的程序使用"
    assert of_system(OSError("odd")) == "系统没有完成读写（OSError）"


@pytest.mark.parametrize(("number", "says"), [(32, "正被别的程序使用"), (33, "正被别的程序使用"), (112, "磁盘满了")])
def test_what_windows_says_goes_before_the_number_of_c(number: int, says: str) -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file", "x")
    error.winerror = number  # type: ignore[attr-defined, unused-ignore]
    assert of_system(error) == says


# ---------------------------------------------------------------- a locale that knows ASCII alone


@ON_UNIX
def test_where_python_takes_file_names_for_ascii_everything_works(tmp_path: Path) -> None:
    folder(tmp_path / "收到的")
    (tmp_path / "花名册.csv").write_text(ROSTER, encoding="utf-8")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = ran("gouji check 收到的 --marked 副本 --format json -o 结果.json", tmp_path, **ascii_only)
    assert (done.returncode, done.stdout.decode()) == (
        1,
        "共 3 个文件：2 个没有错误，0 个有错误，1 个读不出来。\n结果已写入 结果.json。\n",
    )
    found = json.loads((tmp_path / "结果.json").read_text(encoding="utf-8"))["results"]
    assert [each["path"] for each in found] == ["收到的/0.xlsx", "收到的/1.xlsx", "收到的/坏.xlsx"]
    done = ran("gouji collect 收到的 --roster 花名册.csv -o 出 --year 2023", tmp_path, **ascii_only)
    assert done.returncode == 1 and "应报1个单位" in done.stdout.decode()
    assert {"催报名单.xlsx", "看板.html", "台账.sqlite"} <= {path.name for path in (tmp_path / "出").iterdir()}
    done = ran("gouji export 收到的/0.xlsx -o 报告 --to json", tmp_path, **ascii_only)
    assert done.returncode == 0 and "已导出：报告/" in done.stdout.decode()
    done = ran("gouji check 没有", tmp_path, **ascii_only)
    assert done.stderr.decode() == "错误：没有：没有这个文件或文件夹。检查路径写得对不对。\n"
