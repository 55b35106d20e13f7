"""Code that lies in a collected folder never runs, whatever we start there, and what is started says what it should."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import doors
import fillings
import workbooks_odd as odd
from filled_workbooks import to_bytes
from gouji.form.load import load
from gouji.report.compose import compose
from gouji.report.to_pdf import to_pdf
from hostile_corpus.case import plain
from hostile_corpus.reports import ods, sheet_of

pytestmark = pytest.mark.slow
pytest.importorskip("pypdfium2")
pytest.importorskip("python_calamine")
pytest.importorskip("typst")

FORM = load("2021")
UNITS = ("示例县档案局", "示例县水利局", "示例县教育局")
LIBRARIES = (
    "pypdfium2",
    "pypdfium2_raw",
    "pdfplumber",
    "pdfminer",
    "python_calamine",
    "openpyxl",
    "xlsxwriter",
    "sqlalchemy",
    "alembic",
    "PIL",
)
TRAPS = sorted({*sys.stdlib_module_names, *LIBRARIES, "sitecustomize", "usercustomize", "gouji"} - {"sys", "builtins"})
FILES = ("0.xlsx", "1.xlsx", "2.xlsx", "faulty.xlsx", "odd.xlsx", "old.ods", "report.pdf")
METHODS = [each for each in ("fork", "spawn") if each == "spawn" or sys.platform == "linux"]


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    """What is collected: workbooks, and a file for every reader that works in a process of its own."""
    readings = [
        fillings.reading(FORM, fillings.consistent(FORM, at), organization=name) for at, name in enumerate(UNITS)
    ]
    found = {f"{at}.xlsx": to_bytes(FORM, reading) for at, reading in enumerate(readings)}
    figures = dict(fillings.consistent(FORM, 7))
    figures[FORM.tables[1].figures[6]] += 3
    found["faulty.xlsx"] = to_bytes(FORM, fillings.reading(FORM, figures))
    found["odd.xlsx"] = odd.compressed_otherwise(plain())
    found["old.ods"] = ods(sheet_of(b"<table:table-row><table:table-cell/></table:table-row>"))
    found["report.pdf"] = to_pdf(compose(FORM, readings[0])).data
    return found


def filled(folder: Path, contents: dict[str, bytes]) -> Path:
    """The folder with the files in it, a roster beside it."""
    folder.mkdir(parents=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    (folder.parent / "花名册.csv").write_text("单位名称,类别\n" + "".join(f"{name},部门\n" for name in UNITS))
    return folder


class Plain:
    """The files where no trap lies, and what each call says of them: it is asked once for all tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._said: dict[str, Any] = {}

    def says(self, call: str, run: Callable[[Path], Any]) -> Any:
        if call not in self._said:
            self._said[call] = run(self.folder)
        return self._said[call]


@pytest.fixture(scope="module")
def plain_files(tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes]) -> Plain:
    return Plain(filled(tmp_path_factory.mktemp("plain") / "in", contents))


class Folders:
    """The same files beside a trap for every module, and plain."""

    def __init__(self, at: Path, contents: dict[str, bytes], plain: Plain) -> None:
        self.trapped, self._marks, self._plain = filled(at / "trapped" / "in", contents), at / "marks", plain
        self._marks.mkdir()

    def lay(self, names: Iterable[str]) -> None:
        for name in names:
            for place in (self.trapped, self.trapped.parent):
                mark = f"open({str(self._marks / name)!r}, 'a').close()\n"
                (place / f"{name}.py").write_text(mark)
        (self.trapped / "gouji.py").unlink(missing_ok=True)
        if "gouji" in names:
            (self.trapped / "gouji").mkdir()
            (self.trapped / "gouji" / "__init__.py").write_text(f"open({str(self._marks / 'gouji')!r}, 'a').close()\n")

    def both(self, call: str, run: Callable[[Path], Any]) -> Any:
        """What is done in the trapped folder, which comes out as in the plain one; and no trap is stepped into."""
        done = run(self.trapped)
        assert [path.name for path in self._marks.iterdir()] == []
        assert done == self._plain.says(call, run)
        return done


@pytest.fixture
def folders(tmp_path: Path, contents: dict[str, bytes], plain_files: Plain) -> Folders:
    return Folders(tmp_path, contents, plain_files)


def ran(folder: Path, line: list[str], **more: str) -> tuple[int, str, str]:
    done = subprocess.run(line, cwd=folder, env=doors.environment(**more), capture_output=True, timeout=300)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def verdicts(said: tuple[int, str, str]) -> dict[str, list[str]]:
    """What a check says of what was collected; the traps themselves are no reports."""
    results = json.loads(said[1])["results"]
    found = {each["path"]: [finding["code"] for finding in each["findings"]] for each in results}
    return {path: codes for path, codes in found.items() if not path.endswith(".py")}


@pytest.mark.parametrize("name", ["report.pdf", "old.ods", "odd.xlsx", "0.xlsx"])
def test_a_single_file_is_read_past_the_traps(name: str, folders: Folders) -> None:
    folders.lay(TRAPS)
    line = doors.command("fork", "check", name, "--format", "json")
    folders.both(name, lambda folder: ran(folder, line))


