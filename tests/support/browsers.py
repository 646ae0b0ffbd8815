"""Windows of a real browser for parts of the cast: signed in, at an office's screen or on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from tasks.context import House
from tests.support.browser import OFFICE_SCREEN, Window
from tests.support.cast import open_session
from web.doors import SESSION_COOKIE

PHONE = (390, 844)


@contextmanager
def window_of(
    browser: Browser,
    origin: str,
    house: House,
    account_id: int | None,
    *,
    screen: tuple[int, int] = OFFICE_SCREEN,
) -> Iterator[Window]:
    """A window in which the account is signed in; None: nobody. Nothing may go wrong in it."""
    context = browser.new_context(
        viewport={"width": screen[0], "height": screen[1]}, locale="zh-CN", accept_downloads=True
    )
    if account_id is not None:
        token, _ = open_session(house, account_id)
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": origin}])
    try:
        yield Window(context.new_page(), origin)
    finally:
        context.close()
