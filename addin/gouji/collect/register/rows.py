"""Makes Submissions from rows of the table `versions`, with their findings and what persons explained of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, select

from gouji.check.explanations import explained
from gouji.check.result import Result
from gouji.collect.collection import Submission
from gouji.collect.register import kept_result
from gouji.collect.register.tables import AFTER_LOCK, PERSON, explanations, findings, judgements, records, versions
from gouji.frozen import replace
from gouji.reading.reading import Explanation

_AT_ONCE = 500  # values in one IN (…): every database takes so many
_Thing = TypeVar("_Thing")


def selected() -> Select[Any]:
    """Gives the statement that selects a row for each version, with the judgement that holds now."""
    return select(
        versions.c.id,
        versions.c.unit,
        versions.c.number,
        versions.c.digest,
        versions.c.path,
        versions.c.received_at,
        versions.c.receipt,
        versions.c.aside,
        judgements.c.id.label("judgement"),
        judgements.c.basis,
        judgements.c.organization,
        judgements.c.credit_code,
        judgements.c.head,
        judgements.c.record,
    ).join_from(versions, judgements, versions.c.judged == judgements.c.id)


def submissions(connection: Connection, rows: Sequence[Row[Any]]) -> list[Submission]:
    """Gives the Submissions in the order of the rows of `selected`."""
    bodies: dict[int, list[Any]] = defaultdict(list)
    columns = select(findings.c.judgement, findings.c.body)
    for found in chunked(
        connection,
        [row.judgement for row in rows],
        lambda ids: columns.where(findings.c.judgement.in_(ids)).order_by(findings.c.judgement, findings.c.number),
    ):
        bodies[found.judgement].append(found.body)
    explanations = persons_explanations(connection, [row.id for row in rows if row.unit is not None])
    return [
        Submission(
            path=row.path,
            digest=row.digest,
            received_at=row.received_at,
            result=with_explanations(kept_result.result(row.head, bodies[row.judgement]), explanations.get(row.id, ())),
            organization=row.organization,
            credit_code=row.credit_code,
            version=row.id,
            number=row.number or 0,
            receipt=row.receipt,
            after_lock=row.aside == AFTER_LOCK,
        )
        for row in rows
    ]


def submission(connection: Connection, version: int) -> Submission:
    """Gives the Submission of one version's key."""
    return submissions(connection, connection.execute(selected().where(versions.c.id == version)).all())[0]


def record_of(connection: Connection, version: int) -> str | None:
    """Gives the JSON record of a version, as it was judged last; None when nothing could be read."""
    judged = select(judgements.c.record).join(versions, versions.c.judged == judgements.c.id)
    key = judged.where(versions.c.id == version).scalar_subquery()
    record: str | None = connection.scalar(select(records.c.record).where(records.c.id == key))
    return record


def persons_explanations(connection: Connection, ids: Sequence[int]) -> dict[int, list[Explanation]]:
    """Gives what persons explained of each version in the register, oldest first."""
    given: dict[int, list[Explanation]] = defaultdict(list)
    columns = select(explanations).where(explanations.c.source == PERSON).order_by(explanations.c.id)
    for row in chunked(connection, ids, lambda some: columns.where(explanations.c.version.in_(some))):
        given[row.version].append(Explanation(row.code, tuple(row.cells), row.text))
    return given


def with_explanations(result: Result, explanations: Sequence[Explanation]) -> Result:
    """Gives the result with these explanations bound to its findings."""
    return replace(result, findings=explained(result.findings, explanations)) if explanations else result


def chunked(
    connection: Connection, values: Sequence[_Thing], statement: Callable[[Sequence[_Thing]], Select[Any]]
) -> Iterator[Row[Any]]:
    """Gives the rows of a statement on many values, some of them at a time."""
    rest = iter(dict.fromkeys(values))
    while some := list(islice(rest, _AT_ONCE)):
        yield from connection.execute(statement(some))
