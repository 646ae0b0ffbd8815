"""The table of planned runs: what the dates ask for, made once, dropped and made anew when moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import PlannedRun
from rules.definition import StepKind
from rules.states import RunState
from rules.step_kinds import KIND_NAMES
from tasks import deadlines, owing, planned_runs, steps
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.lookup import step_row
from tasks.orders import Order, Scope
from tests.support.campaign_builder import Built, built, shanghai, shipped

NOW = shanghai("2021-12-09")
ORDER = Order("2.2", "apply", date(2021, 12, 24), "台风停工一天", "办公室主任")
AS_PRINTED = (
    "2021-12-02 · 启动",
    "2021-12-08 · 提醒 T-7",
    "2021-12-10 · 提醒 T-7",
    "2021-12-14 · 提醒 T-3",
    "2021-12-16 · 提醒 T-1",
    "2021-12-16 · 提醒 T-3",
    "2021-12-17 · 提醒 T",
    "2021-12-17 · 截止 报送申报材料",
    "2021-12-20 · 提醒 T+1",
    "2021-12-20 · 提醒 T-1",
    "2021-12-21 · 提醒 T",
    "2021-12-21 · 截止 对所属单位申报的意见",
    "2021-12-22 · 提醒 T+1",
    "2021-12-22 · 提醒 T+3",
    "2021-12-22 · 办结",
    "2021-12-24 · 提醒 T+3",
)
"""Applications are due on the 17th, the county bureaus' opinions on the 21st."""
MOVED = (
    "2021-12-10 · 提醒 T-7",
    "2021-12-15 · 提醒 T-7",
    "2021-12-16 · 提醒 T-3",
    "2021-12-20 · 提醒 T-1",
    "2021-12-21 · 提醒 T",
    "2021-12-21 · 提醒 T-3",
    "2021-12-21 · 截止 对所属单位申报的意见",
    "2021-12-22 · 提醒 T+1",
    "2021-12-23 · 提醒 T-1",
    "2021-12-24 · 提醒 T",
    "2021-12-24 · 提醒 T+3",
    "2021-12-24 · 办结",
    "2021-12-24 · 截止 报送申报材料",
    "2021-12-27 · 提醒 T+1",
    "2021-12-29 · 提醒 T+3",
)
"""From the 9th on, with applications due on the 24th, which is then the step's last day."""


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def all_runs(campaign: Built, step: str = "2.2") -> list[PlannedRun]:
    with campaign.house.reading() as ctx:
        mine = select(PlannedRun).where(col(PlannedRun.step) == step)
        return list(
            ctx.session.exec(mine.order_by(col(PlannedRun.due_at), col(PlannedRun.key))).all()
        )


def runs(campaign: Built, version: int, state: RunState = RunState.PLANNED) -> tuple[str, ...]:
    """The runs of a version of the dates by their names, without the step's own name."""
    return tuple(
        run.name.replace(" · 总结并报送申报材料", "")
        for run in all_runs(campaign)
        if run.state is state and run.key.endswith(f":v{version}")
    )


def replan(campaign: Built, at: datetime, step: str = "2.2") -> int:
    with campaign.acting(at) as ctx:
        row = step_row(ctx, campaign.campaign, step)
        running = campaign_row(ctx, campaign.campaign)
        known = (definition_of(ctx, campaign.campaign), calendar_of(ctx))
        return planned_runs.replan(ctx, running, row, known)


def move(campaign: Built, order: Order = ORDER) -> None:
    with campaign.acting(NOW) as ctx:
        deadlines.move(ctx, campaign.campaign, order)


def test_a_launch_plans_every_moment_of_a_step_by_names_that_people_read(campaign: Built) -> None:
    assert runs(campaign, 1) == AS_PRINTED


def test_a_run_carries_its_deployment_purpose_exact_moment_and_key(campaign: Built) -> None:
    first = next(run for run in all_runs(campaign) if run.name.endswith("提醒 T-3"))

    assert first.model_dump(exclude={"id"}) == {
        "campaign_id": campaign.campaign,
        "step": "2.2",
        "deployment": "申报材料/按环节",
        "purpose": "remind T-3",
        "name": "2021-12-14 · 总结并报送申报材料 · 提醒 T-3",
        "key": "szsc-2021:2.2:remind T-3:20211214T013700:v1",
        "due_at": shanghai("2021-12-14", "09:37"),
        "at_once": False,
        "state": RunState.PLANNED,
        "prefect_run_id": "",
    }


