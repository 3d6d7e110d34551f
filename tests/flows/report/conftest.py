"""One browser for all tests of the page, and a page that notes whatever goes wrong in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows import report

from . import making

# What a browser on a machine without a network and without a screen is not to try.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if (path := shutil.which("chromium") or shutil.which("google-chrome")) is None:
        if os.environ.get("DOSSIER_TESTS_NEED_BROWSER"):
            pytest.fail("chromium is not there: apt-get install chromium")
        pytest.skip("needs chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield opened
        opened.close()


class Opened:
    """A report in the browser, and what it did that it must not."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.path = page, path
        self.faults: list[str] = []
        # Of a busy machine: nothing here waits long by itself.
        page.set_default_timeout(120_000)
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.path.as_uri(), "blob:")):
            self.faults.append(f"request: {request.url}")

    def go(self, fragment: str = "") -> Page:
        self.page.goto("about:blank")
        self.page.goto(f"{self.path.as_uri()}{fragment and '#'}{fragment}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page


@pytest.fixture
def open_report(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Opens a report: `open_report(path, fragment, **options of the browser's context)`; must end without a fault."""
    opened: list[Opened] = []

    def open_it(path: Path, fragment: str = "", **options: Any) -> Opened:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        opened.append(Opened(context.new_page(), path))
        opened[-1].go(fragment)
        return opened[-1]

    yield open_it
    for one in opened:
        assert one.faults == []
        one.page.context.close()


@pytest.fixture(scope="package")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of 300 articles, with titles, names and addresses that would do harm."""
    return _made(tmp_path_factory.mktemp("hostile") / "re'lease [1]", 300)


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The like of it with 30 articles."""
    return _made(tmp_path_factory.mktemp("small"), 30)


def _made(folder: Path, articles: int) -> Path:
    rows = making.corpus(articles)
    making.release(folder, rows.pop("articles"), **rows)
    report.build(folder)
    return folder
