"""Of damaged reports no figure is read wrongly without a word, as far as a careful reader could have told it."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyreport.gate import judged
from anyreport.judge import Judged
from anyreport.mutants import KINDS, Mutant, mutant

SEED = 20
COUNT = 100  # of each kind; scripts/mutation_gate.py runs as many as you like
WHOLE = 12
# Refused in part, with a reason: the second half of a cut table has no heads; one word in four cells of a merge names
# two columns where it is repeated in each of them.
REFUSED_IN_PART = {"cut in two", "one_sheet, repeated, spread", "sheet_a_table, repeated, spread"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_of_a_damaged_report_is_silently_wrong(kind: str, tmp_path: Path) -> None:
    mutants = [mutant(SEED, number, kind) for number in range(COUNT)]
    results = [judged(each, tmp_path) for each in mutants]
    assert faults(mutants, results) == []
    assert sum(result.counts["unsaid"] for result in results) == 0
    read = sum(result.counts["right"] for result in results)
    told = sum(len(each.told) for each in mutants)
    assert read > told / 3, "refusing everything is no way to be right"


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_whole_report_every_figure_is_read(kind: str, tmp_path: Path) -> None:
    mutants = [mutant(SEED, number, kind, most=0) for number in range(WHOLE)]
    results = [judged(each, tmp_path) for each in mutants]
    assert faults(mutants, results) == []
    less = {each.layout for each, result in zip(mutants, results, strict=True) if set(result.counts) - {"right"}}
    assert less - REFUSED_IN_PART == set()


def faults(mutants: list[Mutant], results: list[Judged]) -> list[tuple[str, tuple[str, ...], str]]:
    return [
        (each.layout, each.changes, f"{fault.id} read {fault.read}")
        for each, result in zip(mutants, results, strict=True)
        for fault in result.faults[:1]
    ]
