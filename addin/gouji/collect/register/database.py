"""Opens the register's database in this program's version: it is made, migrated, or refused in Chinese.

One writer at a time, whatever the database: SQLite's own lock, an advisory lock in PostgreSQL. So a transaction may
look first and write afterwards, and nothing that two runs hand in at once gets lost or gets the same number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from gouji.collect.register.place import is_postgresql, postgresql_url, sqlite_path
from gouji.collect.register.tables import HEAD, VERSION_TABLE
from gouji.errors import GoujiError, UsageError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

_MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 60.0  # seconds that a writer waits for another one
_LOCK = 0x676F756A69  # "gouji": the key of PostgreSQL's advisory lock
_WRITES = "gouji_writes"


@contextmanager
def open_register(where: str | Path, *, create: bool = True) -> Iterator[Engine]:
    """Yields the register's engine. where: a file (made when missing and `create`) or a URL, postgresql://….

    Raises UsageError when there is no such register or no driver, GoujiError when the database is another program's,
    of a newer gouji, or can't be used; also for what the database says while it is open.
    """
    with _in_words(where):
        engine = connect(where, create=create)
        try:
            yield engine
        finally:
            engine.dispose()


def connect(where: str | Path, *, create: bool = True) -> Engine:
    """Gives the engine of a register, its tables of this program's version. Raises as `open_register` does."""
    with _in_words(where):
        engine = _postgresql(where) if is_postgresql(where) else _sqlite(sqlite_path(where), create)
        try:
            with engine.connect() as connection:
                revision = _revision(connection, where)
            if revision != HEAD:
                _migrate(engine, where)
            if engine.dialect.name == "sqlite":
                _write_ahead(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """Yields a transaction that only reads, and all of it from one moment."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yields a transaction of the one writer: everything in it is there afterwards, or nothing."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


# ---------------------------------------------------------------- the two databases


def _sqlite(path: Path, create: bool) -> Engine:
    if path.is_dir():
        raise UsageError(f"{path}：这是一个文件夹，台账要写文件名，例如 台账.sqlite。")
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}：文件夹不存在。先建好文件夹，或者换一个位置。")
    if not create and not path.exists():
        raise UsageError(f"{path}：没有这个台账。检查路径写得对不对。")
    # Not a URL as text: a file's name may hold a question mark.
    # No pool: worker processes are forked from this one, and SQLite must not find an open connection in them.
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, connect_args={"timeout": _PATIENCE}, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins no transactions by itself: DDL stays inside of ours
        for pragma in ("foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")

    return engine


def _write_ahead(engine: Engine) -> None:
    """Readers and the writer no longer wait for each other. The file keeps it; while others are busy with the file it
    can't be changed, and waits for the next time."""
    with engine.connect() as connection, suppress(sqlite3.OperationalError):
        driver = connection.connection.driver_connection  # SQLAlchemy would begin a transaction
        if driver is not None and driver.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            driver.execute("PRAGMA journal_mode=WAL")


def _postgresql(where: str | Path) -> Engine:
    try:
        return create_engine(make_url(postgresql_url(where)), pool_pre_ping=True)
    except (ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise UsageError("台账的地址写得不对，应当像 postgresql://用户:密码@主机/库名。") from error
    except ImportError as error:
        raise UsageError('PostgreSQL 里的台账要用 psycopg：先运行 pip install "gouji[postgresql]"。') from error


def shown(where: str | Path) -> str:
    """Names the register as a message does: without a password."""
    if not is_postgresql(where):
        return str(where)
    try:
        return make_url(str(where)).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "PostgreSQL"


# ---------------------------------------------------------------- migrations


def _revision(connection: Connection, where: str | Path) -> str | None:
    """The version of the tables; None when the database is empty."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar())  # noqa: S608  # the name is ours
    if tables:
        raise GoujiError(f"{shown(where)}：这个数据库不是 gouji 的台账，没有动它。换一个文件名或者一个空的数据库。")
    return None


def _migrate(engine: Engine, where: str | Path) -> None:
    """Brings the tables to this program's version, all of it in one transaction."""
    # Imported only here: hardly any run has something to migrate.
    from alembic.runtime.environment import EnvironmentContext

    config, scripts = migrations()
    with writing(engine) as connection:
        revision = _revision(connection, where)  # again: another process may just have done it
        if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
            message = f"{shown(where)}：这个台账是更新的 gouji 写的（{revision}），没有动它。升级 gouji 后再试。"
            raise GoujiError(message)
        with EnvironmentContext(config, scripts) as environment:
            environment.configure(
                connection=connection,
                version_table=VERSION_TABLE,
                fn=lambda revisions, _: scripts._upgrade_revs(HEAD, revisions),  # noqa: SLF001  # bounded in pyproject.toml
            )
            environment.run_migrations()


def migrations() -> tuple[Any, ScriptDirectory]:
    """Gives alembic's configuration and the scripts of the register."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config, ScriptDirectory.from_config(config)


# ---------------------------------------------------------------- what a database says, in Chinese

_SAYS = (
    ("file is not a database", "这个文件不是 gouji 的台账，没有动它。换一个文件名。"),
    ("malformed", "台账文件损坏了。用备份换下它，再试一次。"),
    ("locked", "别的程序正在写台账。等它写完再试。"),
    ("readonly", "台账只能读，不能写。检查文件和文件夹的权限。"),
    ("read-only", "台账只能读，不能写。检查文件和文件夹的权限。"),
    ("unable to open", "打不开台账文件。检查路径和权限。"),
    ("full", "磁盘满了，这一次没有写进去。腾出空间再试。"),
    ("disk i/o", "磁盘读写出错，多半是磁盘满了或者断开了。这一次没有写进去，腾出空间再试。"),
    ("password authentication", "用户名或者密码不对。"),
    ("does not exist", "没有这个数据库或者用户。请先建好空的数据库。"),
    ("permission denied", "没有权限。请给这个用户建表和读写的权限。"),
    ("connect", "连不上数据库。检查地址、网络，以及数据库是不是开着。"),
)


@contextmanager
def _in_words(where: str | Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).lower()
        words = next((words for sign, words in _SAYS if sign in said), "")
        if not words:
            kind = "连不上" if isinstance(error, OperationalError) else "出了错"
            words = f"数据库{kind}（{type(error.orig).__name__}）。加 --debug 再运行一次，把显示的内容发给维护者。"
        raise GoujiError(f"{shown(where)}：{words}") from error
