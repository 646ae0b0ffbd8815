"""Moving a deadline: the preview is what happens, refused with every reason, told once to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from models import DeadlineChange, Obligation, Step, Unit
from rules.states import ObligationState
from tasks import deadlines, fulfilment, steps
from tasks.deadlines import Group, MovePreview
from tasks.errors import NotFound, NotPossible, Refused
from tasks.orders import EVERYONE, Order, Scope
from tests.support.campaign_builder import Built, shanghai
from tests.support.post_room import mailing, messages

NOW = shanghai("2021-12-09")
OLD, NEW = date(2021, 12, 17), date(2021, 12, 24)
ORDER = Order("2.2", "apply", NEW, "台风停工一天", "办公室主任")
ONE = Scope(unit="ck001")
WINDOWS = Scope(kind="window")
WINDOW_NAMES = tuple(f"示例{n}窗口" for n in "一二三四五")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        made.open("2.2", shanghai("2021-12-02"))
        yield made


def move(campaign: Built, order: Order = ORDER, at: datetime = NOW) -> MovePreview:
    with campaign.acting(at) as ctx:
        return deadlines.move(ctx, campaign.campaign, order)


def preview(campaign: Built, order: Order = ORDER, at: datetime = NOW) -> MovePreview:
    with campaign.house.reading(now=at) as ctx:
        return deadlines.preview_move(ctx, campaign.campaign, order)


def refusal(
    campaign: Built, order: Order, at: datetime = NOW, kind: type[NotPossible] = Refused
) -> tuple[str, ...]:
    with pytest.raises(kind) as refused:
        move(campaign, order, at)
    return refused.value.reasons


def rows(campaign: Built) -> dict[str, dict[str, Any]]:
    """What every unit owes, by unit and duty."""
    with campaign.house.reading() as ctx:
        found = ctx.session.exec(
            select(Obligation, Unit).join(Unit, col(Unit.id) == col(Obligation.unit_id))
        ).all()
        return {f"{unit.code} {owed.duty}": owed.model_dump() for owed, unit in found}


@pytest.mark.parametrize("scope", [EVERYONE, WINDOWS, ONE], ids=["all", "kind", "unit"])
def test_the_preview_is_what_the_move_then_does(campaign: Built, scope: Scope) -> None:
    order, before = replace(ORDER, scope=scope), rows(campaign)

    foreseen = preview(campaign, order)
    untouched = rows(campaign)
    done = move(campaign, order)

    after = rows(campaign)
    changed = [key for key in before if before[key] != after[key]]
    assert before == untouched
    assert done == foreseen
    assert foreseen.groups == (Group(OLD, len(changed)),)
    assert foreseen.affected == len(changed)


def test_a_move_for_all_changes_the_duty_of_every_unit_and_no_other_duty(campaign: Built) -> None:
    before = rows(campaign)

    move(campaign)

    after = rows(campaign)
    end = shanghai("2021-12-24", "23:59:59.999999")
    changes = {
        "due_on": NEW,
        "shown_at": end,
        "enforced_at": end,
        "version": 2,
        "next_nudge_at": shanghai("2021-12-15", "09:37"),
        "basis": [
            "经办公室主任决定，由 2021-12-17 24:00 延至 2021-12-24 24:00：台风停工一天",
            "截止日为 2021-12-24（周五，工作日）",
            "写明了时刻，到当日 24:00 为止",
        ],
    }
    assert after == {
        key: row | changes if key.endswith("apply") else row for key, row in before.items()
    }


@pytest.mark.parametrize(
    ("scope", "names"), [(WINDOWS, WINDOW_NAMES), (ONE, WINDOW_NAMES[:1])], ids=["kind", "unit"]
)
def test_a_move_for_some_names_them_and_leaves_the_others(
    campaign: Built, scope: Scope, names: tuple[str, ...]
) -> None:
    done = move(campaign, replace(ORDER, scope=scope))

    moved = {key.split()[0] for key, row in rows(campaign).items() if row["due_on"] == NEW}
    assert done.units == names
    assert moved == {f"ck00{n}" for n in range(1, len(names) + 1)}


def test_an_earlier_extension_of_one_unit_stays_a_group_of_its_own(campaign: Built) -> None:
    move(campaign, replace(ORDER, due_on=date(2021, 12, 20), scope=ONE))

    groups = move(campaign).groups

    assert groups == (Group(OLD, 27), Group(date(2021, 12, 20), 1))
    moved = rows(campaign)
    assert {key: moved[key]["version"] for key in ("ck001 apply", "ck002 apply")} == {
        "ck001 apply": 3,
        "ck002 apply": 2,
    }
    with campaign.house.reading() as ctx:
        changes = ctx.session.exec(select(DeadlineChange).order_by(col(DeadlineChange.id))).all()
    assert [(c.scope, c.scope_value, c.old_due_on, c.new_due_on, c.affected) for c in changes] == [
        ("unit", "ck001", OLD, date(2021, 12, 20), 1),
        ("all", "", OLD, NEW, 27),
        ("all", "", date(2021, 12, 20), NEW, 1),
    ]


def test_the_preview_warns_of_a_step_that_would_open_before_this_one_ends(
    campaign: Built,
) -> None:
    near = preview(campaign)
    far = preview(campaign, replace(ORDER, due_on=date(2021, 12, 31)))

    assert (near.step_closes_later, near.later_steps) == (True, ())
    assert (far.step_closes_later, far.later_steps) == (True, ("形成综合性考评材料",))


def test_a_day_off_is_refused_with_the_nearest_working_days(campaign: Built) -> None:
    assert refusal(campaign, replace(ORDER, due_on=date(2021, 12, 25))) == (
        "新的截止日是休息日：2021-12-25（周六，周末）；最近的工作日是 2021-12-24 和 2021-12-27",
    )


def test_a_move_without_reason_and_post_is_refused_for_both_and_changes_nothing(
    campaign: Built,
) -> None:
    before = rows(campaign)

    assert refusal(campaign, replace(ORDER, reason=" ", ordered_by="")) == (
        "请写明调整的理由",
        "请写明作出决定的岗位",
    )
    assert rows(campaign) == before
    assert (campaign.journal("deadline.moved"), messages(campaign)) == ([], [])


def test_a_day_that_is_past_is_refused_but_today_is_not(campaign: Built) -> None:
    assert refusal(campaign, replace(ORDER, due_on=date(2021, 12, 8))) == ("新的截止日已经过去",)
    assert preview(campaign, replace(ORDER, due_on=NOW.date())).problems == ()


def test_a_step_that_is_over_or_not_yet_open_is_refused(campaign: Built) -> None:
    campaign.close("2.2", NOW)
    with campaign.acting(NOW) as ctx:
        steps.skip(ctx, campaign.campaign, "2.3", reason="本届不考评")

    over = "环节已经办结或跳过，截止时间不能再调整"
    assert refusal(campaign, ORDER) == (over,)
    assert refusal(campaign, replace(ORDER, step="2.3", duty="score")) == (over,)
    assert refusal(campaign, replace(ORDER, step="2.4", duty="dossier")) == (
        "环节尚未启动；启动前请在方案文件中修改日期",
    )


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, due_on=OLD),
        replace(ORDER, scope=Scope(unit="nobody")),
        replace(ORDER, scope=Scope(kind="soe")),
    ],
    ids=["same day", "unknown unit", "kind without units"],
)
def test_a_move_that_concerns_nobody_is_refused(campaign: Built, order: Order) -> None:
    assert refusal(campaign, order) == ("没有受影响的单位",)


def test_a_duty_or_step_that_does_not_exist_is_named(campaign: Built) -> None:
    assert refusal(campaign, replace(ORDER, duty="aply"), kind=NotFound) == (
        "环节“2.2”没有事项“aply”，可用：apply、opinion",
    )
    assert refusal(campaign, replace(ORDER, step="9.9"), kind=NotFound) == (
        "这次活动没有环节“9.9”",
    )


def test_a_later_date_lets_the_step_end_later(campaign: Built) -> None:
    move(campaign)

    with campaign.house.reading() as ctx:
        step = ctx.session.exec(select(Step).where(col(Step.code) == "2.2")).one()
    assert (step.version, step.closes_at) == (2, shanghai("2021-12-24", "23:59:59.999999"))


def test_an_earlier_date_does_not_make_the_step_end_earlier(campaign: Built) -> None:
    done = move(campaign, replace(ORDER, due_on=date(2021, 12, 15)))

    with campaign.house.reading() as ctx:
        step = ctx.session.exec(select(Step).where(col(Step.code) == "2.2")).one()
    assert done.step_closes_later is False
    assert step.closes_at == shanghai("2021-12-22", "23:59:59.999999")
    assert rows(campaign)["ck001 apply"]["basis"][0] == (
        "经办公室主任决定，由 2021-12-17 24:00 提前至 2021-12-15 24:00：台风停工一天"
    )


def test_what_came_late_is_timely_once_the_new_date_covers_it(campaign: Built) -> None:
    for unit, day in (("ck001", "2021-12-20"), ("ck002", "2021-12-21"), ("ck003", "2021-12-10")):
        id_ = rows(campaign)[f"{unit} apply"]["id"]
        with campaign.acting(shanghai(day)) as ctx:
            fulfilment.meet(ctx, [id_], at=ctx.now, how="网上提交", by=unit)
    before = rows(campaign)

    move(campaign, replace(ORDER, due_on=date(2021, 12, 20)), at=shanghai("2021-12-17"))

    after = rows(campaign)
    states = [after[f"ck00{n} apply"]["state"] for n in (1, 2, 3)]
    assert states == [ObligationState.MET, ObligationState.MET_LATE, ObligationState.MET]
    assert [after[f"ck00{n} apply"]["version"] for n in (1, 2, 3)] == [2, 2, 1]
    assert after["ck001 apply"]["met_at"] == before["ck001 apply"]["met_at"]
    assert after["ck001 apply"]["next_nudge_at"] is None
    assert after["ck003 apply"] == before["ck003 apply"]


def test_each_contact_gets_one_message_that_names_the_old_and_the_new_date(
    campaign: Built,
) -> None:
    move(campaign, replace(ORDER, scope=WINDOWS))

    told = messages(campaign)
    assert [(m.kind, m.channel, m.address) for m in told] == [
        ("deadline_moved", "email", f"ck00{n}-contact@units.example") for n in range(1, 6)
    ]
    for message in told:
        assert "由2021年12月17日 24:00改为2021年12月24日 24:00" in message.subject
        lines = message.body.splitlines()
        assert [line for line in lines if line[:2] in ("原定", "现定", "原因", "决定")] == [
            "原定：2021年12月17日 24:00",
            "现定：2021年12月24日 24:00",
            "原因：台风停工一天",
            "决定：办公室主任",
        ]


def test_an_extension_for_one_unit_is_told_as_such_to_it_alone(campaign: Built) -> None:
    move(campaign, replace(ORDER, scope=ONE))

    (told,) = messages(campaign)
    assert (told.kind, told.address) == ("extension_granted", "ck001-contact@units.example")
    assert "适用：仅限贵单位" in told.body.splitlines()


def test_the_journal_says_who_ordered_what_for_whom(campaign: Built) -> None:
    move(campaign, replace(ORDER, scope=WINDOWS))

    (entry,) = campaign.journal("deadline.moved")
    assert (entry.subject, entry.actor, entry.why, entry.payload) == (
        "2.2/apply",
        "办公室",
        "台风停工一天",
        {
            "ordered_by": "办公室主任",
            "scope": ["kind", "window"],
            "new": "2021-12-24",
            "old": [["2021-12-17", 5]],
            "told": 5,
        },
    )
