"""Asks the register at once for what one transaction must know of the units and files of its deliveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from gouji.check.result import Result
from gouji.collect.register.columns import plain
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.rounds import of_round
from gouji.collect.register.rows import chunked, persons_explanations, selected, with_explanations
from gouji.collect.register.tables import versions
from gouji.collect.register.units import UnitRow, enrolled
from gouji.reading.reading import Explanation

BY_ID = update(versions).where(versions.c.id == bindparam("key"))


@dataclass(slots=True)
class KnownVersion:
    """A version with the judgement that holds now. number: 0 without a unit. record: key of its JSON record, None
    without one."""

    id: int
    unit: int | None
    number: int
    digest: str
    path: str
    received_at: datetime
    receipt: str
    aside: str
    basis: str
    record: int | None


@dataclass(slots=True)
class Known:
    """What one transaction knows of the units and files that it is about."""

    connection: Connection
    year: int
    family: str  # of the forms that are collected, "" for the default one
    at: datetime
    who: str
    rows: dict[str, UnitRow]
    by_digest: dict[str, list[KnownVersion]]
    newest: dict[int, int]  # unit → its last version's number
    explanations: dict[int, list[Explanation]]  # version → what persons explained


def known_of(
    connection: Connection, year: int, family: str, deliveries: Sequence[Delivery], who: str, at: datetime
) -> Known:
    """Asks for what one transaction must know of these deliveries, in few statements."""
    rows = enrolled(connection, year, [each.unit for each in deliveries if each.unit is not None], family)
    by_digest: dict[str, list[KnownVersion]] = defaultdict(list)
    newest: dict[int, int] = defaultdict(int)
    columns = selected().where(of_round(versions, year, family)).order_by(versions.c.id)
    digests = [plain(each.digest) for each in deliveries]
    for each in chunked(connection, digests, lambda some: columns.where(versions.c.digest.in_(some))):
        by_digest[each.digest].append(
            KnownVersion(
                each.id,
                each.unit,
                each.number or 0,
                each.digest,
                each.path,
                each.received_at,
                each.receipt,
                each.aside,
                each.basis,
                each.record,
            )
        )
    numbers = select(versions.c.unit, versions.c.number)
    ids = [row.id for row in rows.values()]
    for each in chunked(connection, ids, lambda some: numbers.where(versions.c.unit.in_(some))):
        newest[each.unit] = max(newest[each.unit], each.number)
    handed_in = [version.id for found in by_digest.values() for version in found]
    return Known(
        connection, year, family, at, who, rows, by_digest, newest, persons_explanations(connection, handed_in)
    )


def explained(known: Known, version: KnownVersion, delivery: Delivery) -> Result:
    """Gives the delivery's result with what persons explained of this version."""
    return with_explanations(delivery.result, known.explanations.get(version.id, ()))


def inserted(known: Known, table: Any, **values: Any) -> int:
    """Inserts a row into a table; gives its key."""
    key = known.connection.execute(insert(table), values).inserted_primary_key
    assert key is not None
    return int(key[0])
