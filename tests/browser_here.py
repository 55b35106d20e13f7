"""A Chromium for tests, driven by Playwright: Debian's own where it is, so that nothing is downloaded.

Missing (the browser, Playwright, axe-core) skips a test on a user's machine and fails it in CI.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Open = Callable[..., "Page"]


def lacking(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {what}")
    pytest.skip(f"no {what} on this machine")


def axe_source() -> str:
    """The script of axe-core, which `scripts/test.py` installs."""
    path = os.environ.get("AXE_CORE", "")
    if not path:
        lacking("axe-core (AXE_CORE names its axe.min.js)")
    return Path(path).read_text(encoding="utf-8")


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds on a page as it stands: (rule, first place)."""
    page.evaluate(f"() => {{ {axe_source()} }}")
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        lacking("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("playwright")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page of ours from a file, and at the test's end holds that it fetched nothing and nothing went wrong.

    open_page(html, fragment="", width=1366, **context): `context` as Playwright's `new_context` takes it.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def fetched(url: str, address: str) -> None:
        if not url.startswith(address):
            wrong.append(f"fetched {url}")

    def opened(html: str, fragment: str = "", width: int = 1366, **context: Any) -> Page:
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        address = path.as_uri()
        contexts.append(browser.new_context(viewport={"width": width, "height": 768}, locale="zh-CN", **context))
        page: Page = contexts[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.on("console", lambda message: wrong.append(f"console {message.text}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: fetched(request.url, address))
        page.goto(address + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
