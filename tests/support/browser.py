"""A real Chromium, as found on this machine, and everything that goes wrong in its window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
OFFICE_SCREEN = (1366, 768)
FORM_AGAIN = (401, 409, 422)
"""Answers that show a form again with what is to be mended; the browser's console notes them."""
MISSING = """No Chromium was found for the browser tests. One of these lines brings one:
  apt-get install --no-install-recommends chromium fonts-noto-cjk
  .venv/bin/playwright install chromium-headless-shell
or set CHROMIUM to the path of a browser that is installed already."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """$CHROMIUM, else the system's, else Playwright's own; a test without any fails and says so."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path)
        except Error as error:
            pytest.fail(f"{MISSING}\n\n{error.message}", pytrace=False)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A page as the office has it before its eyes, and everything that went wrong in it."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.origin}{path}")

    def sign_in(self, password: str) -> None:
        self.page.get_by_label("账号").fill("admin")
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"{self.origin}/")

    def violations(self) -> list[str]:
        """What axe-core finds that keeps somebody from reading or using the page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate("axe.run().then(run => run.violations)")
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

    def overflow(self) -> int:
        """Pixels that stick out to the right of the screen."""
        root = "document.documentElement"
        wide: int = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        return wide

    def _said(self, message: ConsoleMessage) -> None:
        if any(f"status of {status}" in message.text for status in FORM_AGAIN):
            return
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.origin):
            self.complaints.append(f"asked elsewhere: {request.url}")


@contextmanager
def window(browser: Browser, origin: str) -> Iterator[Window]:
    width, height = OFFICE_SCREEN
    page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    try:
        yield Window(page, origin)
    finally:
        page.close()
