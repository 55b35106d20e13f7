"""A minute of fuzzing: no crash, no hang, little memory, two readers that agree; scripts/fuzz.py does it longer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own: workers are forked from it, and the memory of a test's process is not that of a check.
_FUZZ = """
import json, sys
from pathlib import Path
from fuzzing.loop import fuzz
from fuzzing.seeds import seeds
report = fuzz(seeds(with_office=False), 250, int(sys.argv[1]), Path(sys.argv[2]), jobs=2)
said = {"failures": [wrong for wrong, _ in report.failures], "files": report.files, "compared": report.compared}
json.dump({**said, "outcomes": report.outcomes, "all": str(report)}, sys.stdout)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, int.from_bytes(os.urandom(4))], ids=["fixed", "by chance"])
def test_no_mutated_file_crashes_hangs_or_is_read_otherwise_by_openpyxl(seed: int, tmp_path: Path) -> None:
    words = [sys.executable, "-c", _FUZZ, str(seed), str(tmp_path / "failing")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(words, capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["failures"] == [], report["all"]
    assert report["files"] == 250 and report["outcomes"]["AR705"] > 0 and report["compared"] > 0
