"""A minute of fuzzing: no crash, no hang, little memory, two readers that agree; scripts/fuzz.py does it longer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SEEDS = {"fixed": 1, "by chance": int.from_bytes(os.urandom(4))}
FILES = 150  # of each
# In a process of its own: workers are forked from it, and the memory of a test's process is not that of a check.
_FUZZ = """
import json, sys
from pathlib import Path
from fuzzing.loop import fuzz
from fuzzing.seeds import seeds
files, folder, *numbers = sys.argv[1:]
begun = seeds(with_office=False)
for number in numbers:
    report = fuzz(begun, int(files), int(number), Path(folder), jobs=2)
    said = {"failures": [wrong for wrong, _ in report.failures], "files": report.files, "compared": report.compared}
    print(json.dumps({**said, "outcomes": report.outcomes, "all": str(report)}))
"""


@pytest.mark.slow
def test_no_mutated_file_crashes_hangs_or_is_read_otherwise_by_openpyxl(tmp_path: Path) -> None:
    numbers = map(str, SEEDS.values())
    words = [sys.executable, "-c", _FUZZ, str(FILES), str(tmp_path / "failing"), *numbers]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(words, capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(SEEDS)
    for report in reports:
        assert report["failures"] == [], report["all"]
        assert report["files"] == FILES and report["outcomes"]["AR705"] > 0 and report["compared"] > 0
