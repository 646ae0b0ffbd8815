"""Which server hears of flows that run in this process."""

from __future__ import annotations

from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED, temporary_settings

from flows.attached import attached
from flows.server import PrefectServer


def test_a_block_within_another_speaks_to_its_own_server_and_then_the_outer_one_goes_on(
    tmp_path: Path,
) -> None:
    outer, inner = PrefectServer(tmp_path / "outer", 4201), PrefectServer(tmp_path / "inner", 4202)

    # Neither server is there to tell its version.
    with (
        temporary_settings({PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED: False}),
        attached(outer),
    ):
        before = _spoken_to()
        with attached(inner):
            within = _spoken_to()
        after = _spoken_to()

    assert (before, within, after) == (outer.api_url, inner.api_url, outer.api_url)


def _spoken_to() -> str:
    with get_client(sync_client=True) as client:
        return str(client.api_url).rstrip("/")
