"""Applications: numbered without gaps, judged by their real day, sent back, ruled on, settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Application, Message, OfficeTask
from rules.eligibility import Standing
from rules.facts import Ruling
from rules.states import ApplicationState, ObligationState
from tasks import applications, eligibility
from tasks.application_rows import Entry
from tasks.errors import Refused
from tasks.facts_of import Stated
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.candidates import person, project
from tests.support.stated import bearer, collective, star, worker

OPENED, AFTER = shanghai("2021-12-02"), shanghai("2021-12-18")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        made.open("2.2", OPENED)
        yield made


def submit(campaign: Built, entry: Entry, day: str = "2021-12-10") -> str:
    with campaign.acting(shanghai(day), "单位") as ctx:
        return applications.submit(ctx, campaign.campaign, entry).number


def settle(campaign: Built, day: str = "2021-12-18") -> eligibility.Settled:
    with campaign.acting(shanghai(day), "流程") as ctx:
        return applications.settle(ctx, campaign.campaign, "2.2")


def state(campaign: Built, number: str) -> ApplicationState:
    with campaign.house.reading() as ctx:
        found = ctx.session.exec(
            select(Application.state).where(col(Application.number) == number)
        ).one()
    return ApplicationState(found)


def test_a_submission_gets_the_next_number_meets_the_duty_and_is_receipted(
    campaign: Built,
) -> None:
    numbers = [submit(campaign, bearer("ck001")), submit(campaign, collective("ck001"))]

    with campaign.house.reading() as ctx:
        receipts = ctx.session.exec(
            select(Message.subject).where(col(Message.kind) == "application_received")
        ).all()
    assert numbers == ["SZSC-2021-0001", "SZSC-2021-0002"]
    assert campaign.states("2.2", "apply")["ck001"] is ObligationState.MET
    assert [any(number in subject for subject in receipts) for number in numbers] == [True, True]


def test_a_draft_takes_no_number_until_it_is_handed_in(campaign: Built) -> None:
    with campaign.acting(OPENED) as ctx:
        provisional = applications.draft(ctx, campaign.campaign, bearer("ck001"))
    other = submit(campaign, bearer("ck002"))
    ended = submit(campaign, bearer("ck001", draft=provisional))

    assert (other, ended) == ("SZSC-2021-0001", "SZSC-2021-0002")
    assert state(campaign, ended) is ApplicationState.SUBMITTED


def test_r4_a_late_submission_is_refused_and_says_what_can_be_done(campaign: Built) -> None:
    with pytest.raises(Refused) as refused:
        submit(campaign, bearer("ck001"), "2021-12-18")

    assert refused.value.reasons == (
        (
            "示例一窗口的申报期限为2021年12月17日 24:00，已经截止（四·第二阶段·2）；"
            "实际送达更早的，请由办公室按实际日期登记，确有困难的先办理延期"
        ),
    )


def test_a_paper_of_the_last_day_entered_later_is_in_time(campaign: Built) -> None:
    entry = bearer("ck001", happened_on=date(2021, 12, 17), channel="paper")

    submit(campaign, entry, "2021-12-20")

    assert campaign.states("2.2", "apply")["ck001"] is ObligationState.MET


def test_applying_before_the_step_has_opened_is_refused(tmp_path: Path) -> None:
    with built(tmp_path) as early, pytest.raises(Refused, match="尚未开始"):
        submit(early, bearer("ck001"))


def test_the_same_candidate_cannot_be_entered_twice_for_one_honour(campaign: Built) -> None:
    submit(campaign, bearer("ck001"))

    with pytest.raises(Refused, match="SZSC-2021-0001"):
        submit(campaign, bearer("ck001"))


def test_a_unit_that_applies_for_nothing_is_done_with_its_duty(campaign: Built) -> None:
    with campaign.acting(OPENED) as ctx:
        met = applications.declare_none(ctx, campaign.campaign, "ck003", reason="人员少")

    assert met == 1
    assert campaign.states("2.2", "apply")["ck003"] is ObligationState.MET


def test_an_application_sent_back_is_owed_until_its_day_and_keeps_its_number(
    campaign: Built,
) -> None:
    vague = Stated(project=project(started_on=None))
    number = submit(campaign, bearer("ck001", stated=vague))

    with campaign.acting(shanghai("2021-12-13")) as ctx:
        applications.return_for_correction(
            ctx, campaign.campaign, number, corrections=["请填启动日期"], due_on=date(2021, 12, 20)
        )
    returned = state(campaign, number)
    with campaign.acting(shanghai("2021-12-20"), "单位") as ctx:
        again = applications.resubmit(ctx, campaign.campaign, number, bearer("ck001"))

    assert returned is ApplicationState.RETURNED
    assert again == applications.Submitted(number, 2, 1)
    assert settle(campaign, "2021-12-21").eligible == 1


def test_a_correction_after_its_day_is_refused_and_the_old_material_is_judged(
    campaign: Built,
) -> None:
    number = submit(campaign, bearer("ck001", stated=Stated(project=project(leading=False))))
    with campaign.acting(shanghai("2021-12-13")) as ctx:
        applications.return_for_correction(
            ctx, campaign.campaign, number, corrections=["请补充说明"], due_on=date(2021, 12, 20)
        )

    with (
        campaign.acting(shanghai("2021-12-21")) as ctx,
        pytest.raises(Refused, match="已经截止"),
    ):
        applications.resubmit(ctx, campaign.campaign, number, bearer("ck001"))

    assert settle(campaign, "2021-12-21").ineligible == 1
    with campaign.house.reading() as ctx:
        row = ctx.session.exec(select(Application)).one()
    assert [reason["rule"] for reason in row.reasons] == ["R18", "R4"]


def test_sending_back_needs_something_to_mend_and_a_day_that_can_be(campaign: Built) -> None:
    number = submit(campaign, bearer("ck001"))

    with campaign.acting(shanghai("2021-12-13")) as ctx, pytest.raises(Refused) as refused:
        applications.return_for_correction(
            ctx, campaign.campaign, number, corrections=[" "], due_on=date(2021, 12, 25)
        )

    assert len(refused.value.reasons) == 3


def test_before_its_deadline_an_application_is_left_alone(campaign: Built) -> None:
    submit(campaign, bearer("ck001"))

    assert settle(campaign, "2021-12-15") == eligibility.Settled(1, 0, 0, (), 0, complete=False)


def test_every_reason_against_an_application_is_kept_with_its_clause(campaign: Built) -> None:
    bad = project(started_on=date(2020, 1, 1), in_use_on=date(2021, 12, 5))
    number = submit(campaign, bearer("ck001", stated=Stated(project=bad)))

    settle(campaign)

    with campaign.house.reading() as ctx:
        row = ctx.session.exec(select(Application)).one()
    assert state(campaign, number) is ApplicationState.INELIGIBLE
    assert [(r["rule"], r["clause"]) for r in row.reasons] == [
        ("R19", "附件2·改革创新标兵单位·评选方式"),
        ("R20", "附件2·改革创新标兵单位·评选方式"),
    ]


def test_an_open_point_waits_for_a_ruling_and_asks_the_office_once(campaign: Built) -> None:
    unclear = Stated(person=person("p-1", front_line=None), recommended=True)
    number = submit(campaign, star("ck001", stated=unclear))
    first, second = settle(campaign), settle(campaign)

    with campaign.acting(AFTER) as ctx:
        ruling = Ruling("R29", accepted=True, reason="在前台受理", ordered_by="办公室主任")
        verdict = eligibility.rule_on_eligibility(ctx, campaign.campaign, number, ruling)

    with campaign.house.reading() as ctx:
        tasks = ctx.session.exec(select(OfficeTask)).all()
    assert (first.to_rule_on, second.to_rule_on) == ((number,), (number,))
    assert [(task.kind, task.done_at is not None) for task in tasks] == [("ruling", True)]
    assert verdict is Standing.ELIGIBLE
    assert state(campaign, number) is ApplicationState.ELIGIBLE


def test_a_ruling_on_what_is_not_open_is_refused(campaign: Built) -> None:
    number = submit(campaign, star("ck001"))

    with campaign.acting(AFTER) as ctx, pytest.raises(Refused, match="没有待裁定"):
        eligibility.rule_on_eligibility(
            ctx,
            campaign.campaign,
            number,
            Ruling("R29", accepted=True, reason="是", ordered_by="主任"),
        )


def test_a14_whoever_stands_for_both_personal_honours_is_flagged_on_both(
    campaign: Built,
) -> None:
    submit(campaign, star("xq01", "p-9"))
    submit(campaign, worker("xq01", "p-9"))

    settle(campaign)

    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(Application)).all()
    assert [[r["rule"] for r in row.reasons] for row in rows] == [["A14"], ["A14"]]


def test_r50_r51_a_county_speaks_on_its_lower_units_and_is_then_done(campaign: Built) -> None:
    number = submit(campaign, bearer("zh001"))
    with campaign.acting(shanghai("2021-12-18")) as ctx:
        met = eligibility.give_opinion(
            ctx, campaign.campaign, number, county="xq01", text="同意申报", priority="全省首创"
        )

    settle(campaign, "2021-12-20")

    assert met == 1
    assert campaign.states("2.2", "opinion") == {
        "xq01": ObligationState.MET,
        "xq02": ObligationState.WAIVED,
    }


def test_r50_another_county_has_no_say(campaign: Built) -> None:
    number = submit(campaign, bearer("zh001"))

    with campaign.acting(AFTER) as ctx, pytest.raises(Refused, match="不是样板区行政审批局所属"):
        eligibility.give_opinion(ctx, campaign.campaign, number, county="xq02", text="同意")


def test_what_was_withdrawn_does_not_compete(campaign: Built) -> None:
    number = submit(campaign, bearer("ck001"))
    with campaign.acting(shanghai("2021-12-11"), "单位") as ctx:
        applications.withdraw(ctx, campaign.campaign, number, reason="改报先进集体")

    assert settle(campaign).eligible == 0
    assert state(campaign, number) is ApplicationState.WITHDRAWN


def test_the_step_has_its_outcome_once_everything_is_judged(campaign: Built) -> None:
    submit(campaign, bearer("ck001"))
    submit(campaign, bearer("ck002", stated=Stated()))

    settled = settle(campaign)

    assert settled == eligibility.Settled(0, 1, 1, (), 0, complete=True)
    assert campaign.outcome("2.2") == "收到申报2件，符合条件1件，不符合1件"
