"""The county's TOML in; its units, every unit's figures of every year, and what is planted where, out.

tests/county/county.toml says who there is, tests/county/YEAR.toml what is wrong with that year's files and what must
come of it. Figures are drawn from a seed so that everything ties: within a form, from year to year, and a parent with
the sum of its children, which is added up here without a line of the program's own adding up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import fillings
from gouji.collect.collection import Unit
from gouji.form.form import PREVIOUS, Form
from gouji.form.load import load

FOLDER = Path(__file__).parent / "county"
_COUNTY = tomllib.loads((FOLDER / "county.toml").read_text(encoding="utf-8"))
PARENT: str = _COUNTY["parent"]
UNITS: tuple[Unit, ...] = tuple(
    Unit(**each | {"also": tuple(filter(None, each.get("also", "").split("、")))}) for each in _COUNTY["unit"]
)
FAULTLESS = 99  # a run that no plant reaches
BY_NAME = {unit.name: unit for unit in UNITS}


@dataclass(frozen=True)
class Plant:
    """One thing that is wrong, or odd, with one file, and what must come of it.

    runs: first and last run that it is to be seen in. path: "" for the unit's own file, else one more file.
    absent: the unit's own file is not there. form, year: others than they should be. made: template, plain (an office's
    own workbook), text, ods. figures: what becomes of a cell (county_files.changed, or the XML of the cell).
    info, texts: what takes the place of the usual, "" is blank. counts: a child of a parent → how many times too often
    it is in the sum. explained: the filler's reason for a warning. prints: regular expressions of what is
    printed and what stands there instead. damage: what is done to the finished file, name and arguments.
    found: [code, cells…] of every finding, cells may be patterns. suspects: the likeliest wrong cells, put right.
    Of the collection: state of the unit's submission; why the file is unclear, and who it may be from (unreadable
    ones are known by their names only); doubt: what is told though it counts; duplicate: it lies beside a different
    one; ignored: it is no submission; also: a name added to the roster; cause: why a parent differs from the sum of its
    children.
    """

    say: str
    unit: str
    runs: tuple[int, int] = (1, 1)
    path: str = ""
    absent: bool = False
    form: str = ""
    year: int = 0
    made: str = ""
    figures: Mapping[str, Mapping[str, Any]] | None = None
    info: Mapping[str, Any] | None = None
    texts: Mapping[str, Any] | None = None
    counts: Mapping[str, int] | None = None
    explained: Mapping[str, Any] | None = None
    prints: tuple[tuple[str, str], ...] = ()
    damage: tuple[tuple[str, ...], ...] = ()
    found: tuple[tuple[str, ...], ...] = ()
    suspects: tuple[str, ...] = ()
    state: str = ""
    unclear: str = ""
    candidates: tuple[str, ...] = ()
    doubt: str = ""
    duplicate: bool = False
    ignored: bool = False
    also: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Year:
    """A year's collection.

    template: the kinds of units that fill in the real template where no plant says otherwise; the others have drawn the
    tables themselves. runs: the day of each. locked: unit → the run before which it
    is locked. skips: code → why this county can't plant it.
    """

    year: int
    form: str
    template: tuple[str, ...]
    runs: tuple[date, ...]
    units: tuple[Unit, ...]
    plants: tuple[Plant, ...]
    locked: Mapping[str, int]
    skips: Mapping[str, str]

    def planted(self, run: int, unit: str = "", path: str = "") -> tuple[Plant, ...]:
        """What is to be seen in a run (counted from 1): of every file, or of one."""
        seen = (plant for plant in self.plants if plant.runs[0] <= run <= plant.runs[1])
        return tuple(plant for plant in seen if not unit or (plant.unit, plant.path) == (unit, path))


@cache
def year(number: int) -> Year:
    data = tomllib.loads((FOLDER / f"{number}.toml").read_text(encoding="utf-8"))
    return Year(
        year=number,
        form=data["form"],
        template=tuple(data.get("template", ())),
        runs=tuple(data["runs"]),
        units=tuple(map(BY_NAME.__getitem__, data["units"])) if "units" in data else UNITS,
        plants=tuple(_plant(each) for each in data.get("plant", ())),
        locked=data.get("locked", {}),
        skips=data.get("skips", {}),
    )


def _plant(data: Mapping[str, Any]) -> Plant:
    assert data["unit"] in BY_NAME, data["unit"]
    unknown = data.keys() - {field.name for field in fields(Plant)}
    assert not unknown, (data["say"], unknown)
    return Plant(**{key: _fixed(value) for key, value in data.items()})


def _fixed(value: Any) -> Any:
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def due(unit: Unit, number: int) -> date:
    """The last day for a year's report by law."""
    month, day = _COUNTY["due"][unit.kind]
    return date(number + 1, month, day)


# ---------------------------------------------------------------- figures


def children(parent: Unit) -> tuple[Unit, ...]:
    """Whose figures a parent's are the sum of."""
    kinds = _COUNTY["adds"].get(parent.kind, ())
    return tuple(unit for unit in UNITS if unit.parent == parent.name and unit.kind in kinds)


@cache
def figures(name: str, number: int, form_id: str = "") -> Mapping[str, Decimal]:
    """A unit's true figures of a year: of the year's own form, or of another that the unit uses by mistake."""
    unit, form = BY_NAME[name], load(form_id or year(number).form)
    below = children(unit)
    if below and not form_id:
        return added(figures(child.name, number) for child in below)
    last = figures(name, number - 1) if (FOLDER / f"{number - 1}.toml").exists() else {}
    fixed = _fixed_figures(form) | {PREVIOUS + id: figure for id, figure in last.items()}
    return fillings.consistent(form, f"{_COUNTY['seed']} {name} {number}", _COUNTY["sizes"].get(unit.kind, 60), fixed)


def added(each: Iterable[Mapping[str, Decimal]]) -> Mapping[str, Decimal]:
    total: dict[str, Decimal] = {}
    for one in each:
        for id, figure in one.items():
            total[id] = total.get(id, Decimal(0)) + figure
    return total


def _fixed_figures(form: Form) -> dict[str, Decimal]:
    return {
        id: Decimal(value)
        for pattern, value in _COUNTY["fixed"].items()
        for id in form.figures
        if fnmatchcase(id, pattern)
    }


def spelled_out(pattern: str, form: Form) -> list[str]:
    """`applications.{results}.total` is that cell of every row of the set; with a star every figure that fits."""
    before, brace, rest = pattern.partition("{")
    name, _, after = rest.partition("}")
    each = [before + one + after for one in form.table(before.split(".")[0]).sets[name]] if brace else [pattern]
    return [id for one in each for id in ([id for id in form.figures if fnmatchcase(id, one)] if "*" in one else [one])]
