"""A campaign for a meeting: on both databases, and on SQLite alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.campaign_builder import Built, built
from tests.support.databases import KINDS, database


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        yield made


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Built]:
    """The same on SQLite only, where no statement is asked that PostgreSQL might read otherwise."""
    with built(tmp_path) as made:
        yield made
