from __future__ import annotations

import json
from datetime import date

import pytest

from config.calendars import (
    KNOWN_YEARS,
    CalendarFileError,
    PublishedYear,
    from_holiday_cn_json,
    statutory,
    with_closures,
    with_year,
)
from rules.calendar import CalendarNotPublished

YEAR_2027 = json.dumps(
    {
        "year": 2027,
        "papers": ["https://example.org/2027"],
        "days": [
            {"name": "元旦", "date": "2026-12-27", "isOffDay": False},
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
            {"name": "春节", "date": "2027-02-05", "isOffDay": True},
            {"name": "春节", "date": "2027-02-20", "isOffDay": False},
        ],
    },
    ensure_ascii=False,
)


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(CalendarFileError) as refused:
        from_holiday_cn_json(text)
    return refused.value.problems


def a_day(**changes: object) -> dict[str, object]:
    return {"name": "元旦", "date": "2027-01-01", "isOffDay": True} | changes


def test_only_years_asked_for_and_known_are_published() -> None:
    assert statutory([2021, 2022, 2099]).published == frozenset({2021, 2022})


def test_the_calendar_of_the_campaign_ships_with_the_product() -> None:
    assert {2020, 2021, 2022} <= KNOWN_YEARS


def test_an_announced_year_is_read_with_its_source() -> None:
    assert from_holiday_cn_json("\ufeff" + YEAR_2027) == PublishedYear(
        year=2027,
        days_off={date(2027, 1, 1): "元旦", date(2027, 2, 5): "春节"},
        make_up_days={date(2026, 12, 27): "元旦", date(2027, 2, 20): "春节"},
        papers=("https://example.org/2027",),
    )


def test_an_announced_year_turns_estimates_into_facts() -> None:
    before = statutory([2026], provisional=True)

    after = with_year(before, from_holiday_cn_json(YEAR_2027))

    days = [date(2026, 12, 27), date(2027, 2, 5), date(2027, 2, 20), date(2027, 10, 1)]
    assert [(before.is_working(d), after.is_working(d)) for d in days] == [
        (False, True),
        (True, False),
        (False, True),
        (False, True),
    ]
    assert after.why(date(2027, 2, 20)) == "调休上班：春节"
    assert after.is_working(date(2026, 10, 1)) is False


def test_a_corrected_announcement_replaces_the_year() -> None:
    corrected = PublishedYear(2021, days_off={date(2021, 10, 1): "国庆节"}, make_up_days={})

    calendar = with_year(statutory([2021, 2022]), corrected)

    assert calendar.why(date(2021, 10, 5)) == "工作日"
    assert calendar.why(date(2021, 9, 18)) == "周末"
    assert calendar.why(date(2022, 1, 3)) == "元旦"


def test_an_announcement_may_reach_back_into_december() -> None:
    reaching = PublishedYear(2022, days_off={}, make_up_days={date(2021, 12, 25): "元旦"})

    assert with_year(statutory([2021]), reaching).why(date(2021, 12, 25)) == "调休上班：元旦"


def test_a_year_not_yet_announced_is_told_apart_from_a_broken_file() -> None:
    assert problems_of('{"year": 2027, "days": []}') == (
        "days：列表为空，说明该年的放假安排尚未公布。请在公布之后再导入。",
    )


def test_text_that_is_not_json_is_refused_with_line_and_column() -> None:
    assert problems_of('{"year": 2027,\n "days": [}') == (
        "第 2 行第 11 列：不是有效的 JSON。请重新下载或检查该处。",
    )


def test_a_file_of_another_shape_is_refused() -> None:
    assert problems_of("[]") == ("文件：最外层应为一个对象，含 year 和 days。",)


def test_mistakes_of_the_outline_are_told_at_once() -> None:
    assert problems_of('{"year": "2027", "days": {}, "papers": [1]}') == (
        'year："2027" 不是年份。请写四位数字，例如 2027。',
        "days：应为日期列表。",
        "papers：应为文件网址的列表。",
    )


def test_mistakes_of_all_days_are_told_at_once() -> None:
    days = [
        a_day(),
        "2027-01-02",
        a_day(date="1月2日"),
        a_day(date="2028-01-01"),
        a_day(date="2027-05-01", name=" ", isOffDay="yes"),
        a_day(),
    ]

    assert problems_of(json.dumps({"year": 2027, "days": days})) == (
        'days 第 2 项："2027-01-02" 不是一个对象，应含 name、date、isOffDay。',
        'days 第 3 项：date："1月2日" 不是日期。请写成 2027-10-01 的样子。',
        "days 第 4 项：date：2028-01-01 不在 2027 年，也不在上一年的 12 月。",
        "days 第 5 项：name：缺少节日名称。",
        'days 第 5 项：isOffDay："yes" 应为 true（放假）或 false（上班）。',
        "days 第 6 项：2027-01-01 出现了两次。请只保留一次。",
    )


def test_closures_need_a_reason_and_a_working_day() -> None:
    with pytest.raises(CalendarFileError) as refused:
        with_closures(statutory([2021]), {date(2021, 7, 26): " ", date(2021, 10, 1): "检修"})

    assert refused.value.problems == (
        "停工 2021-07-26：没有写明原因。请填写原因。",
        "停工 2021-10-01：当天本来就不上班（国庆节）。请删去这一天。",
    )


def test_a_closure_can_be_entered_again_with_a_better_reason() -> None:
    once = with_closures(statutory([2021]), {date(2021, 7, 26): "台风"})

    twice = with_closures(once, {date(2021, 7, 26): "台风“烟花” "})

    assert twice.why(date(2021, 7, 26)) == "停工：台风“烟花”"


def test_a_closure_in_an_unpublished_year_is_refused() -> None:
    with pytest.raises(CalendarNotPublished):
        with_closures(statutory([2021]), {date(2022, 7, 26): "台风"})
