"""The pins that Prefect's embedded server stands on; each test names the trap it watches."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from flows.server import DATABASE, PrefectServer, free_port, port_answers

pytestmark = pytest.mark.prefect


def test_the_server_can_be_imported_with_the_pinned_web_framework() -> None:
    # Newer releases of the web framework dropped a parameter that this module uses.
    module = importlib.import_module("prefect.server.api.concurrency_limits_v2")

    assert module.router.prefix == "/v2/concurrency_limits"


def test_eight_writers_at_once_are_never_turned_away_and_the_database_is_a_file(
    prefect_server: PrefectServer,
) -> None:
    with httpx.Client(base_url=prefect_server.api_url, trust_env=False, timeout=30) as client:
        flow = client.post("/flows/", json={"name": "load"}).json()["id"]

        def post(number: int) -> int:
            body = {"flow_id": flow, "name": f"run {number}", "state": {"type": "SCHEDULED"}}
            return client.post("/flow_runs/", json=body).status_code

        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(post, range(60)))

    assert answers == {201}
    assert (prefect_server.home / DATABASE).stat().st_size > 0


def test_the_server_listens_on_loopback_and_tells_its_pages_the_right_address(
    prefect_server: PrefectServer,
) -> None:
    shown = httpx.get(f"{prefect_server.ui_url}/ui-settings", trust_env=False).json()

    assert shown["api_url"] == prefect_server.api_url
    assert port_answers("127.0.0.1", prefect_server.port)
    assert not port_answers("127.0.0.1", free_port())
