"""Reads from the register who stands where, what is known of a file, a unit's history and its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from gouji.collect.collection import State, Submission, Unit
from gouji.collect.register import units as of_units
from gouji.collect.register.changes import RecordChange, loaded
from gouji.collect.register.columns import plain
from gouji.collect.register.database import looking
from gouji.collect.register.rounds import of_family, of_round
from gouji.collect.register.rows import chunked, record_of, selected, submissions
from gouji.collect.register.tables import FILE, MOVED, changes, explanations, judgements, states, units, versions
from gouji.errors import GoujiError
from gouji.form.form import Form
from gouji.reading.from_record import from_json
from gouji.reading.reading import Reading


@dataclass(frozen=True, slots=True)
class StateChange:
    """A change of state. before, after: None where there is no submission. number: of the version that it is about, 0
    for none."""

    before: State | None
    after: State | None
    who: str
    at: datetime
    reason: str
    number: int


@dataclass(frozen=True, slots=True)
class GivenExplanation:
    """An explanation. is_of_file: it stands in the file; else `who` gave it in the register."""

    number: int
    code: str
    cells: tuple[str, ...]
    text: str
    who: str
    at: datetime
    is_of_file: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A file that a unit handed in. changes: against its last version that could be read. is_moved: it turned out to
    be another unit's."""

    submission: Submission
    changes: tuple[RecordChange, ...]
    counts: bool
    is_moved: bool


@dataclass(frozen=True, slots=True)
class History:
    """All that happened to a unit in a year, oldest first."""

    unit: Unit
    state: State | None
    versions: tuple[Version, ...]
    states: tuple[StateChange, ...]
    explanations: tuple[GivenExplanation, ...]


def known(
    engine: Engine, digests: Iterable[str], basis: str, year: int | None = None, family: str = ""
) -> Mapping[str, Submission]:
    """Digest → the file, where it has been judged on this basis last. year: of one collection only. family: of the
    forms that are collected, here and below; "" for the default one.

    What was judged needs no judging again; hand it in all the same, for its unit (receive).
    """
    order = versions.c.unit.is_not(None), versions.c.id  # of a unit rather than of none
    statement = selected().where(judgements.c.basis == plain(basis)).order_by(*order)
    if year is not None:
        statement = statement.where(of_round(versions, year, family))
    wanted = [plain(each) for each in digests]
    with looking(engine) as connection:
        found = chunked(connection, wanted, lambda some: statement.where(versions.c.digest.in_(some)))
        rows = {row.digest: row for row in found}
        return {each.digest: each for each in submissions(connection, list(rows.values()))}


def counting(engine: Engine, year: int, family: str = "") -> Mapping[str, tuple[Submission, State]]:
    """Gives the version that counts and where the unit stands, by the unit's name as the roster has it last."""
    statement = selected().add_columns(units.c.name, units.c.state).join(units, units.c.counting == versions.c.id)
    with looking(engine) as connection:
        ours = statement.where(of_round(units, year, family))
        rows = connection.execute(ours.order_by(units.c.is_listed, units.c.id)).all()
        found = submissions(connection, rows)
        return {row.name: (each, State(row.state)) for row, each in zip(rows, found, strict=True)}


def unattributed(engine: Engine, year: int, family: str = "") -> tuple[Submission, ...]:
    """Gives the files of a year that belong to no unit yet, as they came."""
    ours = of_round(versions, year, family), versions.c.unit.is_(None)
    statement = selected().where(*ours).order_by(versions.c.id)
    with looking(engine) as connection:
        return tuple(submissions(connection, connection.execute(statement).all()))


def roster(engine: Engine, year: int, family: str = "") -> Mapping[str, tuple[Unit, State | None]]:
    """Gives every unit of the year by name and where it stands: those of the roster, and others that handed something
    in."""
    with looking(engine) as connection:
        ours = of_round(units, year, family), units.c.is_listed | units.c.state.is_not(None)
        found = select(units).where(*ours)
        rows = connection.execute(found.order_by(units.c.id)).mappings()
        return {row["name"]: (of_units.unit_of(row), of_units.state_of(row["state"])) for row in rows}


