"""The made-up county's files, year by year: `gouji check` finds every planted fault, to the cell, and nothing else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import county_data
import doors
from county_data import BY_NAME, FAULTLESS, UNITS, Plant, spelled_out
from county_files import hand_in
from gouji.check.info import is_credit_code
from gouji.cli.main import main
from gouji.form.form import Form
from gouji.form.load import load, load_all

Found = list[tuple[str, list[str]]]
YEARS = (2019, 2020, 2021, 2024, 2025)
WHOLE = {2024, 2025}  # all sixty units


def checked(folder: Path, previous: Path | None, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """Path within the folder → its result."""
    main(["check", str(folder), *(["--previous", str(previous)] if previous else []), "--format", "json"])
    return by_path(capsys.readouterr().out, folder)


def by_path(said: str, folder: Path) -> dict[str, dict[str, Any]]:
    return {Path(each["path"]).relative_to(folder).as_posix(): each for each in json.loads(said)["results"]}


def planted(plants: tuple[Plant, ...], form: Form) -> Found:
    form = load(next((plant.form for plant in plants if plant.form), form.id.rpartition("/")[2]))
    return sorted(
        (code, sorted(cell for pattern in cells for cell in spelled_out(pattern, form)))
        for plant in plants
        for code, *cells in plant.found
    )


def got(result: dict[str, Any]) -> Found:
    return sorted((finding["code"], sorted(finding["cells"])) for finding in result["findings"])


def wrong(result: dict[str, Any]) -> set[str]:
    """The cells that the findings hold to be the likeliest wrong ones."""
    return {finding["suspects"][0]["cell"] for finding in result["findings"] if finding["suspects"]}


RUNS = [(number, run) for number in YEARS for run in range(1, len(county_data.year(number).runs) + 1)]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "run"), RUNS)
def test_every_planted_fault_is_found_to_the_cell_and_nothing_else(
    number: int, run: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year, previous = county_data.year(number), None
    if number - 1 in YEARS:
        previous = tmp_path / "last"
        hand_in(county_data.year(number - 1), FAULTLESS, previous)
    handed = hand_in(year, run, tmp_path / "now")
    results = checked(tmp_path / "now", previous, capsys)
    form = load(year.form)
    assert {path: got(result) for path, result in results.items()} == {
        path: planted(plants, form)
        for path, (_, plants) in handed.items()
        if not any(plant.ignored for plant in plants)
    }
    for path, (_, plants) in handed.items():
        suspects = {cell for plant in plants for cell in plant.suspects}
        assert suspects <= (wrong(results[path]) if suspects else set()), path


def test_every_code_is_planted_or_it_is_said_why_not() -> None:
    codes = {wording.code for wording in load("2021").wordings.values()}
    codes |= {rule.code for form in load_all() for rule in (*form.rules, *form.across_years)}
    years = [county_data.year(number) for number in YEARS]
    seen = {code for year in years for plant in year.plants for code, *_ in plant.found}
    skipped = {code for year in years for code in year.skips}
    assert seen | skipped == codes
    assert not seen & skipped


def test_the_county_has_sixty_units_whose_names_codes_and_parents_are_right() -> None:
    assert len(UNITS) == len(BY_NAME) == len({unit.code for unit in UNITS}) == 60
    assert all(is_credit_code(unit.code) for unit in UNITS)
    assert [unit.name for unit in UNITS if not unit.parent] == [county_data.PARENT]
    assert {unit.parent for unit in UNITS} - {""} <= BY_NAME.keys()


@pytest.mark.slow
def test_a_county_without_plants_has_no_finding_in_either_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in sorted(WHOLE):
        hand_in(county_data.year(number), FAULTLESS, tmp_path / str(number))
    results = checked(tmp_path / "2025", tmp_path / "2024", capsys)
    assert len(results) == 60
    assert {result["verdict"] for result in results.values()} == {"clean"}


def test_a_worker_that_dies_costs_its_own_file_only(tmp_path: Path) -> None:
    year = county_data.year(2019)
    paths = list(hand_in(year, 1, tmp_path))
    line = doors.command("spawn", "check", str(tmp_path), "--format", "json")
    environment = doors.environment(**doors.fault(f"crash:{Path(paths[3]).name}"))
    ran = subprocess.run(line, env=environment, capture_output=True, encoding="utf-8")
    results = by_path(ran.stdout, tmp_path)
    assert {path: [code for code, _ in got(result)] for path, result in results.items()} == {
        path: ["AR716"] if path == paths[3] else [] for path in paths
    }
