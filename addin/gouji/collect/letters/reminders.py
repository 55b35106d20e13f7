"""Lists the units to call, the most urgent first: why, how many days late, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from gouji.check import finding_text
from gouji.check.severity import is_unexplained
from gouji.collect.collection import Collection, Standing, State, Submission, Unclear
from gouji.collect.roster.attribute import doubts
from gouji.collect.standings import BEIJING
from gouji.form.severity import Severity
from gouji.words import beside

say = beside(__file__)

_NAMED = 3  # files or codes that are named one by one


class Reason(Enum):
    """The reason why a unit is called, the most urgent first."""

    MISSING_LATE = "逾期未报"
    RETURNED_LATE = "逾期未改"
    RETURNED = "退回未改"
    DOUBLE = "重复"
    MISSING = "未报"
    DOUBT = "待核实"
    UNEXPLAINED = "待说明"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit to call. reason: the most urgent. days_late: since the due day, 0 where nothing is late. what: sentences
    for the clerk."""

    standing: Standing
    reason: Reason
    days_late: int
    what: tuple[str, ...]


def reminders(collection: Collection) -> tuple[Reminder, ...]:
    """Gives one Reminder for each unit that there is a reason to call, by urgency, then by days late, then as the
    roster has them."""
    may_be = _may_be(collection.unclear)
    found = []
    for standing in collection.standings:
        reasons = tuple(_reasons(standing, collection, may_be.get(standing.unit.name, 0)))
        if reasons:
            late = (collection.as_of - standing.due).days if _is_open(standing) else 0
            found.append(Reminder(standing, reasons[0][0], max(0, late), tuple(what for _, what in reasons)))
    order = list(Reason)
    return tuple(sorted(found, key=lambda each: (order.index(each.reason), -each.days_late)))


def _is_open(standing: Standing) -> bool:
    """Whether nothing that can stand has come yet."""
    return standing.submission is None or standing.state is State.RETURNED


def _reasons(standing: Standing, collection: Collection, candidates: int) -> Iterator[tuple[Reason, str]]:
    late = (collection.as_of - standing.due).days
    if standing.submission is None:
        left = say("call.days_left", days=-late) if late else say("call.last_day")
        what = say("call.overdue", days=late) if late > 0 else left
        if candidates:
            what += say("call.maybe_here", count=candidates)
        yield Reason.MISSING_LATE if late > 0 else Reason.MISSING, what
        return
    if standing.state is State.RETURNED:
        yield Reason.RETURNED_LATE if late > 0 else Reason.RETURNED, _returned(standing.submission)
    if standing.others:
        yield Reason.DOUBLE, _double(standing, standing.submission)
    told = doubts(standing.unit, standing.submission)
    if told:
        yield Reason.DOUBT, say("call.doubt", doubts="；".join(told))
    codes = _unexplained(standing.submission)
    if codes and standing.state is State.RECEIVED:
        kinds = list(dict.fromkeys(codes))
        named = "、".join(kinds[:_NAMED])
        named = say("call.more_codes", codes=named) if len(kinds) > _NAMED else named
        yield Reason.UNEXPLAINED, say("call.unexplained", codes=named, count=len(codes))


def _returned(submission: Submission) -> str:
    if submission.result.unreadable:
        return say("call.unreadable", message=submission.result.findings[0].message)
    count = finding_text.counts(submission.result)[Severity.ERROR]
    return say("call.errors", count=count) if count else say("call.returned")


def _double(standing: Standing, counted: Submission) -> str:
    others = "、".join(each.path for each in standing.others[:_NAMED])
    if len(standing.others) > _NAMED:
        others = say("call.more_files", files=others, count=len(standing.others))
    received = counted.received_at.astimezone(BEIJING)
    at = {"month": received.month, "day": received.day, "time": f"{received:%H:%M}"}
    counts = say("call.counts", **at, path=counted.path)
    return say("call.after_lock" if standing.state is State.LOCKED else "call.double", files=others, counts=counts)


def _unexplained(submission: Submission) -> list[str]:
    return [each.code for each in submission.result.findings if is_unexplained(each)]


def _may_be(unclear: tuple[Unclear, ...]) -> Mapping[str, int]:
    """Name of a unit → how many unclear files may be its own."""
    counts: dict[str, int] = {}
    for each in unclear:
        for unit in each.candidates:
            counts[unit.name] = counts.get(unit.name, 0) + 1
    return counts
