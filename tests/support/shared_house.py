"""One house in December for all tests of a file that leave it fit for one another: its cast, its app.

A file takes these fixtures by importing them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tasks.context import House
from tests.support.cast import Cast, cast_of
from tests.support.december import december_house
from web.app import create_app


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with december_house(tmp_path_factory.mktemp("house"), units=12, proposed=False) as house:
        yield house


@pytest.fixture(scope="module")
def cast(house: House) -> Cast:
    """One person for every part, written into the house."""
    return cast_of(house)


@pytest.fixture(scope="module")
def app(house: House) -> FastAPI:
    return create_app(house)
