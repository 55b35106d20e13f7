"""The column types of the register: what a file holds is stored and given back, or cut; no database ever refuses it.

PostgreSQL takes no NUL in a text and neither takes half a surrogate pair: in JSON both are escaped.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

_HALVES = re.compile("[\ud800-\udfff]")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class Plain(TypeDecorator[str]):
    """A short text that is searched for. What no database takes is replaced by U+FFFD, what is too long is cut: an
    index of PostgreSQL holds 2,700 bytes."""

    impl = Text
    cache_ok = True
    LONGEST = 300

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else plain(value)


def plain(text: str) -> str:
    """Gives the text as a Plain column keeps it."""
    return _NO_TEXT.sub("\ufffd", text[: Plain.LONGEST])


class Json(TypeDecorator[Any]):
    """Any JSON value, or a text of any length, exactly. (Two halves of a surrogate pair side by side become the
    character that they mean.) Not the JSON types of the databases: PostgreSQL's refuses an escaped NUL too."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class JsonText(TypeDecorator[str]):
    """JSON that was made by others and stays text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else escaped(value)


def escaped(text: str) -> str:
    """JSON text without what no database takes, and with the same meaning."""
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text).replace("\x00", "\\u0000")


class Moment(TypeDecorator[datetime]):
    """An aware moment, given back in UTC. SQLite keeps none, so there it is UTC without saying so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
