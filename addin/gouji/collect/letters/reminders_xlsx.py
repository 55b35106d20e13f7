"""A collection in; the workbook 催报名单 out: whom to call, which files are nobody's yet, till when by which law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from gouji.collect.collection import Collection, Standing, State, Unclear
from gouji.collect.letters.reminders import Reason, Reminder, reminders
from gouji.day import day_in_words
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import BAD, ODD, Cell, close, head, put

_TITLE = "催报名单"
_CALLS = (
    ("序号", 6),
    ("事由", 11),
    ("单位", 26),
    ("类别", 13),
    ("上级", 18),
    ("联系人", 10),
    ("电话", 15),
    ("截止日期", 12),
    ("逾期天数", 9),
    ("情况和要做的事", 54),
    ("催办记录", 20),
)
_FILES = (
    ("序号", 6),
    ("文件", 36),
    ("文件里写的机关", 24),
    ("文件里写的代码", 21),
    ("为什么不能确定", 34),
    ("可能是", 30),
    ("怎么办", 46),
)
_DAYS = (("截止日期", 14), ("类别", 16), ("依据", 66), ("单位数", 9), ("单位", 66))
_TINTS = {
    Reason.MISSING_LATE.value: BAD,
    Reason.RETURNED_LATE.value: BAD,
    Reason.RETURNED.value: ODD,
    Reason.DOUBLE.value: ODD,
}
_LEAST = 30.0  # points: room to write a line by hand
_NAMED = 6  # units that stand by name beside a due day


def write(collection: Collection, path: Path) -> None:
    """Writes the workbook whole or not at all. Raises GoujiError or OSError when the file can't be written."""
    found = reminders(collection)
    with plain_sheet.written(path, _TITLE) as workbook:
        looks = plain_sheet.looks(workbook, _TINTS)
        sheets: Sequence[tuple[str, str, plain_sheet.Columns, list[Sequence[Cell]], int | None, float]] = (
            (_TITLE, summary(collection), _CALLS, list(_calls(found)), 1, _LEAST),
            ("待确认", _of_unclear(collection), _FILES, list(_files(collection.unclear)), None, _LEAST),
            ("截止日期", _OF_DAYS, _DAYS, list(_days(collection.standings)), None, 0),
        )
        for name, note, columns, rows, tinted, least in sheets:
            page = workbook.add_worksheet(name)
            top = head(page, f"{collection.year}年度报告{name}", columns, looks, (note,))
            for at, row in enumerate(rows, top):
                put(page, at, row, columns, looks, least)
            close(page, top + len(rows), columns, looks, tinted, tuple(_TINTS), top)


def summary(collection: Collection) -> str:
    """How far the collection is, as one line: `截至2026年2月3日，应报60个单位，已报52个，…`."""
    standings = collection.standings
    came = [each for each in standings if each.submission is not None]
    missing = [each for each in standings if each.submission is None]
    parts = {
        "已报": len(came),
        "未报": len(missing),
        "其中逾期": sum(each.is_late for each in missing),
        "退回未改": sum(each.state is State.RETURNED for each in came),
        State.REVIEW.value: sum(each.state is State.REVIEW for each in came),
        "重复": sum(bool(each.others) for each in came),
        "文件待确认": len(collection.unclear),
    }
    counted = "，".join(f"{name}{count}个" for name, count in parts.items() if count or name in ("已报", "未报"))
    return f"截至{day_in_words(collection.as_of)}，应报{len(standings)}个单位，{counted}。"


_OF_DAYS = "花名册没有写截止日期的按法定期限；与实际不符的，在花名册的“截止日期”里写明。"


def _of_unclear(collection: Collection) -> str:
    count = len(collection.unclear)
    return f"{count}个文件不知道是哪个单位的，都没有计入。" if count else "没有：每个文件都知道是哪个单位的。"


def _calls(found: Sequence[Reminder]) -> Iterator[Sequence[Cell]]:
    for number, each in enumerate(found, 1):
        unit = each.standing.unit
        yield (
            number,
            each.reason.value,
            unit.name,
            unit.kind,
            unit.parent,
            unit.contact,
            unit.phone,
            day_in_words(each.standing.due),
            each.days_late or None,
            "\n".join(each.what),
            "",
        )


def _files(unclear: Sequence[Unclear]) -> Iterator[Sequence[Cell]]:
    for number, each in enumerate(unclear, 1):
        candidates = "\n".join(unit.name for unit in each.candidates)
        stated = each.submission
        yield number, stated.path, stated.organization, stated.credit_code, each.reason, candidates, each.advice


def _days(standings: Sequence[Standing]) -> Iterator[Sequence[Cell]]:
    groups: dict[tuple[date, str, str], list[str]] = {}
    for each in standings:
        groups.setdefault((each.due, each.unit.kind, each.due_by), []).append(each.unit.name)
    for (due, kind, due_by), names in sorted(groups.items()):
        named = "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")
        yield day_in_words(due), kind, due_by, len(names), named
