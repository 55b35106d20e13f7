"""A file's name in; a system out on which whoever opens that file hangs, as on a share that is gone, or dies of it.

Python imports this by itself where this folder stands on PYTHONPATH (see doors.fault): GOUJI_TEST_FAULT=`hang:NAME` or
`crash:NAME`. The program under test knows nothing of it. The first process is spared: what it started must be hit.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_fault, _, _name = os.environ.get("GOUJI_TEST_FAULT", "").partition(":")


def _watch(event: str, given: tuple[object, ...]) -> None:
    if event != "open" or not isinstance(given[0], str | bytes | os.PathLike):
        return
    if Path(os.fsdecode(given[0])).name == _name and os.getpid() != _first:
        if _fault == "crash":
            os._exit(9)
        time.sleep(3600)


_first = int(os.environ.setdefault("GOUJI_TEST_FIRST", str(os.getpid())))
if _name:
    sys.addaudithook(_watch)
