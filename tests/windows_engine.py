"""xlwings' real Windows engine in this process, over fake Excel objects that hold a workbook and count every call.

pywin32 is stubbed by names only; what is counted are the property reads, property writes and method calls that the
engine's own code makes, each of which is one trip to Excel and back.
"""

# Members are called as Excel calls them.
# ruff: noqa: N802

from __future__ import annotations

import ctypes
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock, patch

from gouji.ooxml import package
from gouji.ooxml.book import Stored
from gouji.ooxml.container import open_zip
from gouji.place import Area, area, reference

WINDOW = 77
calls: Counter[str] = Counter()  # what was called → how often


class com_error(Exception):  # noqa: N801, N818  # pywin32's own name
    def __init__(self, hresult: int = -2147352567, excepinfo: Any = None) -> None:
        super().__init__(hresult, "", excepinfo, None)
        self.hresult, self.excepinfo = hresult, excepinfo


class CDispatch:
    """The base of what pywin32 hands over. Reads `get_X`, writes `set_X`, methods `do_X`: each counts as one."""

    def __getattr__(self, name: str) -> Any:
        if read := getattr(type(self), f"get_{name}", None):
            calls[name] += 1
            return read(self)
        do = getattr(type(self), f"do_{name}", None)
        if do is None:
            raise AttributeError(name)

        def called(*given: Any, **named: Any) -> Any:
            calls[f"{name}()"] += 1
            return do(self, *given, **named)

        return called

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].islower():
            object.__setattr__(self, name, value)
        else:
            calls[f"{name}="] += 1
            if hasattr(type(self), f"set_{name}"):
                getattr(type(self), f"set_{name}")(self, value)


class Rows(CDispatch):
    def do_AutoFit(self) -> None: ...


class Lines(CDispatch):
    def get_Hidden(self) -> bool:
        return False


class Range(CDispatch):
    def __init__(self, sheet: Worksheet, where: Area) -> None:
        self.sheet, self.where = sheet, where

    def get_Address(self) -> str:
        return f"{self.where.first.ref}:{reference(self.where.bottom, self.where.right)}"

    def get_Count(self) -> int:
        return (self.where.bottom - self.where.top + 1) * (self.where.right - self.where.left + 1)

    def get_Value(self) -> Any:
        return self._rows(lambda ref: self.sheet.cells.get(ref, (None, ""))[0])

    def get_Formula(self) -> Any:
        return self._rows(lambda ref: self.sheet.cells.get(ref, (None, ""))[1])

    def _rows(self, read: Any) -> Any:
        top, left, bottom, right = self.where[:4]
        return tuple(tuple(read(reference(r, c)) for c in range(left, right + 1)) for r in range(top, bottom + 1))

    def set_Value(self, rows: Any) -> None:
        for down, row in enumerate(rows if isinstance(rows, list | tuple) else [[rows]]):
            for across, value in enumerate(row):
                self.sheet.cells[reference(self.where.top + down, self.where.left + across)] = (
                    float(value) if isinstance(value, int | float) else value,
                    "" if value is None else str(value),
                )

    def get_EntireRow(self) -> Lines:
        return Lines()

    def get_EntireColumn(self) -> Lines:
        return Lines()

    def get_NumberFormat(self) -> str:
        return "General"

    def get_MergeCells(self) -> bool | None:
        top, left, bottom, right = self.where[:4]
        cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        merged = {any(merge.covers(*cell) for merge in self.sheet.merges) for cell in cells}
        return merged.pop() if len(merged) == 1 else None

    def get_MergeArea(self) -> Range:
        first = self.where.top, self.where.left
        return Range(self.sheet, next((merge for merge in self.sheet.merges if merge.covers(*first)), self.where))

    def get_Rows(self) -> Rows:
        return Rows()

    def do_Select(self) -> None:
        self.sheet.book.app.selection = self


class Worksheet(CDispatch):
    def __init__(self, book: Workbook, name: str) -> None:
        self.book, self.name = book, name
        self.cells: dict[str, tuple[Any, str]] = {}
        self.merges: list[Area] = []

    def get_Name(self) -> str:
        return self.name

    def get_Visible(self) -> int:
        return -1

    def get_ProtectContents(self) -> bool:
        return True

    def get_UsedRange(self) -> Range:
        where = [area(ref) for ref in self.cells] or [Area(1, 1, 1, 1)]
        return Range(self, Area(1, 1, max(each.bottom for each in where), max(each.right for each in where)))

    def get_Parent(self) -> Workbook:
        return self.book

    def do_Range(self, first: str) -> Range:
        return Range(self, area(first))

    def do_Cells(self, row: int, column: int) -> Range:
        return Range(self, Area(row, column, row, column))

    def do_Activate(self) -> None:
        self.book.active = self


class Collection(CDispatch):
    """Worksheets, Names, Workbooks: by name."""

    def __init__(self, parent: Any, members: dict[str, Any]) -> None:
        self.parent, self.members = parent, members

    def __call__(self, name: str) -> Any:
        calls["Item()"] += 1
        if name not in self.members:
            raise com_error
        return self.members[name]

    def __iter__(self) -> Iterator[Any]:
        for member in self.members.values():
            calls["Next()"] += 1
            yield member

    def get_Count(self) -> int:
        return len(self.members)

    def get_Parent(self) -> Any:
        return self.parent

    def get_Application(self) -> Any:
        return self.parent


