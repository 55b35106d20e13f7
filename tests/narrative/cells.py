"""Turns words of a template into sums of cells of a form (figures.toml), and a few free cells into all the others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.rule.expression import Sum

FOLDER = Path(__file__).parent
_WORDS = tomllib.loads((FOLDER / "figures.toml").read_text(encoding="utf-8"))
COMPARED: Mapping[str, tuple[str, str]] = {how: tuple(words) for how, words in _WORDS["compared"].items()}
_FORMS = {form.id: form for form in load_all()}  # a Form can't be the key of a cache
_TABLE = "applications"

# What the balance of table 3 leaves to be reckoned: 一 = 三（七） + 四 − 二, column by column.
_REST, _BALANCE = "new_received", {"handled_total": 1, "carried_out": 1, "carried_in": -1}

Weights: TypeAlias = Mapping[str, int]  # cell → how often it counts


class UnknownWordError(Exception):
    """A word that a form has no cell for."""


@dataclass(frozen=True)
class Meaning:
    """What a figure of a sentence says: its value is that of `value`; it is true when one of `readings` has it, or when
    it lies between both of `within`. cells: all of them, for a finding to name one."""

    value: Weights
    readings: tuple[Weights, ...]
    within: tuple[Weights, Weights] | None = None

    @property
    def cells(self) -> frozenset[str]:
        return frozenset(cell for each in (*self.readings, *(self.within or ())) for cell in each)


def meaning(form: Form, text: str) -> Meaning:
    """`granted + partly` as a Meaning. Raises UnknownWordError when the form has no such cell."""
    return _meaning(form.id, text)


@cache
def _meaning(form_id: str, text: str) -> Meaning:
    form = _FORMS[form_id]
    terms = [(sign or "+", _word(form, word)) for sign, word in re.findall(r"([+-]?)\s*([a-z_.]+)", text)]
    if len(terms) == 1:
        return terms[0][1]
    value = _added((sign, each.value) for sign, each in terms)
    signs = [sign for sign, _ in terms]
    choices = product(*(each.readings for _, each in terms))
    return Meaning(value, tuple(_added(zip(signs, choice, strict=True)) for choice in choices))


def _word(form: Form, word: str) -> Meaning:
    name, _, suffix = word.partition(".")
    entry: Mapping[str, Any] = _WORDS["words"][name]
    ends = _WORDS["suffixes"][suffix] if suffix else ()
    readings = tuple(_sum(form, each, ends) for each in entry["readings"])
    value = _sum(form, entry["value"], ends) if "value" in entry else readings[0]
    low, high = (_sum(form, each, ends) for each in entry["within"]) if "within" in entry else (None, None)
    return Meaning(value, readings, (low, high) if low is not None and high is not None else None)


def _sum(form: Form, text: str, ends: tuple[str, ...]) -> Weights:
    terms = []
    for sign, pattern in re.findall(r"([+-]?)\s*([a-z_.*]+)", text):
        patterns = [pattern.removesuffix("total") + end for end in ends] or [pattern]
        found = {id: 1 for id in form.figures for each in patterns if fnmatchcase(id, each)}
        if not found:
            raise UnknownWordError(pattern)
        terms.append((sign or "+", found))
    return _added(terms)


def _added(terms: Iterable[tuple[str, Weights]]) -> Weights:
    total: dict[str, int] = {}
    for sign, weights in terms:
        for cell, weight in weights.items():
            total[cell] = total.get(cell, 0) + (weight if sign == "+" else -weight)
    return {cell: weight for cell, weight in total.items() if weight}


# ---------------------------------------------------------------- free cells


def free_cells(form: Form) -> tuple[str, ...]:
    """The cells that may be anything: all the others follow from them."""
    return _free_cells(form.id)


@cache
def _free_cells(form_id: str) -> tuple[str, ...]:
    form = _FORMS[form_id]
    return tuple(id for id in form.figures if set(_made_of(form, id)) == {id})


def in_free_cells(form: Form) -> Mapping[str, Weights]:
    """Every cell as a sum of free cells: totals by what the form adds up, 一 by the balance of its column."""
    return _in_free_cells(form.id)


@cache
def _in_free_cells(form_id: str) -> Mapping[str, Weights]:
    form = _FORMS[form_id]
    found: dict[str, Weights] = {}

    def of(id: str) -> Weights:
        if id not in found:
            parts = _made_of(form, id)
            found[id] = parts if set(parts) == {id} else _weighed(parts, of)
        return found[id]

    return {id: of(id) for id in form.figures}


def _weighed(parts: Weights, of: Callable[[str], Weights]) -> Weights:
    total: dict[str, int] = {}
    for part, weight in parts.items():
        for cell, times in of(part).items():
            total[cell] = total.get(cell, 0) + weight * times
    return {cell: weight for cell, weight in total.items() if weight}


def _made_of(form: Form, id: str) -> Weights:
    """What a cell is the sum of; itself where it is free."""
    figure = form.figures[id]
    if isinstance(figure.computed_by, Sum):
        return dict.fromkeys(figure.computed_by.names, 1)
    if figure.table == _TABLE and figure.row == _REST:
        return {f"{_TABLE}.{row}.{figure.column}": weight for row, weight in _BALANCE.items()}
    return {id: 1}


def over_free_cells(form: Form, weights: Weights) -> Weights:
    """The same sum, of free cells."""
    return _weighed(weights, in_free_cells(form).__getitem__)
