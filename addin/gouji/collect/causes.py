"""By how much a parent's cells are off, and what may have gone wrong with whom, in; the causes that account for it out.

A cause is named only for what can be seen in the figures: the differences equal, cell by cell, what the mistake would
have made of them. Generic: it knows neither forms nor labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

MOST_CAUSES = 4
MOST_ALIKE = 3  # more units with the very same figures can't be told apart: naming a few would mislead
_LEAST_CELLS = 2  # of any unit's report: a single equal number among many units is an accident as often as a cause
_LEAST_ALONE = 3  # the same where something else is wrong too

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
    """A mistake that accounts for differences. subjects: more than one where their figures are the same.

    cells: ids that it puts off; of these `equal` are off by exactly that much (all, unless something else is wrong
    in the others too).
    """

    mistake: Mistake
    subjects: tuple[str, ...]
    cells: tuple[str, ...]
    equal: int

    @property
    def words(self) -> str:
        return f"{'或'.join(self.subjects)}{self.mistake.value}"


@dataclass(frozen=True, slots=True)
class Account:
    """causes: the one that accounts for most first. left: what they don't account for."""

    causes: tuple[Cause, ...]
    left: Vector


def account(differences: Vector, candidates: Sequence[Candidate]) -> Account:
    """Looks for the few mistakes that together make exactly these differences, largest first; where something is left
    over, only those are kept that are plain by themselves."""
    left = dict(differences)
    taken: list[tuple[Cause, Candidate]] = []
    while left and len(taken) < MOST_CAUSES:
        found = _best(left, candidates)
        if found is None:
            break
        taken.append(found)
        left = _without(left, found[1])
    if left:
        taken = [each for each in taken if _is_plain(each[0])]
        left = dict(differences)
        for _, candidate in taken:
            left = _without(left, candidate)
    return Account(tuple(cause for cause, _ in taken), left)


def _best(left: Vector, candidates: Sequence[Candidate]) -> tuple[Cause, Candidate] | None:
    """The candidate that sets most cells right and fewest wrong."""
    signed = {1: left, -1: {id: -by for id, by in left.items()}}
    scored = [(gain, each) for each in candidates if (gain := _gain(signed[each.sign], each)) > 0]
    if not scored:
        return None
    most, best = max(scored, key=lambda each: each[0])
    alike = [each for gain, each in scored if gain == most and each.mistake is best.mistake]
    subjects = tuple(each.subject for each in alike if each.vector == best.vector)
    if len(subjects) > MOST_ALIKE:
        return None
    equal = sum(signed[best.sign].get(id) == by for id, by in best.vector.items())
    return Cause(best.mistake, subjects, tuple(best.vector), equal), best


def _gain(left: Vector, candidate: Candidate) -> int:
    """left: with the candidate's sign."""
    if candidate.mistake in _OF_ANY and len(candidate.vector) < _LEAST_CELLS:
        return 0
    gain = 0
    for id, by in candidate.vector.items():
        off = left.get(id)
        if off is None:
            gain -= 1
        elif off == by:
            gain += 1
    return gain


def _is_plain(cause: Cause) -> bool:
    """Whether a mistake is to be named though something else is wrong too."""
    if cause.mistake not in _OF_ANY and cause.equal == len(cause.cells):
        return True
    return cause.equal >= _LEAST_ALONE and cause.equal * 4 >= len(cause.cells) * 3


def _without(left: Vector, candidate: Candidate) -> dict[str, Decimal]:
    rest = dict(left)
    for id, by in candidate.vector.items():
        rest[id] = rest.get(id, Decimal(0)) - by * candidate.sign
    return {id: by for id, by in rest.items() if by}
