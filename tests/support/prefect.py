"""One real Prefect server for all tests of a process; flows run in the test's own process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.attached import attached
from flows.catalogue import register
from flows.server import PrefectServer, embedded_prefect


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    with embedded_prefect(tmp_path_factory.mktemp("prefect")) as server, attached(server):
        yield server


@pytest.fixture(scope="session")
def registered(prefect_server: PrefectServer) -> dict[str, str]:
    """Ids of all deployments by `flow/deployment`; telling the server of them takes seconds."""
    assert prefect_server.ready()
    return register()
