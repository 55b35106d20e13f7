"""Folders: results in order, a deadline a file, dead workers cost one file, four shapes of output, marked copies."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

import doors
import fillings
from filled_workbooks import to_bytes
from gouji.bulk import pool, results_html, results_xlsx
from gouji.bulk.gather import Gathered, Item, gather
from gouji.check.file import Checked, check_path
from gouji.check.finding import Finding
from gouji.check.previous import find_previous
from gouji.check.result import Result
from gouji.cli.check import as_json
from gouji.cli.main import main
from gouji.cli.progress import reported
from gouji.errors import MarkError
from gouji.form.load import load, load_all
from gouji.form.severity import Severity
from gouji.place import Place
from gouji.workbook.mark import mark
from workbooks_odd import plain_book

FORMS = load_all()
FORM = load("2021")
GOOD = to_bytes(FORM, fillings.reading(FORM, fillings.consistent(FORM, 1)))


def faulty() -> bytes:
    figures = fillings.consistent(FORM, 2)
    figures[FORM.tables[1].figures[6]] += 3
    return to_bytes(FORM, fillings.reading(FORM, figures))


BAD = faulty()


def folder(at: Path, good: int, bad: int = 0) -> Path:
    """Good and bad files in turn, in the order of their names."""
    at.mkdir(exist_ok=True)
    for number in range(good + bad):
        (at / f"{number:03}.xlsx").write_bytes(BAD if number < bad else GOOD)
    return at


def gathered(paths: Sequence[Path], **more: object) -> list[Gathered]:
    return list(gather([Item(path) for path in paths], FORMS, **more))  # type: ignore[arg-type]


def codes(found: Sequence[Gathered]) -> list[tuple[str, list[str]]]:
    return [(Path(each.result.path).name, [finding.code for finding in each.result.findings]) for each in found]


# ---------------------------------------------------------------- workers


def test_many_processes_say_the_same_in_the_same_order_as_one(tmp_path: Path) -> None:
    paths = sorted(folder(tmp_path / "d", 20, 10).iterdir())
    (tmp_path / "d" / "015.xlsx").write_bytes(b"")
    expected = [check_path(path, FORMS) for path in paths]
    for jobs in (1, 2, 5):
        assert [each.result for each in gathered(paths, jobs=jobs)] == expected


@pytest.mark.parametrize(("fault", "code"), [("hang", "AR715"), ("crash", "AR716")])
@pytest.mark.parametrize("at", [0, 3, 7])
def test_a_file_that_hangs_or_kills_its_worker_costs_only_itself(
    fault: str, code: str, at: int, tmp_path: Path
) -> None:
    paths = sorted(folder(tmp_path / "d", 8).iterdir())
    started = time.monotonic()
    found = codes(gathered(paths, jobs=2, seconds=1, keep=partial(_fault, fault, paths[at])))
    assert found == [(path.name, [code] if number == at else []) for number, path in enumerate(paths)]
    assert time.monotonic() - started < 20


def _fault(fault: str, path: Path, checked: Checked) -> None:
    if checked.result.path != str(path):
        return
    if fault == "crash":
        os._exit(9)
    time.sleep(3600)


def test_every_worker_may_die_and_none_of_the_other_files_is_lost(tmp_path: Path) -> None:
    inputs = list(range(40))
    answers = list(pool.run(_dies_of_some, inputs, 3, 5.0))
    assert answers == [pool.Lost.DIED if number % 4 == 1 else number * number for number in inputs]


def _dies_of_some(number: int) -> int:
    if number % 4 == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_an_exception_in_the_work_counts_as_a_death(tmp_path: Path) -> None:
    assert list(pool.run(_raises, [1, 2], 2, 5.0)) == [pool.Lost.DIED, 2]


def _raises(number: int) -> int:
    if number == 1:
        raise RuntimeError("secret")
    return number


def test_the_deadline_is_each_inputs_own(tmp_path: Path) -> None:
    """Six times 0.3 seconds with one worker: together beyond the deadline, each within it."""
    assert list(pool.run(_sleeps, [0.3] * 6, 1, 1.5)) == [0.3] * 6


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_what_waits_behind_a_lost_input_is_given_to_another_worker(jobs: int) -> None:
    numbers = [0, 3, 0, 13, 0, 0, 13, 13, 0, 3]
    answers = {0: 0, 3: pool.Lost.TIMED_OUT, 13: pool.Lost.DIED}
    assert list(pool.run(_hangs_or_dies, numbers, jobs, 0.5)) == [answers[number] for number in numbers]


def _hangs_or_dies(number: int) -> int:
    if number == 3:
        time.sleep(60)
    if number == 13:
        os._exit(1)
    return number


def _sleeps(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups on this system")
def test_what_a_worker_has_started_ends_with_it(tmp_path: Path) -> None:
    list(pool.run(_starts_a_child, [str(tmp_path / "pid")], 1, 1.0))
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _is_running(child):
        time.sleep(0.05)
    assert not _is_running(child)


def _starts_a_child(note: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(note).write_text(str(child.pid))
    child.wait()


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a library that holds the interpreter is waited for")
def test_a_worker_in_which_no_python_code_runs_ends_with_its_parent(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from gouji.bulk import pool; import test_gather_folders as t\n"
        f"list(pool.run(t._hangs, [{str(tmp_path / 'a')!r}, {str(tmp_path / 'b')!r}], 2, 60.0))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not ((tmp_path / "a").exists() and (tmp_path / "b").exists()):
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    workers = [int((tmp_path / name).read_text()) for name in "ab"]
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and any(map(_is_running, workers)):
        time.sleep(0.05)
    assert not any(map(_is_running, workers))


def _hangs(note: str) -> None:
    Path(note + ".part").write_text(str(os.getpid()))
    Path(note + ".part").rename(note)
    # As a regular expression that never ends: no other Python code runs meanwhile.
    re.match(r"(a+)+$", "a" * 60 + "b")


def test_answers_wait_for_the_slow_one_before_them_but_not_without_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "AHEAD", 5)
    taken = tmp_path / "taken"
    taken.mkdir()
    inputs = [(str(taken), number) for number in range(30)]
    answers = pool.run(_first_is_slow, inputs, 2, 30.0)
    assert next(answers) == 0
    assert len(list(taken.iterdir())) <= 6  # the slow one and those that may wait behind it
    assert list(answers) == list(range(1, 30))


def _first_is_slow(given: tuple[str, int]) -> int:
    taken, number = given
    (Path(taken) / str(number)).touch()
    time.sleep(1.0 if number == 0 else 0)
    return number


def test_stopping_ends_the_answers_and_the_workers(tmp_path: Path) -> None:
    seen: list[int] = []
    for answer in pool.run(_sleeps, [0.05] * 100, 2, 30.0, stopped=lambda: len(seen) >= 3):
        seen.append(1)
        assert answer == 0.05
    assert 3 <= len(seen) < 20


def test_where_no_process_may_be_started_the_files_are_checked_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("no processes here")

    paths = sorted(folder(tmp_path / "d", 3, 1).iterdir())
    monkeypatch.setattr(pool, "_start", refused)
    assert [each.result for each in gathered(paths)] == [check_path(path, FORMS) for path in paths]


def test_a_single_file_needs_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pool, "run", never)
    (path,) = folder(tmp_path / "d", 1).iterdir()
    assert codes(gathered([path])) == [(path.name, [])]


def test_spawned_workers_do_what_forked_ones_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS: everything that a worker needs must travel to it."""
    monkeypatch.setattr(pool, "_METHOD", "spawn")
    paths = sorted(folder(tmp_path / "d", 2, 1).iterdir())
    previous = find_previous(tmp_path / "d", FORMS)
    items = [Item(path, tmp_path / "marked" / path.name) for path in paths]
    found = list(gather(items, FORMS, previous, mark=mark, jobs=1))
    assert found == [Gathered(check_path(path, FORMS, previous)) for path in paths]
    assert sorted(path.name for path in (tmp_path / "marked").iterdir()) == [path.name for path in paths]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers on this system")
