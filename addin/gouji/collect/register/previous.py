"""Finds the same organisation's reading of the year before in a register."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from sqlalchemy import Engine, or_, select

from gouji.check.previous import Stated, precedes, stated, why_nothing
from gouji.collect.register.changes import loaded
from gouji.collect.register.columns import plain
from gouji.collect.register.database import connect, looking, open_register
from gouji.collect.register.place import is_postgresql, sqlite_path
from gouji.collect.register.rounds import of_round
from gouji.collect.register.tables import judgements, records, units, versions
from gouji.errors import UnreadableError
from gouji.form.load import load_all
from gouji.reading.from_record import from_json
from gouji.reading.reading import Reading


@dataclass(frozen=True, slots=True)
class FromRegister:
    """Finds last year's version that counts, of whatever state. It travels to worker processes: each opens the register
    for itself, since no database allows a connection to be shared by processes."""

    where: str

    def __call__(self, reading: Reading) -> Reading | None:
        if reading.year is None:
            return None
        stated = {judgements.c[key]: plain(reading.text(key)) for key in ("credit_code", "organization")}
        names = [column == text for column, text in stated.items() if text]
        if not names:
            return None
        statement = (
            select(records.c.record)
            .join_from(units, versions, units.c.counting == versions.c.id)
            .join(judgements, versions.c.judged == judgements.c.id)
            .join(records, judgements.c.record == records.c.id)
            .where(of_round(units, reading.year - 1, reading.family), or_(*names))
            .order_by(versions.c.id)
        )
        with looking(_engine(self.where, os.getpid())) as connection:
            found = connection.scalars(statement).all()
        candidates = (earlier for record in found if (earlier := _reading(record)) is not None)
        return next((earlier for earlier in candidates if precedes(earlier, reading)), None)

    def nothing(self, reading: Reading) -> str:
        columns = (judgements.c.organization, judgements.c.credit_code, units.c.year, units.c.family)
        statement = (
            select(*columns)
            .join_from(units, versions, units.c.counting == versions.c.id)
            .join(judgements, versions.c.judged == judgements.c.id)
        )
        with looking(_engine(self.where, os.getpid())) as connection:
            found = connection.execute(statement).all()
        return why_nothing(stated(reading), (Stated(row[0], row[1], row[2], "", row[3]) for row in found))


def from_register(where: str) -> FromRegister:
    """Gives the FromRegister of a register that is there. Raises as `open_register` does, before anything is
    checked."""
    with open_register(where, create=False):
        # A worker has another current folder.
        return FromRegister(where if is_postgresql(where) else str(sqlite_path(where).absolute()))


def fingerprint(engine: Engine, year: int, family: str = "") -> str:
    """Computes a fingerprint of what counts in a year: another one when any figure that FromRegister finds there may be
    another one."""
    columns = select(units.c.id, units.c.counting, versions.c.judged)
    statement = columns.join(versions, units.c.counting == versions.c.id)
    with looking(engine) as connection:
        rows = connection.execute(statement.where(of_round(units, year, family)).order_by(units.c.id)).all()
    return f"{crc32(repr([tuple(row) for row in rows]).encode()):08x}" if rows else ""


@cache
def _engine(where: str, process: int) -> Engine:
    """One for each process: a forked one must not use its parent's."""
    return connect(where, create=False)


def _reading(record: str) -> Reading | None:
    try:
        data = loaded(record)
        return None if data is None else from_json(data, load_all())
    except UnreadableError:
        return None
