"""A collection in; whom to call, the most urgent first, out: why, how many days late, and what is to be done."""

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

_NAMED = 3  # files or codes that are named one by one


class Reason(Enum):
    """Why a unit is called, the most urgent first."""

    MISSING_LATE = "逾期未报"
    RETURNED_LATE = "逾期未改"
    RETURNED = "退回未改"
    DOUBLE = "重复"
    MISSING = "未报"
    DOUBT = "待核实"
    UNEXPLAINED = "待说明"


@dataclass(frozen=True, slots=True)
class Reminder:
    """reason: the most urgent. days_late: since the due day, 0 where nothing is late. what: sentences for the clerk."""

    standing: Standing
    reason: Reason
    days_late: int
    what: tuple[str, ...]


def reminders(collection: Collection) -> tuple[Reminder, ...]:
    """One for each unit that there is a reason to call, by urgency, then by days late, then as the roster has them."""
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
        left = f"离截止日期还有 {-late} 天" if late else "今天截止"
        what = f"已过截止日期 {late} 天，还没有报送。" if late > 0 else f"还没有报送，{left}。"
        if candidates:
            what += f"“待确认”里有 {candidates} 个文件可能是它的，先看那一页。"
        yield Reason.MISSING_LATE if late > 0 else Reason.MISSING, what
        return
    if standing.state is State.RETURNED:
        yield Reason.RETURNED_LATE if late > 0 else Reason.RETURNED, _returned(standing.submission)
    if standing.others:
        yield Reason.DOUBLE, _double(standing, standing.submission)
    told = doubts(standing.unit, standing.submission)
    if told:
        yield Reason.DOUBT, f"{'；'.join(told)}。问清以哪个为准，改文件或者改花名册。"
    codes = _unexplained(standing.submission)
    if codes and standing.state is State.RECEIVED:
        kinds = list(dict.fromkeys(codes))
        named = "、".join(kinds[:_NAMED]) + (" 等" if len(kinds) > _NAMED else "")
        yield Reason.UNEXPLAINED, f"{named}要写明理由，共 {len(codes)} 处：请单位补写，或者由本机关决定通过或退回。"


def _returned(submission: Submission) -> str:
    if submission.result.unreadable:
        return f"送来的文件读不出来：{submission.result.findings[0].message}请重新报送。"
    count = finding_text.counts(submission.result)[Severity.ERROR]
    return f"有 {count} 处错误，按退回意见改正后重新报送。" if count else "已经退回，按退回意见改正后重新报送。"


def _double(standing: Standing, counted: Submission) -> str:
    others = "、".join(each.path for each in standing.others[:_NAMED])
    if len(standing.others) > _NAMED:
        others += f" 等 {len(standing.others)} 个"
    received = counted.received_at.astimezone(BEIJING)
    counts = f"现在计入的是 {received.month}月{received.day}日{received:%H:%M} 收到的 {counted.path}"
    if standing.state is State.LOCKED:
        return f"锁定以后又有不同的文件：{others}，没有计入；{counts}。要改报先解锁。"
    # The register goes on counting the newest, also when it has been moved away: an older one has to become the newest.
    return (
        f"还有内容不同的文件：{others}；{counts}。问清以哪个为准，移走其余的；"
        "要以没有计入的为准，把它打开再保存一次，下次收报就按它计入。"
    )


def _unexplained(submission: Submission) -> list[str]:
    return [each.code for each in submission.result.findings if is_unexplained(each)]


def _may_be(unclear: tuple[Unclear, ...]) -> Mapping[str, int]:
    """Name of a unit → how many unclear files may be its own."""
    counts: dict[str, int] = {}
    for each in unclear:
        for unit in each.candidates:
            counts[unit.name] = counts.get(unit.name, 0) + 1
    return counts
