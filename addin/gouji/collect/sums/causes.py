"""Finds the mistakes that account for the differences between a parent's report and the sum of its children.

A cause is named only for what can be seen in the figures: the differences equal, cell by cell, what the mistake would
have made of them. Generic: it knows neither forms nor labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from random import Random

from gouji.words import beside

say = beside(__file__)

MOST_CAUSES = 4
MOST_ALIKE = 3  # more units with the very same figures can't be told apart: naming a few would mislead
_LEAST_CELLS = 2  # of any unit's report: a single equal number among many units is an accident as often as a cause
_LEAST_ALONE = 3  # the same where something else is wrong too
_PLACES = 6  # decimals of money

Vector = Mapping[str, Decimal]  # figure id → by how much; never 0


class Mistake(Enum):
    """What somebody who added up did with a unit's report."""

    LEFT_OUT = "没有加进去"
    TWICE = "加了两遍"
    OUTSIDER = "不该计入，却加进去了"
    REFUSED = "没有计入下级之和，上报数里却有它"
    EARLIER = "用的是更正以前的数"
    LAST_YEAR = "没有报，用的像是它上年的数"


_OF_ANY = (Mistake.LEFT_OUT, Mistake.TWICE)  # every unit is a candidate; of the others there are a few


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible mistake. vector: by how much it would put each cell off, times `sign` (1 or -1): one vector serves
    a unit left out and the same unit added twice."""

    mistake: Mistake
    subject: str  # whose report: the name of a unit, or of a group
    vector: Vector
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake that accounts for differences. subjects: the units concerned; several where their figures are the same.

    cells: ids that it puts off; of these `equal` are off by exactly that much (all, unless something else is wrong
    in the others too).
    """

    mistake: Mistake
    subjects: tuple[str, ...]
    cells: tuple[str, ...]
    equal: int

    @property
    def words(self) -> str:
        return say("hint.cause", subjects=say("hint.either").join(self.subjects), mistake=self.mistake.value)


@dataclass(frozen=True, slots=True)
class Account:
    """What accounts for the differences. causes: the one that accounts for most cells first. left: what they don't
    account for."""

    causes: tuple[Cause, ...]
    left: Vector


def account(differences: Vector, candidates: Sequence[Candidate]) -> Account:
    """Looks for one mistake, else two, that make exactly these differences; of several pairs that do, what all have in
    common is named. Else takes the mistakes that account for most; where something is left over, only those are named
    that are plain by themselves."""
    if not differences:
        return Account((), differences)
    marks = _marks(differences, candidates)
    possible: dict[int, list[Candidate]] = {}
    for each in candidates:
        if len(each.vector) >= (_LEAST_CELLS if each.mistake in _OF_ANY else 1):
            possible.setdefault(_mark(each.vector, marks) * each.sign, []).append(each)
    whole = _mark(differences, marks)
    if whole in possible and not _without(differences, possible[whole][0]):
        return _account(differences, [possible[whole]])
    pairs = _pairs(differences, whole, possible)
    if pairs and len(differences) >= _LEAST_ALONE:
        common = frozenset.intersection(*pairs)
        return _account(differences, [alike for mark, alike in possible.items() if mark in common])
    return _largest_first(differences, list(possible.values()))


def _marks(differences: Vector, candidates: Sequence[Candidate]) -> Mapping[str, int]:
    """A large number for each cell. Σ number × difference tells vectors apart and adds up as they do, so that the
    other half of a pair is found by one look-up; what is found is then compared cell by cell."""
    random = Random(0)  # noqa: S311  # no secret: the same input must give the same answer
    return {
        figure_id: random.getrandbits(64)
        for figure_id in sorted({*differences, *(figure_id for c in candidates for figure_id in c.vector)})
    }


def _mark(vector: Vector, marks: Mapping[str, int]) -> int:
    return sum(marks[figure_id] * int(by.scaleb(_PLACES)) for figure_id, by in vector.items())


def _pairs(differences: Vector, whole: int, possible: Mapping[int, list[Candidate]]) -> set[frozenset[int]]:
    return {
        frozenset((mark, whole - mark))
        for mark, alike in possible.items()
        if whole - mark in possible
        and whole - mark != mark
        and not _without(_without(differences, alike[0]), possible[whole - mark][0])
    }


def _largest_first(differences: Vector, possible: Sequence[list[Candidate]]) -> Account:
    left = dict(differences)
    taken: list[tuple[list[Candidate], bool]] = []
    while left and len(taken) < MOST_CAUSES:
        signed = {1: left, -1: {figure_id: -by for figure_id, by in left.items()}}
        gains = [_gain(signed[alike[0].sign], alike[0].vector) for alike in possible]
        most = max(gains, default=0)
        if most <= 0:
            break
        best = possible[gains.index(most)]
        taken.append((best, _is_plain(signed[best[0].sign], best[0])))
        left = _without(left, best[0])
    return _account(differences, [alike for alike, is_plain in taken if is_plain or not left])


def _account(differences: Vector, found: Sequence[list[Candidate]]) -> Account:
    """found: the mistakes to be named, each with those that have the same effect."""
    left = dict(differences)
    causes = []
    for first, *others in found:
        alike = [each for each in others if each.mistake is first.mistake and each.vector == first.vector]
        if len(alike) < MOST_ALIKE:
            equal = sum(left.get(figure_id) == by * first.sign for figure_id, by in first.vector.items())
            subjects = (first.subject, *(each.subject for each in alike))
            causes.append(Cause(first.mistake, subjects, tuple(first.vector), equal))
            left = _without(left, first)
    return Account(tuple(sorted(causes, key=lambda cause: -cause.equal)), left)


def _gain(left: Vector, vector: Vector) -> int:
    """Cells that a mistake sets right, less those that it sets wrong."""
    gain = 0
    for figure_id, by in vector.items():
        off = left.get(figure_id)
        if off is None:
            gain -= 1
        elif off == by:
            gain += 1
    return gain


def _is_plain(left: Vector, candidate: Candidate) -> bool:
    """Whether a mistake is to be named though something else is wrong too: hardly a cell speaks against it (is not
    off at all), few are off by something else. left: with the candidate's sign."""
    cells = candidate.vector
    equal = sum(left.get(figure_id) == by for figure_id, by in cells.items())
    if candidate.mistake not in _OF_ANY and equal == len(cells):
        return True
    right = sum(figure_id not in left for figure_id in cells)
    return right * 10 <= len(cells) and equal >= _LEAST_ALONE and equal * 4 >= len(cells) * 3


def _without(left: Vector, candidate: Candidate) -> dict[str, Decimal]:
    rest = dict(left)
    for figure_id, by in candidate.vector.items():
        rest[figure_id] = rest.get(figure_id, Decimal(0)) - by * candidate.sign
    return {figure_id: by for figure_id, by in rest.items() if by}
