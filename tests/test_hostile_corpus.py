"""Every file of the hostile corpus: exactly these findings, in the deadline, in little memory, nothing else lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import hostile_corpus
from gouji.bulk.gather import Item, gather
from hostile_corpus.case import FORMS, Case, plain
from hostile_corpus.xml import OUTSIDE

MEMORY = 512 << 20  # bytes of a worker, and of what it starts
PATIENCE = 300.0  # seconds: the deadline has tests of its own; here a busy machine must not decide
CASES = hostile_corpus.CASES

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


def _written(case: Case, folder: Path) -> Path:
    if case.needs and find_spec(case.needs) is None:
        pytest.skip(f"{case.needs} is not installed")
    path = folder / f"a{case.ending}"
    path.write_bytes(case.make())
    return path


@pytest.fixture(scope="module")
def judge() -> Iterator[Callable[[Path], dict[str, Any]]]:
    """What hostile_judge, in a process of its own, says of a file."""
    command = [sys.executable, str(Path(__file__).with_name("hostile_judge.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin is not None and process.stdout is not None

        questions, answers = process.stdin, process.stdout

        def ask(path: Path) -> dict[str, Any]:
            print(path, file=questions, flush=True)
            said: dict[str, Any] = json.loads(answers.readline())
            return said

        yield ask
        process.stdin.close()


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 250


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_has_exactly_these_findings_in_little_time_and_memory(
    case: Case, judge: Callable[[Path], dict[str, Any]], tmp_path: Path
) -> None:
    said = judge(_written(case, tmp_path))
    assert said.get("codes") == list(case.codes), said
    assert said["memory"] < MEMORY, f"{said['memory'] >> 20} MB"


@pytest.mark.slow
def test_no_file_beside_a_hostile_one_is_lost(tmp_path: Path) -> None:
    """One file for every kind of file and what can be found in it, among clean files: every file is judged, in order,
    and as if it were alone."""
    expected: list[tuple[str, tuple[str, ...]]] = []
    paths = []
    every = {(case.ending, case.codes): case for case in reversed(CASES) if not case.needs or find_spec(case.needs)}
    assert len(every) > 50
    for at, case in enumerate(every.values()):
        for name, data, codes in ((f"{at:03}a{case.ending}", case.make(), case.codes), (f"{at:03}b.xlsx", plain(), ())):
            paths.append(tmp_path / name)
            paths[-1].write_bytes(data)
            expected.append((name, codes))
    found = [
        (Path(result.path).name, tuple(dict.fromkeys(finding.code for finding in result.findings)))
        for result, *_ in gather([Item(path) for path in paths], FORMS, jobs=2, seconds=PATIENCE)
    ]
    assert found == expected


# A child process that checks files and notes what Python opens, connects to and starts meanwhile.
_WATCHED = """
import json, sys
from pathlib import Path
from gouji.check.file import check_path
from gouji.form.load import load_all
forms, noted, watching = load_all(), [], False
check_path(Path(sys.argv[1]), forms)
def note(event, given):
    if watching and (event == "open" or event.startswith(("socket.", "subprocess.", "os.exec", "urllib."))):
        noted.append([event, str(given[0])])
sys.addaudithook(note)
watching = True
codes = [[finding.code for finding in check_path(Path(path), forms).findings] for path in sys.argv[2:]]
watching = False
json.dump({"codes": codes, "noted": noted}, sys.stdout)
"""


def test_what_an_entity_names_outside_is_neither_opened_nor_called(tmp_path: Path) -> None:
    (tmp_path / "first.xlsx").write_bytes(plain())
    paths = []
    for at, make in enumerate(OUTSIDE.values()):
        paths.append(tmp_path / f"{at:02}.xlsx")
        paths[-1].write_bytes(make())
    words = [sys.executable, "-c", _WATCHED, str(tmp_path / "first.xlsx"), *map(str, paths)]
    said = json.loads(subprocess.run(words, capture_output=True, check=True, encoding="utf-8").stdout)
    assert said["codes"] == [["AR707"]] * len(paths)
    assert [each for each in said["noted"] if not each[1].endswith((".py", ".pyc"))] == [
        ["open", str(path)] for path in paths
    ]
