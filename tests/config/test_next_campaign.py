"""Next year's campaign file: the same text, dates on working days, each change told."""

from __future__ import annotations

import difflib
from datetime import date

import pytest

from config.calendars import KNOWN_YEARS, statutory
from config.next_campaign import CannotRenew, Change, in_chinese, next_campaign
from tests.support.campaign_text import TEXT, changed, checked
from tests.support.campaigns import suzhou

CALENDAR = statutory(KNOWN_YEARS)
NEXT = next_campaign(TEXT, 2022)


def test_the_next_file_reads_and_only_leaves_open_what_a_person_decides() -> None:
    report = checked(NEXT.text)

    assert [(f.severity, f.code) for f in report.findings] == [("warning", "clash-undecided")]
    assert report.findings == NEXT.review
    assert report.definition is not None
    assert (report.definition.code, report.definition.year, report.definition.session) == (
        "szsc-2022",
        2022,
        4,
    )
    assert report.definition.short == "“双争双创”主题活动（第四届）"


def test_every_line_that_differs_is_listed_and_every_comment_stays() -> None:
    lines = TEXT.splitlines(), NEXT.text.splitlines()
    differing = [n for n, (old, new) in enumerate(zip(*lines, strict=True), 1) if old != new]
    comments = [[line.partition("#")[2] for line in text] for text in lines]

    assert sorted({change.line for change in NEXT.changes}) == differing
    assert comments[0] == comments[1]


def test_a_deadline_that_would_fall_on_a_weekend_moves_to_the_next_working_day() -> None:
    line = next(n for n, text in enumerate(TEXT.splitlines(), 1) if "due: 2021-12-17" in text)

    assert [change for change in NEXT.changes if change.line == line] == [
        Change(
            line,
            "phases.2.steps.2.duties.1.due",
            "2021-12-17",
            "2022-12-19",
            "顺延 1 年为 2022-12-17（周六，周末），改到最近的工作日 2022-12-19（周一，工作日）",
        )
    ]


def test_an_end_that_may_not_leave_its_phase_moves_to_the_working_day_before() -> None:
    definition = checked(NEXT.text).definition

    assert definition is not None
    assert definition.step("2.4").closes == date(2022, 12, 30)
    assert definition.phases[1].closes == date(2022, 12, 31)


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_day_on_which_somebody_has_to_act_is_a_working_day(year: int) -> None:
    definition = checked(next_campaign(TEXT, year).text).definition

    assert definition is not None
    days = [
        day
        for step in definition.steps
        for day in (step.opens, step.closes, *(duty.due for duty in step.duties))
    ]
    assert [day for day in days if not CALENDAR.is_working(day)] == []


def test_what_still_names_the_old_year_is_left_to_a_person() -> None:
    assert [change.reason for change in NEXT.by_hand] == [
        "2021",
        "2021",
        "2021",
        "1月13日",
        "2021",
        "2020",
        "2021",
        "4月1日",
    ]


def test_a_year_without_an_official_calendar_is_provisional() -> None:
    assert next_campaign(TEXT, 2060).provisional == (2060, 2061)
    assert NEXT.provisional == ()


def test_an_overrun_decided_once_has_to_be_decided_again() -> None:
    made = difflib.ndiff(TEXT.splitlines(), NEXT.text.splitlines())

    assert "+   overrun_decided: false" in list(made)


@pytest.mark.parametrize("year", [2020, 2021])
def test_a_year_that_is_not_later_is_refused(year: int) -> None:
    with pytest.raises(CannotRenew, match=f"新年度 {year} 应晚于原文件的 2021。"):
        next_campaign(TEXT, year)


def test_a_file_with_errors_gives_no_next_one_but_says_what_to_correct() -> None:
    with pytest.raises(CannotRenew, match=r"原文件:\d+:12: 错误：改革创新标兵单位共 18 个"):
        next_campaign(changed(("total: 17", "total: 18")), 2022)


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "一"), (3, "三"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二")],
)
def test_sessions_are_counted_in_chinese(number: int, told: str) -> None:
    assert in_chinese(number) == told


def test_dates_that_judge_facts_move_by_years_only() -> None:
    definition = checked(NEXT.text).definition

    assert definition is not None
    assert suzhou().honour("advanced_worker").conditions.reported_before == date(2021, 4, 1)
    assert definition.honour("advanced_worker").conditions.reported_before == date(2022, 4, 1)
    assert definition.readings.second_half_from == date(2021, 7, 1)
