"""One browser, one house in December with its cast, served, for the stories of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tasks.context import House
from tests.support.browser import chromium
from tests.support.cast import Cast
from tests.support.serving import serving
from tests.support.shared_house import cast, house
from web.app import create_app

__all__ = ["cast", "house"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def origin(house: House, cast: Cast) -> Iterator[str]:
    assert cast.accounts
    with serving(create_app(house)) as origin:
        yield origin
