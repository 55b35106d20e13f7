"""A file in that belongs to a unit: made its version, compared with the one before, and the unit moved to its state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from gouji.collect.collection import State
from gouji.collect.register import deciding
from gouji.collect.register.changes import about, changes, loaded
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.explanations import carry_over, keep_of_file
from gouji.collect.register.known import BY_ID, Desk, Version, explained
from gouji.collect.register.receipt import receipt
from gouji.collect.register.rows import record_of, submission
from gouji.collect.register.tables import AFTER_LOCK, MOVED, judgements, records, units, versions
from gouji.collect.register.tables import changes as changed_cells
from gouji.collect.register.units import Row, row_of


def hand_in(desk: Desk, row: Row, version: Version, delivery: Delivery) -> None:
    """Makes a file a version of the unit, and the one that counts."""
    if version.unit is None:
        desk.newest[row.id] += 1
        version.unit, version.number = row.id, desk.newest[row.id]
        _compare(desk, row, version, delivery)
    version.aside = AFTER_LOCK if row.state is State.LOCKED else ""
    version.receipt = receipt(desk.year, delivery.digest)
    values = {"unit": row.id, "number": version.number, "receipt": version.receipt, "aside": version.aside}
    desk.connection.execute(BY_ID, {"key": version.id, **values})
    if version.number < desk.newest[row.id] and row.counting is not None:
        return  # back from another unit, and there has been a newer one meanwhile
    if row.state is State.LOCKED:
        reason = f"锁定后收到第 {version.number} 版：保留，不计入"
        deciding.move(desk.connection, row, row.state, desk.who, desk.at, reason, version.id)
        return
    row.counting = version.id
    deciding.move(desk.connection, row, State.RECEIVED, desk.who, desk.at, f"收到第 {version.number} 版")
    deciding.settle(desk.connection, row, explained(desk, version, delivery), desk.at)
    deciding.save(desk.connection, row)


def _compare(desk: Desk, row: Row, version: Version, delivery: Delivery) -> None:
    """Keeps what changed since the unit's last version that could be read, and the explanations that still hold."""
    record = loaded(delivery.record or record_of(desk.connection, version.id))
    if record is not None:
        keep_of_file(desk.connection, version.id, record, version.received_at)
    if version.number == 1:
        return
    given = carry_over(desk.connection, row.id, version.id, delivery.result, lambda cells: about(record, cells))
    desk.reasons[version.id] = given
    earlier = loaded(desk.connection.scalar(_last_record(row.id, version.number)))
    if record is None or earlier is None:
        return
    values = [
        {"version": version.id, "number": number, "cell": each.cell, "before": each.before, "after": each.after}
        for number, each in enumerate(changes(earlier, record))
    ]
    if values:
        desk.connection.execute(insert(changed_cells), values)


def _last_record(unit: int, number: int) -> Any:
    return (
        select(records.c.record)
        .join_from(versions, judgements, versions.c.judged == judgements.c.id)
        .join(records, judgements.c.record == records.c.id)
        .where(versions.c.unit == unit, versions.c.number < number)
        .order_by(versions.c.number.desc())
        .limit(1)
    )


def move_away(desk: Desk, version: Version, to: Row) -> None:
    """The same file was counted for another unit before: the roster has learnt better. It stays there, set aside."""
    connection = desk.connection
    row = row_by_id(desk, version.unit)
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
    deciding.move(connection, row, after, deciding.PROGRAM, desk.at, reason, version.id)
    if row.counting is not None:
        deciding.settle(connection, row, submission(connection, row.counting).result, desk.at)
    deciding.save(connection, row)


def row_by_id(desk: Desk, id: int | None) -> Row:
    """A unit's row: the one that this transaction has in hand already, so that nobody writes over another's change."""
    known = next((row for row in desk.rows.values() if row.id == id), None)
    if known is not None:
        return known
    return row_of(desk.connection.execute(select(units).where(units.c.id == id)).mappings().one())