def test_ends_come_just_after_the_last_instant_that_counts(campaign: Built) -> None:
    ends = {run.purpose: run.due_at for run in all_runs(campaign, "2.3")}

    assert (ends["close"], ends["open"]) == (
        shanghai("2021-12-30", "00:00"),
        shanghai("2021-12-20", "08:53"),
    )


def test_every_kind_of_step_has_a_deployment_of_its_own() -> None:
    found = {step.kind: planned_runs.deployment_of(step) for step in shipped().definition.steps}

    assert found == {kind: f"{KIND_NAMES[kind]}/按环节" for kind in StepKind}


def test_planning_again_makes_nothing_and_drops_nothing(campaign: Built) -> None:
    before = all_runs(campaign)

    assert replan(campaign, shanghai("2021-06-18", "08:00")) == 0
    assert all_runs(campaign) == before


def test_a_moved_date_drops_the_old_runs_and_makes_the_new_ones_under_the_next_version(
    campaign: Built,
) -> None:
    campaign.open("2.2", shanghai("2021-12-02"))

    move(campaign)

    assert runs(campaign, 1, RunState.DROPPED) == AS_PRINTED
    assert (runs(campaign, 1), runs(campaign, 2)) == ((), MOVED)


def test_a_date_moved_there_and_back_brings_no_dropped_run_to_life(campaign: Built) -> None:
    campaign.open("2.2", shanghai("2021-12-02"))
    move(campaign)

    move(campaign, replace(ORDER, due_on=date(2021, 12, 17)))

    assert runs(campaign, 2, RunState.DROPPED) == MOVED
    # What was past at the move is not planned again; the step still ends where it was moved to.
    assert set(runs(campaign, 3)) == {*AS_PRINTED[2:], "2021-12-24 · 办结"} - {"2021-12-22 · 办结"}


def test_one_units_extension_adds_its_own_moments_and_keeps_those_of_the_others(
    campaign: Built,
) -> None:
    campaign.open("2.2", shanghai("2021-12-02"))

    move(campaign, replace(ORDER, scope=Scope(unit="ck001")))

    assert set(runs(campaign, 2)) == {*AS_PRINTED[2:], *MOVED} - {"2021-12-22 · 办结"}


def test_what_is_done_already_is_not_planned_for(campaign: Built) -> None:
    campaign.open("2.2", shanghai("2021-12-02"))
    with campaign.acting(NOW) as ctx:
        opinions = owing.owed(ctx, campaign.campaign, "2.2", "opinion")
        owing.meet(ctx, opinions, at=NOW, how="网上填写")

    replan(campaign, NOW)

    assert runs(campaign, 1) == (
        "2021-12-14 · 提醒 T-3",
        "2021-12-16 · 提醒 T-1",
        "2021-12-17 · 提醒 T",
        "2021-12-17 · 截止 报送申报材料",
        "2021-12-20 · 提醒 T+1",
        "2021-12-22 · 提醒 T+3",
        "2021-12-22 · 办结",
    )


def test_a_run_asked_for_by_a_click_outlives_a_move(campaign: Built) -> None:
    campaign.open("2.2", shanghai("2021-12-02"))
    with campaign.acting(NOW) as ctx:
        steps.trigger(ctx, campaign.campaign, "2.2", reason="再跑一次")

    move(campaign)

    clicks = [run for run in all_runs(campaign) if run.at_once]
    assert [(run.state, run.due_at, run.purpose) for run in clicks] == [
        (RunState.PLANNED, NOW, "trigger")
    ]


def test_runs_that_prefect_holds_are_dropped_too_and_those_done_stay_done(campaign: Built) -> None:
    campaign.open("2.2", shanghai("2021-12-02"))
    with campaign.acting(NOW) as ctx:
        mine = select(PlannedRun).where(col(PlannedRun.step) == "2.2")
        for run in ctx.session.exec(mine).all():
            run.state = RunState.DONE if run.due_at < NOW else RunState.MADE

    move(campaign)

    assert runs(campaign, 1, RunState.DONE) == AS_PRINTED[:2]
    assert runs(campaign, 1, RunState.DROPPED) == AS_PRINTED[2:]


def test_only_what_is_still_to_come_of_an_ended_step_is_dropped(campaign: Built) -> None:
    with campaign.acting(shanghai("2021-12-17", "12:00")) as ctx:
        planned_runs.drop_coming(ctx, campaign.campaign, "2.2")

    assert runs(campaign, 1) == AS_PRINTED[:7]
    assert runs(campaign, 1, RunState.DROPPED) == AS_PRINTED[7:]
    assert {run.state for run in all_runs(campaign, "2.3")} == {RunState.PLANNED}
