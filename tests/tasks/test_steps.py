"""Opening, triggering and skipping: each once, in the notice's order, with every reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import col, select

from models import PlannedRun, Step
from rules.states import RunState, StepState
from tasks import steps
from tasks.campaigns import campaign_row
from tasks.errors import NotFound, Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database

DECEMBER = shanghai("2021-12-02", "09:00")
COMPETING = ("1.1", "1.2", "1.3", "1.4", "1.5")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def row(campaign: Built, code: str) -> Step:
    with campaign.house.reading() as ctx:
        return ctx.session.exec(select(Step).where(col(Step.code) == code)).one()


def coming(campaign: Built, code: str) -> set[RunState]:
    """What became of the runs that were planned for later."""
    with campaign.house.reading() as ctx:
        later = select(PlannedRun.state).where(
            col(PlannedRun.step) == code, col(PlannedRun.due_at) > DECEMBER
        )
        return {RunState(state) for state in ctx.session.exec(later).all()}


def opened_when_due(campaign: Built, code: str, day: str, clock: str = "10:00") -> bool:
    with campaign.acting(shanghai(day, clock), actor="定时运行") as ctx:
        return steps.open_when_due(ctx, campaign.campaign, code)


def refusal(campaign: Built, code: str, reason: str = "提前准备") -> tuple[str, ...]:
    with campaign.acting(DECEMBER) as ctx, pytest.raises(Refused) as refused:
        steps.trigger(ctx, campaign.campaign, code, reason=reason)
    return refused.value.reasons


def leave_the_first_step_to_the_office(campaign: Built) -> None:
    with campaign.acting(DECEMBER) as ctx:
        frozen = campaign_row(ctx, campaign.campaign)
        told = deepcopy(frozen.definition)
        told["phases"][0]["steps"][0]["opening"] = "trigger"
        frozen.definition, frozen.version = told, frozen.version + 1


def test_a_step_opens_at_its_very_moment_and_not_an_instant_before(campaign: Built) -> None:
    before = opened_when_due(campaign, "1.1", "2021-06-18", "08:52:59.999999")
    state = row(campaign, "1.1").state
    at = opened_when_due(campaign, "1.1", "2021-06-18", "08:53")

    opened = row(campaign, "1.1")
    assert (before, state, at) == (False, StepState.PLANNED, True)
    assert (opened.state, opened.opened_at, opened.opened_by) == (
        StepState.OPEN, shanghai("2021-06-18", "08:53"), "定时运行",
    )  # fmt: skip


def test_opening_an_open_step_again_says_so_and_keeps_its_first_moment(campaign: Built) -> None:
    opened_when_due(campaign, "1.1", "2021-06-18")

    assert opened_when_due(campaign, "1.1", "2021-06-19") is True
    assert row(campaign, "1.1").opened_at == shanghai("2021-06-18")
    assert len(campaign.journal("step.opened")) == 1


def test_a_step_that_is_over_never_opens_again(campaign: Built) -> None:
    campaign.close("1.1", shanghai("2021-06-18"))

    assert opened_when_due(campaign, "1.1", "2021-06-19") is False
    assert row(campaign, "1.1").state is StepState.CLOSED


def test_a_due_step_waits_for_the_one_before_it_and_follows_once_it_is_free(
    campaign: Built,
) -> None:
    alone = opened_when_due(campaign, "1.2", "2021-06-21")
    campaign.open("1.1", shanghai("2021-06-21"))
    freed = opened_when_due(campaign, "1.2", "2021-06-21")

    assert (alone, freed) == (False, True)


def test_a_step_for_the_office_to_trigger_is_not_opened_by_its_date(campaign: Built) -> None:
    leave_the_first_step_to_the_office(campaign)

    assert opened_when_due(campaign, "1.1", "2021-06-21") is False
    with campaign.acting(shanghai("2021-06-21")) as ctx:
        steps.trigger(ctx, campaign.campaign, "1.1", reason="开始")
    assert row(campaign, "1.1").state is StepState.OPEN


def test_due_steps_are_the_open_ones_and_those_whose_moment_has_come(campaign: Built) -> None:
    campaign.close("1.1", shanghai("2021-06-18"))
    campaign.open("1.5", shanghai("2021-06-18"))

    with campaign.house.reading(now=shanghai("2021-06-21")) as ctx:
        found = [steps.due_steps(ctx, campaign.campaign, p) for p in ("compete", "appraise")]
    assert found == [("1.2", "1.3", "1.5"), ()]


@pytest.mark.parametrize("kind", KINDS)
def test_of_many_openers_at_once_one_wins_and_all_find_it_open(kind: str, tmp_path: Path) -> None:
    openers = 6
    with database(kind, tmp_path) as url, built(tmp_path, url) as campaign:
        start = Barrier(openers)

        def opens(number: int) -> bool:
            start.wait()
            with campaign.acting(shanghai("2021-06-18"), actor=f"第{number}个") as ctx:
                return steps.open_when_due(ctx, campaign.campaign, "1.1")

        with ThreadPoolExecutor(openers) as pool:
            found = list(pool.map(opens, range(openers)))
        journal = campaign.journal("step.opened")
        by = row(campaign, "1.1").opened_by

    assert found == [True] * openers
    assert [entry.actor for entry in journal] == [by]


def test_r3_evaluation_is_not_triggered_before_the_evaluation_notice(campaign: Built) -> None:
    assert refusal(campaign, "2.3") == (
        "须待 2.1 印发考评通知办结，现尚未开始（四·第二阶段·1、2）",
        "须待 2.2 总结并报送申报材料开始，现尚未开始（四·第二阶段·2；说明4）",
    )


@pytest.mark.parametrize(
    ("code", "then"),
    [
        ("publicity", ()),
        ("3.2", ("须待“公示”办结，现尚未开始（四·第三阶段·2）",)),
        ("3.3", ("须待 3.2 年度总结会议，表扬先进办结，现尚未开始（四·第三阶段·3）",)),
    ],
)
def test_r6_and_r7_nothing_tells_who_has_won_before_the_leading_group_decides(
    campaign: Built, code: str, then: tuple[str, ...]
) -> None:
    decision = "须待 3.1 领导小组专题会议审定名单办结，现尚未开始（四·第三阶段·1）"

    assert refusal(campaign, code) == (decision, *then)


def test_r9_archiving_waits_for_every_other_step_each_named(campaign: Built) -> None:
    for code in COMPETING:
        campaign.close(code, DECEMBER)
    campaign.open("2.1", DECEMBER)

    reasons = refusal(campaign, "3.4")

    waited_for = (
        "2.1",
        "2.2",
        "2.3",
        "2.4",
        "“征求意见”",
        "3.1",
        "“公示”",
        "3.2",
        "3.3",
        "“汇编先进事迹”",
    )
    named = [re.match(r"须待 ?(“.+?”|[\d.]+)", reason) for reason in reasons]
    assert tuple(found[1] for found in named if found) == waited_for
    assert all(reason.endswith("（四·第三阶段·4）") for reason in reasons)
    assert reasons[0] == "须待 2.1 印发考评通知办结，现正在进行（四·第三阶段·4）"


def test_a_trigger_tells_all_that_stands_in_the_way_and_leaves_no_trace(campaign: Built) -> None:
    reasons = refusal(campaign, "2.4", reason=" ")

    assert reasons == (
        "请写明启动的理由",
        "须待 2.2 总结并报送申报材料办结，现尚未开始（四·第二阶段·4）",
        "须待 2.3 考评评估办结，现尚未开始（四·第二阶段·4）",
    )
    assert row(campaign, "2.4").state is StepState.PLANNED
    assert (campaign.journal("step.triggered"), campaign.journal("step.opened")) == ([], [])


@pytest.mark.parametrize(
    ("state", "told"), [(StepState.CLOSED, "已经办结"), (StepState.SKIPPED, "已经跳过")]
)
def test_a_step_that_is_over_is_not_triggered(campaign: Built, state: StepState, told: str) -> None:
    if state is StepState.CLOSED:
        campaign.close("2.1", DECEMBER)
    else:
        with campaign.acting(DECEMBER) as ctx:
            steps.skip(ctx, campaign.campaign, "2.1", reason="本届不办")

    assert refusal(campaign, "2.1") == (f"环节“印发考评通知”{told}，不能再启动",)


def test_an_unknown_step_is_named(campaign: Built) -> None:
    with campaign.acting(DECEMBER) as ctx, pytest.raises(NotFound) as missing:
        steps.trigger(ctx, campaign.campaign, "9.9", reason="提前准备")
    assert missing.value.reasons == ("这次活动没有环节“9.9”",)


def test_a_trigger_opens_ahead_of_the_date_and_plans_a_run_at_once(campaign: Built) -> None:
    campaign.close("1.2", shanghai("2021-06-30"))
    early = shanghai("2021-11-25", "15:04")

    with campaign.acting(early, actor="办公室主任") as ctx:
        run = steps.trigger(ctx, campaign.campaign, "2.1", reason="会议已定")

    told = run.model_dump(exclude={"id", "campaign_id"})
    assert told == {
        "step": "2.1",
        "deployment": "印发通知/按环节",
        "purpose": "trigger",
        "name": "2021-11-25 15:04 · 印发考评通知 · 办公室启动",
        "key": "szsc-2021:2.1:trigger:1",
        "due_at": early,
        "at_once": True,
        "state": RunState.PLANNED,
        "prefect_run_id": "",
    }
    opened = row(campaign, "2.1")
    assert (opened.state, opened.opened_at, opened.opened_by, opened.reason) == (
        StepState.OPEN, early, "办公室主任", "会议已定",
    )  # fmt: skip
    journal = [*campaign.journal("step.opened"), *campaign.journal("step.triggered")]
    assert [(e.subject, e.actor, e.why) for e in journal] == [("2.1", "办公室主任", "会议已定")] * 2


def test_an_open_step_triggered_again_runs_again_under_a_key_of_its_own(campaign: Built) -> None:
    keys = []
    for _ in range(3):
        with campaign.acting(DECEMBER) as ctx:
            keys.append(steps.trigger(ctx, campaign.campaign, "1.1", reason="再跑一次").key)

    assert keys == [f"szsc-2021:1.1:trigger:{attempt}" for attempt in (1, 2, 3)]
    assert len(campaign.journal("step.opened")) == 1


def test_triggering_a_phase_triggers_its_first_step_that_may_open(campaign: Built) -> None:
    campaign.close("1.2", shanghai("2021-06-30"))
    campaign.close("2.1", DECEMBER)

    with campaign.acting(DECEMBER) as ctx:
        runs = steps.trigger_phase(ctx, campaign.campaign, "appraise", reason="开始申报")

    assert [run.step for run in runs] == ["2.2"]
    assert row(campaign, "2.3").state is StepState.PLANNED


def test_a_phase_none_of_whose_steps_may_open_is_refused_with_the_firsts_reasons(
    campaign: Built,
) -> None:
    with campaign.acting(DECEMBER) as ctx, pytest.raises(Refused) as refused:
        steps.trigger_phase(ctx, campaign.campaign, "appraise", reason="开始")

    assert refused.value.reasons == ("须待 1.2 印发实施意见办结，现尚未开始（四·第二阶段·1、2）",)


def test_a_skipped_step_keeps_the_reason_drops_its_runs_and_lets_others_pass(
    campaign: Built,
) -> None:
    before = coming(campaign, "opinions")
    with campaign.acting(DECEMBER) as ctx:
        steps.skip(ctx, campaign.campaign, "opinions", reason="已口头征求")

    skipped = row(campaign, "opinions")
    assert (skipped.state, skipped.reason) == (StepState.SKIPPED, "已口头征求")
    assert (before, coming(campaign, "opinions")) == ({RunState.PLANNED}, {RunState.DROPPED})
    assert refusal(campaign, "3.1") == (
        "须待 2.4 形成综合性考评材料办结，现尚未开始（四·第三阶段·1）",
    )
    assert [(e.subject, e.why) for e in campaign.journal("step.skipped")] == [
        ("opinions", "已口头征求")
    ]


def test_an_open_step_is_not_skipped_and_a_skip_needs_its_reason(campaign: Built) -> None:
    campaign.open("2.1", DECEMBER)

    with campaign.acting(DECEMBER) as ctx, pytest.raises(Refused) as refused:
        steps.skip(ctx, campaign.campaign, "2.1", reason="")

    assert refused.value.reasons == (
        "请写明跳过的理由",
        "环节“印发考评通知”正在进行，不能跳过",
    )
