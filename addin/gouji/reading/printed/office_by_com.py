"""Lets Word or WPS save a document as .docx, through COM. On Windows only; never run there: a test holds it against a
stand-in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PROGRAMS = ("Word.Application", "KWps.Application", "WPS.Application")
_NO_MACROS = 3  # msoAutomationSecurityForceDisable
_NO_QUESTIONS = 0  # wdAlertsNone
_DOCX = 12  # wdFormatXMLDocument
_WRONG = "?"  # a password: without need it is ignored, else it is wrong and nobody sees a dialog


def save(source: Path, target: Path, start: Callable[[str], Any] | None = None) -> bool:
    """Saves a document as .docx by the first program that can; whether there is one at all. start: gives the program of
    a name, as a process of its own, or raises."""
    start = start or _start
    found = False
    for name in PROGRAMS:
        try:
            program = start(name)
        except Exception:  # noqa: BLE001, S112  # com_error, or no pywin32: the program isn't there
            continue
        found = True
        try:
            _save(program, source, target)
        except Exception:  # noqa: BLE001  # com_error: the next one may do better
            target.unlink(missing_ok=True)
        finally:
            with suppress(Exception):
                program.Quit(False)
        if target.exists():
            break
    return found


def _save(program: Any, source: Path, target: Path) -> None:
    for name, value in (("Visible", False), ("DisplayAlerts", _NO_QUESTIONS), ("AutomationSecurity", _NO_MACROS)):
        with suppress(Exception):  # WPS has not all of them
            setattr(program, name, value)
    with suppress(Exception):
        program.Options.UpdateLinksAtOpen = False
    document = program.Documents.Open(
        str(source),
        ConfirmConversions=False,
        ReadOnly=True,
        AddToRecentFiles=False,
        PasswordDocument=_WRONG,
        Visible=False,
    )
    try:
        document.SaveAs(str(target), FileFormat=_DOCX)
    finally:
        document.Close(False)


def _start(name: str) -> Any:
    import win32com.client  # type: ignore[import-untyped]  # comes with xlwings

    return win32com.client.DispatchEx(name)
