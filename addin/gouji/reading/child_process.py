"""A module to run apart and the bytes of a hostile file in; what it printed out, within limits of time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gouji.errors import UnreadableError

SECONDS = 60
MEMORY = 512 << 20  # bytes of address space; a real file takes 180 MB of it at most
CPU_SECONDS = 50
_PACKAGES = Path(__file__).parents[2]


def ask(data: bytes, most: int, module: str, *words: str) -> bytes:
    """Standard output of `python -m module words` fed with `data`; b"" when it came to grief or said over `most` bytes.

    Raises UnreadableError (timed-out), and OSError where no process can be started.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("timed-out", seconds=SECONDS) from error
    return b"" if done.returncode or len(done.stdout) > most else done.stdout


def environment() -> dict[str, str]:
    """Ours, and where a child finds this very package."""
    search = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"}


def limit() -> None:
    """Called in the child: from then on only so much memory and time, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
