"""Launching: a file frozen by its hash, once; what starts now and what is past; days of the office."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from config.campaign_file import CampaignFile
from models import (
    CalendarYear,
    Campaign,
    CampaignVersion,
    Closure,
    JournalEntry,
    Phase,
    PlannedRun,
    Step,
)
from rules.definition import Opening
from rules.states import CampaignState, StepState
from tasks import campaigns
from tasks.campaigns import Launched
from tasks.context import House
from tasks.errors import NotFound, Refused
from tests.support.campaign_builder import shanghai, shipped
from tests.support.campaigns import SUZHOU
from tests.support.launched import bare_house

PRINTED = shanghai("2021-06-18", "08:00")
STEPS = (
    "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "opinions", "3.1", "publicity",
    "3.2", "3.3", "casebook", "3.4",
)  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with bare_house(tmp_path) as made:
        yield made


def launch(house: House, day: str = "2021-06-18", file: CampaignFile | None = None) -> Launched:
    with house.acting("办公室", now=shanghai(day, "08:00")) as ctx:
        return campaigns.launch(ctx, file or shipped())


def changed(step: str, **values: object) -> CampaignFile:
    """The shipped file with one step said otherwise."""
    told: dict[str, Any] = shipped().definition.model_dump(mode="json")
    for phase in told["phases"]:
        for one in phase["steps"]:
            if one["code"] == step:
                one.update(values)
    definition = type(shipped().definition).model_validate(told)
    return replace(shipped(), definition=definition)


def test_a_launch_freezes_the_file_as_it_was_read(house: House) -> None:
    done = launch(house)

    with house.reading() as ctx:
        campaign = ctx.session.exec(select(Campaign)).one()
        version = ctx.session.exec(select(CampaignVersion)).one()
    digest = hashlib.sha256(SUZHOU.read_bytes()).hexdigest()
    assert (campaign.id, campaign.code, campaign.state, campaign.version, campaign.launched_at) == (
        done.campaign_id, "szsc-2021", CampaignState.LAUNCHED, 1, PRINTED,
    )  # fmt: skip
    assert campaign.file_sha256 == version.sha256 == digest
    assert (version.text, version.reason, version.ordered_by, version.at) == (
        SUZHOU.read_text("utf-8"), "启动", "办公室", PRINTED,
    )  # fmt: skip


def test_a_running_campaign_goes_by_the_frozen_file_whatever_the_disk_says(house: House) -> None:
    later = changed("2.2", closes="2021-12-29")
    launch(house)

    with house.reading() as ctx:
        frozen = campaigns.definition_of(ctx, 1)
    assert frozen == shipped().definition != later.definition


def test_phases_and_steps_stand_ready_in_the_order_of_the_file(house: House) -> None:
    done = launch(house)

    with house.reading() as ctx:
        phases = ctx.session.exec(select(Phase.code).order_by(col(Phase.position))).all()
        steps = ctx.session.exec(select(Step).order_by(col(Step.position))).all()
        runs = ctx.session.exec(select(func.count(col(PlannedRun.id)))).one()
    assert phases == ["compete", "appraise", "conclude"]
    assert tuple(step.code for step in steps) == STEPS
    assert {step.state for step in steps} == {StepState.PLANNED}
    assert (steps[6].opens_at, steps[6].closes_at) == (
        shanghai("2021-12-02", "08:53"),
        shanghai("2021-12-22", "23:59:59.999999"),
    )
    assert done == Launched(1, len(STEPS), runs, ("1.1", "1.2"), ())


def test_a_step_that_is_not_taken_has_no_row(house: House) -> None:
    done = launch(house, file=changed("opinions", enabled=False))

    with house.reading() as ctx:
        codes = ctx.session.exec(select(Step.code).order_by(col(Step.position))).all()
    assert tuple(codes) == tuple(code for code in STEPS if code != "opinions")
    assert done.steps == len(STEPS) - 1


def test_a_second_launch_of_the_same_code_is_refused_and_changes_nothing(house: House) -> None:
    launch(house)

    with pytest.raises(Refused) as refused:
        launch(house, day="2021-07-01")

    assert refused.value.reasons == (
        "评选活动“szsc-2021”已经启动过；修改请走“调整方案”，下一年请用新的代码",
    )
    with house.reading() as ctx:
        rows = [
            ctx.session.exec(select(func.count()).select_from(t)).one() for t in (Campaign, Step)
        ]
    assert rows == [1, len(STEPS)]


def test_a_late_launch_lists_what_starts_at_once_and_what_is_to_be_entered_on_paper(
    house: House,
) -> None:
    done = launch(house, day="2021-12-03")

    assert done.started_at_once == ("2.1", "2.2")
    assert done.to_enter_on_paper == ("1.1", "1.2", "1.3", "1.4", "1.5")


def test_a_step_that_waits_for_the_offices_word_is_not_said_to_start_at_once(house: House) -> None:
    done = launch(house, day="2021-12-03", file=changed("2.2", opening=Opening.TRIGGER.value))

    assert done.started_at_once == ("2.1",)


def test_a_late_launch_plans_only_runs_that_are_still_to_come(house: House) -> None:
    launch(house, day="2021-12-20")

    with house.reading() as ctx:
        first = ctx.session.exec(select(func.min(PlannedRun.due_at))).one()
        steps = set(ctx.session.exec(select(PlannedRun.step)).all())
    assert first is not None
    assert first >= shanghai("2021-12-20", "08:00")
    assert steps == {"2.2", "2.3", "2.4", "opinions", *STEPS[10:]}


def test_a_launch_is_in_the_journal_with_the_files_hash(house: House) -> None:
    launch(house)

    with house.reading() as ctx:
        entry = campaigns.campaign_row(ctx, 1)
        told = [
            (e.what, e.subject, e.actor, e.payload)
            for e in ctx.session.exec(select(JournalEntry)).all()
        ]
    assert told == [
        ("campaign.launched", "szsc-2021", "办公室", {"sha256": entry.file_sha256, "steps": 16})
    ]


def test_the_current_campaign_is_the_newest_that_is_not_archived(house: House) -> None:
    next_year = replace(
        shipped(), definition=shipped().definition.model_copy(update={"code": "szsc-2022"})
    )
    with house.reading() as ctx:
        none = campaigns.current(ctx)
    launch(house)
    launch(house, file=next_year)
    with house.acting("办公室") as ctx:
        newest = campaigns.current(ctx)
        campaigns.campaign_row(ctx, 2).state = CampaignState.ARCHIVED
        ctx.session.flush()
        running = campaigns.current(ctx)
        campaigns.campaign_row(ctx, 1).state = CampaignState.ARCHIVED
        ctx.session.flush()
        last = campaigns.current(ctx)

    codes = [None if found is None else found.code for found in (none, newest, running, last)]
    assert codes == [None, "szsc-2022", "szsc-2021", "szsc-2022"]


def test_a_campaign_that_does_not_exist_is_named(house: House) -> None:
    with house.reading() as ctx, pytest.raises(NotFound) as refused:
        campaigns.definition_of(ctx, 7)

    assert refused.value.reasons == ("没有编号为 7 的评选活动",)


def test_a_closure_makes_its_day_a_day_off_at_once(house: House) -> None:
    storm = date(2021, 12, 17)
    with house.acting("办公室", now=PRINTED) as ctx:
        before = campaigns.calendar_of(ctx)
        ctx.session.add(Closure(day=storm, reason="台风", entered_by="办公室", entered_at=PRINTED))
        ctx.session.flush()
        after = campaigns.calendar_of(ctx)

    assert (before.is_working(storm), after.is_working(storm)) == (True, False)
    assert after.shift(date(2021, 12, 16), 1) == date(2021, 12, 20)
    assert after.named(storm) == "2021-12-17（周五，停工：台风）"


def test_an_uploaded_calendar_replaces_the_estimate_of_its_year(house: House) -> None:
    told = {
        "year": 2031,
        "papers": [],
        "days": [
            {"name": "春节", "date": "2031-01-23", "isOffDay": True},
            {"name": "春节", "date": "2031-01-25", "isOffDay": False},
        ],
    }
    holiday, make_up = date(2031, 1, 23), date(2031, 1, 25)
    with house.acting("办公室", now=PRINTED) as ctx:
        before = campaigns.calendar_of(ctx)
        ctx.session.add(
            CalendarYear(year=2031, content=told, entered_by="办公室", entered_at=PRINTED)
        )
        ctx.session.flush()
        after = campaigns.calendar_of(ctx)

    assert [before.is_working(holiday), before.is_working(make_up)] == [True, False]
    assert [after.is_working(holiday), after.is_working(make_up)] == [False, True]
    assert (before.is_provisional(holiday), after.is_provisional(holiday)) == (True, False)


def test_the_files_closures_are_days_off_from_the_launch_on_and_the_offices_own_word_stands(
    house: House,
) -> None:
    """From Friday to Monday: the weekend between was off anyway and harms nobody."""
    closed = {"first": "2021-12-10", "last": "2021-12-13", "reason": "迁址停工"}
    told = {**shipped().definition.model_dump(mode="json"), "closures": [closed]}
    file = replace(shipped(), definition=type(shipped().definition).model_validate(told))
    monday = date(2021, 12, 13)
    with house.acting("办公室", now=PRINTED) as ctx:
        ctx.session.add(Closure(day=monday, reason="台风", entered_by="值班", entered_at=PRINTED))

    launch(house, file=file)

    with house.reading() as ctx:
        calendar = campaigns.calendar_of(ctx)
    assert calendar.shift(date(2021, 12, 9), 1) == date(2021, 12, 14)
    assert [calendar.why(date(2021, 12, day)) for day in (10, 11, 13)] == [
        "停工：迁址停工", "停工：迁址停工", "停工：台风",
    ]  # fmt: skip


def test_a_closure_that_turns_out_to_be_a_holiday_harms_nothing(house: House) -> None:
    day = date(2031, 1, 23)
    told = {"year": 2031, "days": [{"name": "春节", "date": f"{day}", "isOffDay": True}]}
    with house.acting("办公室", now=PRINTED) as ctx:
        ctx.session.add(Closure(day=day, reason="检修", entered_by="办公室", entered_at=PRINTED))
        ctx.session.add(
            CalendarYear(year=2031, content=told, entered_by="办公室", entered_at=PRINTED)
        )
        ctx.session.flush()
        calendar = campaigns.calendar_of(ctx)

    assert calendar.is_working(day) is False
