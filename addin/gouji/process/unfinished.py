"""Names what this process writes and later renames or removes, and removes what killed processes have left.

The rule: `.gouji-PROCESS-MACHINE-…` belongs to that process of that machine. When it is dead, its file or folder may
go; the next one who writes there does it. Nothing else is touched: not what a living process writes, not what another
machine has written into a shared folder, not a link, nothing of the user's.
"""

from __future__ import annotations

import os
import re
import sys
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

from gouji.process.alive import is_alive

_NAME = re.compile(r"\.gouji-(\d{1,10})-([0-9a-f]{8})-")
_ENTRIES = 16  # a folder is looked through once for so many of its entries: each file of ten thousand costs the same
_quiet: dict[str, int] = {}  # folder → how many more may be written into it unlooked


def name(rest: str) -> str:
    """Gives a name for a file of this process, in the folder where it will stand under the name `rest` once
    finished."""
    # Not the whole name: one of eighty Chinese characters leaves no room for anything before it.
    return f".gouji-{os.getpid()}-{_machine()}-{rest[-40:]}"


def remove_left(folder: Path) -> None:
    """Removes what dead processes of this machine have left in a folder. Where that can't be done, it stays."""
    key = str(folder.absolute())
    if _quiet.get(key, 0) > 0:
        _quiet[key] -= 1
        return
    with suppress(OSError), os.scandir(folder) as entries:
        here = list(entries)
        _quiet[key] = len(here) // _ENTRIES
        for entry in here:
            found = _NAME.match(entry.name)
            if found and found[2] == _machine() and not is_alive(int(found[1])):
                _remove(entry)


def _remove(entry: os.DirEntry[str]) -> None:
    with suppress(OSError):
        if entry.is_dir(follow_symlinks=False):
            import shutil  # not at the top: who checks one file and writes its findings needs none

            shutil.rmtree(entry.path)
        elif entry.is_file(follow_symlinks=False):
            Path(entry.path).unlink()


@cache
def _machine() -> str:
    """Where a process is known by its number: this machine, on Linux this container."""
    if sys.platform == "win32":
        node = os.environ.get("COMPUTERNAME", "")
    else:
        node = os.uname().nodename
        with suppress(OSError):
            node += str(Path("/proc/self/ns/pid").readlink())
    return f"{zlib.crc32(node.encode(errors='surrogateescape')):08x}"
