"""Keeps written explanations (出错说明) beside the version that they speak of: whose, when, of what.

The filler's stand in the file; a person may give one here too, as when it comes by telephone. What a person gave goes
on to the next version while the finding comes back and the figures that it speaks of have not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from gouji.check.explanations import is_of_substance, speaks_of, takes_explanation
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.collect.register import deciding
from gouji.collect.register import units as of_units
from gouji.collect.register.changes import about, loaded
from gouji.collect.register.database import writing
from gouji.collect.register.rows import record_of, submission
from gouji.collect.register.tables import FILE, PERSON, explanations, versions
from gouji.errors import GoujiError, UsageError
from gouji.form.severity import Severity
from gouji.reading.reading import Explanation

_BY = "prepared_by"  # the field of basic information that says who filled the report in


def explain(
    engine: Engine,
    unit: str,
    year: int,
    code: str,
    text: str,
    who: str,
    when: datetime | None = None,
    family: str = "",
) -> tuple[Finding, ...]:
    """Keeps a person's explanation for every finding of this code in the version that counts; gives these findings.

    A unit that waited for its explanations alone passes by that. Raises GoujiError when there is no such finding, or it
    is an error: errors are mended, not explained.
    """
    at, person, words = when or datetime.now(UTC), deciding.checked_person(who), text.strip()
    if not words:
        raise UsageError("说明不能是空的。")
    with writing(engine) as connection:
        row = of_units.row_of(of_units.find(connection, year, unit, family))
        if row.counting is None:
            raise GoujiError(f"{row.name}还没有报，没有可以说明的问题。")
        spoken = _findings(row, submission(connection, row.counting).result, code.strip().upper())
        if any(each.severity == Severity.ERROR for each in spoken) and not is_of_substance(words):
            raise UsageError(f"“{words}”没有说出理由：写明为什么与上年不一致。")
        record = loaded(record_of(connection, row.counting))
        for each in spoken:
            explanation = Explanation(each.code, each.cells, words)
            _keep(connection, row.counting, explanation, about(record, each.cells), PERSON, person, at)
        if deciding.is_programs(connection, row):
            deciding.settle(connection, row, submission(connection, row.counting).result, at)
            deciding.save(connection, row)
        return spoken


def keep_of_file(connection: Connection, version: int, record: Mapping[str, Any], at: datetime) -> None:
    """Keeps the explanations that stand in a file, as its 编制人's."""
    info, given = record.get("info"), record.get("explanations")
    who = str(info.get(_BY) or "") if isinstance(info, dict) else ""
    for each in given if isinstance(given, list) else ():
        if isinstance(each, dict) and isinstance(each.get("cells"), list):
            cells = tuple(map(str, each["cells"]))
            explanation = Explanation(str(each.get("code")), cells, str(each.get("text")))
            _keep(connection, version, explanation, about(record, cells), FILE, who, at)


def carry_over(
    connection: Connection, unit: int, version: int, result: Result, about_now: Callable[[Iterable[str]], str]
) -> list[Explanation]:
    """Keeps for a new version what persons explained of earlier ones, where it still holds; gives it."""
    statement = (
        select(explanations)
        .join(versions, explanations.c.version == versions.c.id)
        .where(versions.c.unit == unit, explanations.c.source == PERSON)
        .order_by(explanations.c.id)
    )
    latest = {(row.code, tuple(row.cells)): row for row in connection.execute(statement)}
    given = []
    for (code, cells), row in latest.items():
        explanation = Explanation(code, cells, row.text)
        if row.about == about_now(cells) and any(speaks_of(explanation, finding) for finding in result.findings):
            _keep(connection, version, explanation, row.about, PERSON, row.who, row.at)
            given.append(explanation)
    return given


def _findings(row: of_units.UnitRow, result: Result, code: str) -> tuple[Finding, ...]:
    found = tuple(each for each in result.findings if each.code == code)
    if not found:
        codes = "、".join(dict.fromkeys(each.code for each in result.findings if takes_explanation(each)))
        hint = f"可以说明的有 {codes}。" if codes else "没有可以说明的问题。"
        raise GoujiError(f"{row.name}计入的这一版没有 {code} 这个问题，{hint}")
    if not all(map(takes_explanation, found)):
        raise GoujiError(f"{code} 是错误，说明不了：要改好重报。")
    return found


def _keep(
    connection: Connection, version: int, explanation: Explanation, spoken_of: str, source: str, who: str, at: datetime
) -> None:
    values = {"code": explanation.code, "cells": list(explanation.cells), "text": explanation.text, "about": spoken_of}
    connection.execute(insert(explanations), {"version": version, "source": source, "who": who, "at": at, **values})