class Name(CDispatch):
    def __init__(self, name: str, says: str) -> None:
        self.name, self.says = name, says

    def get_RefersTo(self) -> str:
        return "=" + self.says


class Workbook(CDispatch):
    """A workbook as Excel holds it once it has opened `path`."""

    def __init__(self, app: Application, path: Path) -> None:
        self.app, self.name = app, path.name
        read = package.load(open_zip(path.read_bytes()))
        self.sheets = {title: Worksheet(self, title) for title in read.titles}
        for title, sheet in self.sheets.items():
            stored = read.sheet(title)
            sheet.cells = {ref: _held(each) for ref in stored.refs if (each := stored.at(ref)) is not None}
            sheet.merges = list(stored.merges)
        self.names = {name: Name(name, says) for name, says in read.names.items()}
        self.active = next(iter(self.sheets.values()))

    def get_Name(self) -> str:
        return self.name

    def get_Worksheets(self) -> Collection:
        return Collection(self, self.sheets)

    def get_Names(self) -> Collection:
        return Collection(self, self.names)

    def get_ActiveSheet(self) -> Worksheet:
        return self.active

    def get_Application(self) -> Application:
        return self.app

    def do_Activate(self) -> None: ...


_VALUES: dict[str, Callable[[str], object]] = {
    "n": float,
    "s": str,
    "b": lambda raw: raw == "1",
    "d": datetime.fromisoformat,
}


def _held(stored: Stored) -> tuple[Any, str]:
    value = _VALUES[stored.type](stored.raw)
    return value, stored.raw if stored.formula is None else f"={stored.formula}"


class Application(CDispatch):
    def __init__(self) -> None:
        self.books: dict[str, Workbook] = {}
        self.selection: Range | None = None

    def get_Workbooks(self) -> Collection:
        return Collection(self, self.books)

    def get_ActiveWorkbook(self) -> Workbook | None:
        return next(iter(self.books.values()), None)

    def get_Selection(self) -> Range | None:
        return self.selection

    def get_Hwnd(self) -> int:
        return WINDOW

    def get_Calculation(self) -> int:
        return -4105  # xlCalculationAutomatic

    def get_ScreenUpdating(self) -> bool:
        return True

    def get_EnableEvents(self) -> bool:
        return True


@contextmanager
def excel_on_windows() -> Iterator[tuple[Application, list[str]]]:
    """The engine active, over an Application of ours; and what its dialogs show."""
    import xlwings as xw

    shown: list[str] = []
    stubs = _stubs(shown)
    before, known = xw.engines.active, {name for name in sys.modules if name.startswith("xlwings")}
    with (
        patch.dict(sys.modules, stubs),
        patch.object(ctypes, "windll", MagicMock(), create=True),
        patch.object(ctypes, "oledll", MagicMock(), create=True),
        patch.object(ctypes, "PyDLL", MagicMock()),
    ):
        from xlwings import _xlwindows as windows

        app = Application()
        with (
            patch.object(windows, "get_excel_hwnds", lambda: iter([WINDOW])),
            patch.object(windows, "get_xl_app_from_hwnd", lambda _: windows.COMRetryObjectWrapper(app)),
            patch.object(xw, "_xlwindows", windows, create=True),
        ):
            engine: Any = xw.Engine(impl=windows.engine)  # xlwings infers that there is never one
            xw.engines.active = engine
            calls.clear()
            yield app, shown
        xw.engines.active = before
    for name in {name for name in sys.modules if name.startswith("xlwings")} - known:
        del sys.modules[name]
    if hasattr(xw, "_xlwindows"):  # else the next one would get this one's stubs
        del xw._xlwindows


def _stubs(shown: list[str]) -> dict[str, ModuleType]:
    names = "pywintypes pythoncom win32api win32con win32gui win32process win32timezone win32com win32com.client"
    stubs: dict[str, Any] = {name: MagicMock(name=name) for name in names.split()}
    stubs["win32com"].client = stubs["win32com.client"]
    stubs["pywintypes"].com_error, stubs["pywintypes"].TimeType = com_error, datetime
    stubs["pythoncom"].__file__ = "pythoncom.dll"
    stubs["pythoncom"].ole_error = stubs["pythoncom"].com_error = com_error
    client = stubs["win32com.client"]
    client.CDispatch = CDispatch
    client.CoClassBaseClass = client.DispatchBaseClass = type("DispatchBaseClass", (), {})
    stubs["win32process"].GetWindowThreadProcessId.return_value = (1, 1)

    def message_box(window: int, text: str, title: str, style: int) -> int:
        shown.append(text)
        return 1

    stubs["win32api"].MessageBox = message_box
    for name in ["MB_OK", "MB_YESNO", "MB_OKCANCEL", "MB_YESNOCANCEL", "MB_ICONINFORMATION", "MB_ICONWARNING"]:
        setattr(stubs["win32con"], name, 0)
    return stubs
