"""Tells whether what a user typed is a register, and how it is opened. Imports nothing heavy."""

from __future__ import annotations

from pathlib import Path

from gouji.errors import UnreadableError, UsageError
from gouji.reading.stored import beginning

_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_SQLITE = "sqlite"
_MAGIC = b"SQLite format 3\x00"


def is_register(text: str | Path) -> bool:
    """Whether a `--previous` value is a register: a database's URL, or a file that SQLite has written."""
    if _scheme(str(text)) in (*_POSTGRESQL, _SQLITE):
        return True
    try:
        return beginning(Path(text), len(_MAGIC)) == _MAGIC
    except (OSError, ValueError, UnreadableError):
        return False


def is_postgresql(where: str | Path) -> bool:
    return _scheme(str(where)) in _POSTGRESQL


def sqlite_path(where: str | Path) -> Path:
    """Gives the file of a register that is no PostgreSQL database. Raises UsageError for any other kind of database."""
    text = str(where)
    scheme = _scheme(text)
    if not scheme:
        return Path(where)
    if scheme != _SQLITE or not text.startswith("sqlite:///"):
        raise UsageError(f"{scheme}：台账只能放在 SQLite 文件或 PostgreSQL 里（postgresql://用户:密码@主机/库名）。")
    return Path(text.removeprefix("sqlite:///"))


def postgresql_url(where: str | Path) -> str:
    """Gives the URL with the driver that we ship: SQLAlchemy would look for psycopg2."""
    return "postgresql+psycopg" + str(where)[len(_scheme(str(where))) :]


def _scheme(text: str) -> str:
    scheme, mark, _ = text.partition("://")
    return scheme if mark else ""