def test_a_worker_that_ends_itself_at_its_deadline_counts_as_timed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_START", 60.0)  # the parent would wait so long for a new worker's first file
    monkeypatch.setattr(pool, "ORPHANED", 0.1)
    assert list(pool.run(_sleeps, [9.0, 0.0], 1, 0.5)) == [pool.Lost.TIMED_OUT, 0.0]


def test_last_years_folder_reaches_the_workers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = FORM.across_years[0].figures
    last = fillings.zeros(FORM) | {"applications.new_received.natural_person": Decimal(2)}
    assert row
    last |= {f"applications.{each}.total": Decimal(2) for each in ("new_received", "carried_out")}
    last |= {"applications.carried_out.natural_person": Decimal(2)}
    (tmp_path / "last").mkdir()
    (tmp_path / "last" / "a.xlsx").write_bytes(to_bytes(FORM, fillings.reading(FORM, last, year=2023)))
    this = tmp_path / "this"
    this.mkdir()
    for name in "ab":
        (this / f"{name}.xlsx").write_bytes(to_bytes(FORM, fillings.reading(FORM, fillings.zeros(FORM), year=2024)))
    assert main(["check", str(this), "--previous", str(tmp_path / "last"), "--format", "json"]) == 1
    results = json.loads(capsys.readouterr().out)["results"]
    assert [[finding["code"] for finding in each["findings"]] for each in results] == [["AR311", "AR311"]] * 2


