"""The engine and its one App: workbooks, settings, and the dialogs, which a test answers beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw

from calc_engine.book import Book
from calc_engine.office import Office, uno_module
from calc_engine.values import RefusedError, properties

WINDOW = 4242  # the handle that a call from Excel would name


class Engine:
    name, type = "calc", "desktop"

    def __init__(self, app: App) -> None:
        self.apps = Apps([app])

    prepare_xl_data_element = staticmethod(lambda value, options: value)


class Apps(list["App"]):
    """The running applications: one."""

    def keys(self) -> list[int]:
        return [app.pid for app in self]


class App:
    """LibreOffice as an Excel. alerts: what was shown. answers: what dialogs give back, in order."""

    version, hwnd, pid = "16.0", WINDOW, 1
    visible = True

    def __init__(self, soffice: str, environment: dict[str, str]) -> None:
        self.office = Office(soffice, environment)
        self.open: list[Book] = []
        self.calls: list[str] = []
        self.alerts: list[str] = []
        self.answers: list[Any] = []
        self.status_bar: Any = False
        self.screen_updating = self.enable_events = self.display_alerts = True
        self.calculation = "automatic"
        self.protected_views = 0

    @property
    def engine(self) -> Engine:
        return Engine(self)

    @property
    def api(self) -> AppApi:
        return AppApi(self)

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Any:
        return self.open[-1].selection() if self.open else None

    def alert(self, prompt: str, title: str, buttons: str | None, mode: str | None, callback: Any) -> str:
        self.alerts.append(prompt)
        return str(self.answers.pop(0)) if buttons == "yes_no" else "ok"

    def activate(self, steal_focus: bool = False) -> None:
        """Nothing is in front of a headless program."""

    def calculate(self) -> None:
        for book in self.open:
            book.document.calculateAll()

    def stop(self) -> None:
        for book in list(self.open):
            book.close()
        self.office.stop()


class AppApi:
    """The members of Excel's Application that have no wrapper in xlwings."""

    def __init__(self, app: App) -> None:
        self._app = app

    def InputBox(self, Prompt: str, Title: str, Default: str = "", Type: int = 2) -> Any:  # noqa: N802, N803
        return self._answer(Prompt, Default)

    def GetOpenFilename(self, FileFilter: str, FilterIndex: int, Title: str) -> Any:  # noqa: N802, N803
        return self._answer(Title, False)

    def GetSaveAsFilename(self, InitialFilename: str, FileFilter: str, FilterIndex: int, Title: str) -> Any:  # noqa: N802, N803
        given = self._answer(f"{Title} {InitialFilename}", False)
        return given(InitialFilename) if callable(given) else given

    @property
    def ProtectedViewWindows(self) -> Any:  # noqa: N802
        return type("Windows", (), {"Count": self._app.protected_views})

    def _answer(self, asked: str, default: Any) -> Any:
        """... stands for what the dialog offers."""
        self._app.alerts.append(asked)
        given = self._app.answers.pop(0)
        return default if given is ... else given


class Books:
    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        return self.app.open[-1] if self.app.open else Book(self.app, None, None)

    def __call__(self, key: str) -> Book:
        for book in self.app.open:
            if book.name.lower() == str(key).lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self.app.open))

    def open(self, fullname: str, *rest: Any) -> Book:
        url = uno_module().systemPathToFileUrl(str(Path(fullname).resolve()))
        return self._load(url, Path(fullname))

    def add(self) -> Book:
        """A workbook that was never saved."""
        return self._load("private:factory/scalc", None)

    def _load(self, url: str, path: Path | None) -> Book:
        document = self.app.office.desktop.loadComponentFromURL(url, "_blank", 0, properties())
        if document is None:
            raise RefusedError(f"cannot open {url}")
        book = Book(self.app, document, path)
        self.app.open.append(book)
        return book


def start(soffice: str, environment: dict[str, str]) -> App:
    """Starts LibreOffice and makes it the Excel of xlwings."""
    app = App(soffice, environment)
    engine = xw.Engine(impl=Engine(app))
    xw.engines.add(engine)
    engine.activate()
    return app
