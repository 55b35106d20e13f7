"""Words in; the command line of a `gouji` of its own out, however its workers are started; and all that it starts."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

PACKAGES = str(Path(__file__).resolve().parents[1] / "addin")
_FAULTY = str(Path(__file__).with_name("faulty_files"))
_CONSOLE = "import sys; from gouji.bulk import pool; pool._METHOD = sys.argv.pop(1)\n"
_CONSOLE += "from gouji.cli.main import console; console()"


def command(method: str, *words: str) -> list[str]:
    """The script `gouji`, which has its own folder on its path and not the current one. method: fork or spawn."""
    return [sys.executable, "-P", "-c", _CONSOLE, method, *words]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": PACKAGES, "PYTHONIOENCODING": "utf-8", **more}


def fault(of: str) -> dict[str, str]:
    """The variables of a system on which a file hangs who opens it, or kills: `hang:NAME` or `crash:NAME`."""
    return {"GOUJI_TEST_FAULT": of, "PYTHONPATH": os.pathsep.join((_FAULTY, PACKAGES))}


def family(mark: str) -> set[int]:
    """The processes that have this line among their variables: all that one process has started, wherever it went."""
    found = set()
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended, or is somebody else's
            if mark.encode() in (each / "environ").read_bytes().split(b"\0"):
                found.add(int(each.name))
    return found
