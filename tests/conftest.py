"""What every test run shares: a terminal of one width, databases to be copied, the long parts first.

The width is set before any module makes its console.
"""

from __future__ import annotations

import os
from itertools import chain, zip_longest

import pytest

from tests.support.templates import drop_templates

os.environ["COLUMNS"] = "200"

WAITING = "tests/drills/"
"""Hardly at work: these wait for servers, leases and heartbeats."""
WORKING = ("tests/test_year.py", "tests/records/proof/", "tests/flows/", "tests/benchmarks/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that all workers end together; who waits beside who works."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    waiting = [each for file, each in files.items() if file.startswith(WAITING)]
    working = [each for part in WORKING for file, each in files.items() if file.startswith(part)]
    others = [each for file, each in files.items() if not file.startswith((WAITING, *WORKING))]
    pairs = chain.from_iterable(zip_longest(waiting, working, fillvalue=()))
    items[:] = chain(*pairs, *others)


def pytest_unconfigure() -> None:
    drop_templates()
