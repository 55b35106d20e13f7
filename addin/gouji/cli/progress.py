"""Passes results on, and meanwhile shows a line about their progress on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

_Thing = TypeVar("_Thing")

_EVERY = 0.2  # seconds between two changes of the line


@contextmanager
def interruptible(is_long: bool) -> Iterator[Callable[[], bool]]:
    """Yields a function that says whether Ctrl-C was pressed. In a long run the first one only asks to stop, so that
    what is being written is finished; the second one interrupts as usual."""
    if not is_long:
        yield lambda: False
        return
    import signal  # not at the top: a check of one file is over before it is read

    pressed: list[bool] = []

    def note(number: int, frame: Any) -> None:
        if pressed:
            signal.default_int_handler(number, frame)
        pressed.append(True)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not in the main thread: Ctrl-C is not ours
        yield lambda: False
        return
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def reported(things: Iterable[_Thing], total: int, is_shown: bool) -> Iterator[_Thing]:
    """Passes things on. The line appears only on a terminal and for several things, and not where the results
    themselves run over the screen (is_shown)."""
    if total < 2 or is_shown or not sys.stderr.isatty():
        yield from things
        return
    begun = last = time.monotonic()
    for done, thing in enumerate(things, start=1):
        now = time.monotonic()
        if now - last >= _EVERY:
            left = (now - begun) / done * (total - done)
            sys.stderr.write(f"\r已检查 {done}／{total}，大约还要 {left:.0f} 秒\033[K")
            sys.stderr.flush()
            last = now
        yield thing
    sys.stderr.write("\r\033[K")
    sys.stderr.flush()
