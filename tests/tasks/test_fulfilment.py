"""A duty ends once: in time or late by its real moment, acknowledged, waived or lapsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import Obligation, Unit
from rules.definition import DutyKind
from rules.states import ObligationState
from tasks import fulfilment
from tasks.campaigns import calendar_of
from tasks.errors import NotFound, Refused
from tasks.moments import real_moment
from tests.support.campaign_builder import Built, built, shanghai

OPENED = shanghai("2021-12-02")
END = shanghai("2021-12-17", "23:59:59.999999")
GRACE = timedelta(minutes=30)
MILLISECOND = timedelta(milliseconds=1)
MET, MET_LATE = ObligationState.MET, ObligationState.MET_LATE


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        made.open("2.2", OPENED)
        yield made


def duty(campaign: Built, unit: str = "ck001", code: str = "apply") -> Obligation:
    with campaign.house.reading() as ctx:
        return ctx.session.exec(
            select(Obligation)
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(col(Unit.code) == unit, col(Obligation.duty) == code)
        ).one()


def met(
    campaign: Built, at: datetime, *, entered: datetime | None = None, how: str = "网上"
) -> int:
    id_ = duty(campaign).id
    assert id_ is not None
    with campaign.acting(entered or at, actor="办公室") as ctx:
        return fulfilment.meet(ctx, [id_], at=at, how=how, by="示例一窗口联系人")


@pytest.mark.parametrize(
    ("off", "state"),
    [(-MILLISECOND, MET), (timedelta(0), MET), (MILLISECOND, MET_LATE)],
    ids=["before", "at the end", "after"],
)
def test_an_act_is_in_time_to_the_last_enforced_instant_and_late_right_after(
    campaign: Built, off: timedelta, state: ObligationState
) -> None:
    with campaign.acting(OPENED) as ctx:
        ctx.session.execute(update(Obligation).values(enforced_at=END + GRACE))

    assert met(campaign, END + GRACE + off) == 1
    assert duty(campaign).state is state


def test_what_is_met_keeps_when_by_whom_and_how_and_is_reminded_of_no_more(
    campaign: Built,
) -> None:
    before = duty(campaign)

    met(campaign, shanghai("2021-12-10"), how="网上提交")

    after = duty(campaign)
    assert before.next_nudge_at == shanghai("2021-12-08", "09:37")
    assert after.model_dump() == before.model_dump() | {
        "state": MET,
        "met_at": shanghai("2021-12-10"),
        "met_entered_at": shanghai("2021-12-10"),
        "met_by": "示例一窗口联系人",
        "met_how": "网上提交",
        "next_nudge_at": None,
    }


def test_a_paper_is_judged_by_its_real_day_and_shows_when_it_was_entered(campaign: Built) -> None:
    entered = shanghai("2021-12-20", "09:00")
    with campaign.house.reading() as ctx:
        handed_in = real_moment(date(2021, 12, 17), entered, calendar_of(ctx))

    met(campaign, handed_in, entered=entered, how="纸质送达")

    paper = duty(campaign)
    assert (paper.state, paper.met_at, paper.met_entered_at, paper.met_how) == (
        MET, END, entered, "纸质送达",
    )  # fmt: skip


def test_the_second_of_several_contacts_finds_it_done_and_changes_nothing(campaign: Built) -> None:
    first = met(campaign, shanghai("2021-12-10", "10:00"))
    once = duty(campaign)

    again = met(campaign, shanghai("2021-12-18", "10:00"), how="另一位联系人")

    assert (first, again) == (1, 0)
    assert duty(campaign) == once


def test_the_duties_of_many_units_are_met_at_once(campaign: Built) -> None:
    with campaign.acting(END) as ctx:
        ids = [id_ for id_ in ctx.session.exec(select(Obligation.id)).all() if id_ is not None]
        done = fulfilment.meet(ctx, [*ids, 10_000], at=END, how="批量", by="办公室")

    assert done == len(ids)
    assert set(campaign.states("2.2", "apply").values()) == {MET}


def test_what_a_unit_owes_of_a_kind_is_found_until_it_is_met(campaign: Built) -> None:
    campaign.open("2.1", OPENED)
    unit = campaign.unit("ck001")

    def owed(kind: DutyKind) -> list[int]:
        with campaign.house.reading() as ctx:
            return fulfilment.owed_of(ctx, campaign.campaign, unit, kind)

    before = owed(DutyKind.APPLY)
    met(campaign, OPENED)

    assert before == [duty(campaign).id]
    assert [owed(kind) for kind in (DutyKind.APPLY, DutyKind.OPINION)] == [[], []]
    assert owed(DutyKind.ACKNOWLEDGE) == [duty(campaign, code="ack").id]


def test_a_receipt_ends_the_chase_for_one_unit_and_is_written_down_once(campaign: Built) -> None:
    campaign.open("2.1", OPENED)
    unit = campaign.unit("ck001")

    counts = []
    for minute in ("10:30", "11:00"):
        at = shanghai("2021-12-02", minute)
        with campaign.acting(at) as ctx:
            counts.append(
                fulfilment.acknowledge(
                    ctx, campaign.campaign, "2.1", unit, at=at, by="示例一窗口联系人"
                )
            )

    states = campaign.states("2.1", "ack")
    assert counts == [1, 0]
    assert [code for code, state in states.items() if state is MET] == ["ck001"]
    assert duty(campaign, code="ack").met_how == "签收"
    assert duty(campaign, code="apply").state is ObligationState.PENDING
    assert [(e.subject, e.payload) for e in campaign.journal("notice.acknowledged")] == [
        ("2.1", {"unit": unit, "by": "示例一窗口联系人"})
    ]


def waive(campaign: Built, reason: str, ordered_by: str, id_: int | None = None) -> None:
    with campaign.acting(shanghai("2021-12-06")) as ctx:
        found = id_ or duty(campaign).id
        assert found is not None
        fulfilment.waive(ctx, found, reason=reason, ordered_by=ordered_by)


def test_a_waiver_keeps_its_reason_and_the_post_that_ordered_it(campaign: Built) -> None:
    waive(campaign, "本年度新设窗口", "办公室主任")

    waived = duty(campaign)
    assert (waived.state, waived.note, waived.next_nudge_at, waived.met_at) == (
        ObligationState.WAIVED, "办公室主任：本年度新设窗口", None, None,
    )  # fmt: skip
    assert [(e.subject, e.why, e.payload) for e in campaign.journal("duty.waived")] == [
        (
            str(waived.id),
            "本年度新设窗口",
            {"unit": campaign.unit("ck001"), "ordered_by": "办公室主任"},
        )
    ]


def test_a_waiver_is_refused_with_everything_it_lacks(campaign: Built) -> None:
    met(campaign, OPENED)
    once = duty(campaign)

    with pytest.raises(Refused) as refused:
        waive(campaign, " ", "")

    assert refused.value.reasons == (
        "请写明免报的理由",
        "请写明同意免报的岗位",
        "“报送申报材料”已经不再需要办理",
    )
    assert duty(campaign) == once


def test_a_duty_that_does_not_exist_cannot_be_waived(campaign: Built) -> None:
    with pytest.raises(NotFound) as refused:
        waive(campaign, "理由", "办公室主任", id_=99_999)

    assert refused.value.reasons == ("没有编号为 99999 的事项",)


def test_a_waived_duty_is_not_met_afterwards(campaign: Built) -> None:
    waive(campaign, "本年度新设窗口", "办公室主任")

    assert met(campaign, shanghai("2021-12-10")) == 0
    assert duty(campaign).state is ObligationState.WAIVED


@pytest.mark.parametrize(
    ("off", "changed", "state"),
    [(timedelta(0), 1, MET), (MILLISECOND, 0, ObligationState.LAPSED)],
    ids=["in time", "late"],
)
def test_what_lapsed_is_met_by_an_act_that_came_in_time_and_is_entered_later(
    campaign: Built, off: timedelta, changed: int, state: ObligationState
) -> None:
    entered = shanghai("2021-12-24")
    with campaign.acting(shanghai("2021-12-23")) as ctx:
        fulfilment.lapse(ctx, campaign.campaign, "2.2")

    assert met(campaign, END + off, entered=entered, how="书面") == changed
    assert duty(campaign).state is state


def test_only_what_is_still_owed_lapses_and_only_in_its_own_step(campaign: Built) -> None:
    campaign.open("2.1", OPENED)
    met(campaign, shanghai("2021-12-10"))

    with campaign.acting(shanghai("2021-12-23")) as ctx:
        counts = [fulfilment.lapse(ctx, campaign.campaign, "2.2") for _ in range(2)]

    applications = campaign.states("2.2", "apply")
    opinions = campaign.states("2.2", "opinion")
    assert counts == [len(applications) - 1 + len(opinions), 0]
    assert [c for c, s in applications.items() if s is not ObligationState.LAPSED] == ["ck001"]
    assert set(campaign.states("2.1", "ack").values()) == {ObligationState.PENDING}
