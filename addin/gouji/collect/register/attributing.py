"""Gives a file to its unit: makes it a version, compares it with the one before, and updates the state of the unit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from gouji.collect.collection import State
from gouji.collect.register import deciding
from gouji.collect.register.changes import about, changes, loaded
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.explanations import carry_over, keep_of_file
from gouji.collect.register.known import BY_ID, Known, KnownVersion, explained
from gouji.collect.register.receipt import receipt
from gouji.collect.register.rows import record_of, submission
from gouji.collect.register.tables import AFTER_LOCK, MOVED, judgements, records, units, versions
from gouji.collect.register.tables import changes as changed_cells
from gouji.collect.register.units import UnitRow, row_of


def hand_in(known: Known, row: UnitRow, version: KnownVersion, delivery: Delivery) -> None:
    """Makes a file a version of the unit, and the one that counts."""
    if version.unit is None:
        known.newest[row.id] += 1
        version.unit, version.number = row.id, known.newest[row.id]
        _compare(known, row, version, delivery)
    version.aside = AFTER_LOCK if row.state is State.LOCKED else ""
    version.receipt = receipt(known.year, delivery.digest)
    values = {"unit": row.id, "number": version.number, "receipt": version.receipt, "aside": version.aside}
    known.connection.execute(BY_ID, {"key": version.id, **values})
    if version.number < known.newest[row.id] and row.counting is not None:
        return  # back from another unit, and there has been a newer one meanwhile
    if row.state is State.LOCKED:
        reason = f"锁定后收到第 {version.number} 版：保留，不计入"
        deciding.move(known.connection, row, row.state, known.who, known.at, reason, version.id)
        return
    row.counting = version.id
    deciding.move(known.connection, row, State.RECEIVED, known.who, known.at, f"收到第 {version.number} 版")
    deciding.settle(known.connection, row, explained(known, version, delivery), known.at)
    deciding.save(known.connection, row)


def _compare(known: Known, row: UnitRow, version: KnownVersion, delivery: Delivery) -> None:
    """Keeps what changed since the unit's last version that could be read, and the explanations that still hold."""
    record = loaded(delivery.record or record_of(known.connection, version.id))
    if record is not None:
        keep_of_file(known.connection, version.id, record, version.received_at)
    if version.number == 1:
        return
    given = carry_over(known.connection, row.id, version.id, delivery.result, lambda cells: about(record, cells))
    known.explanations[version.id] = given
    earlier = loaded(known.connection.scalar(_last_record(row.id, version.number)))
    if record is None or earlier is None:
        return
    values = [
        {"version": version.id, "number": number, "cell": each.cell, "before": each.before, "after": each.after}
        for number, each in enumerate(changes(earlier, record))
    ]
    if values:
        known.connection.execute(insert(changed_cells), values)


def _last_record(unit: int, number: int) -> Any:
    return (
        select(records.c.record)
        .join_from(versions, judgements, versions.c.judged == judgements.c.id)
        .join(records, judgements.c.record == records.c.id)
        .where(versions.c.unit == unit, versions.c.number < number)
        .order_by(versions.c.number.desc())
        .limit(1)
    )


def move_away(known: Known, version: KnownVersion, to: UnitRow) -> None:
    """Sets a version aside whose unit turned out to be another one, as the roster says now; it stays with the first
    unit."""
    connection = known.connection
    row = row_by_id(known, version.unit)
    if row.state is State.LOCKED:
        return  # only a person may touch it
    version.aside = MOVED
    connection.execute(BY_ID, {"key": version.id, "aside": MOVED})
    if row.counting != version.id:
        return
    left = select(versions.c.id).where(versions.c.unit == row.id, versions.c.aside == "")
    row.counting = connection.scalar(left.order_by(versions.c.number.desc()).limit(1))
    reason = f"第 {version.number} 版改归{to.name}"
    after = None if row.counting is None else State.RECEIVED
    deciding.move(connection, row, after, deciding.PROGRAM, known.at, reason, version.id)
    if row.counting is not None:
        deciding.settle(connection, row, submission(connection, row.counting).result, known.at)
    deciding.save(connection, row)


def row_by_id(known: Known, row_id: int | None) -> UnitRow:
    """Gives a unit's row: the one that this transaction has in hand already, so that nobody writes over another's
    change."""
    row = next((row for row in known.rows.values() if row.id == row_id), None)
    if row is not None:
        return row
    return row_of(known.connection.execute(select(units).where(units.c.id == row_id)).mappings().one())
