"""Several machines by settings alone: PostgreSQL, a Redis-backed Prefect server, two workers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url
from sqlmodel import col, select

from config.settings import Settings
from flows import processes
from flows.server import PrefectServer, free_port, port_answers
from models import Message, Obligation, Paper, Step
from models.migrate import upgrade
from rules.states import StepState
from tasks import steps
from tasks.context import House, open_house
from tasks.prefect_api import RunRequest, ask, start_now
from tests.benchmarks.engine import Engine
from tests.support.campaign_builder import shipped
from tests.support.databases import scratch_postgres
from tests.support.installation import eventually
from tests.support.launched import bare_house, launch_shipped

pytestmark = pytest.mark.prefect
WORKERS = (1, 2)
POOL = "pingxuan-test"
REDIS = {
    "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
    "PREFECT_REDIS_MESSAGING_HOST": "127.0.0.1",
}


@dataclass(frozen=True)
class Site:
    settings: Settings
    house: House

    def ask(self, path: str, body: Mapping[str, object]) -> list[dict[str, Any]]:
        url = f"{self.settings.prefect_url}{path}"
        found: list[dict[str, Any]] = httpx.post(url, json=body, trust_env=False).json()
        return found

    def executed_by(self, worker: int) -> set[str]:
        """Runs that a worker says to have started."""
        log = (self.settings.home / f"worker{worker}.log").read_text()
        taken = set(re.findall(r"submitting flow run '([0-9a-f-]{36})'", log))
        # Both may reach for the same run; the server gives it to one of them.
        return taken - set(re.findall(r"Aborted submission of flow run '([0-9a-f-]{36})'", log))

    def states(self, ids: list[str]) -> set[str]:
        runs = self.ask("/flow_runs/filter", {"flow_runs": {"id": {"any_": ids}}})
        return {run["state_type"] for run in runs}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        redis_port = stack.enter_context(_redis(home))
        ours = stack.enter_context(scratch_postgres())
        theirs = stack.enter_context(scratch_postgres())
        server = PrefectServer(home, free_port())
        stack.enter_context(_prefect(server, theirs, redis_port))
        settings = Settings(
            home=home, database=ours, prefect_api_url=server.api_url, work_pool=POOL
        )
        told = {
            **os.environ,
            "PINGXUAN_HOME": str(home),
            "PINGXUAN_DATABASE": ours,
            "PINGXUAN_PREFECT_API_URL": server.api_url,
            "PINGXUAN_WORK_POOL": POOL,
            "PREFECT_HOME": str(home / "client"),
        }
        house = open_house(settings)
        stack.callback(house.engine.dispose)
        upgrade(house.engine)
        subprocess.run([sys.executable, "-m", "cli.main", "register"], env=told, check=True)
        for number in WORKERS:
            stack.enter_context(_child(("cli.main", "worker"), told, home / f"worker{number}.log"))
        yield Site(settings, house)


def test_two_workers_run_what_is_triggered_and_what_is_asked_for(
    site: Site, tmp_path: Path
) -> None:
    campaign = launch_shipped(site.house, simulated=False)
    pool = f"/work_pools/{POOL}/workers/filter"
    eventually(lambda: len([w for w in site.ask(pool, {}) if w["status"] == "ONLINE"]) == 2, 90)

    with site.house.acting("办公室") as ctx:
        triggered = steps.trigger(ctx, campaign, "1.1", reason="提前启动")
    aside = [
        RunRequest(
            "全面争创阶段/按阶段", "推进", f"asked for by a test {n}", (), {"campaign": campaign}
        )
        for n in range(6)
    ]
    asked = [start_now(site.settings, triggered), *(ask(site.settings, each) for each in aside)]

    eventually(lambda: site.states(asked) == {"COMPLETED"}, 120)
    shares = [site.executed_by(worker) & set(asked) for worker in WORKERS]
    assert all(shares)
    assert shares[0] | shares[1] == set(asked)
    assert shares[0] & shares[1] == set()
    assert _tallies(site.house) == _alone(tmp_path)
    with site.house.reading() as ctx:
        first = ctx.session.exec(select(Step).where(col(Step.code) == "1.1")).one()
    assert (first.state, bool(first.outcome)) == (StepState.CLOSED, True)


def _alone(home: Path) -> Mapping[str, Counter[tuple[object, ...]]]:
    """What comes of the same phase when one process does all of it."""
    with bare_house(home) as house:
        campaign = launch_shipped(house, simulated=False)
        with house.acting("办公室") as ctx:
            steps.trigger(ctx, campaign, "1.1", reason="提前启动")
        work = Engine(house).flows
        for code in [step.code for step in shipped().definition.phases[0].steps] * 2:
            work.step(campaign, code, "advance", house.clock.now())
        return _tallies(house)


def _tallies(house: House) -> Mapping[str, Counter[tuple[object, ...]]]:
    asked = {
        "steps": select(col(Step.code), col(Step.state)),
        "papers": select(col(Paper.kind), col(Paper.state)),
        "duties": select(col(Obligation.duty), col(Obligation.unit_id), col(Obligation.state)),
        "messages": select(col(Message.key), col(Message.channel)),
    }
    with house.reading() as ctx:
        return {
            what: Counter(tuple(row) for row in ctx.session.execute(each))
            for what, each in asked.items()
        }


@contextmanager
def _prefect(server: PrefectServer, database: str, redis_port: int) -> Iterator[None]:
    """The API in one process, its background services in another."""
    asynchronous = make_url(database).set(drivername="postgresql+asyncpg")
    told = {
        **server.environment(os.environ),
        **REDIS,
        "PREFECT_REDIS_MESSAGING_PORT": str(redis_port),
        "PREFECT_SERVER_DOCKET_URL": f"redis://127.0.0.1:{redis_port}/1",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": asynchronous.render_as_string(
            hide_password=False
        ),
    }
    (server.home / "prefect").mkdir(parents=True)
    api = processes.start((*server.command, "--no-services"), env=told, log=server.log)
    try:
        server.wait_ready(api)
        with _child(("prefect", "server", "services", "start"), told, server.home / "services.log"):
            yield
    finally:
        processes.stop(api, patience=10)


@contextmanager
def _redis(home: Path) -> Iterator[int]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server program here")
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(home))
    child = processes.start((program, *options), env=os.environ, log=home / "redis.log")
    try:
        eventually(lambda: port_answers("127.0.0.1", port), 30)
        yield port
    finally:
        processes.stop(child, patience=5)


@contextmanager
def _child(module: tuple[str, ...], told: Mapping[str, str], log: Path) -> Iterator[None]:
    child = processes.start((sys.executable, "-m", *module), env=told, log=log)
    try:
        yield
    finally:
        processes.stop(child, patience=10)
