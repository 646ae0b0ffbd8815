"""The campaign of December with a dozen units, and a browser that is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tasks.context import House
from tests.support.apps import app_over
from tests.support.cast import Cast, cast_of
from tests.support.december import december_house
from tests.support.visitors import signed_in


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with december_house(tmp_path, units=12, proposed=False) as house:
        yield house


@pytest.fixture
def cast(house: House) -> Cast:
    """One person for every part, written into the house."""
    return cast_of(house)


@pytest.fixture
def app(house: House) -> FastAPI:
    return app_over(house)


@pytest.fixture
async def office(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app) as client:
        yield client
