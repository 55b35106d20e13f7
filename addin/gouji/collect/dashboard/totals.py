"""Counts how many units are due, reported, missing, returned, repeated and late: all, by kind or by due day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from gouji.collect.collection import Standing, State
from gouji.collect.standings import day_of

Key = TypeVar("Key")

MISSING = "未报"
REPEATED = "重复"
LATE = "逾期"
# From what needs work to what needs none.
_STATES = (State.RETURNED, State.REVIEW, State.RECEIVED, State.PASSED, State.LOCKED)
ORDER = (MISSING, *(state.value for state in _STATES))


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of units. states: what `state_of` says → how many; the other numbers overlap with these."""

    due: int
    states: Mapping[str, int]
    repeated: int
    late: int

    @property
    def reported(self) -> int:
        return self.due - self.states.get(MISSING, 0)


def state_of(standing: Standing) -> str:
    """Gives the word for where a unit stands; `MISSING` where nothing came."""
    return standing.state.value if standing.state and standing.submission else MISSING


def tally(standings: Iterable[Standing]) -> Tally:
    """Counts these standings."""
    listed = tuple(standings)
    return Tally(
        due=len(listed),
        states=Counter(map(state_of, listed)),
        repeated=sum(bool(each.others) for each in listed),
        late=sum(each.is_late for each in listed),
    )


def by_kind(standings: Iterable[Standing]) -> dict[str, Tally]:
    """Counts by kind, in the roster's order of kinds."""
    return _by(lambda each: each.unit.kind, standings)


def by_due_day(standings: Iterable[Standing]) -> dict[date, Tally]:
    """Counts by due day, earliest first."""
    found = _by(lambda each: each.due, standings)
    return {day: found[day] for day in sorted(found)}


def received_by_day(standings: Iterable[Standing]) -> list[tuple[date, int]]:
    """Gives the days on which something that counts came in, with how many units had reported by their evening."""
    days = Counter(day_of(each.submission.received_at) for each in standings if each.submission)
    so_far, rising = 0, []
    for day in sorted(days):
        so_far += days[day]
        rising.append((day, so_far))
    return rising


def _by(key: Callable[[Standing], Key], standings: Iterable[Standing]) -> dict[Key, Tally]:
    groups: dict[Key, list[Standing]] = {}
    for each in standings:
        groups.setdefault(key(each), []).append(each)
    return {name: tally(members) for name, members in groups.items()}
