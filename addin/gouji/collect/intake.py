"""Judges files that arrived, takes them down in the register and gives each to its unit.

What the register has judged on the same basis is not read again. Files are taken down a batch at a time: what a run
that is interrupted has told of is there, and the next run goes on behind it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import Engine

from gouji.bulk.gather import Gathered, Item, gather
from gouji.check.file import Checked, FindPrevious
from gouji.check.result import Result
from gouji.collect.arrivals import Arrival, digest_of
from gouji.collect.collection import Submission, Unclear, Unit
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.looking import known
from gouji.collect.register.receiving import receive
from gouji.collect.roster.attribute import Index, attribute
from gouji.form.by_id import by_id
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.reading.record import to_json

_BATCH = 200  # files that one transaction takes down
_SECONDS = 2.0  # after which it does so with fewer

Taken = tuple[Unit, Submission] | Unclear


@dataclass(frozen=True, slots=True)
class Judging:
    """What files are judged by. basis: one text for rules, program and last year's data together: whatever was judged
    on the same basis would be judged the same. family: of the forms that are collected, "" for the default one."""

    forms: Sequence[Form]
    find_previous: FindPrevious | None
    basis: str
    jobs: int | None = None
    debug: bool = False
    family: str = ""


class _Kept(NamedTuple):
    digest: str
    record: str | None
    organization: str
    credit_code: str


def take_in(
    engine: Engine,
    year: int,
    files: Sequence[Arrival],
    index: Index,
    judging: Judging,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Taken]:
    """Gives one answer for each file, in order, as soon as the register has it on the disk: whose it is, or what is
    unclear about it. Ends early once `stopped` says so; what was judged till then is taken down."""
    judged = known(engine, [each.digest for each in files], judging.basis, year, judging.family)
    anew = {each.inside for each in files if each.digest not in judged}
    gathered = gather(
        [Item(each.path) for each in files if each.inside in anew],
        judging.forms,
        judging.find_previous,
        keep=partial(_keep, forms=tuple(judging.forms)),
        jobs=judging.jobs,
        stopped=stopped,
        debug=judging.debug,
    )
    batch: list[tuple[Delivery, Unclear | None]] = []
    begun = time.monotonic()
    for each in files:
        answer = next(gathered, None) if each.inside in anew else judged[each.digest]
        if answer is None:  # stopped
            break
        batch.append(_delivery(each, answer, index, year, judging))
        if len(batch) >= _BATCH or time.monotonic() - begun > _SECONDS:
            yield from _take_down(engine, year, batch, judging.family)
            batch, begun = [], time.monotonic()
    yield from _take_down(engine, year, batch, judging.family)


def _keep(checked: Checked, forms: Sequence[Form]) -> _Kept:
    """In the worker: what the register keeps of a file besides what is said of it."""
    digest = digest_of(checked.content) if checked.content else ""
    if checked.reading is None:
        return _Kept(digest, None, "", "")
    form = by_id(forms, checked.reading.form)
    record = json.dumps(to_json(checked.reading, form), ensure_ascii=False, separators=(",", ":"))
    return _Kept(digest, record, checked.reading.text("organization"), checked.reading.text("credit_code"))


def _delivery(
    file: Arrival, answer: Gathered | Submission, index: Index, year: int, judging: Judging
) -> tuple[Delivery, Unclear | None]:
    if isinstance(answer, Submission):
        kept = _Kept("", None, answer.organization, answer.credit_code)
        result = answer.result
    else:
        kept = answer.kept or _Kept("", None, "", "")
        result = answer.result
    digest = kept.digest or file.digest  # of the very bytes that were judged, should somebody save meanwhile
    result = _named(result, file)
    stated = Submission(file.inside, digest, file.received_at, result, kept.organization, kept.credit_code)
    found = attribute(stated, index, year, judging.forms, judging.family)
    delivery = Delivery(
        unit=found if isinstance(found, Unit) else None,
        path=file.inside,
        digest=digest,
        received_at=file.received_at,
        result=result,
        record=kept.record,
        organization=kept.organization,
        credit_code=kept.credit_code,
        # What was lost in a worker says nothing of the file: the next run tries again.
        basis="" if isinstance(answer, Gathered) and answer.kept is None else judging.basis,
    )
    return delivery, None if isinstance(found, Unit) else found


def _named(result: Result, file: Arrival) -> Result:
    return replace(result, path=file.inside)


def _take_down(
    engine: Engine, year: int, batch: Sequence[tuple[Delivery, Unclear | None]], family: str
) -> Iterator[Taken]:
    received = receive(engine, year, [delivery for delivery, _ in batch], at=datetime.now(UTC), family=family)
    for (delivery, unclear), submission in zip(batch, received, strict=True):
        if delivery.unit is not None:
            yield delivery.unit, submission
        elif unclear is not None:
            yield Unclear(submission, unclear.reason, unclear.candidates, unclear.advice)
