"""What a killed process has left is removed by the next one that writes there, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import doors
from gouji.atomic import replacing
from hostile_corpus.case import plain

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with signals")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("0.xlsx", "1.xlsx"):
        (tmp_path / "in" / name).write_bytes(plain())
    for name in ("out", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def writing(folder: Path, name: str) -> subprocess.Popen[bytes]:
    """A check that hangs while it writes its results."""
    shape = "xlsx" if name.endswith("xlsx") else "json"
    line = doors.command("fork", "check", "in", "--format", shape, "-o", f"out/{name}")
    environment = doors.environment(**doors.fault("hang:1.xlsx"), TMPDIR=str(folder / "tmp"))
    process = subprocess.Popen(line, cwd=folder, env=environment)
    deadline = time.monotonic() + 60
    while not unfinished(folder / "out", process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return process


def unfinished(folder: Path, process: int) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(f".gouji-{process}-")]


def written(folder: Path, name: str, shape: str = "json") -> None:
    line = doors.command("fork", "check", "in/0.xlsx", "--format", shape, "-o", f"out/{name}")
    subprocess.run(line, cwd=folder, env=doors.environment(TMPDIR=str(folder / "tmp")), check=True)


def end(process: subprocess.Popen[bytes], by: signal.Signals) -> None:
    process.send_signal(by)
    process.wait()


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_the_next_write_removes_what_a_killed_process_has_left(by: signal.Signals, folder: Path) -> None:
    process = writing(folder, "a.json")
    end(process, by)
    assert unfinished(folder / "out", process.pid)
    written(folder, "b.json")
    assert [path.name for path in (folder / "out").iterdir()] == ["b.json"]


def test_what_a_killed_writer_of_a_workbook_has_left_among_temporary_files_goes_too(folder: Path) -> None:
    process = writing(folder, "a.xlsx")
    end(process, signal.SIGKILL)
    (left,) = unfinished(folder / "tmp", process.pid)
    assert left.is_dir() and left.stat().st_mode & 0o777 == 0o700
    written(folder, "b.xlsx", "xlsx")
    assert list((folder / "tmp").iterdir()) == []
    assert [path.name for path in (folder / "out").iterdir()] == ["b.xlsx"]


def test_what_a_living_process_is_writing_stays(folder: Path) -> None:
    process = writing(folder, "a.json")
    try:
        (busy,) = unfinished(folder / "out", process.pid)
        written(folder, "b.json")
        assert {path.name for path in (folder / "out").iterdir()} == {"b.json", busy.name}
    finally:
        end(process, signal.SIGKILL)


def test_what_is_not_a_dead_process_s_of_this_machine_stays(folder: Path) -> None:
    process = writing(folder, "a.json")
    end(process, signal.SIGKILL)
    (left,) = unfinished(folder / "out", process.pid)
    _, number, machine, rest = left.name.rsplit("-", 3)
    out = folder / "out"
    kept = (
        f".gouji-{number}-{int(machine, 16) ^ 1:08x}-{rest}",  # of another machine that writes here, too
        f".gouji-{number}-{rest}",
        f".gouji-notes-{machine}-{rest}",
        f"gouji-{number}-{machine}-{rest}",
        f"年报.gouji-{number}-{machine}-{rest}",
        f".gouji-{os.getpid()}-{machine}-{rest}",
    )
    for name in kept:
        (out / name).write_text("somebody's")
    linked = out / f".gouji-{number}-{machine}-link"
    linked.symlink_to(folder / "in")
    written(folder, "b.json")
    assert {path.name for path in out.iterdir()} == {*kept, linked.name, "b.json"}
    assert {path.name for path in (folder / "in").iterdir()} == {"0.xlsx", "1.xlsx"}


def test_a_folder_of_many_files_is_not_looked_through_for_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    scandir = os.scandir

    def counted(folder: Path) -> object:
        looks.append(folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", counted)
    for number in range(400):
        with replacing(tmp_path / f"{number}.txt") as path:
            path.write_text("a")
    assert 1 < len(looks) < 80
