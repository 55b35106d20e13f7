"""Keeps the files that were handed in, in one transaction, and acknowledges them: gives their Submissions in order.

A file is known by its digest. The same bytes again make no new version; judged on another basis (rules, program, last
year's data) they get a new judgement beside the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select

from gouji.collect.collection import Submission
from gouji.collect.register import deciding, kept_result
from gouji.collect.register.attributing import hand_in, move_away, row_by_id
from gouji.collect.register.columns import escaped, plain
from gouji.collect.register.database import writing
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.known import BY_ID, Known, KnownVersion, explained, inserted, known_of
from gouji.collect.register.rounds import key
from gouji.collect.register.tables import AFTER_LOCK, MOVED, findings, judgements, records, versions
from gouji.collect.register.units import UnitRow


def receive(
    engine: Engine,
    year: int,
    deliveries: Sequence[Delivery],
    who: str = deciding.PROGRAM,
    at: datetime | None = None,
    family: str = "",
) -> list[Submission]:
    """Keeps the deliveries of a year's collection, all or none; when this returns they are on the disk.

    who: received them. A new version takes its unit to 已收 and, decided by the program, on to 通过 or 退回; a warning
    that is not explained stays at 已收 for a person. Of a unit that is locked the file is kept, and its Submission
    says after_lock. A file without a unit is kept as well, without a receipt, and gets both once it has one. family:
    of the forms that are collected, "" for the default one. Raises ValueError for a moment without its time zone.
    """
    if any(each.received_at.tzinfo is None for each in deliveries):
        raise ValueError("received_at must be aware")
    if not deliveries:
        return []
    with writing(engine) as connection:
        known = known_of(connection, year, family, deliveries, who, at or datetime.now(UTC))
        return [_take(known, each) for each in deliveries]


def _take(known: Known, delivery: Delivery) -> Submission:
    row = known.rows[delivery.unit.name] if delivery.unit else None
    same = known.by_digest[plain(delivery.digest)]
    version = _known(same, row)
    is_rejudged = version is not None and version.basis != plain(delivery.basis)
    if version is None:
        version = _keep(known, delivery, same)
        same.append(version)
    elif is_rejudged:
        _judge(known, version, delivery)
    if row is not None and (version.unit is None or version.aside == MOVED):
        hand_in(known, row, version, delivery)
        for other in same:
            if other.unit not in (None, row.id) and other.path == version.path and other.aside != MOVED:
                move_away(known, other, row)
    elif is_rejudged and version.unit is not None:
        _settle_again(known, row_by_id(known, version.unit), version, delivery)
    return _submission(known, version, delivery)


def _settle_again(known: Known, row: UnitRow, version: KnownVersion, delivery: Delivery) -> None:
    if row.counting == version.id and deciding.is_programs(known.connection, row):
        deciding.settle(known.connection, row, explained(known, version, delivery), known.at, "重新校验：")
        deciding.save(known.connection, row)


def _known(same: Sequence[KnownVersion], row: UnitRow | None) -> KnownVersion | None:
    """The version that these bytes are already: of this unit, else of no unit yet; of any when no unit is told."""
    if row is None:
        return next(iter(sorted(same, key=lambda each: each.unit is None)), None)
    mine = [each for each in same if each.unit == row.id]
    return next(iter(mine or [each for each in same if each.unit is None]), None)


def _submission(known: Known, version: KnownVersion, delivery: Delivery) -> Submission:
    return Submission(
        path=delivery.path,
        digest=delivery.digest,
        received_at=version.received_at,
        result=explained(known, version, delivery),
        organization=delivery.organization,
        credit_code=delivery.credit_code,
        version=version.id,
        number=version.number,
        receipt=version.receipt,
        after_lock=version.aside == AFTER_LOCK,
    )


# ---------------------------------------------------------------- the file and what is said of it


def _keep(known: Known, delivery: Delivery, same: Sequence[KnownVersion]) -> KnownVersion:
    """A file that is not there yet, as one of no unit. same: versions of other units with these bytes."""
    digest, path = plain(delivery.digest), plain(delivery.path)
    values = {"digest": digest, "path": path, "received_at": delivery.received_at}
    version_id = inserted(known, versions, **key(known.year, known.family), receipt="", aside="", judged=0, **values)
    version = KnownVersion(version_id, None, 0, digest, path, delivery.received_at.astimezone(UTC), "", "", "", None)
    if delivery.record is None:  # known on this basis, of another unit
        version.record = next((each.record for each in same if each.basis == plain(delivery.basis)), None)
    _judge(known, version, delivery)
    return version


def _judge(known: Known, version: KnownVersion, delivery: Delivery) -> None:
    version.record = None if delivery.result.unreadable else _record(known, version.record, delivery.record)
    version.basis = plain(delivery.basis)
    judgement = inserted(
        known,
        judgements,
        version=version.id,
        basis=version.basis,
        judged_at=known.at,
        verdict=delivery.result.verdict,
        form=delivery.result.form or "",
        organization=delivery.organization,
        credit_code=delivery.credit_code,
        head=kept_result.head(delivery.result),
        record=version.record,
    )
    bodies = [
        {
            "judgement": judgement,
            "number": number,
            "code": each.code,
            "severity": each.severity,
            "body": kept_result.body(each),
        }
        for number, each in enumerate(delivery.result.findings)
    ]
    if bodies:
        known.connection.execute(insert(findings), bodies)
    known.connection.execute(BY_ID, {"key": version.id, "judged": judgement})


def _record(known: Known, before: int | None, record: str | None) -> int | None:
    """The key of these figures: the one that the file had before when they are the same."""
    if record is None:
        return before
    if before is not None:
        kept = known.connection.scalar(select(records.c.record).where(records.c.id == before))
        if kept == escaped(record):
            return before
    return inserted(known, records, record=record)
