"""The contract of every flow in the catalogue: it runs, and running it again changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, func, select, update

from flows.catalogue import entries
from flows.deliver import deliver
from flows.launch import launch
from flows.phases.any_phase import any_phase
from flows.server import PrefectServer
from flows.steps.registry import STEP_FLOWS, run_step
from flows.sweep import sweep
from models import Campaign, JournalEntry, Message, Obligation, Paper, Step
from rules.definition import StepKind
from rules.states import CampaignState, StepState
from tasks import notices, papers
from tasks.campaigns import campaign_row, definition_of
from tasks.clocks import SimulatedClock
from tasks.context import House
from tests.support.launched import SHIPPED, launch_shipped

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]


@pytest.mark.parametrize("kind", list(StepKind))
def test_a_step_flow_runs_on_an_open_step_and_a_second_run_changes_nothing(
    our_house: House, kind: StepKind
) -> None:
    campaign = launch_shipped(our_house)
    step, moment = _opened(our_house, campaign, kind)

    first = run_step(campaign, step, "open", moment)
    before = _traces(our_house)
    run_step(campaign, step, "advance", moment)

    assert (first.step, first.opened) == (step, True)
    assert _traces(our_house) == before


def test_the_sweep_does_what_is_due_and_a_quiet_one_touches_nothing(our_house: House) -> None:
    campaign = launch_shipped(our_house, simulated=False)
    our_house.clock = SimulatedClock(datetime(2021, 6, 18, 1, tzinfo=UTC))

    busy = sweep()
    before = _traces(our_house)
    our_house.clock = SimulatedClock(datetime(2021, 6, 18, 12, tzinfo=UTC))
    quiet = sweep()

    assert [(r.phase, [s.step for s in r.steps if s.opened]) for r in busy] == [
        ("compete", ["1.1", "1.2"])
    ]
    assert (quiet, _traces(our_house)) == ((), before)
    assert campaign


def test_the_sweep_prints_what_was_issued_when_no_step_is_at_work_any_more(
    our_house: House,
) -> None:
    campaign = launch_shipped(our_house, simulated=False)
    moment = datetime(2022, 3, 1, 1, tzinfo=UTC)
    with our_house.acting("办公室", now=moment) as ctx:
        paper = papers.issue(ctx, campaign, "1.1", notices.content_of(ctx, campaign, "1.1"))
        campaign_row(ctx, campaign).state = CampaignState.CLOSED
        ctx.record("paper.issued", campaign=campaign)

    sweep(as_of=moment)
    with our_house.reading() as ctx:
        printed = ctx.session.get_one(Paper, paper.id)
        before = _traces(our_house)
    sweep(as_of=moment)

    assert (printed.printed_at, len(printed.files)) == (moment, 2)
    assert _traces(our_house) == before


def test_the_sweep_leaves_simulated_campaigns_to_their_own_clock(our_house: House) -> None:
    launch_shipped(our_house, simulated=True)
    our_house.clock = SimulatedClock(datetime(2021, 6, 18, 1, tzinfo=UTC))

    assert sweep() == ()


def test_a_phase_of_another_campaigns_file_is_run_by_the_common_flow(our_house: House) -> None:
    campaign = launch_shipped(our_house)

    result = any_phase(campaign, "compete", datetime(2021, 6, 18, 1, tzinfo=UTC))

    assert [s.step for s in result.steps] == ["1.1", "1.2"]


def test_an_empty_outbox_is_delivered_at_once(our_house: House) -> None:
    launch_shipped(our_house)

    assert deliver().sent == 0


def test_work_that_is_refused_for_now_is_told_and_does_not_fail_the_pass(our_house: House) -> None:
    campaign = launch_shipped(our_house)
    step, moment = _opened(our_house, campaign, StepKind.EVALUATION)

    result = run_step(campaign, step, "advance", moment)

    told = {done.title: str(done.outcome) for done in result.done}
    assert "暂不能办" in told["推进考评"]
    assert not result.closed


def test_a_step_that_fails_keeps_no_other_from_its_turn_and_is_not_forgotten(
    our_house: House,
) -> None:
    campaign = launch_shipped(our_house)
    with our_house.acting("测试") as ctx:
        first = ctx.session.exec(select(Step).where(col(Step.code) == "1.1")).one()
        # A step that the campaign's file does not know, as after a damaged restore.
        ctx.session.add(Step(**{**first.model_dump(), "id": None, "code": "0.0", "position": -1}))

    with pytest.raises(ExceptionGroup, match="1处没有办成"):
        any_phase(campaign, "compete", datetime(2021, 6, 18, 1, tzinfo=UTC))

    with our_house.reading() as ctx:
        opened = ctx.session.exec(
            select(Step.code).where(col(Step.state) != StepState.PLANNED)
        ).all()
    assert list(opened) == ["1.1", "1.2"]


@pytest.mark.usefixtures("registered")
def test_a_launch_freezes_the_file_and_its_steps_stand_ready(
    our_house: House, prefect_server: PrefectServer
) -> None:
    our_house.settings.prefect_api_url = prefect_server.api_url

    launched = launch(str(SHIPPED))

    with our_house.reading() as ctx:
        codes = ctx.session.exec(select(Campaign.code)).all()
    assert (list(codes), launched.steps) == (["szsc-2021"], 16)


def test_the_catalogue_holds_every_flow_that_is_tested_here() -> None:
    others = {"启动活动", "巡查", "发送消息", "核对日程", "阶段推进"}
    phases = {"全面争创阶段", "考评申报阶段", "评选总结阶段"}
    steps = {run.name for run in STEP_FLOWS.values()}

    assert {entry.flow.name for entry in entries()} == others | phases | steps


def _opened(house: House, campaign: int, kind: StepKind) -> tuple[str, datetime]:
    """The campaign's first step of a kind, opened, and the second morning after it opened."""
    with house.acting("测试") as ctx:
        step = next(s for s in definition_of(ctx, campaign).steps if s.kind is kind)
        row = ctx.session.exec(select(Step).where(col(Step.code) == step.code)).one()
        ctx.session.execute(
            update(Step)
            .where(col(Step.position) < row.position)
            .values(state=StepState.CLOSED, opened_at=row.opens_at, closed_at=row.opens_at)
        )
        row.state, row.opened_at = StepState.OPEN, row.opens_at
        return step.code, row.opens_at + timedelta(hours=1)


def _traces(house: House) -> list[int]:
    tables = (JournalEntry.seq, Message.id, Obligation.id, Paper.id)
    with house.reading() as ctx:
        return [ctx.session.exec(select(func.count(col(table)))).one() for table in tables]
