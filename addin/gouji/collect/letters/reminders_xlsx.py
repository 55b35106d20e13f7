"""Writes the workbook 催报名单 of a collection: whom to call, which files are nobody's yet, till when by which law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from gouji.collect.collection import Collection, Standing, State, Unclear
from gouji.collect.letters.reminders import Reason, Reminder, reminders
from gouji.day import day_in_words
from gouji.words import beside
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import BAD, ODD, Cell, close, head, put

say = beside(__file__)

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
    with plain_sheet.written(path, say("list.title")) as workbook:
        looks = plain_sheet.looks(workbook, _TINTS)
        sheets: Sequence[tuple[str, str, str, list[Sequence[Cell]], int | None, float]] = (
            ("list.title", summary(collection), "list.calls_columns", list(_calls(found)), 1, _LEAST),
            (
                "list.unclear",
                _of_unclear(collection),
                "list.unclear_columns",
                list(_files(collection.unclear)),
                None,
                _LEAST,
            ),
            ("list.days", say("list.of_days"), "list.days_columns", list(_days(collection.standings)), None, 0),
        )
        for key, note, of_columns, rows, tinted, least in sheets:
            name, columns = say(key), say.of(of_columns)
            page = workbook.add_worksheet(name)
            top = head(page, say("list.head", year=collection.year, sheet=name), columns, looks, (note,))
            for at, row in enumerate(rows, top):
                put(page, at, row, columns, looks, least)
            close(page, top + len(rows), columns, looks, tinted, tuple(_TINTS), top)


def summary(collection: Collection) -> str:
    """Says how far the collection is, on one line: `截至2026年2月3日，应报60个单位，已报52个，…`."""
    standings = collection.standings
    came = [each for each in standings if each.submission is not None]
    missing = [each for each in standings if each.submission is None]
    always = {say("summary.reported"): len(came), say("summary.missing"): len(missing)}
    others = {
        say("summary.late"): sum(each.is_late for each in missing),
        say("summary.returned"): sum(each.state is State.RETURNED for each in came),
        State.REVIEW.value: sum(each.state is State.REVIEW for each in came),
        say("summary.double"): sum(bool(each.others) for each in came),
        say("summary.unclear"): len(collection.unclear),
    }
    parts = always | {name: count for name, count in others.items() if count}
    counted = "，".join(say("summary.count", name=name, count=count) for name, count in parts.items())
    return say("summary.text", day=day_in_words(collection.as_of), due=len(standings), counted=counted)


def _of_unclear(collection: Collection) -> str:
    count = len(collection.unclear)
    return say("list.of_unclear", count=count) if count else say("list.none_unclear")


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
        named = "、".join(names[:_NAMED])
        named = say("list.more_units", units=named) if len(names) > _NAMED else named
        yield day_in_words(due), kind, due_by, len(names), named
