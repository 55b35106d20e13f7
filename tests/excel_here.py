"""LibreOffice in the place of Excel for the tests of the ribbon: started once, emptied between tests."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spreadsheet import fonts, needs


def _unavailable(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} on CI")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The running spreadsheet program; skips where there is none, fails in CI."""
    soffice = needs("soffice")
    if importlib.util.find_spec("xlwings") is None:
        _unavailable("xlwings is not installed")
    import gouji.ribbon  # noqa: F401  # first: it keeps xlwings/pro out
    from calc_engine import start
    from calc_engine.office import uno_module

    try:
        uno_module()
    except ImportError:
        _unavailable("python3-uno is not installed for this Python")
    settings = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    settings.write_text(fonts(), encoding="utf-8")
    import xlwings

    before = xlwings.engines.active
    app = start(soffice, {"FONTCONFIG_FILE": str(settings)})
    yield app
    app.stop()
    xlwings.engines.active = before


@pytest.fixture
def excel(office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Without workbooks, dialogs answered or shown before; its log in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("sys.argv", ["gouji"])
    office.alerts, office.answers, office.calls = [], [], []
    office.status_bar, office.protected_views = False, 0
    yield office
    for book in list(office.open):
        book.close()
