"""A real server is made to agree with our table of runs, whatever was lost, moved or added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import col, delete, select, update

from flows.household import use
from flows.reconcile import reconcile
from flows.server import PrefectServer
from models import PlannedRun
from rules.states import RunState
from tasks import steps
from tasks.clocks import SimulatedClock
from tasks.context import House
from tasks.prefect_api import (
    PrefectUnreachableError,
    campaign_tag,
    prefect_api,
    request_for,
    start_now,
)
from tests.support.launched import bare_house, launch_shipped

pytestmark = pytest.mark.prefect

SOME = ("1.1", "1.2", "3.1")
TAG = campaign_tag("szsc-2021")
EVE = datetime(2021, 6, 17, 4, tzinfo=UTC)
AHEAD = timedelta(days=365 * 30)
"""The campaign is put this far ahead, so that none of its runs starts while a test looks."""


@pytest.fixture
def served_house(
    tmp_path_factory: pytest.TempPathFactory,
    prefect_server: PrefectServer,
    registered: dict[str, str],
) -> Iterator[House]:
    assert registered
    with bare_house(tmp_path_factory.mktemp("house")) as house, use(house):
        house.settings.prefect_api_url = prefect_server.api_url
        house.clock = SimulatedClock(EVE + AHEAD)
        yield house
        with prefect_api(prefect_server.api_url) as api:
            for run in api.upcoming(TAG):
                api.delete(run.id)


def _launch(house: House, *, simulated: bool = False, whole: bool = False) -> None:
    """The shipped campaign; mostly a dozen of its runs is enough to look at."""
    launch_shipped(house, simulated=simulated)
    with house.acting("测试") as ctx:
        if not whole:
            ctx.session.execute(delete(PlannedRun).where(col(PlannedRun.step).not_in(SOME)))
        for run in ctx.session.exec(select(PlannedRun)).all():
            run.due_at += AHEAD
            ctx.session.add(run)


def _ahead(server: PrefectServer) -> dict[str, datetime]:
    with prefect_api(server.api_url) as api:
        return {run.key: run.starts_at for run in api.upcoming(TAG)}


def _ours(house: House) -> dict[str, datetime]:
    with house.reading() as ctx:
        wanted = col(PlannedRun.state).in_([RunState.PLANNED, RunState.MADE])
        return {r.key: r.due_at for r in ctx.session.exec(select(PlannedRun).where(wanted))}


def test_all_that_is_to_come_appears_with_names_and_tags_that_people_read(
    served_house: House, prefect_server: PrefectServer
) -> None:
    _launch(served_house, whole=True)

    reconcile()

    body = {"flow_runs": {"tags": {"all_": [TAG, "step:2.2"]}}, "limit": 200}
    runs = httpx.post(
        f"{prefect_server.api_url}/flow_runs/filter", json=body, trust_env=False
    ).json()
    assert len(_ahead(prefect_server)) > 90
    assert _ahead(prefect_server) == _ours(served_house)
    assert "2021-12-17 · 总结并报送申报材料 · 截止 报送申报材料" in {run["name"] for run in runs}
    assert {run["parameters"]["step"] for run in runs} == {"2.2"}


def test_a_second_pass_finds_nothing_to_do_and_knows_what_prefect_holds(
    served_house: House,
) -> None:
    _launch(served_house)
    reconcile()

    again = reconcile()

    with served_house.reading() as ctx:
        states = set(ctx.session.exec(select(PlannedRun.state)).all())
    assert [a.row() for a in again] == [{"新建": 0, "删除": 0, "已过": 0, "重新开始": 0}]
    assert states == {RunState.MADE}


def test_a_moved_a_dropped_and_a_foreign_run_are_put_right(
    served_house: House, prefect_server: PrefectServer
) -> None:
    _launch(served_house)
    reconcile()
    moved, dropped = list(_ours(served_house))[:2]
    with served_house.acting("测试") as ctx:
        ctx.session.execute(
            update(PlannedRun).where(col(PlannedRun.key) == dropped).values(state=RunState.DROPPED)
        )
        run = ctx.session.exec(select(PlannedRun).where(col(PlannedRun.key) == moved)).one()
        run.due_at += timedelta(days=2)
        foreign = request_for(
            PlannedRun(**{**run.model_dump(), "key": "szsc-2021:foreign", "name": "外来"})
        )
    with prefect_api(prefect_server.api_url) as api:
        api.make(foreign)

    (agreement,) = reconcile()

    assert agreement.row() == {"新建": 1, "删除": 3, "已过": 0, "重新开始": 0}
    assert _ahead(prefect_server) == _ours(served_house)


def test_when_prefect_has_lost_everything_the_future_is_restored(
    served_house: House, prefect_server: PrefectServer
) -> None:
    _launch(served_house)
    reconcile()
    with prefect_api(prefect_server.api_url) as api:
        for run in api.upcoming(TAG):
            api.delete(run.id)

    reconcile()

    assert _ahead(prefect_server) == _ours(served_house)
    assert len(_ours(served_house)) > 8


def test_a_simulated_campaign_never_has_runs_in_prefect(
    served_house: House, prefect_server: PrefectServer
) -> None:
    _launch(served_house, simulated=True)

    assert reconcile() == ()
    assert _ahead(prefect_server) == {}


def test_a_campaign_launched_years_too_late_starts_no_crowd_of_runs(
    served_house: House, prefect_server: PrefectServer
) -> None:
    _launch(served_house)
    served_house.clock = SimulatedClock(EVE + AHEAD + timedelta(days=400))

    (agreement,) = reconcile()

    assert (agreement.make, _ahead(prefect_server)) == ((), {})


def test_a_click_is_started_once_however_often_it_is_asked_for(served_house: House) -> None:
    _launch(served_house)
    with served_house.acting("测试") as ctx:
        click = ctx.session.exec(select(PlannedRun).limit(1)).one()
        click.at_once = True
        click.due_at = ctx.now

    first, second = (start_now(served_house.settings, click) for _ in range(2))
    (agreement,) = reconcile()

    assert first == second != ""
    assert agreement.found[click.id or 0] == first


def test_a_click_while_prefect_is_away_stays_planned(served_house: House) -> None:
    _launch(served_house)
    served_house.settings.prefect_api_url = "http://127.0.0.1:9/api"
    with served_house.reading() as ctx:
        run = ctx.session.exec(select(PlannedRun).limit(1)).one()

    assert start_now(served_house.settings, run) == ""
    assert run.state is RunState.PLANNED


def test_reconciling_while_prefect_is_away_says_where_it_was_looked_for(
    served_house: House,
) -> None:
    _launch(served_house)
    served_house.settings.prefect_api_url = "http://127.0.0.1:9/api"

    with pytest.raises(PrefectUnreachableError, match=r"127\.0\.0\.1:9"):
        reconcile()


def test_a_click_while_reconcile_looks_is_no_stranger_to_it(
    served_house: House, prefect_server: PrefectServer
) -> None:
    """The click comes right after its look at our table of runs."""
    _launch(served_house)
    with served_house.reading() as ctx:
        campaign = ctx.session.exec(select(PlannedRun.campaign_id).limit(1)).one()
    looks: list[bool] = []
    clicked: list[str] = []

    def click(*told: object) -> None:
        if looks or "FROM plannedrun" not in str(told[2]):
            return
        looks.append(True)
        with served_house.acting("办公室") as ctx:
            run = steps.trigger(ctx, campaign, "1.1", reason="提前启动")
        clicked.append(start_now(served_house.settings, run))

    event.listen(served_house.engine, "after_cursor_execute", click)
    reconcile()

    with prefect_api(prefect_server.api_url) as api:
        assert [run.id for run in api.known(clicked)] == clicked != []
