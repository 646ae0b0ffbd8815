"""What Prefect is told there is to run: complete, described, and the same however often told."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import httpx
import pytest

from flows.catalogue import entries, register
from flows.names import SWEEP, regular_run_name
from flows.reconcile import name_regular_runs
from flows.server import PrefectServer
from rules.step_kinds import KIND_NAMES
from tasks.planned_runs import DEPLOYMENT
from tasks.prefect_api import prefect_api

pytestmark = pytest.mark.prefect


def test_every_entry_is_registered_with_description_tags_and_typed_parameters(
    prefect_server: PrefectServer, registered: dict[str, str]
) -> None:
    found = {name: _deployment(prefect_server, id_) for name, id_ in registered.items()}

    assert set(found) == {entry.full_name for entry in entries()}
    assert {
        name: (d["description"], tuple(d["tags"]), bool(d["entrypoint"].startswith("flows.")))
        for name, d in found.items()
    } == {e.full_name: (e.description, e.tags, True) for e in entries()}
    assert found["印发通知/按环节"]["parameter_openapi_schema"]["required"] == ["campaign", "step"]


def test_no_deployment_holds_a_directory_of_this_machine(
    prefect_server: PrefectServer, registered: dict[str, str]
) -> None:
    found = [_deployment(prefect_server, id_) for id_ in registered.values()]

    assert [d["path"] for d in found if d["path"] not in (None, "", ".")] == []
    assert [d["pull_steps"] for d in found if d["pull_steps"]] == []


def test_every_run_that_the_house_plans_has_its_deployment() -> None:
    planned = {f"{name}/{DEPLOYMENT}" for name in KIND_NAMES.values()}

    assert planned <= {entry.full_name for entry in entries()}


def test_registering_again_changes_nothing(registered: dict[str, str]) -> None:
    assert register() == registered


def test_the_sweep_has_runs_ahead(
    prefect_server: PrefectServer, registered: dict[str, str]
) -> None:
    # With SQLAlchemy 2.1 the scheduler creates none, and only the server's log says so.
    body = {
        "deployments": {"id": {"any_": [registered["巡查/定时"]]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }

    def ahead() -> set[str]:
        url = f"{prefect_server.api_url}/flow_runs/filter"
        runs = httpx.post(url, json=body, trust_env=False).json()
        return {run["expected_start_time"][14:16] for run in runs}

    assert _eventually(ahead) <= {"07", "22", "37", "52"}


def _deployment(server: PrefectServer, id_: str) -> dict[str, Any]:
    answer = httpx.get(f"{server.api_url}/deployments/{id_}", trust_env=False)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def _eventually(look: Callable[[], set[str]]) -> set[str]:
    """The first non-empty answer; the scheduler comes round within seconds of a registration."""
    for _ in range(150):
        if found := look():
            return found
        Event().wait(0.2)
    raise AssertionError("nothing came")


@pytest.mark.usefixtures("registered")
def test_runs_that_a_schedule_made_get_a_name_that_people_read(
    prefect_server: PrefectServer,
) -> None:
    with prefect_api(prefect_server.api_url) as api:
        _eventually(lambda: {run.name for run in api.upcoming(SWEEP)})

        name_regular_runs(api)

        names = {run.name: regular_run_name(SWEEP, run.starts_at) for run in api.upcoming(SWEEP)}
    assert names
    assert [name for name, wanted in names.items() if name != wanted] == []
