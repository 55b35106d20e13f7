"""Makes the function that a button calls: it finds its workbook, and whatever happens, no traceback is shown and Excel
is left as it was."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Protocol

from gouji.errors import GoujiError
from gouji.ribbon import log
from gouji.ribbon.dialogs import tell
from gouji.ribbon.host import Host, is_busy, running, with_book
from gouji.words import beside

say = beside(__file__)

Action = Callable[[Host], None]


class Button(Protocol):
    def __call__(self, arguments: Sequence[str] | None = None) -> bool: ...


def button(action: Action, needs_book: bool = True) -> Button:
    """Makes a function of an action that RunPython calls without arguments. It returns whether the action came to its
    end.

    needs_book: without an open workbook the person is told so. The function takes the arguments of the call, which
    name the workbook; those of the process when there are none.
    """

    @wraps(action)
    def press(arguments: Sequence[str] | None = None) -> bool:
        name, started = action.__name__, time.perf_counter()
        called_by = sys.argv if arguments is None else arguments
        at: Host | None = None
        try:
            at = running(called_by)
            at = with_book(at, called_by, needs_book)
            action(at)
        except Exception as error:  # noqa: BLE001  # a user sees words, not Python
            _complain(at, name, error)
            return False
        log.note(f"{name} {time.perf_counter() - started:.2f} s")
        return True

    return press


def _complain(at: Host | None, name: str, error: Exception) -> None:
    """Logs, and tells in Chinese, whatever went wrong."""
    if isinstance(error, GoujiError):
        log.note(f"{name}: {type(error).__name__} {getattr(error, 'key', '')}")
        text, grave = str(error), False
    elif is_busy(error):
        log.note(f"{name}: busy")
        text, grave = say("cannot.busy"), False
    else:
        log.failure(name)
        text, grave = say("cannot.unexpected", kind=type(error).__name__, log=log.log_file()), True
    try:
        if at is None:
            raise LookupError
        tell(at, text, grave)
    except Exception:  # noqa: BLE001  # no Excel to say it in, or it is busy
        _say_outside(text)


def _say_outside(text: str) -> None:
    """Standard error is what VBA or the terminal shows; pythonw of the Start menu has none, so a box of Windows'."""
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
    elif sys.platform == "win32":
        import ctypes  # not at the top: no click in Excel needs it

        ctypes.windll.user32.MessageBoxW(None, text, say("title"), 0x40)  # an OK button, the sign of information
