"""Reads from the register the figures that sums are made of, and why a person returned a report."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from gouji.check.file import FindPrevious
from gouji.collect.collection import Collection, Standing, State, Unit
from gouji.collect.register.deciding import PROGRAM
from gouji.collect.register.looking import history, reading
from gouji.collect.sums.sums import Readings
from gouji.form.form import Form
from gouji.reading.reading import Cell, Reading
from gouji.value import Kind, Value, from_number


def readings(
    engine: Engine, forms: Sequence[Form], form: Form, collection: Collection, find_previous: FindPrevious | None
) -> Readings:
    """Gives where the figures of each unit come from. form: of the collected year. find_previous: where last year's
    readings are."""

    def of(standing: Standing) -> Reading | None:
        submission = standing.submission
        return None if submission is None or submission.result.unreadable else reading(engine, submission, forms)

    def earlier(standing: Standing) -> list[Reading]:
        if standing.submission is None or standing.submission.number < 2:
            return []
        versions = history(engine, standing.unit.name, collection.year, collection.family).versions
        replaced = [each.submission for each in versions if not each.counts and not each.is_moved]
        return [reading(engine, each, forms) for each in replaced if not each.result.unreadable]

    def previous(unit: Unit) -> Reading | None:
        stated = {"organization": unit.name, "credit_code": unit.code, "scope": unit.kind}
        info = {field_id: Cell(Value(Kind.TEXT, None, text)) for field_id, text in stated.items() if text}
        asked = Reading(form.id, {**info, "year": Cell(from_number(collection.year))}, {}, {})
        return find_previous(asked) if find_previous else None

    return Readings(of, earlier, previous)


def reasons(engine: Engine, collection: Collection) -> dict[str, str]:
    """Gives why a person returned a unit's report, by unit."""
    found: dict[str, str] = {}
    for each in collection.standings:
        if each.state is State.RETURNED:
            last = history(engine, each.unit.name, collection.year, collection.family).states[-1]
            if last.who != PROGRAM:
                found[each.unit.name] = last.reason
    return found
