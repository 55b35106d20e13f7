"""Enrols the units of a roster in the register for a year: those that were there, changed or new.

A unit is known again by its code, else by its name: so a unit keeps what it handed in when either is corrected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Engine, RowMapping, Select, func, insert, select, update

from gouji.collect.collection import State, Unit
from gouji.collect.register.columns import plain
from gouji.collect.register.database import writing
from gouji.collect.register.rounds import key, of_family, of_round
from gouji.collect.register.rows import chunked
from gouji.collect.register.tables import units
from gouji.errors import GoujiError

_SHOWN = 5  # near names that a message offers


@dataclass(slots=True)
class UnitRow:
    """A unit in a transaction: what of it changes while files come in."""

    id: int
    name: str
    state: State | None
    counting: int | None  # key of the version that counts


def enrol(engine: Engine, year: int, roster: Sequence[Unit], family: str = "") -> None:
    """Makes the register know the units of a year's roster. Units that the roster no longer has stay, unlisted.

    family: of the forms that are collected, here and below; "" for the default one.
    """
    with writing(engine) as connection:
        rows = enrolled(connection, year, roster, family)
        kept = [row.id for row in rows.values()]
        stale = set(connection.scalars(select(units.c.id).where(of_round(units, year, family), units.c.is_listed)))
        for unit_id in stale.difference(kept):
            connection.execute(update(units).where(units.c.id == unit_id).values(is_listed=False))


def enrolled(connection: Connection, year: int, wanted: Iterable[Unit], family: str = "") -> dict[str, UnitRow]:
    """Gives each unit's row by name, made or brought up to date."""
    by_name = {unit.name: unit for unit in wanted}
    if not by_name:
        return {}
    known = _mentioned(connection, year, list(by_name.values()), family)
    rows: dict[str, UnitRow] = {}
    for unit, found in _matched(list(by_name.values()), known):
        values = _values(unit)
        if found is None:
            made = connection.execute(insert(units), {**key(year, family), **values}).inserted_primary_key
            assert made is not None
            rows[unit.name] = UnitRow(made[0], unit.name, None, None)
            continue
        if any(found[name] != value for name, value in values.items()):
            connection.execute(update(units).where(units.c.id == found["id"]).values(**values))
        rows[unit.name] = row_of(found)
    return rows


def row_of(found: RowMapping) -> UnitRow:
    return UnitRow(found["id"], found["name"], state_of(found["state"]), found["counting"])


def state_of(text: str | None) -> State | None:
    return None if text is None else State(text)


def unit_of(row: RowMapping) -> Unit:
    """Gives a row of `units` as the roster had it."""
    return Unit(
        row["name"],
        row["code"],
        row["kind"],
        row["parent"],
        row["contact"],
        row["phone"],
        tuple(row["also"]),
        date.fromisoformat(row["due"]) if row["due"] else None,
    )


def latest_year(connection: Connection, family: str = "") -> int:
    """Gives the newest year that anything is known of. Raises GoujiError when the register is empty."""
    year = connection.scalar(select(func.max(units.c.year)).where(of_family(units, family)))
    if year is None:
        raise GoujiError("台账里还没有单位。先用 gouji collect 收一次。")
    return int(year)


def find(connection: Connection, year: int, text: str, family: str = "") -> RowMapping:
    """Gives the row of the unit that goes by this name, code or former name. Raises GoujiError for none, or several."""
    wanted = plain(text.strip())
    rows = connection.execute(select(units).where(of_round(units, year, family))).mappings().all()
    for names in (_name_and_code, _also):
        named = [row for row in rows if wanted in names(row)]
        found = [row for row in named if row["is_listed"]] or named  # the roster's, before one that it no longer has
        if len(found) == 1:
            return found[0]
        if found:
            raise GoujiError(f"{year} 年度有 {len(found)} 个单位叫“{wanted}”，请写它的统一社会信用代码。")
    near = [row["name"] for row in rows if wanted and wanted in row["name"]][:_SHOWN]
    hint = f"是不是{'、'.join(near)}？" if near else "用 gouji register list 看全部单位。"
    raise GoujiError(f"{year} 年度的台账里没有“{wanted}”这个单位。{hint}")


def _name_and_code(row: RowMapping) -> Sequence[str]:
    return [each for each in (row["name"], row["code"]) if each]


def _also(row: RowMapping) -> Sequence[str]:
    return list(row["also"])


def _mentioned(connection: Connection, year: int, wanted: Sequence[Unit], family: str) -> list[RowMapping]:
    """The rows with the name or the code of one of these units."""
    found: dict[int, RowMapping] = {}
    for column, texts in ((units.c.name, [u.name for u in wanted]), (units.c.code, [u.code for u in wanted if u.code])):
        named = select(units).where(of_round(units, year, family))
        for row in chunked(connection, texts, partial(_one_of, named, column)):
            found[row.id] = row._mapping
    return [found[unit_id] for unit_id in sorted(found)]


def _one_of(statement: Select[Any], column: Column[Any], values: Sequence[str]) -> Select[Any]:
    return statement.where(column.in_(values))


def _matched(wanted: Sequence[Unit], known: Sequence[RowMapping]) -> Iterable[tuple[Unit, RowMapping | None]]:
    """Each unit with the row that is it. All codes before any name: two units may have changed names."""
    free: dict[int, RowMapping] = {row["id"]: row for row in known}
    found: dict[str, RowMapping] = {}
    for known_by in ("code", "name"):
        by_key = {row[known_by]: row for row in free.values() if row[known_by]}
        for unit in wanted:
            row = by_key.get(plain(getattr(unit, known_by)))
            if unit.name not in found and row is not None and row["id"] in free:
                found[unit.name] = free.pop(row["id"])
    return [(unit, found.get(unit.name)) for unit in wanted]


def _values(unit: Unit) -> Mapping[str, Any]:
    """The columns of a unit, as they come back from the database."""
    texts = {name: plain(getattr(unit, name)) for name in ("name", "code", "kind", "parent", "contact", "phone")}
    also = json.loads(json.dumps(unit.also))
    return {**texts, "also": also, "due": unit.due.isoformat() if unit.due else None, "is_listed": True}
