"""Makes a child process end with the process that started it, however that one ended and whatever the child is doing.

Its parent holds the writing end of a pipe and never writes: the pipe closes when the parent is gone. Linux then kills
the child at once, even one in which a library holds the interpreter for minutes; elsewhere a thread waits for it. On
Windows there is nothing to do here: the child belongs to a job of its parent's (`windows_job`).
"""

from __future__ import annotations

import os
import signal
import sys

VARIABLE = "GOUJI_LIFELINE"  # holds the number of the reading end


def follow_parent() -> None:
    """Ties this process to its parent. Only for a process that `start.child` has started."""
    if end := os.environ.pop(VARIABLE, ""):
        follow(int(end))


def follow(end: int) -> None:
    """Ties this process to a pipe. end: its reading end. A process that is the head of a group takes its group with
    it."""
    if sys.platform == "win32" or _by_signal(end):
        return
    import threading  # not at the top: Linux needs none

    threading.Thread(target=_wait, args=(end,), daemon=True).start()


def _by_signal(end: int) -> bool:
    """Whether the system itself ends this process when the pipe closes."""
    if sys.platform != "linux":
        return False
    import fcntl  # Unix only

    own = os.getpid()
    try:
        fcntl.fcntl(end, fcntl.F_SETOWN, -own if os.getpgrp() == own else own)
        fcntl.fcntl(end, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_ASYNC)
    except OSError:  # a Linux that can't
        return False
    if _has_closed(end, 0):  # before there was a signal to send
        _end()
    return True


def _wait(end: int) -> None:
    if _has_closed(end, None):
        _end()


def _has_closed(end: int, milliseconds: int | None) -> bool:
    if sys.platform == "win32":
        return False
    import select  # poll is Unix only

    waiting = select.poll()
    waiting.register(end, select.POLLIN)
    return bool(waiting.poll(milliseconds))


def _end() -> None:
    if sys.platform != "win32":
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
