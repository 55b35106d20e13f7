"""Compares two JSON records of one unit cell by cell, and gives what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One cell that two versions differ in. cell: a figure's id, info.…, sections.… (its paragraphs, a line each) or
    form. before, after: as text, "" for a blank cell, None where the report has no such cell."""

    cell: str
    before: str | None
    after: str | None


def loaded(record: str | None) -> Mapping[str, Any] | None:
    """Gives the record as data; None when there is none, or what stands there is no record."""
    try:
        data = json.loads(record) if record else None
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[RecordChange, ...]:
    """Gives the changes in the order of the form. A number that is only written otherwise (+3 for 3) has not
    changed."""
    old, new = cells(before), cells(after)
    return tuple(
        RecordChange(cell, old.get(cell), new.get(cell)) for cell in {**new, **old} if old.get(cell) != new.get(cell)
    )


def cells(record: Mapping[str, Any]) -> dict[str, str]:
    """Gives every cell of a record as text, flat: what is no number of its kind as it was written."""
    unread = _items(record.get("unread"))
    flat = {"form": _text(record.get("form"))}
    for key, value in _items(record.get("info")).items():
        flat[f"info.{key}"] = _text(value)
    for table, rows in _items(record.get("figures")).items():
        for row, columns in _items(rows).items():
            for column, value in _items(columns).items():
                flat[f"{table}.{row}.{column}"] = _text(value)
    for key, kept in unread.items():
        if _items(kept).get("kind") == "missing":
            flat.pop(key, None)
        else:
            flat[key] = _text(_items(kept).get("raw"))
    for key, texts in _items(record.get("sections")).items():
        flat[f"sections.{key}"] = "\n".join(map(_text, texts)) if isinstance(texts, list) else _text(texts)
    return flat


def about(record: Mapping[str, Any] | None, ids: Iterable[str]) -> str:
    """Spells the figures that an explanation speaks of: when one has changed, the explanation no longer holds."""
    flat = cells(record) if record else {}
    return "；".join(f"{key}={flat.get(key, '')}" for key in sorted(ids))


def _items(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
