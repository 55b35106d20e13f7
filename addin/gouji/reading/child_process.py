"""Lets a module of ours read a hostile file in a child process, with limits of time and memory, and gives what it
printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

from gouji.errors import UnreadableError
from gouji.process import start
from gouji.process.limits import MEMORY

SECONDS = 60


def ask(data: bytes, most: int, module: str, *words: str, apart: bool = False) -> bytes:
    """Gives standard output of `python -m module words` fed with `data`; b"" when it failed or printed more than `most`
    bytes.

    apart: it starts programs itself, which end with it. Raises UnreadableError (timed-out), and OSError where no
    process can be started.
    """
    with start.child(module, *words, memory=None if apart else MEMORY, apart=apart, quiet=True) as child:
        try:
            said, _ = child.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableError("timed-out", seconds=SECONDS) from error
        finally:
            if apart and sys.platform != "win32" and child.returncode is None:
                with suppress(OSError):
                    os.killpg(child.pid, signal.SIGKILL)
            child.kill()  # nothing, when it has ended
    return b"" if child.returncode or len(said) > most else said
