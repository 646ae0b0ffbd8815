"""One browser, one house in December with its cast, served, for the stories of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tasks.context import House
from tests.support.browser import chromium
from tests.support.cast import Cast, cast_of
from tests.support.december import december_house
from tests.support.serving import serving
from web.app import create_app


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with december_house(tmp_path_factory.mktemp("story"), units=12, proposed=False) as house:
        yield house


@pytest.fixture(scope="module")
def cast(house: House) -> Cast:
    return cast_of(house)


@pytest.fixture(scope="module")
def origin(house: House, cast: Cast) -> Iterator[str]:
    assert cast.accounts
    with serving(create_app(house)) as origin:
        yield origin
