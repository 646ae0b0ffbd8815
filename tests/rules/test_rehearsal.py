"""The rehearsed year is the year that then happens: same moments, same units, and its warnings."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

from sqlmodel import col, select

from config.calendars import KNOWN_YEARS, statutory
from models import Obligation, PlannedRun, Step
from rules.definition import Audience, Campaign
from rules.rehearsal import Event, Participant, Rehearsal, owing, rehearse
from rules.timetable import AFTER_THE_END
from tasks.rehearsing import participants_of
from tests.support.campaign_builder import built, shanghai
from tests.support.campaigns import suzhou

CALENDAR = statutory(KNOWN_YEARS, provisional=True)
WINDOW = Participant("ck001", "示例一窗口", "window", {Audience.CONTACT: 2, Audience.DEPUTY: 1})
COUNTY = Participant("xq01", "示例市局", "county_bureau", {Audience.CONTACT: 1})
OFFICE = Participant("bangongshi", "办公室", "bureau_office", {Audience.CONTACT: 1})


def events(done: Rehearsal, step: str, kind: str) -> list[Event]:
    return [event for event in done.events if event.step == step and event.kind == kind]


def with_step(code: str, **values: object) -> Campaign:
    """The shipped campaign with one step said otherwise."""
    told = suzhou().model_dump(mode="json")
    for phase in told["phases"]:
        for step in phase["steps"]:
            if step["code"] == code:
                step.update(values)
    return Campaign.model_validate(told)


def test_the_rehearsed_moments_are_those_of_the_runs_that_a_launch_plans(tmp_path: Path) -> None:
    with built(tmp_path) as campaign, campaign.house.reading() as ctx:
        done = rehearse(suzhou(), CALENDAR, participants_of(ctx, date(2021, 6, 18)))
        planned = {
            (run.step, run.purpose.split()[0], run.due_at)
            for run in ctx.session.exec(select(PlannedRun)).all()
        }

    ends = ("due", "close")
    rehearsed = {
        (e.step, e.kind, e.at + AFTER_THE_END if e.kind in ends else e.at) for e in done.events
    }
    assert rehearsed == planned


def test_the_rehearsed_units_are_those_that_then_owe_each_duty_by_the_rehearsed_end(
    tmp_path: Path,
) -> None:
    with built(tmp_path) as campaign:
        with campaign.house.reading() as ctx:
            done = rehearse(suzhou(), CALENDAR, participants_of(ctx, date(2021, 6, 18)))
        for step in suzhou().steps:
            campaign.open(step.code, CALENDAR.at(step.opens, shanghai("2021-06-18").time()))
        with campaign.house.reading() as ctx:
            owed = Counter(
                (code, f"{title}：截止", shown)
                for code, title, shown in ctx.session.exec(
                    select(col(Step.code), col(Obligation.title), col(Obligation.shown_at)).join(
                        Step, col(Step.id) == col(Obligation.step_id)
                    )
                ).all()
            )

    assert {(e.step, e.title, e.at): e.units for e in done.events if e.kind == "due"} == owed


def test_a_steps_events_tell_the_day_its_reason_and_whom_it_waits_for() -> None:
    done = rehearse(suzhou(), CALENDAR, [WINDOW, COUNTY])

    (opening,) = events(done, "2.3", "open")
    assert opening == Event(
        at=shanghai("2021-12-20", "08:53"),
        kind="open",
        step="2.3",
        title="考评评估：启动",
        to="办公室",
        units=0,
        messages=0,
        why=(
            "方案定于2021-12-20（周一，工作日）启动",
            "须在“印发考评通知”之后",
            "须在“总结并报送申报材料”之后",
        ),
    )


def test_reminders_count_the_people_behind_each_audience_as_if_nobody_acted() -> None:
    done = rehearse(suzhou(), CALENDAR, [WINDOW, COUNTY])

    told = [
        (e.at, e.title, e.to, e.units, e.messages)
        for e in events(done, "2.2", "remind")
        if e.title.startswith("报送申报材料") and "T+" in e.title
    ]
    first, third = shanghai("2021-12-20", "09:37"), shanghai("2021-12-22", "10:07")
    title = "报送申报材料：提醒 "
    assert told == [
        (first, f"{title}T+1", "联系人", 2, 3),
        (first, f"{title}T+1", "分管负责人", 2, 1),
        (third, f"{title}T+3", "联系人", 2, 3),
        (third, f"{title}T+3", "分管负责人", 2, 1),
        (third, f"{title}T+3", "牵头处室", 2, 2),
    ]


def test_the_director_gets_one_message_for_all_and_none_where_nobody_owes() -> None:
    some = rehearse(suzhou(), CALENDAR, [WINDOW, COUNTY])
    none = rehearse(suzhou(), CALENDAR, [])

    def to_director(done: Rehearsal) -> list[int]:
        return [e.messages for e in events(done, "2.1", "remind") if e.to == "办公室主任"]

    assert (to_director(some), to_director(none)) == ([1], [0])


def test_the_days_messages_are_the_sum_of_its_events() -> None:
    done = rehearse(suzhou(), CALENDAR, [WINDOW, COUNTY, OFFICE])

    per_day: Counter[date] = Counter()
    for event in done.events:
        per_day[CALENDAR.day_of(event.at)] += event.messages
    assert done.per_day == {day: count for day, count in sorted(per_day.items()) if count}
    assert list(done.per_day) == sorted(done.per_day)


def test_events_come_in_order_of_time() -> None:
    done = rehearse(suzhou(), CALENDAR, [WINDOW, COUNTY])

    moments: list[datetime] = [event.at for event in done.events]
    assert moments == sorted(moments)
    assert moments[0] == shanghai("2021-06-18", "08:53")
    assert moments[-1] == shanghai("2022-01-21", "23:59:59.999999")


def test_a_duty_is_owed_by_the_offices_or_kinds_it_names_or_by_all() -> None:
    everybody = [WINDOW, COUNTY, OFFICE]

    owers = [
        owing(suzhou().duty(step, duty), everybody)
        for step, duty in (("2.4", "dossier"), ("2.2", "opinion"), ("2.1", "ack"))
    ]
    assert owers == [[OFFICE], [COUNTY], everybody]


def test_a_step_that_waits_for_one_that_may_end_later_is_named() -> None:
    campaign = with_step("2.3", closes="2021-12-30")

    warnings = set(rehearse(campaign, CALENDAR, []).warnings)

    assert warnings - set(rehearse(suzhou(), CALENDAR, []).warnings) == {
        "“形成综合性考评材料”定于2021-12-30启动，须待“考评评估”办结，而后者最晚到2021-12-30；到时未办结则顺延"
    }


def test_a_duty_due_before_its_step_opens_is_named() -> None:
    told = suzhou().model_dump(mode="json")
    told["phases"][1]["steps"][0]["duties"][0]["due"] = "2021-11-30"

    warnings = rehearse(Campaign.model_validate(told), CALENDAR, []).warnings

    assert "“签收考评通知”截止于2021-11-30，早于环节启动日2021-12-01" in warnings


def test_a_day_on_which_a_kind_of_unit_owes_three_things_is_named() -> None:
    told = suzhou().model_dump(mode="json")
    extra = told["phases"][1]["steps"][1]["duties"][0]
    told["phases"][1]["steps"][1]["duties"] += [{**extra, "code": code} for code in ("b", "c")]

    warnings = rehearse(Campaign.model_validate(told), CALENDAR, [WINDOW]).warnings

    assert "2021-12-17（周五，工作日）：政务服务中心进驻窗口同一天有3项事项截止" in warnings


def test_a_day_with_more_than_three_messages_a_unit_is_named() -> None:
    crowd = Participant("ck002", "示例二窗口", "window", {Audience.CONTACT: 4})

    warnings = rehearse(suzhou(), CALENDAR, [crowd]).warnings

    assert "2021-12-08（周三，工作日）：最多可能发出4条消息，超过单位数的3倍" in warnings
