from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.household import use
from tasks.context import House
from tests.support.launched import bare_house
from tests.support.prefect import prefect_server, registered

__all__ = ["prefect_server", "registered"]


@pytest.fixture
def our_house(tmp_path: Path) -> Iterator[House]:
    with bare_house(tmp_path) as house, use(house):
        yield house
