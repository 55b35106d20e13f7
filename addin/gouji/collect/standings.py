"""Tells where each unit stands by roster, register and folder: 已报, 未报, 退回, 重复, 逾期, and till when by law."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone

from gouji.collect.collection import Standing, State, Submission, Unit
from gouji.errors import GoujiError
from gouji.form.form import Deadline, Form
from gouji.words import beside

say = beside(__file__)

BEIJING = timezone(timedelta(hours=8))  # all of China, no summer time


def standings(
    roster: Sequence[Unit],
    form: Form,
    year: int,
    as_of: date,
    counting: Mapping[str, tuple[Submission, State]],
    present: Iterable[tuple[Unit, Submission]],
) -> tuple[Standing, ...]:
    """Gives one Standing for each unit, in the order of the roster.

    counting: name of a unit → the submission of the year that counts, as the register has it. present: every file
    that lies in the folder now and whose unit is known. A file that differs from the one that counts is one of
    `others`, also when it is alone: a locked unit's new file, or an old version put back. A unit that the register
    doesn't know stands by its newest file. Raises GoujiError when neither roster nor form say till when.
    """
    lying: dict[str, dict[str, Submission]] = {}  # name → digest → the first file of it
    for unit, file in present:
        lying.setdefault(unit.name, {}).setdefault(file.digest, file)
    levels = _levels(roster)
    made = []
    for unit in roster:
        here = lying.get(unit.name, {})
        submission, state = counting.get(unit.name) or _newest(here.values())
        day, due_by = due_day(unit, levels[unit.name], form, year)
        made.append(
            Standing(
                unit=unit,
                submission=submission,
                state=state,
                due=day,
                is_late=(day_of(submission.received_at) if submission else as_of) > day,
                others=tuple(each for each in here.values() if submission and each.digest != submission.digest),
                due_by=due_by,
            )
        )
    return tuple(made)


def day_of(moment: datetime) -> date:
    """Gives the day in China of an aware moment: what was sent on the evening of the due day is not late."""
    return moment.astimezone(BEIJING).date()


def due_day(unit: Unit, level: int, form: Form, year: int) -> tuple[date, str]:
    """Gives the last day on which a unit's report for `year` is in time, and who says so.

    level: how many layers of units of its own kind stand one above the other up to it, 1 for the lowest. Levels above
    those that the form names are due as its highest. A unit of no kind is due on the earliest day.
    """
    if unit.due is not None:
        return unit.due, say("by_roster")
    fitting = [each for each in form.deadlines if unit.kind in each.scopes or not unit.kind]
    if not fitting:
        raise GoujiError(f"{unit.name}：{form.name}没有规定{unit.kind or '它'}的报送期限。在花名册的“截止日期”里写明。")
    reached = [each for each in fitting if each.level <= level] or fitting
    top = max(each.level for each in reached)
    chosen = min((each for each in reached if each.level == top or not unit.kind), key=_in_year)
    month, last = chosen.month, monthrange(year + 1, chosen.month)[1]
    return date(year + 1, month, min(chosen.day, last)), chosen.basis


def _in_year(deadline: Deadline) -> tuple[int, int]:
    return deadline.month, deadline.day


def _newest(here: Iterable[Submission]) -> tuple[Submission | None, State | None]:
    newest = max(here, key=lambda each: each.received_at, default=None)
    return newest, None if newest is None else State.RECEIVED


def _levels(roster: Sequence[Unit]) -> dict[str, int]:
    """The height of each unit above the lowest of its own kind below it: a prefecture above its counties is 2."""
    by_name = {unit.name: unit for unit in roster}
    above = {
        unit.name: upper.name
        for unit in roster
        if (upper := by_name.get(unit.parent)) is not None and upper.kind == unit.kind
    }
    levels = dict.fromkeys(by_name, 1)
    below = Counter(above.values())  # of each unit, those whose own height is not known yet
    known = [name for name in by_name if not below[name]]
    for name in known:  # it grows meanwhile: a unit is known once all below it are
        if upper_name := above.get(name):
            levels[upper_name] = max(levels[upper_name], levels[name] + 1)
            below[upper_name] -= 1
            if not below[upper_name]:
                known.append(upper_name)
    return levels
