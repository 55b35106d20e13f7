"""The two years of the county's collection, run by run through `gouji collect`; what lay there after each run, out."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import county_data
from county_data import Plant, Year
from county_files import hand_in, write_roster
from gouji.cli.main import main
from gouji.collect.collection import State
from gouji.collect.register.database import open_register
from gouji.collect.register.looking import History, history, roster

YEARS = (2024, 2025)
LOOKED_INTO = ((2024, 2), (2025, 2), (2025, 6))  # year and run: twenty questions a unit, which take as long as a run


@dataclass(frozen=True)
class Run:
    """One run. files: path → whose it is and what is planted there. status, said: exit status and standard output.
    out: a copy of the folder of results as the run left it. states: where the register said that every unit stands.
    histories: what it knew of every unit, after the runs that are `LOOKED_INTO`."""

    year: Year
    number: int
    files: Mapping[str, tuple[str, tuple[Plant, ...]]]
    status: int
    said: str
    out: Path
    states: Mapping[str, State | None]
    histories: Mapping[str, History]


def told(folder: Path, register: str, ending: str) -> tuple[Run, ...]:
    """Every run of both years into one register. ending: of the roster's file, .xlsx or .csv."""
    return tuple(
        _run(folder, register, ending, county_data.year(year), number)
        for year in YEARS
        for number in range(1, len(county_data.year(year).runs) + 1)
    )


def _run(folder: Path, register: str, ending: str, year: Year, number: int) -> Run:
    collected, out = folder / f"{year.year}", folder / f"{year.year}年度"
    files = hand_in(year, number, collected)
    units = write_roster(year, folder / f"花名册{ending}", number)
    for unit, before in year.locked.items():
        if before == number:
            said("register", "set", unit, "锁定", "--by", "张示例", "--database", register, "--year", str(year.year))
    status, text = said(
        *("collect", str(collected), "--roster", str(units), "-o", str(out), "--database", register),
        *("--as-of", year.runs[number - 1].isoformat(), "--office", county_data.PARENT),
    )
    kept = folder / "runs" / f"{year.year}-{number}"
    shutil.copytree(out, kept)
    with open_register(register) as engine:
        states = {name: state for name, (_, state) in roster(engine, year.year).items()}
        asked = year.units if (year.year, number) in LOOKED_INTO else ()
        histories = {unit.name: history(engine, unit.name, year.year) for unit in asked}
    return Run(year, number, files, status, text, kept, states, histories)


def said(*words: str) -> tuple[int, str]:
    """Exit status and standard output of a command. The last year's data comes out of the register by itself."""
    with redirect_stdout(io.StringIO()) as text, redirect_stderr(io.StringIO()):
        status = main(list(words))
    return status, text.getvalue()