def year_of(engine: Engine, family: str = "") -> int:
    """Gives the newest year of the register. Raises GoujiError when it is empty."""
    with looking(engine) as connection:
        return of_units.latest_year(connection, family)


def years_of(engine: Engine, digests: Sequence[str], family: str = "") -> tuple[int, ...]:
    """Gives the years whose collections these files came in, one for each file that is known, the latest last."""
    columns = select(versions.c.year).where(of_family(versions, family)).order_by(versions.c.id)
    with looking(engine) as connection:
        found = chunked(connection, digests, lambda some: columns.where(versions.c.digest.in_(some)))
        return tuple(row.year for row in found)


def reading(engine: Engine, submission: Submission, forms: Sequence[Form]) -> Reading:
    """Gives the figures and texts of a submission, as they were judged last.

    Raises GoujiError when nothing could be read from the file, UnreadableError when its form is none of `forms`.
    """
    with looking(engine) as connection:
        record = loaded(record_of(connection, submission.version))
    if record is None:
        raise GoujiError(f"{submission.path}：文件读不出来，台账里没有它的数字。")
    return from_json(record, forms)


def by_receipt(engine: Engine, receipt: str) -> tuple[tuple[Unit, Submission], ...]:
    """Gives the files that a receipt code acknowledges, with their units."""
    statement = selected().where(versions.c.receipt == receipt).order_by(versions.c.id)
    with looking(engine) as connection:
        rows = connection.execute(statement).all()
        found = submissions(connection, rows)
        of = {
            row["id"]: of_units.unit_of(row)
            for row in connection.execute(select(units).where(units.c.id.in_([row.unit for row in rows]))).mappings()
        }
        return tuple((of[row.unit], each) for row, each in zip(rows, found, strict=True))


def history(engine: Engine, unit: str, year: int, family: str = "") -> History:
    """Gives the history of a unit in a year. unit: its name, code or a former name. Raises GoujiError when the register
    has no such unit."""
    with looking(engine) as connection:
        row = of_units.find(connection, year, unit, family)
        rows = connection.execute(selected().where(versions.c.unit == row["id"]).order_by(versions.c.number)).all()
        changed = _changes(connection, [each.id for each in rows])
        numbers = {each.id: each.number for each in rows}
        return History(
            of_units.unit_of(row),
            of_units.state_of(row["state"]),
            tuple(
                Version(each, tuple(changed[each.version]), found.id == row["counting"], found.aside == MOVED)
                for found, each in zip(rows, submissions(connection, rows), strict=True)
            ),
            _states(connection, row["id"], numbers),
            _explanations(connection, numbers),
        )


def _changes(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[RecordChange]]:
    found: dict[int, list[RecordChange]] = defaultdict(list)
    statement = select(changes).where(changes.c.version.in_(ids)).order_by(changes.c.version, changes.c.number)
    for row in connection.execute(statement):
        found[row.version].append(RecordChange(row.cell, row.before, row.after))
    return found


def _states(connection: Connection, unit: int, numbers: Mapping[int, int]) -> tuple[StateChange, ...]:
    rows: Any = connection.execute(select(states).where(states.c.unit == unit).order_by(states.c.id))
    return tuple(
        StateChange(
            of_units.state_of(row.before),
            of_units.state_of(row.after),
            row.who,
            row.at,
            row.reason,
            numbers.get(row.version, 0),
        )
        for row in rows
    )


def _explanations(connection: Connection, numbers: Mapping[int, int]) -> tuple[GivenExplanation, ...]:
    statement = select(explanations).where(explanations.c.version.in_(list(numbers))).order_by(explanations.c.id)
    return tuple(
        GivenExplanation(
            numbers[row.version], row.code, tuple(row.cells), row.text, row.who, row.at, row.source == FILE
        )
        for row in connection.execute(statement)
    )
