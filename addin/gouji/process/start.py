"""Starts a process that runs a module of ours. Every process that gouji starts is started by this module.

What lies in a collected folder must never run, so a child's path (`safe_path`) and its current folder are ours. Not
Python's -I: that would also ignore the user's own site-packages and PYTHONPATH, where gouji or its libraries may lie.

A child must not outlive us either: on POSIX it holds the reading end of a pipe that closes with us (`lifeline`), on
Windows it belongs to a job that does (`windows_job`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.process.lifeline import VARIABLE
from gouji.process.safe_path import safe_path, safe_variable

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess  # heavy: who starts a child needs none of it

# The current folder of a child. Nothing but our own code lies in it, and unlike a folder that is made for each child,
# nothing of it is left when we are killed.
FOLDER = Path(__file__).absolute().parent


def child(
    module: str, *words: str, memory: int | None = None, apart: bool = False, quiet: bool = False
) -> subprocess.Popen[bytes]:
    """Starts `python -m module words`, its standard input and output being pipes. Raises OSError.

    The module has to call `lifeline.follow_parent` first. memory: bytes that Windows lets it have; elsewhere it limits
    itself (`limits`). apart: at the head of a group of its own, so that what it starts can be ended with it. quiet:
    what it says on standard error is dropped. A child whose Popen is dropped ends.
    """
    ends = os.pipe() if os.name == "posix" else ()
    try:
        process = subprocess.Popen(  # noqa: S603  # this very Python, a module of ours
            [sys.executable, "-P", "-m", module, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            cwd=FOLDER,
            env=_environment(ends),
            pass_fds=ends[:1],
            start_new_session=apart,
        )
    except BaseException:
        for end in ends:
            os.close(end)
        raise
    if ends:
        os.close(ends[0])
        weakref.finalize(process, os.close, ends[1])
    _tie(process.pid, memory)
    return process


def worker(process: BaseProcess) -> None:
    """Starts a process of multiprocessing, which has to call `lifeline.follow` first. Raises OSError.

    It takes over what we have at that moment: folder, path and variables, before any code of ours runs in it. So for
    the moment that its start takes we have what it should have, and no other thread should look for a file then.
    """
    ours = _python_variables()
    folder, path, before = current_folder(), sys.path, {name: os.environ.get(name) for name in ours}
    try:
        if folder:
            os.chdir(FOLDER)
        sys.path = safe_path()
        os.environ.update(ours)
        process.start()
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        sys.path = path
        if folder:
            os.chdir(folder)
    assert process.pid is not None
    _tie(process.pid)


def current_folder() -> Path | None:
    """Gives the current folder; None when it was removed: then nothing lies in it."""
    try:
        return Path.cwd()
    except OSError:
        return None


def _python_variables() -> dict[str, str]:
    return {"PYTHONPATH": safe_variable(), "PYTHONSAFEPATH": "1"}


def _environment(ends: tuple[int, ...]) -> dict[str, str]:
    """Ours, but for what would lead a child elsewhere. A Python told to heed no variables hands none of its own on."""
    ignored = "PYTHON" if sys.flags.ignore_environment else VARIABLE
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ignored)}
    lifeline = {VARIABLE: str(ends[0])} if ends else {}
    return {**kept, **_python_variables(), **lifeline, "PYTHONIOENCODING": "utf-8"}


def _tie(process: int, memory: int | None = None) -> None:
    if sys.platform == "win32":
        from gouji.process import windows_job  # Windows only

        windows_job.tie(process, memory)
