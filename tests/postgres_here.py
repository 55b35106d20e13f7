"""A real PostgreSQL for the tests of the register: a cluster of their own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_USER = "postgres"  # PostgreSQL refuses to run as root


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, else where Debian keeps its versions; None on Windows."""
    if not hasattr(os, "geteuid"):
        return None
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


@contextmanager
def cluster() -> Iterator[Path]:
    """Yields the folder of the socket of a PostgreSQL that nobody else uses; it is gone afterwards."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs PostgreSQL (Debian: postgresql)")
        pytest.skip("no PostgreSQL on this machine")
    folder = Path(tempfile.mkdtemp(prefix="gouji-pg-"))  # short: a socket's path holds 107 bytes
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": _USER, "group": _USER, "extra_groups": []}
        shutil.chown(folder, _USER)
    data = folder / "data"

    def run(program: str, *words: str) -> None:
        done = subprocess.run(
            [programs / program, *words],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C"},
            **other,
        )
        assert done.returncode == 0, done.stderr

    try:
        run("initdb", "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        # Only the socket: no port to clash with. What is durable is SQLite's test; here fsync would only cost time.
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Makes empty databases: each call gives the URL of a new one."""
    with cluster() as folder:
        import psycopg

        def database() -> str:
            name = f"register_{uuid.uuid4().hex}"
            with psycopg.connect(host=str(folder), user=_USER, dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return f"postgresql://{_USER}@/{name}?host={folder}"

        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def new_register(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Where a new register may be, in each of the databases that gouji knows."""
    if request.param == "postgresql":
        made: Callable[[], str] = request.getfixturevalue("postgresql")
        return made
    return lambda: str(tmp_path / f"台账-{uuid.uuid4().hex}.sqlite")