@pytest.mark.parametrize("method", METHODS)
def test_a_folder_is_checked_past_the_traps(method: str, folders: Folders) -> None:
    folders.lay(TRAPS)
    line = doors.command(method, "check", *FILES, "--format", "json", "--jobs", "2", "--marked", "../marked")

    def run(folder: Path) -> tuple[dict[str, list[str]], dict[str, bytes]]:
        found = verdicts(ran(folder, line))
        return found, {path.name: path.read_bytes() for path in (folder.parent / "marked").glob("*.xlsx")}

    found, marked = folders.both("check and mark", run)
    assert [found[name] for name in ("0.xlsx", "faulty.xlsx", "odd.xlsx")] == [[], ["AR302", "AR301"], []]
    assert {"0.xlsx", "1.xlsx", "2.xlsx", "faulty.xlsx"} <= marked.keys()


@pytest.mark.parametrize("method", METHODS)
def test_a_folder_is_collected_past_the_traps(method: str, folders: Folders) -> None:
    folders.lay(TRAPS)
    words = ("collect", ".", "--roster", "../花名册.csv", "-o", "../out", "--year", "2024", "--as-of", "2025-02-01")
    line = doors.command(method, *words)

    def run(folder: Path) -> object:
        """The office's own last year's register is found too, by a path from the current folder."""
        ran(folder, line)
        return verdicts(
            ran(folder, doors.command(method, "check", *FILES, "--format", "json", "--previous", "../out/台账.sqlite"))
        )

    folders.both("collect", run)


@pytest.mark.parametrize("variable", ["", ".", ".."])
def test_a_relative_entry_of_the_users_own_path_leads_no_child_into_the_folder(variable: str, folders: Folders) -> None:
    """As of `export PYTHONPATH=$PYTHONPATH:/somewhere`. The very first process obeys it before any line of ours."""
    folders.lay(TRAPS)
    code = "import os, sys; os.environ['PYTHONPATH'] = sys.argv.pop(1) + os.pathsep + os.environ['PYTHONPATH']\n"
    line = doors.command("spawn", "check", *FILES, "--format", "json")
    line[3:5] = [code + line[3], variable, line[4]]
    folders.both("check", lambda folder: verdicts(ran(folder, line)))


_BATCH = """
import sys, pathlib
sys.path.append(sys.argv[1])
from gouji.bulk import batch
from gouji.form.load import load_all
work = batch.pack(batch.Work(load_all(), None, None, None, False))
wanted = [batch.Wanted(str(pathlib.Path(name).absolute()), False) for name in sys.argv[2:]]
for answer in batch.check(batch.Run("1", batch.__version__, 60.0), work, wanted):
    print(pathlib.Path(answer.found.result.path).name, [each.code for each in answer.found.result.findings])
"""


def test_the_child_of_a_clusters_worker_reads_past_the_traps(folders: Folders) -> None:
    folders.lay(TRAPS)
    line = [sys.executable, "-P", "-c", _BATCH, str(Path(__file__).parent), *FILES]
    folders.both("a cluster's worker", lambda folder: ran(folder, line))


def test_python_m_gouji_reads_past_the_traps_but_for_what_python_loads_before_it(folders: Folders) -> None:
    """What `python -m` itself imports comes from the current folder before any line of ours: docs/hostile.md."""
    code = "import runpy, sys; print(*sys.modules)"
    before = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True).stdout.split()
    folders.lay([name for name in TRAPS if name not in (*before, "gouji")])
    line = [sys.executable, "-m", "gouji", "check", *FILES, "--format", "json"]
    folders.both("check", lambda folder: verdicts(ran(folder, line)))


def test_python_m_gouji_with_a_safe_path_reads_past_every_trap(folders: Folders) -> None:
    folders.lay(TRAPS)
    line = [sys.executable, "-P", "-m", "gouji", "check", *FILES, "--format", "json"]
    folders.both("check", lambda folder: verdicts(ran(folder, line)))


@pytest.mark.parametrize("folder", ["standard library", "gouji's own"])
def test_who_works_in_a_folder_that_python_needs_keeps_it(folder: str, plain_files: Plain) -> None:
    where = Path(os.__file__).parent if folder == "standard library" else Path(doors.PACKAGES)
    files = [str(plain_files.folder / name) for name in FILES]
    line = [sys.executable, "-m", "gouji", "check", *files, "--format", "json"]
    expected = plain_files.says("check from another folder", lambda plain: verdicts(ran(plain.parent, line)))
    assert verdicts(ran(where, line)) == expected and len(expected) == len(FILES)


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
@pytest.mark.parametrize("method", METHODS)
def test_no_child_works_in_the_collected_folder(method: str, tmp_path: Path, contents: dict[str, bytes]) -> None:
    seen: dict[int, Path] = {}
    line = doors.command(method, "check", *FILES, "--jobs", "2")
    mark, folder = f"GOUJI_TEST={tmp_path}", filled(tmp_path / "in", contents)
    process = subprocess.Popen(line, cwd=folder, env=doors.environment(GOUJI_TEST=str(tmp_path)))
    while process.poll() is None:
        for child in doors.family(mark) - {process.pid}:
            with contextlib.suppress(OSError):  # it has just ended
                seen[child] = Path(f"/proc/{child}/cwd").readlink()
    assert len(seen) >= 3  # two workers, and those of three files' children that were looked at while they lived
    assert set(seen.values()) == {Path(doors.PACKAGES) / "gouji" / "process"}