# ---------------------------------------------------------------- Ctrl-C


@pytest.mark.skipif(os.name == "nt", reason="SIGINT can't be sent to one process on Windows")
@pytest.mark.parametrize("shape", ["json", "text", "html", "xlsx"])
def test_ctrl_c_leaves_what_was_done(shape: str, tmp_path: Path) -> None:
    paths = sorted(folder(tmp_path / "d", 12).iterdir())
    environment = doors.environment(**doors.fault(f"hang:{paths[9].name}"))
    output = tmp_path / f"results.{shape}"
    command = [sys.executable, "-m", "gouji", "check", str(tmp_path / "d"), "--format", shape, "-o", str(output)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    time.sleep(3)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "已中断：12 个文件只检查了 9 个" in err and "Traceback" not in err
    names = [path.name for path in paths[:9]]
    if shape == "json":
        assert [Path(each["path"]).name for each in json.loads(output.read_text())["results"]] == names
    elif shape == "xlsx":
        rows = openpyxl.load_workbook(output)["汇总"].iter_rows(min_row=3, values_only=True)
        assert [Path(str(row[0])).name for row in rows] == names
    else:
        assert re.findall(r"\d{3}\.xlsx", output.read_text(encoding="utf-8")) == names
    assert {path.name for path in tmp_path.iterdir()} == {"d", output.name}


# ---------------------------------------------------------------- output

EVIL = "=cmd|' /C calc'!A1<script>alert(1)</script>"


def evil() -> Result:
    finding = Finding(
        "AR102",
        "not-a-number",
        Severity.ERROR,
        (),
        (Place("二、主动公开", 6, 2),),
        f"+{EVIL}\x00\ud800",
        f"@{EVIL}",
        explanation=f"-{EVIL}",
    )
    return Result(EVIL, FORM.id, 2023, f"\t{EVIL}", EVIL, (finding,))


def test_the_json_is_the_contracts_to_the_letter_for_any_number_of_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, key = {"type": "string"}, {"type": ["string", "null"]}
    number = {"type": ["integer", "string", "null"]}
    suspect = ("cell", "place", "from", "to", "reason")
    finding = {
        "code": text, "name": text, "severity": {"enum": ["error", "warning", "hint"]},
        "cells": {"type": "array", "items": text}, "places": {"type": "array", "items": text}, "message": text,
        "left": number, "right": number, "difference": number, "explanation": key,
        "suspects": {"type": "array", "items": {"type": "object", "required": list(suspect)}},
    }  # fmt: skip
    result = {
        "path": text, "form": key, "organization": key, "scope": key, "year": {"type": ["integer", "null"]},
        "verdict": {"enum": ["clean", "hint", "warning", "error", "unreadable"]},
        "findings": {"type": "array", "items": {"type": "object", "properties": finding, "required": list(finding)}},
    }  # fmt: skip
    items = {"type": "object", "properties": result, "required": list(result), "additionalProperties": False}
    schema = {
        "type": "object",
        "properties": {"gouji": text, "results": {"type": "array", "items": items}},
        "required": ["gouji", "results"],
        "additionalProperties": False,
    }
    jsonschema.validate(json.loads("".join(as_json([]))), schema)  # as when a run is interrupted at once
    for path, count in ((folder(tmp_path / "d", 1, 2), 3), (tmp_path / "d" / "000.xlsx", 1)):
        main(["check", str(path), "--format", "json"])
        data = json.loads(capsys.readouterr().out)
        jsonschema.validate(data, schema)
        assert len(data["results"]) == count


def test_json_is_handed_out_a_file_at_a_time() -> None:
    asked: list[int] = []

    def results() -> Iterator[Result]:
        for number in range(3):
            asked.append(number)
            yield evil()

    pieces = as_json(results())
    next(pieces)
    assert asked == []
    next(pieces)
    assert asked == [0]


def test_the_workbook_of_results_has_a_row_a_file_and_a_row_a_finding(tmp_path: Path) -> None:
    folder(tmp_path / "d", 2, 1)
    (tmp_path / "d" / "003.xlsx").write_bytes(b"")
    path = tmp_path / "r.xlsx"
    assert main(["check", str(tmp_path / "d"), "--format", "xlsx", "-o", str(path)]) == 1
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总", "问题"]
    files, findings = book["汇总"], book["问题"]
    assert files["A1"].value == "校验结果汇总　共 4 个文件：2 个没有错误，1 个有错误，1 个读不出来。"
    rows: list[Any] = list(files.iter_rows(min_row=3, values_only=True))
    assert [(Path(str(row[0])).name, row[2], row[4]) for row in rows] == [
        ("000.xlsx", 2023, "有错误"),
        ("001.xlsx", 2023, "没有问题"),
        ("002.xlsx", 2023, "没有问题"),
        ("003.xlsx", None, "读不出来"),
    ]
    expected = [finding for each in sorted((tmp_path / "d").iterdir()) for finding in check_path(each, FORMS).findings]
    rows = list(findings.iter_rows(min_row=3, values_only=True))
    assert [(row[4], row[7]) for row in rows] == [(finding.code, finding.message) for finding in expected]
    assert [row[8] for row in rows] == [finding.left for finding in expected]
    for sheet in (files, findings):
        assert sheet.freeze_panes == "B3" and sheet.auto_filter.ref.startswith("A2:")
        assert all(sheet.column_dimensions[letter].width > 5 for letter in "ABCDEFGH")
    tall = [findings.row_dimensions[at].height for at, row in enumerate(rows, start=3) if len(row[7] + row[12]) > 60]
    assert tall and min(tall) > 30  # LibreOffice shows one line where no height is given


def test_nothing_that_a_file_says_becomes_a_formula(tmp_path: Path) -> None:
    results_xlsx.write([evil()], tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {EVIL, f"\t{EVIL}", f"@{EVIL}", f"-{EVIL}"} <= {cell.value for cell in cells}
    with zipfile.ZipFile(tmp_path / "r.xlsx") as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist())
        assert not any("xl/worksheets/_rels" in name for name in package.namelist())  # no link either


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_one_file_escaped_and_fetches_nothing() -> None:
    text = "".join(results_html.pieces([evil(), evil()]))
    page = _Page()
    page.feed(text)
    assert "script" not in page.tags and "\x00" not in text
    assert page.text.count(f"+{EVIL}") == 2
    assert not {"img", "link", "iframe", "object", "form"} & set(page.tags)
    outward = [value for name, value in page.attributes if name in ("src", "href") and not str(value).startswith("#")]
    assert outward == [] and "url(" not in text and "@import" not in text
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value for name, value in page.attributes if name == "href"]
    assert [f"#{value}" for name, value in page.attributes if name == "id"] == links == ["#f1", "#f2"]


