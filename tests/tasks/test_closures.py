"""Closed days: reminders follow at once, deadlines are proposed, and one act moves them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select

from models import Closure, DeadlineChange, Obligation, OfficeTask, PlannedRun, Step
from rules.states import RunState
from tasks import closures, deadlines, reminders
from tasks.closures import Affected, Period, Proposed
from tasks.errors import NotFound, Refused
from tasks.orders import Order, Scope
from tests.support.campaign_builder import Built, shanghai
from tests.support.post_room import mailing, messages

NOW = shanghai("2021-12-09")
FRIDAY = date(2021, 12, 17)
SNOW = Period(FRIDAY, date(2021, 12, 20))
"""Friday to Monday: the day on which applications are due and the next working day."""
PROPOSED = Proposed(
    "2.2",
    "apply",
    "报送申报材料",
    FRIDAY,
    date(2021, 12, 21),
    28,
    "2021-12-17（周五，停工：大雪），顺延至下一个工作日 2021-12-21（周二，工作日）",
)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        made.open("2.2", shanghai("2021-12-02"))
        yield made


def enter(campaign: Built, period: Period = SNOW, reason: str = "大雪", **how: bool) -> Affected:
    with campaign.acting(NOW) as ctx:
        return closures.enter(ctx, campaign.campaign, period, reason=reason, **how)


def accept(campaign: Built, reason: str = "大雪停工") -> None:
    with campaign.acting(NOW) as ctx:
        closures.accept(ctx, campaign.campaign, reason=reason, ordered_by="办公室主任")


def proposed(campaign: Built) -> tuple[Proposed, ...]:
    with campaign.house.reading(now=NOW) as ctx:
        return closures.proposed(ctx, campaign.campaign)


def all_of(campaign: Built, table: type[SQLModel]) -> list[dict[str, Any]]:
    with campaign.house.reading() as ctx:
        return [row.model_dump() for row in ctx.session.exec(select(table)).all()]


def apply_of(campaign: Built, unit: str) -> Obligation:
    with campaign.house.reading() as ctx:
        return ctx.session.exec(
            select(Obligation).where(
                col(Obligation.duty) == "apply", col(Obligation.unit_id) == campaign.unit(unit)
            )
        ).one()


def reminders_to_come(campaign: Built) -> set[str]:
    with campaign.house.reading() as ctx:
        names = ctx.session.exec(
            select(PlannedRun.name).where(
                col(PlannedRun.step) == "2.2",
                col(PlannedRun.state) == RunState.PLANNED,
                col(PlannedRun.due_at) >= NOW,
            )
        ).all()
    return {name.replace(" · 总结并报送申报材料", "") for name in names}


def test_a_closure_proposes_new_dates_and_moves_no_deadline(campaign: Built) -> None:
    before = all_of(campaign, DeadlineChange), apply_of(campaign, "ck001").due_on

    affected = enter(campaign)

    assert affected.proposed == (PROPOSED,)
    assert affected.in_the_file == (
        ("环节 2.3 考评评估的开始日 2021-12-20（周一，停工：大雪）：尚未启动，请在活动文件中改期"),
    )
    assert (all_of(campaign, DeadlineChange), apply_of(campaign, "ck001").due_on) == before
    assert proposed(campaign) == (PROPOSED,)
    assert messages(campaign) == []


def test_only_working_days_are_kept_and_what_is_off_anyway_is_told(campaign: Built) -> None:
    affected = enter(campaign)

    kept = [(row["day"], row["reason"], row["entered_by"]) for row in all_of(campaign, Closure)]
    assert kept == [(FRIDAY, "大雪", "办公室"), (date(2021, 12, 20), "大雪", "办公室")]
    assert affected.days[1] == "2021-12-18（周六，停工：大雪）"


def test_reminders_count_the_working_days_that_are_left(campaign: Built) -> None:
    before = reminders_to_come(campaign)
    with campaign.acting(shanghai("2021-12-08", "09:41")) as ctx:
        reminders.queue_due_nudges(ctx, campaign.campaign)
    enter(campaign, Period(date(2021, 12, 14), date(2021, 12, 14)))

    assert "2021-12-14 · 提醒 T-3" in before
    assert "2021-12-13 · 提醒 T-3" in reminders_to_come(campaign)
    assert apply_of(campaign, "ck001").next_nudge_at == shanghai("2021-12-13", "09:37")


def test_a_dry_run_says_the_same_and_writes_nothing(campaign: Built) -> None:
    tables = (Closure, Step, PlannedRun, OfficeTask, Obligation)
    before = [all_of(campaign, table) for table in tables]

    foreseen = enter(campaign, dry_run=True)

    assert [all_of(campaign, table) for table in tables] == before
    assert enter(campaign) == foreseen


def test_entering_the_same_days_again_changes_nothing(campaign: Built) -> None:
    enter(campaign)
    tables = (Closure, Step, PlannedRun, OfficeTask)
    before = [all_of(campaign, table) for table in tables]

    enter(campaign, reason="大雪，再次登记")

    assert [all_of(campaign, table) for table in tables] == before
    assert len(campaign.journal("closure.entered")) == 1


def test_one_act_moves_every_proposed_deadline_and_only_those(campaign: Built) -> None:
    own = Order("2.2", "apply", date(2021, 12, 23), "出差", "办公室主任", Scope(unit="ck001"))
    with campaign.acting(NOW) as ctx:
        deadlines.move(ctx, campaign.campaign, own)
    enter(campaign, Period(FRIDAY, date(2021, 12, 21)))

    accept(campaign)

    assert apply_of(campaign, "ck001").due_on == date(2021, 12, 23)
    assert apply_of(campaign, "ck002").due_on == date(2021, 12, 22)
    assert proposed(campaign) == ()
    told = [m.kind for m in messages(campaign)]
    assert (told.count("extension_granted"), told.count("deadline_moved")) == (1, 27 + 2)
    assert {row["outcome"] for row in all_of(campaign, OfficeTask)} == {"已按建议调整截止时间"}


def test_the_office_is_given_the_decision_to_make(campaign: Built) -> None:
    enter(campaign)

    [task] = all_of(campaign, OfficeTask)
    assert (task["kind"], task["done_at"]) == ("calendar", None)
    assert PROPOSED.text in task["text"]


def test_nothing_moves_when_one_of_the_dates_may_not(campaign: Built) -> None:
    enter(campaign)
    before = all_of(campaign, Obligation)

    with pytest.raises(Refused) as refused:
        accept(campaign, reason=" ")

    assert refused.value.reasons == ("“报送申报材料”：请写明调整的理由",)
    assert all_of(campaign, Obligation) == before


def test_there_must_be_something_to_accept(campaign: Built) -> None:
    with pytest.raises(Refused, match="没有受停工或新日历影响的截止时间"):
        accept(campaign)


def test_a_cancelled_closure_brings_the_reminders_back_under_new_keys(campaign: Built) -> None:
    before = reminders_to_come(campaign)
    enter(campaign, Period(date(2021, 12, 14), date(2021, 12, 14)))
    with campaign.acting(NOW) as ctx:
        closures.cancel(
            ctx, campaign.campaign, Period(date(2021, 12, 14), date(2021, 12, 14)), reason="雪停"
        )

    with campaign.house.reading() as ctx:
        keys = ctx.session.exec(
            select(PlannedRun.key).where(
                col(PlannedRun.state) == RunState.PLANNED, col(PlannedRun.step) == "2.2"
            )
        ).all()
    assert reminders_to_come(campaign) == before
    assert all(key.endswith(":v3") for key in keys)
    assert all_of(campaign, Closure) == []


def test_days_that_were_not_closed_cannot_be_taken_back(campaign: Built) -> None:
    with campaign.acting(NOW) as ctx, pytest.raises(NotFound, match="没有登记停工"):
        closures.cancel(ctx, campaign.campaign, SNOW, reason="雪停")


def test_a_period_that_cannot_be_meant_is_refused_with_every_reason(campaign: Built) -> None:
    with pytest.raises(Refused) as refused:
        enter(campaign, Period(FRIDAY, date(2021, 12, 16)), "")
    with pytest.raises(Refused, match="与今天相差 10 年以上"):
        enter(campaign, Period(date.max, date.max), "大雪")
    with pytest.raises(Refused, match="一次停工最长 60 天"):
        enter(campaign, Period(FRIDAY, date(2022, 12, 17)))

    assert refused.value.reasons == (
        "请写明停工的原因",
        "结束日 2021-12-16 早于开始日 2021-12-17",
    )
