"""A run that dies with whoever would have reported it: its silence is noticed, and it runs again.

The automation waits for ten seconds of silence here, the least that Prefect takes, and for a
hundred in service (noticed 100.6 s after the kill, measured on a crowded machine); the first
heartbeat comes with a run's first second.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from config.settings import Settings
from flows.heartbeat import watch_heartbeats
from flows.household import use
from flows.reconcile import reconcile
from flows.server import PrefectServer
from models import Step
from models.database import create_tables
from tasks import steps
from tasks.context import House, open_house
from tasks.prefect_api import prefect_api, start_now
from tests.support.installation import eventually
from tests.support.launched import launch_shipped
from tests.support.prefect import prefect_server, registered

__all__ = ["prefect_server", "registered"]

pytestmark = pytest.mark.prefect


@pytest.fixture
def house(
    tmp_path_factory: pytest.TempPathFactory,
    prefect_server: PrefectServer,
    registered: dict[str, str],
) -> Iterator[House]:
    assert registered
    home = tmp_path_factory.mktemp("house")
    house = open_house(Settings(home=home, prefect_api_url=prefect_server.api_url))
    create_tables(house.engine)
    with use(house):
        yield house
    watch_heartbeats()
    house.engine.dispose()


def test_a_run_that_fell_silent_is_marked_crashed_and_reconcile_starts_it_again(
    house: House, prefect_server: PrefectServer
) -> None:
    campaign = launch_shipped(house, simulated=False)
    with house.acting("办公室") as ctx:
        click = steps.trigger(ctx, campaign, "1.1", reason="提前启动")
    run = start_now(house.settings, click)
    reconcile()
    # After reconcile, which puts the silence of service back.
    watch_heartbeats(timedelta(seconds=10))

    _die_at_work(house, prefect_server, run)
    fell_silent = time.monotonic()
    eventually(lambda: _state(house, run) == ("CRASHED", 1), 90)
    noticed = time.monotonic() - fell_silent
    reconcile()
    waiting = _state(house, run)
    code = _execute(house, prefect_server, run).wait(90)

    print(f"noticed {noticed:.1f} s after the kill")  # noqa: T201 - the figure of the run
    assert waiting == ("SCHEDULED", 1)
    assert (code, _state(house, run)) == (0, ("COMPLETED", 2))
    with house.reading() as ctx:
        outcome = ctx.session.exec(select(Step.outcome).where(col(Step.code) == "1.1")).one()
    assert outcome


def _die_at_work(house: House, server: PrefectServer, run: str) -> None:
    """The run waits for the database, which somebody else holds, and is killed there."""
    with house.engine.connect() as held, held.begin():
        process = _execute(house, server, run)
        eventually(lambda: _state(house, run)[0] == "RUNNING", 60)
        # Its heartbeat leaves a moment after its state.
        time.sleep(2)
        process.kill()
        process.wait()
    assert _state(house, run) == ("RUNNING", 1)


def _execute(house: House, server: PrefectServer, run: str) -> subprocess.Popen[bytes]:
    """What a worker starts, without a worker that would report its end."""
    told = {
        **server.environment(os.environ),
        "PREFECT__FLOW_RUN_ID": run,
        "PINGXUAN_HOME": str(house.settings.home),
        "PINGXUAN_PREFECT_API_URL": server.api_url,
    }
    return subprocess.Popen([sys.executable, "-m", "prefect.engine"], env=told)


def _state(house: House, run: str) -> tuple[str, int]:
    with prefect_api(house.settings.prefect_url) as api:
        (known,) = api.known([run])
    return known.state, known.starts
