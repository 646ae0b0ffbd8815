"""Running flows in this very process against a given server: the simulated year and tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prefect.context import SyncClientContext
from prefect.logging.configuration import setup_logging
from prefect.logging.handlers import APILogHandler
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_HOME,
    PREFECT_LOGGING_LEVEL,
    temporary_settings,
)

from flows.server import PrefectServer


@contextmanager
def attached(server: PrefectServer, *, logging: str = "WARNING") -> Iterator[None]:
    """Flows called in this block are tracked by `server`.

    Their heartbeat is off: ending its thread takes a flow up to a second, and no environment
    variable can turn it off. A process that dies takes the block with it anyway.
    """
    home: Path = server.home / "prefect"
    changed = {
        PREFECT_API_URL: server.api_url,
        PREFECT_HOME: home,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        PREFECT_LOGGING_LEVEL: logging,
    }
    with temporary_settings(changed):
        setup_logging()
        # One client for all flows: each would build its own, with a TLS context it does not need.
        with _without_another_client(), SyncClientContext():
            yield
        # What is still queued would look for the server after it has gone.
        APILogHandler().flush()


@contextmanager
def _without_another_client() -> Iterator[None]:
    """Within a block of another server Prefect would go on with that one's client."""
    token = SyncClientContext.__var__.set(None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        SyncClientContext.__var__.reset(token)
