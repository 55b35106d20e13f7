"""Finds the running Excel and the workbook that a call is about: by the arguments of the call, else the active one.

The only module that imports xlwings, and what it needs to behave: nothing of xlwings/pro (it needs a licence), no
exit hook, no endless retries.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Before xlwings: None makes its own `from .pro import …` an ImportError, which it expects.
for _name in ("xlwings.pro", "xlwings.pro.caller"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]

import xlwings as xw  # noqa: E402

from gouji.ribbon.errors import CannotError  # noqa: E402

_ATTEMPTS = 200  # of a call that a busy Excel refuses; xlwings itself would try for ever
# RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, VBA_E_IGNORE: a cell is being edited, or a dialog is open.
_BUSY = (-2147418111, -2147417846, -2146777998)
_FROM_EXCEL, _WPS = "--from_xl", "--wps"


@dataclass(frozen=True, slots=True)
class Host:
    """One Excel, and the workbook that the call is about (None: none is open) with its name.

    The name is kept because a busy Excel would not say it when a message has to.
    """

    app: xw.App
    book: xw.Book | None
    name: str = ""


def tame() -> None:
    """Stops xlwings from doing two things: at exit it kills every Excel without a visible window, also one that shows a
    file in Protected View; and it repeats a refused call without end."""
    engine = getattr(xw, "_xlwindows", None)
    if engine is not None:
        atexit.unregister(engine.cleanup)
        engine.N_COM_ATTEMPTS = _ATTEMPTS


def running(arguments: Sequence[str]) -> Host:
    """Gives the Excel that called, or the first one, without a workbook. Raises CannotError when there is none."""
    tame()
    if xw.engines.active is None:
        raise CannotError("cannot.not_windows")
    told = _told(arguments)
    apps = _wps() if _WPS in told else list(xw.apps)
    window = told.get("--hwnd", "")
    if window.isdigit():
        apps = [app for app in apps if app.hwnd == int(window)] or apps
    if not apps:
        raise CannotError("cannot.no_excel")
    return Host(apps[0], None)


def with_book(host: Host, arguments: Sequence[str], needed: bool) -> Host:
    """Gives the host with the workbook that called, else the active one. Raises CannotError when none is open although
    one is needed."""
    told = _told(arguments)
    called = told.get("--wb") if _FROM_EXCEL in told else None
    book = _book(host.app, called) if called else _active(host.app)
    if needed and book is None:
        raise CannotError("cannot.protected_view" if _in_protected_view(host.app) else "cannot.no_book")
    return Host(host.app, book, book.name if book is not None else "")


def is_busy(error: BaseException) -> bool:
    """Whether Excel refused because a cell is being edited or a dialog is open."""
    codes = [getattr(error, "hresult", None)]
    inner = getattr(error, "excepinfo", None)
    if inner:
        codes.append(inner[5])
    return type(error).__name__ == "ExcelBusyError" or any(code in _BUSY for code in codes)


def is_refused(error: BaseException) -> bool:
    """Whether Excel took the call and said no: what pywin32 raises as com_error."""
    return type(error).__name__ == "com_error"


def _told(arguments: Sequence[str]) -> dict[str, str]:
    """`--wb=a=b.xlsx` → {"--wb": "a=b.xlsx"}. xlwings' own Book.caller() cuts a name at its second "="."""
    parts = (argument.partition("=") for argument in arguments if argument.startswith("--"))
    return {name: value.strip() for name, _, value in parts}


def _wps() -> list[xw.App]:
    """WPS Spreadsheets speaks Excel's object model under a name of its own. On trial: never run against a real one."""
    engine = getattr(xw, "_xlwindows", None)
    if engine is None:
        raise CannotError("cannot.not_windows")
    try:
        native = engine.win32com.client.GetActiveObject("Ket.Application")
    except engine.pywintypes.com_error as error:
        raise CannotError("cannot.no_wps") from error
    return [xw.App(impl=engine.App(xl=engine.COMRetryObjectWrapper(native)))]


def _book(app: xw.App, name: str) -> xw.Book:
    try:
        return app.books[name]
    except KeyError as error:
        raise CannotError("cannot.book_gone", name=name) from error


def _active(app: xw.App) -> xw.Book | None:
    book: Any = app.books.active
    # Where no workbook is active the Windows engine gives a Book around nothing.
    return book if book.impl is not None and book.api is not None else None


def _in_protected_view(app: xw.App) -> bool:
    try:
        return bool(app.api.ProtectedViewWindows.Count)
    except AttributeError:
        return False
