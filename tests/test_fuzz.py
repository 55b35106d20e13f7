"""A minute of fuzzing: no crash, no hang, little memory, two readers that agree; scripts/fuzz.py does it longer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fuzz.loop import fuzz
from fuzz.seeds import seeds


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, int.from_bytes(os.urandom(4))], ids=["fixed", "by chance"])
def test_no_mutated_file_crashes_hangs_or_is_read_otherwise_by_openpyxl(seed: int, tmp_path: Path) -> None:
    report = fuzz(seeds(with_office=False), 250, seed, tmp_path / "failing", jobs=2)
    assert report.failures == [], str(report)
    assert report.files == 250 and report.outcomes["AR705"] > 0 and report.compared > 0
