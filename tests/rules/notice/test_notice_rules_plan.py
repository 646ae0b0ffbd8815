"""The notice's rules about its plan: phases, steps, their order and the people behind them (R1 to R15)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from config.calendars import statutory
from rules.deadlines import Timeliness, deadline_on, judge
from rules.definition import Audience, DutyKind, Method, Role, StepKind
from rules.opening import may_open, phase_close_warnings
from rules.states import StepState
from tests.support.campaigns import suzhou

CLOSED, OPEN, PLANNED, SKIPPED = (
    StepState.CLOSED,
    StepState.OPEN,
    StepState.PLANNED,
    StepState.SKIPPED,
)
ALL_CLOSED = {step.code: CLOSED for step in suzhou().steps}
CALENDAR = statutory([2021, 2022])
SHANGHAI = ZoneInfo("Asia/Shanghai")


def but(**changed: StepState) -> dict[str, StepState]:
    """All steps closed but for these; step 2.3 is written `s2_3`, and `PLANNED` leaves it to come."""
    return {**ALL_CLOSED, **{code[1:].replace("_", "."): state for code, state in changed.items()}}


def reasons(step: str, states: dict[str, StepState]) -> tuple[str, ...]:
    refusal = may_open(step, suzhou(), states)
    return refusal.reasons if refusal else ()


def test_r1_three_phases_stand_in_order_in_their_windows() -> None:
    windows = [(phase.name, phase.opens, phase.closes) for phase in suzhou().phases]

    assert windows == [
        ("全面争创阶段", date(2021, 6, 18), date(2021, 11, 30)),
        ("考评申报阶段", date(2021, 12, 1), date(2021, 12, 31)),
        ("评选总结阶段", date(2022, 1, 1), date(2022, 1, 10)),
    ]
    assert all(before.closes < after.opens for before, after in pairwise(suzhou().phases))


def test_r2_the_phases_have_five_four_and_four_numbered_steps() -> None:
    listed = [[step.code for step in phase.steps if step.listed] for phase in suzhou().phases]

    assert listed == [
        ["1.1", "1.2", "1.3", "1.4", "1.5"],
        ["2.1", "2.2", "2.3", "2.4"],
        ["3.1", "3.2", "3.3", "3.4"],
    ]


def test_r2_closing_a_phase_with_an_open_step_is_a_warning_that_names_it() -> None:
    warnings = phase_close_warnings("appraise", suzhou(), but(s2_3=OPEN))

    assert warnings == ("“考评申报阶段”结束时，2.3 考评评估正在进行",)


def test_r2_a_phase_whose_steps_are_over_closes_without_a_word() -> None:
    assert phase_close_warnings("appraise", suzhou(), but(s2_3=SKIPPED)) == ()


def test_r3_no_evaluation_before_the_evaluation_notice_is_issued() -> None:
    assert reasons("2.3", but(s2_3=PLANNED, s2_1=OPEN)) == (
        "须待 2.1 印发考评通知办结，现正在进行（四·第二阶段·1、2）",
    )
    assert reasons("2.3", but(s2_3=PLANNED)) == ()


def test_r4_the_evaluation_notice_carries_the_timetable_that_submissions_are_checked_against() -> (
    None
):
    timetable = {
        duty.code: duty.due
        for step in suzhou().phases[1].steps
        for duty in step.duties
        if duty.kind is not DutyKind.ACKNOWLEDGE
    }
    apply = deadline_on(timetable["apply"], CALENDAR)
    last_minute = datetime(2021, 12, 17, 23, 59, tzinfo=SHANGHAI).astimezone(UTC)
    next_day = datetime(2021, 12, 18, 0, 0, tzinfo=SHANGHAI).astimezone(UTC)

    assert suzhou().step("2.1").output == "考评通知，附考评工作时间安排表"
    assert timetable == {
        "apply": date(2021, 12, 17),
        "opinion": date(2021, 12, 21),
        "method": date(2021, 12, 22),
        "score": date(2021, 12, 28),
        "dossier": date(2021, 12, 30),
    }
    assert judge(last_minute, apply) is Timeliness.ON_TIME
    assert judge(next_day, apply) is Timeliness.LATE


def test_r5_the_five_ways_of_evaluating_are_all_in_use() -> None:
    used = {c.method for scheme in suzhou().evaluation.schemes for c in scheme.components}

    assert used >= {
        Method.FIELD_RESEARCH,
        Method.SITE_VISIT,
        Method.HEARING,
        Method.THIRD_PARTY,
        Method.VOTE,
    }


@pytest.mark.parametrize("step", ["publicity", "3.2"])
def test_r6_nothing_names_winners_before_the_leading_group_has_met_not_even_if_it_is_skipped(
    step: str,
) -> None:
    states = {**but(s3_1=SKIPPED), step: PLANNED}

    assert suzhou().step("3.1").actor == "leading_group"
    assert reasons(step, states) == (
        "须待 3.1 领导小组专题会议审定名单办结，现已经跳过（四·第三阶段·1）",
    )


def test_r6_the_leading_group_meets_after_the_results_are_compiled() -> None:
    assert reasons("3.1", but(s2_4=OPEN, s3_1=PLANNED)) == (
        "须待 2.4 形成综合性考评材料办结，现正在进行（四·第三阶段·1）",
    )


def test_r7_commendation_waits_for_the_meeting_that_decides() -> None:
    assert reasons("3.2", but(s3_1=OPEN, s3_2=PLANNED)) == (
        "须待 3.1 领导小组专题会议审定名单办结，现正在进行（四·第三阶段·1）",
    )
    assert suzhou().step("3.2").kind is StepKind.COMMENDATION


def test_r8_results_go_to_four_circles_of_addressees() -> None:
    (report,) = (a for a in suzhou().messaging.addressees if a.notice == "3.3")

    assert report.main == ("省级主管部门", "市委、市政府", "各地党委政府", "市各有关部门")


def test_r9_archiving_is_last_and_names_everything_that_is_not_over() -> None:
    states = {**but(s1_5=OPEN, s3_4=PLANNED), "casebook": OPEN}

    assert suzhou().steps[-1].kind is StepKind.ARCHIVING
    assert reasons("3.4", states) == (
        "须待 1.5 考察调研和座谈交流办结，现正在进行（四·第三阶段·4）",
        "须待“汇编先进事迹”办结，现正在进行（四·第三阶段·4）",
    )


def test_r10_the_leading_group_has_one_head_six_deputies_eleven_members_and_its_office() -> None:
    group = suzhou().leading_group

    assert (len(group.deputies), len(group.members)) == (6, 11)
    assert len({group.head, *group.deputies, *group.members}) == 18
    assert sum(office.member for office in suzhou().offices) == 11
    assert (group.office, group.office_head) == ("bangongshi", "办公室主任")


def test_r11_three_observers_give_opinions_and_are_no_members() -> None:
    observers = [(o.name, o.member) for o in suzhou().offices if o.observer]

    assert observers == [("市场准入一处", False), ("项目建设一处", False), ("综合审批处", False)]


def test_r12_the_office_runs_the_steps_together_with_the_lead_offices() -> None:
    campaign = suzhou()
    leads = {lead for h in campaign.honours for lead in h.leads}
    leads |= {group.lead for group in campaign.evaluation.groups}
    actors = {step.actor for step in campaign.steps}
    scorers = set(campaign.duty("2.3", "score").offices)

    assert actors == {"bangongshi", "leading_group", "participants"}
    assert scorers == leads
    assert all(campaign.office(lead).member for lead in leads)


def test_r13_participants_may_report_until_the_phase_ends_and_the_lead_office_hears_of_delay() -> (
    None
):
    campaign = suzhou()
    collection = campaign.step("1.4")
    widest = campaign.ladder("standard").rungs[-1]

    assert collection.actor == "participants"
    assert collection.closes == campaign.phases[0].closes
    assert Audience.LEAD_OFFICE in widest.to


def test_r14_a_unit_has_a_leader_a_deputy_and_a_contact_and_reminders_widen_upwards() -> None:
    rungs = suzhou().ladder("standard").rungs

    assert set(Role) == {Role.LEADER, Role.DEPUTY, Role.CONTACT}
    assert [(rung.label, rung.to) for rung in rungs] == [
        ("T-7", (Audience.CONTACT,)),
        ("T-3", (Audience.CONTACT,)),
        ("T-1", (Audience.CONTACT,)),
        ("T", (Audience.CONTACT,)),
        ("T+1", (Audience.CONTACT, Audience.DEPUTY)),
        ("T+3", (Audience.CONTACT, Audience.DEPUTY, Audience.LEAD_OFFICE)),
    ]


def test_r15_good_cases_become_a_booklet_before_the_archive_is_sealed() -> None:
    casebook = suzhou().step("casebook")

    assert (casebook.kind, casebook.clause, casebook.listed) == (StepKind.CASEBOOK, "五·5", False)
    assert "casebook" in suzhou().step("3.4").after
