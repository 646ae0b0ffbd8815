"""Closing steps and phases: with their outcome, early or at the end, and what is owed lapses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Obligation, Phase, PlannedRun, Step
from rules.states import ObligationState, RunState, StepState
from tasks import fulfilment, owing, steps
from tasks.errors import NotFound, Refused
from tests.support.campaign_builder import Built, built, shanghai

DECEMBER = shanghai("2021-12-02", "09:00")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def row(campaign: Built, code: str) -> Step:
    with campaign.house.reading() as ctx:
        return ctx.session.exec(select(Step).where(col(Step.code) == code)).one()


def coming(campaign: Built, code: str, after: datetime = DECEMBER) -> set[RunState]:
    """What became of the runs that were planned for later."""
    with campaign.house.reading() as ctx:
        later = select(PlannedRun.state).where(
            col(PlannedRun.step) == code, col(PlannedRun.due_at) > after
        )
        return {RunState(state) for state in ctx.session.exec(later).all()}


def closed_when_complete(campaign: Built, code: str, day: str, clock: str = "10:00") -> bool:
    with campaign.acting(shanghai(day, clock), actor="定时运行") as ctx:
        return steps.close_when_complete(ctx, campaign.campaign, code)


def test_a_step_without_its_outcome_stays_open_however_late(campaign: Built) -> None:
    campaign.open("1.1", shanghai("2021-06-18"))

    assert closed_when_complete(campaign, "1.1", "2022-06-18") is False
    assert row(campaign, "1.1").state is StepState.OPEN


def test_with_its_outcome_and_nothing_owed_it_closes_before_its_last_day(campaign: Built) -> None:
    campaign.open("2.1", DECEMBER)
    with campaign.acting(DECEMBER) as ctx:
        steps.conclude(ctx, campaign.campaign, "2.1", "考评通知已印发")

    owed = closed_when_complete(campaign, "2.1", "2021-12-03")
    with campaign.acting(shanghai("2021-12-03")) as ctx:
        all_units = owing.ids_of(owing.owed(ctx, campaign.campaign, "2.1", "ack"))
        fulfilment.meet(ctx, all_units, at=ctx.now, how="签收", by="各单位")
    done = closed_when_complete(campaign, "2.1", "2021-12-03", "11:00")

    closed = row(campaign, "2.1")
    assert (owed, done) == (False, True)
    assert (closed.state, closed.closed_at) == (
        StepState.CLOSED, shanghai("2021-12-03", "11:00"),
    )  # fmt: skip
    assert coming(campaign, "2.1", shanghai("2021-12-03", "11:00")) == {RunState.DROPPED}
    assert [e.payload for e in campaign.journal("step.closed")] == [
        {"outcome": "考评通知已印发", "lapsed": 0}
    ]


def test_a_collection_runs_to_its_last_instant_even_if_all_have_reported(campaign: Built) -> None:
    campaign.open("1.3", shanghai("2021-06-21"))
    with campaign.acting(shanghai("2021-06-22")) as ctx:
        everything = owing.ids_of(owing.owed(ctx, campaign.campaign, "1.3", "measures"))
        fulfilment.meet(ctx, everything, at=ctx.now, how="网上提交", by="各单位")

    last = closed_when_complete(campaign, "1.3", "2021-07-30", "23:59:59.999999")
    after = closed_when_complete(campaign, "1.3", "2021-07-31", "00:00")

    assert (last, after) == (False, True)


def test_what_is_owed_at_the_end_lapses_and_what_was_done_stays(campaign: Built) -> None:
    campaign.open("1.3", shanghai("2021-06-21"))
    with campaign.acting(shanghai("2021-07-20")) as ctx:
        late = owing.owed(ctx, campaign.campaign, "1.3", "measures", [campaign.unit("xq01")])
        fulfilment.meet(ctx, owing.ids_of(late), at=ctx.now, how="纸质", by="办公室")

    closed_when_complete(campaign, "1.3", "2021-07-31", "00:00")

    states = campaign.states("1.3", "measures")
    assert states.pop("xq01") is ObligationState.MET_LATE
    assert set(states.values()) == {ObligationState.LAPSED}
    with campaign.house.reading() as ctx:
        lapsed = col(Obligation.state) == ObligationState.LAPSED
        moments = ctx.session.exec(select(Obligation.next_nudge_at).where(lapsed)).all()
    assert set(moments) == {None}
    assert [e.payload for e in campaign.journal("step.closed")] == [
        {"outcome": "", "lapsed": len(states)}
    ]


def test_closing_again_says_closed_and_writes_nothing(campaign: Built) -> None:
    campaign.open("1.3", shanghai("2021-06-21"))
    closed_when_complete(campaign, "1.3", "2021-07-31")

    assert closed_when_complete(campaign, "1.3", "2021-08-01") is True
    assert row(campaign, "1.3").closed_at == shanghai("2021-07-31")
    assert len(campaign.journal("step.closed")) == 1


def test_a_planned_or_skipped_step_is_not_closed(campaign: Built) -> None:
    with campaign.acting(DECEMBER) as ctx:
        steps.skip(ctx, campaign.campaign, "opinions", reason="不办")

    found = [closed_when_complete(campaign, code, "2022-03-01") for code in ("3.1", "opinions")]
    assert found == [False, False]


def test_the_same_outcome_said_twice_is_written_once(campaign: Built) -> None:
    for outcome in ("草稿", "纪要", "纪要"):
        with campaign.acting(DECEMBER) as ctx:
            steps.conclude(ctx, campaign.campaign, "3.1", outcome)

    assert campaign.outcome("3.1") == "纪要"
    assert [e.payload for e in campaign.journal("step.outcome")] == [
        {"outcome": "草稿"},
        {"outcome": "纪要"},
    ]


def close_phase(campaign: Built, phase: str, reason: str = "") -> tuple[str, ...]:
    with campaign.acting(DECEMBER) as ctx:
        return steps.close_phase(ctx, campaign.campaign, phase, reason=reason)


def test_r2_a_phase_with_a_step_still_open_warns_and_closes_only_with_a_reason(
    campaign: Built,
) -> None:
    for code in ("1.1", "1.2", "1.3"):
        campaign.close(code, DECEMBER)
    campaign.open("1.4", DECEMBER)
    warnings = (
        "“全面争创阶段”结束时，1.4 推出新举措，报送争创信息正在进行",
        "“全面争创阶段”结束时，1.5 考察调研和座谈交流尚未开始",
    )

    with pytest.raises(Refused) as refused:
        close_phase(campaign, "compete", reason=" ")
    overridden = close_phase(campaign, "compete", reason="调研并入考评")

    assert refused.value.reasons == (*warnings, "仍要办结请写明理由")
    assert overridden == warnings
    with campaign.house.reading() as ctx:
        phase = ctx.session.exec(select(Phase).where(col(Phase.code) == "compete")).one()
    assert (phase.closed_at, phase.closed_reason) == (DECEMBER, "调研并入考评")
    assert [(e.why, e.payload) for e in campaign.journal("phase.closed")] == [
        ("调研并入考评", {"warnings": list(warnings)})
    ]


def test_r2_a_phase_whose_steps_are_over_closes_without_a_word_and_only_once(
    campaign: Built,
) -> None:
    for code in ("1.1", "1.2", "1.3", "1.4", "1.5"):
        campaign.close(code, DECEMBER)

    assert [close_phase(campaign, "compete") for _ in range(2)] == [(), ()]
    assert len(campaign.journal("phase.closed")) == 1


@pytest.mark.parametrize("act", [steps.close_phase, steps.trigger_phase])
def test_an_unknown_phase_is_named(campaign: Built, act: object) -> None:
    assert callable(act)
    with campaign.acting(DECEMBER) as ctx, pytest.raises(NotFound) as refused:
        act(ctx, campaign.campaign, "later", reason="试")

    assert refused.value.reasons == ("这次活动没有阶段“later”",)
