"""Where a register may be, what is refused, and how an older one becomes one of this program."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import gouji.collect.register.database as database
from gouji.collect.register.database import looking, migrations, open_register, shown, writing
from gouji.collect.register.looking import counting, history, reading
from gouji.collect.register.place import is_register
from gouji.collect.register.receiving import receive
from gouji.collect.register.tables import HEAD, VERSION_TABLE, metadata
from gouji.errors import GoujiError, UsageError
from gouji.reading.reading import contents
from register_samples import FORMS, UNIT, YEAR, delivered, wrong
from register_samples import reading as sample


def test_the_migrations_make_the_tables_that_the_program_uses(new_register: Callable[[], str]) -> None:
    with open_register(new_register()) as engine, looking(engine) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    assert migrations()[1].get_current_head() == HEAD


def test_opening_again_changes_nothing(new_register: Callable[[], str]) -> None:
    where = new_register()
    with open_register(where) as engine:
        given = receive(engine, YEAR, [delivered(UNIT, sample())])
    with open_register(where, create=False) as engine:
        assert [each for each, _ in counting(engine, YEAR).values()] == given


def test_sqlite_keeps_what_is_acknowledged_and_readers_do_not_wait(tmp_path: Path) -> None:
    with open_register(tmp_path / "台账.sqlite") as engine, looking(engine) as connection:
        said = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60000}


def test_a_register_that_the_first_version_wrote_is_read(
    new_register: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """tests/register_first_version.sql is what the first version wrote of two files; it never changes."""
    where = new_register()
    script = (Path(__file__).parent / "register_first_version.sql").read_text(encoding="utf-8")
    monkeypatch.setattr(database, "HEAD", "0001")
    with open_register(where) as engine, writing(engine) as connection:
        for line in script.splitlines():
            connection.execute(text(line.replace(":", "\\:")))
    monkeypatch.undo()
    with open_register(where) as engine:
        found = history(engine, UNIT.name, YEAR)
        assert [each.submission.number for each in found.versions] == [1, 2]
        assert [each.reason for each in found.states] == ["收到第 1 版", "没有错误", "收到第 2 版", "有 1 处错误"]
        assert len(found.versions[1].changes) == 1
        submission, _ = counting(engine, YEAR)[UNIT.name]
        assert reading(engine, submission, FORMS) == contents(wrong())


def _with_a_second_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """The program as if it had one more migration."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for script in database._MIGRATIONS.glob("*.py"):
        (folder / script.name).write_bytes(script.read_bytes())
    head = f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9999'\ndown_revision = '{HEAD}'\n"
    (folder / "9999_later.py").write_text(f"{head}def upgrade():\n{body}", encoding="utf-8")
    monkeypatch.setattr(database, "_MIGRATIONS", folder)
    monkeypatch.setattr(database, "HEAD", "9999")


def test_an_older_register_is_brought_up_with_all_that_is_in_it(
    new_register: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = new_register()
    with open_register(where) as engine:
        given = receive(engine, YEAR, [delivered(UNIT, sample())])
    _with_a_second_version(tmp_path, monkeypatch, "    op.add_column('units', sa.Column('later', sa.Text))\n")
    with open_register(where) as engine:
        assert [each for each, _ in counting(engine, YEAR).values()] == given
        assert "later" in {column["name"] for column in inspect(engine).get_columns("units")}
    monkeypatch.undo()
    with pytest.raises(GoujiError, match="更新的 gouji 写的（9999），没有动它"), open_register(where):
        pass


def test_a_migration_that_fails_leaves_the_register_as_it_was(
    new_register: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = new_register()
    with open_register(where) as engine:
        given = receive(engine, YEAR, [delivered(UNIT, sample())])
    body = "    op.add_column('units', sa.Column('later', sa.Text))\n    op.execute('DELETE FROM units')\n    1 / 0\n"
    _with_a_second_version(tmp_path, monkeypatch, body)
    with pytest.raises((GoujiError, ZeroDivisionError)), open_register(where):
        pass
    monkeypatch.undo()
    with open_register(where) as engine:
        assert [each for each, _ in counting(engine, YEAR).values()] == given
        assert "later" not in {column["name"] for column in inspect(engine).get_columns("units")}


def test_another_programs_database_is_left_alone(new_register: Callable[[], str]) -> None:
    where = new_register()
    with open_register(where) as engine, writing(engine) as connection:
        connection.exec_driver_sql(f"ALTER TABLE {VERSION_TABLE} RENAME TO something_else")
    with pytest.raises(GoujiError, match="不是 gouji 的台账，没有动它"), open_register(where):
        pass


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite"
    path.write_text("单位,代码\n" * 1000, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(GoujiError, match=r"台账\.sqlite：这个文件不是 gouji 的台账"), open_register(path):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("{}", "这是一个文件夹"),
        ("{}/没有/台账.sqlite", "文件夹不存在"),
        ("{}/台账.sqlite", "没有这个台账"),
        ("mysql://host/db", "只能放在 SQLite 文件或 PostgreSQL 里"),
        ("postgresql://host:port/db", "地址写得不对"),
    ],
)
def test_a_wrong_place_is_a_wrong_call(tmp_path: Path, where: str, says: str) -> None:
    with pytest.raises(UsageError, match=says), open_register(where.format(tmp_path), create=False):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    where = f"postgresql://reader:geheim@/db?host={tmp_path}"
    with pytest.raises(GoujiError, match="连不上数据库") as caught, open_register(where):
        pass
    assert "geheim" not in str(caught.value)
    assert "reader" in str(caught.value)


def test_a_database_that_is_not_there_is_told(postgresql: Callable[[], str]) -> None:
    where = postgresql().replace("register_", "no_")
    with pytest.raises(GoujiError, match="没有这个数据库或者用户"), open_register(where):
        pass
    assert shown(where).startswith("postgresql://postgres@/no_")


def test_a_register_is_told_from_last_years_file(tmp_path: Path) -> None:
    register, book, folder = tmp_path / "a", tmp_path / "b.xlsx", tmp_path / "c"
    with open_register(register):
        pass
    book.write_bytes(b"PK\x03\x04")
    folder.mkdir()
    told = {str(each): is_register(each) for each in (register, book, folder, tmp_path / "none", "a\x00b")}
    assert list(told.values()) == [True, False, False, False, False]
    assert is_register("postgresql://host/db")
    assert is_register("sqlite:///a.db")
    assert not is_register("s3://bucket/2024")


def test_a_name_with_odd_characters_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "台账?mode=ro&x=1 %20#.sqlite"
    with open_register(path):
        pass
    with closing(sqlite3.connect(path)) as register:
        assert register.execute("SELECT count(*) FROM units").fetchone() == (0,)


def test_a_check_without_a_register_imports_nothing_of_it() -> None:
    code = (
        "import sys, gouji.cli.check, gouji.bulk.gather, gouji.collect.register.place\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules} & {'sqlalchemy', 'alembic', 'psycopg'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
