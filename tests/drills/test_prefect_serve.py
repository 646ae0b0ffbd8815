"""The whole installation as `serve` runs it: a click, deaths of its parts, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import httpx
import pytest
from sqlmodel import select

from config.settings import Settings
from flows.server import free_port, port_answers
from models import PlannedRun
from tasks import steps
from tasks.context import House, open_house
from tasks.prefect_api import start_now
from tests.support.launched import launch_shipped

pytestmark = pytest.mark.prefect
T = TypeVar("T")


@dataclass(frozen=True)
class Installation:
    supervisor: subprocess.Popen[bytes]
    settings: Settings
    house: House

    def runs(self, **filters: object) -> list[dict[str, Any]]:
        url = f"{self.settings.prefect_url}/flow_runs/filter"
        found: list[dict[str, Any]] = httpx.post(url, json=filters, trust_env=False).json()
        return found

    def child(self, of: str) -> int:
        """Process id of the supervisor's child whose command line holds `of`; 0 if there is none."""
        for entry in Path("/proc").iterdir():
            ours = entry.name.isdigit() and _parent(entry) == self.supervisor.pid
            if ours and of in (entry / "cmdline").read_text().replace("\0", " "):
                return int(entry.name)
        return 0


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    settings = Settings(
        home=tmp_path_factory.mktemp("serve"), prefect_port=free_port(), web_port=free_port()
    )
    with (settings.home / "serve.log").open("wb") as log:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "serve"],
            env={**os.environ, **_environment(settings)},
            stdout=log,
            stderr=log,
        )
    house = open_house(settings)
    try:
        _eventually(lambda: "Ctrl-C" in (settings.home / "serve.log").read_text(), 90)
        yield Installation(supervisor, settings, house)
    finally:
        supervisor.terminate()
        supervisor.wait(60)
        house.engine.dispose()


@pytest.fixture(scope="module")
def campaign(installation: Installation) -> int:
    return launch_shipped(installation.house, simulated=False)


def test_a_triggered_step_is_at_work_within_seconds(
    installation: Installation, campaign: int
) -> None:
    _eventually(lambda: installation.runs(flow_runs={"name": {"like_": "核对日程"}}), 60)

    with installation.house.acting("办公室") as ctx:
        run = steps.trigger(ctx, campaign, "1.1", reason="提前启动")
    made = start_now(installation.settings, run)

    ended = _eventually(
        lambda: [r for r in installation.runs(flow_runs={"id": {"any_": [made]}})
                 if r["state_type"] == "COMPLETED"], 40,
    )[0]  # fmt: skip
    assert ended["name"] == run.name
    assert set(ended["tags"]) >= {"campaign:szsc-2021", "step:1.1"}
    # Seven seconds were measured beside other work. Every run is a new process, so a suite that
    # shares two cores with it can take several times that; what must not happen is a missed poll.
    assert ended["estimated_start_time_delta"] < 60


def test_a_killed_runner_comes_back_and_buries_what_it_left_running(
    installation: Installation, campaign: int
) -> None:
    deployment = httpx.get(
        f"{installation.settings.prefect_url}/deployments/name/巡查/定时", trust_env=False
    ).json()["id"]
    body = {"state": {"type": "SCHEDULED"}, "parameters": {"campaign": campaign}}
    left = httpx.post(
        f"{installation.settings.prefect_url}/deployments/{deployment}/create_flow_run",
        json=body,
        trust_env=False,
    ).json()["id"]
    runner = installation.child("flows.runner")
    _eventually(lambda: _state(installation, left) != "SCHEDULED", 40)
    os.kill(runner, signal.SIGKILL)

    again = _eventually(lambda: installation.child("flows.runner"), 20)
    ending = _eventually(
        lambda: s if (s := _state(installation, left)) in ("CRASHED", "COMPLETED") else "", 60
    )

    assert again != runner
    # Its own process may have had the time to finish.
    assert ending in ("CRASHED", "COMPLETED")


def test_a_killed_server_comes_back_with_everything_it_knew(installation: Installation) -> None:
    before = {run["id"] for run in installation.runs(flow_runs={"tags": {"all_": ["step:1.1"]}})}
    os.kill(installation.child("prefect server"), signal.SIGKILL)
    _eventually(lambda: not _answers(installation), 10)

    _eventually(lambda: _answers(installation), 60)

    after = {run["id"] for run in installation.runs(flow_runs={"tags": {"all_": ["step:1.1"]}})}
    assert before == after != set()


def test_a_second_serve_of_the_same_folder_is_refused_with_the_reason(
    installation: Installation,
) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "cli.main", "serve"],
        env={**os.environ, **_environment(installation.settings)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "another one serves this folder" in second.stdout.replace("\n", " ")


def test_it_ends_cleanly_and_leaves_nothing_running(installation: Installation) -> None:
    installation.supervisor.send_signal(signal.SIGTERM)

    assert installation.supervisor.wait(60) == 0
    ports = (installation.settings.prefect_port, installation.settings.web_port)
    assert [port for port in ports if port_answers("127.0.0.1", port)] == []
    with installation.house.reading() as ctx:
        assert ctx.session.exec(select(PlannedRun.id).limit(1)).first() is not None


def _environment(settings: Settings) -> Mapping[str, str]:
    return {
        "PINGXUAN_HOME": str(settings.home),
        "PINGXUAN_PREFECT_PORT": str(settings.prefect_port),
        "PINGXUAN_WEB_PORT": str(settings.web_port),
    }


def _state(installation: Installation, run_id: str) -> str:
    (run,) = installation.runs(flow_runs={"id": {"any_": [run_id]}})
    return str(run["state_type"])


def _answers(installation: Installation) -> bool:
    try:
        ready = httpx.get(f"{installation.settings.prefect_url}/ready", trust_env=False)
    except httpx.TransportError:
        return False
    return ready.is_success


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _eventually(look: Callable[[], T], seconds: int) -> T:
    for _ in range(seconds * 5):
        if found := look():
            return found
        Event().wait(0.2)
    raise AssertionError(f"it did not happen within {seconds} seconds")