def test_the_page_lists_every_file_and_every_finding_with_both_sides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path / "d", 1, 1)
    assert main(["check", str(tmp_path / "d"), "--format", "html"]) == 1
    page = _Page()
    page.feed(capsys.readouterr().out)
    assert "共 2 个文件：1 个没有错误，1 个有错误，0 个读不出来。" in page.text
    assert page.tags.count("section") == 1 and page.text.count("001.xlsx") == 1
    findings = check_path(tmp_path / "d" / "000.xlsx", FORMS).findings
    assert findings
    for finding in findings:
        both = f"左边 {finding.left}，右边 {finding.right}，差 {finding.difference}"
        assert finding.message in page.text and both in page.text and f" {finding.code}" in page.text


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
def test_a_run_over_many_files_stays_small(tmp_path: Path) -> None:
    """The bar is 60 MiB a process for any number of files."""
    paths = folder(tmp_path / "d", 300, 100)
    command = [sys.executable, "-m", "gouji", "check", str(paths), "--format", "json", "-o", str(tmp_path / "r.json")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for pid in (process.pid, *map(int, _said(children).split())):
            peak = re.search(r"VmHWM:\s*(\d+) kB", _said(Path(f"/proc/{pid}/status")))
            peaks[pid] = max(peaks.get(pid, 0), int(peak[1]) if peak else 0)
        time.sleep(0.02)
    assert len(json.loads((tmp_path / "r.json").read_text())["results"]) == 400
    assert len(peaks) >= 2 and max(peaks.values()) < 60 * 1024, peaks


def _said(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has just ended
        return ""


@pytest.mark.slow
@pytest.mark.parametrize("write", ["html", "json", "xlsx"])
def test_memory_does_not_grow_with_the_findings(write: str, tmp_path: Path) -> None:
    def results(count: int) -> Iterator[Result]:
        for number in range(count):
            finding = Finding(
                "AR102", "n", Severity.ERROR, ("a",) * 20, (Place("表", 6, 2),) * 20, f"{number} " + "不对" * 200
            )
            yield Result(f"{number}.xlsx", FORM.id, 2023, "局", None, (finding,) * 8)

    consume: dict[str, Callable[[Iterator[Result]], object]] = {
        "html": lambda given: (tmp_path / "r").write_text("".join(_kept(results_html.pieces(given)))),
        "json": lambda given: _drained(as_json(given)),
        "xlsx": lambda given: results_xlsx.write(given, tmp_path / "r.xlsx"),
    }
    peaks = []
    for count in (200, 800):
        tracemalloc.start()
        consume[write](results(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # 600 files more bring 600 × 8 findings of 400 letters, 7 MB; only a row a file may stay.
    assert peaks[1] - peaks[0] < 2_000_000, peaks


def _kept(pieces: Iterator[str]) -> Iterator[str]:
    for piece in pieces:
        yield piece[:1]


def _drained(pieces: Iterator[str]) -> None:
    for _ in pieces:
        pass


def test_progress_is_only_shown_on_a_terminal_and_for_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def slow() -> Iterator[int]:
        for number in range(4):
            time.sleep(0.1)
            yield number

    for total, stream, is_shown, expected in (
        (4, Terminal(), False, True),
        (4, io.StringIO(), False, False),
        (4, Terminal(), True, False),
        (1, Terminal(), False, False),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        assert list(reported(slow(), total, is_shown)) == [0, 1, 2, 3]
        assert ("已检查" in stream.getvalue()) is expected
        assert not expected or stream.getvalue().endswith("\r\033[K")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--format", "xlsx"], "要用 -o"),
        (["--format", "xlsx", "-o", "r.txt"], "以 .xlsx 结尾"),
        (["-o", "nowhere/r.txt"], "文件夹不存在"),
        (["-o", "."], "这是一个文件夹"),
        (["-o", "d/000.xlsx"], "结果不能写在它上面"),
        (["--jobs", "0"], "--jobs"),
        (["--jobs", "two"], "应当是整数"),
        (["--marked", "d"], "会混进要检查的文件"),
        (["--marked", "."], "会混进要检查的文件"),
        (["d/000.xlsx", "--marked", "d"], "会盖掉原来的"),
    ],
)
def test_a_wrong_call_of_check_is_one_chinese_line(
    words: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder(tmp_path / "d", 2)
    assert main(["check", *([] if "d/000.xlsx" in words[:1] else ["d"]), *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and expected in captured.err
    assert {path.name for path in tmp_path.rglob("*")} == {"d", "000.xlsx", "001.xlsx"}
    assert (tmp_path / "d" / "000.xlsx").read_bytes() == GOOD


# ---------------------------------------------------------------- marked copies


def test_marked_copies_keep_the_paths_of_the_folder_and_the_reasons_for_none_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in {"甲县/a.xlsx": BAD, "乙县/a.xlsx": GOOD, "b.xlsx": b"", "c.txt": b"x"}.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    assert main(["check", "in", "--marked", "out", "--format", "json"]) == 1
    captured = capsys.readouterr()
    assert len(json.loads(captured.out)["results"]) == 4
    found = {str(path.relative_to("out")) for path in Path("out").rglob("*") if path.is_file()}
    assert found == {"甲县/a.xlsx", "乙县/a.xlsx"}
    assert "没有做标记：in/b.xlsx：读不出来\n" in captured.err and "做好标记的副本在 out，共 2 个。" in captured.err
    assert (tmp_path / "in" / "甲县" / "a.xlsx").read_bytes() == BAD
    assert Path("out/乙县/a.xlsx").read_bytes() == GOOD
    copy = check_path(Path("out/甲县/a.xlsx"), FORMS)
    assert copy.findings == check_path(Path("in/甲县/a.xlsx"), FORMS).findings
    # A second run writes the same bytes, and a folder of copies inside the folder is not checked itself.
    first = Path("out/甲县/a.xlsx").read_bytes()
    assert main(["check", "in", "--marked", "in/out", "--format", "json"]) == 1
    assert main(["check", "in", "--marked", "in/out", "--format", "json"]) == 1
    assert len(json.loads(capsys.readouterr().out.split("\n}\n")[1] + "\n}")["results"]) == 4
    assert Path("in/out/甲县/a.xlsx").read_bytes() == first


def test_an_offices_own_workbook_is_found_by_its_labels_checked_and_marked(tmp_path: Path) -> None:
    figures = dict(fillings.consistent(FORM, 3))
    total = next(id for id, figure in FORM.figures.items() if figure.computed_by is not None)
    figures[total] += 2
    facts = {"organization": "示例局", "year": "2023"}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(plain_book(FORM, figures, facts, names=False, stamp=False))
    assert main(["check", str(tmp_path / "in"), "--marked", str(tmp_path / "out"), "-o", str(tmp_path / "r")]) == 1
    found = check_path(tmp_path / "in" / "a.xlsx", FORMS).findings
    expected = {
        (place.sheet, f'LEN("gouji:{finding.code}")>0')
        for finding in found
        for place in finding.places
        if finding.severity == "error" and place
    }
    book = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx")
    marked = {
        (sheet.title, rule.formula[0])
        for sheet in book.worksheets
        for where in sheet.conditional_formatting
        for rule in where.rules
    }
    assert expected and marked == expected


def test_files_of_one_name_from_several_places_get_copies_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x/a.xlsx", "y/a.xlsx", "p/d/a.xlsx", "q/d/a.xlsx"):
        Path(name).parent.mkdir(parents=True)
        Path(name).write_bytes(GOOD)
    assert main(["check", "x/a.xlsx", "y/a.xlsx", "p/d", "q/d", "--marked", "out", "--format", "json", "-o", "r"]) == 0
    found = {str(path.relative_to("out")) for path in Path("out").rglob("*") if path.is_file()}
    assert found == {"a.xlsx", "a (2).xlsx", "d/a.xlsx", "d/a (2).xlsx"}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MarkError("有数字签名"), "有数字签名"),
        (OSError(28, "No space left on device"), "写不进去：磁盘满了"),
        (ValueError("secret"), "程序出错（ValueError）"),
    ],
)
def test_a_copy_that_fails_is_told_and_the_findings_stay(error: Exception, reason: str, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise error

    (path,) = folder(tmp_path / "d", 0, 1).iterdir()
    (found,) = gather([Item(path, tmp_path / "copy.xlsx")], FORMS, mark=broken)
    assert found == Gathered(check_path(path, FORMS), reason)
