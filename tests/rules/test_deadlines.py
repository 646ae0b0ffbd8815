from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendars import statutory
from rules.calendar import CalendarNotPublished
from rules.deadlines import (
    Change,
    Deadline,
    Ending,
    Proposal,
    Roll,
    Timeliness,
    affected_by_calendar,
    deadline_on,
    extend,
    judge,
    last_day,
    move,
    working_days_left,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATUTORY = statutory([2021, 2022])
MONDAY = date(2021, 12, 20)
A_MS = timedelta(milliseconds=1)
ORDER = Change(reason="报表系统停机一天", ordered_by="领导小组办公室主任")


def shanghai(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc] # year to microsecond


def test_a_day_without_a_time_ends_at_midnight_and_says_why() -> None:
    last = datetime(2021, 12, 20, 15, 59, 59, 999999, tzinfo=UTC)

    assert deadline_on(MONDAY, STATUTORY) == Deadline(
        shown=last,
        enforced=last,
        basis=("截止日为 2021-12-20（周一，工作日）", "没有写明时刻，到当日 24:00 为止"),
        version=1,
    )


def test_a_moment_ends_at_its_own_time() -> None:
    deadline = deadline_on(shanghai(2021, 12, 20, 17, 0), STATUTORY)

    assert deadline.shown == shanghai(2021, 12, 20, 17, 0)
    assert deadline.basis[1] == "写明了时刻，到当日 17:00 为止"


def test_a_day_may_end_at_the_close_of_business() -> None:
    deadline = deadline_on(MONDAY, STATUTORY, ending=Ending.CLOSE_OF_BUSINESS)

    assert deadline.shown == shanghai(2021, 12, 20, 17, 30)
    assert deadline.basis[1] == "没有写明时刻，到当日下班时间 17:30 为止"


def test_grace_moves_what_is_enforced_but_not_what_is_shown() -> None:
    deadline = deadline_on(MONDAY, STATUTORY, grace=timedelta(minutes=30))

    assert deadline.shown == STATUTORY.end_of(MONDAY)
    assert deadline.enforced == STATUTORY.end_of(MONDAY) + timedelta(minutes=30)
    assert deadline.basis[-1] == "另有 30 分钟宽限，实际收到 2021-12-21 00:30"


@pytest.mark.parametrize(
    ("roll", "day", "said"),
    [
        (Roll.KEEP, date(2022, 1, 1), "当日不上班，本活动约定不因此改动"),
        (
            Roll.NEXT,
            date(2022, 1, 4),
            "当日不上班，按民法典第二百零三条顺延至 2022-01-04（周二，工作日）",
        ),
        (
            Roll.PREVIOUS,
            date(2021, 12, 31),
            "当日不上班，按本活动约定提前至 2021-12-31（周五，工作日）",
        ),
    ],
)
def test_an_end_on_a_day_off_stays_or_rolls_as_the_campaign_says(
    roll: Roll, day: date, said: str
) -> None:
    deadline = deadline_on(date(2022, 1, 1), STATUTORY, roll=roll)

    assert deadline.shown == STATUTORY.end_of(day)
    assert deadline.basis == (
        "截止日为 2022-01-01（周六，元旦）",
        said,
        "没有写明时刻，到当日 24:00 为止",
    )


@pytest.mark.parametrize("roll", Roll)
def test_a_working_day_never_rolls_even_if_it_is_a_make_up_saturday(roll: Roll) -> None:
    deadline = deadline_on(date(2021, 9, 18), STATUTORY, roll=roll)

    assert deadline.shown == STATUTORY.end_of(date(2021, 9, 18))
    assert deadline.basis[0] == "截止日为 2021-09-18（周六，调休上班：中秋节）"


def test_the_end_of_an_unpublished_year_is_refused_or_marked_provisional() -> None:
    with pytest.raises(CalendarNotPublished):
        deadline_on(date(2023, 1, 10), STATUTORY)

    estimate = deadline_on(date(2023, 1, 10), statutory([2022], provisional=True))
    assert estimate.basis[0] == "截止日为 2023-01-10（周二，工作日（暂定））"


def test_negative_grace_and_moments_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="宽限时间不能为负"):
        deadline_on(MONDAY, STATUTORY, grace=-A_MS)
    with pytest.raises(ValueError, match="没有时区"):
        deadline_on(datetime(2021, 12, 20), STATUTORY)  # noqa: DTZ001 - the mistake under test


def test_the_day_a_period_starts_does_not_count_unless_agreed() -> None:
    start = date(2022, 1, 4)

    assert last_day(start, STATUTORY, working_days=5) == date(2022, 1, 11)
    assert last_day(start, STATUTORY, working_days=5, start_counts=True) == date(2022, 1, 10)
    with pytest.raises(ValueError, match="至少为 1"):
        last_day(start, STATUTORY, working_days=0)


@pytest.mark.parametrize(
    ("offset", "judged"),
    [
        (-A_MS, Timeliness.ON_TIME),
        (timedelta(0), Timeliness.ON_TIME),
        (A_MS, Timeliness.LATE),
        (-timedelta(minutes=1), Timeliness.ON_TIME),
        (timedelta(minutes=1), Timeliness.LATE),
    ],
    ids=["1 ms before", "the instant", "1 ms after", "1 min before", "1 min after"],
)
def test_the_last_instant_still_counts_and_the_next_millisecond_does_not(
    offset: timedelta, judged: Timeliness
) -> None:
    deadline = deadline_on(shanghai(2021, 12, 20, 17, 0), STATUTORY)

    assert judge(deadline.shown + offset, deadline) is judged


def test_an_act_in_grace_counts_to_its_last_instant() -> None:
    deadline = deadline_on(shanghai(2021, 12, 20, 17, 0), STATUTORY, grace=timedelta(hours=2))
    acts = [timedelta(0), A_MS, timedelta(hours=2), timedelta(hours=2) + A_MS]

    judged = [judge(deadline.shown + act, deadline) for act in acts]

    assert judged == [
        Timeliness.ON_TIME,
        Timeliness.IN_GRACE,
        Timeliness.IN_GRACE,
        Timeliness.LATE,
    ]
    assert [j.counts for j in judged] == [True, True, True, False]


def test_what_is_done_at_midnight_sharp_belongs_to_the_next_day() -> None:
    deadline = deadline_on(MONDAY, STATUTORY)

    assert judge(shanghai(2021, 12, 20, 23, 59, 59, 999000), deadline) is Timeliness.ON_TIME
    assert judge(shanghai(2021, 12, 21), deadline) is Timeliness.LATE


@given(
    st.timedeltas(-timedelta(days=3), timedelta(days=3)),
    st.timedeltas(timedelta(0), timedelta(days=1)),
)
def test_acts_are_judged_by_instants_alone(offset: timedelta, grace: timedelta) -> None:
    deadline = deadline_on(MONDAY, STATUTORY, grace=grace)

    judged = judge(STATUTORY.local(deadline.shown + offset), deadline)

    assert judged.counts == (offset <= grace)
    assert (judged is Timeliness.ON_TIME) == (offset <= timedelta(0))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (shanghai(2021, 12, 17, 9), 1),
        (shanghai(2021, 12, 18, 9), 1),
        (shanghai(2021, 12, 20, 0), 0),
        (shanghai(2021, 12, 20, 23, 59), 0),
        (shanghai(2021, 12, 21, 0), -1),
        (shanghai(2021, 12, 9, 23), 7),
    ],
)
def test_working_days_left_are_counted_in_the_zone_of_the_campaign(
    now: datetime, left: int
) -> None:
    assert working_days_left(now, deadline_on(MONDAY, STATUTORY), STATUTORY) == left


def test_an_extension_keeps_grace_and_time_of_day_and_tells_the_decision() -> None:
    deadline = deadline_on(
        MONDAY, STATUTORY, ending=Ending.CLOSE_OF_BUSINESS, grace=timedelta(hours=1)
    )

    longer = extend(deadline, date(2021, 12, 24), STATUTORY, ORDER)

    assert longer == Deadline(
        shown=shanghai(2021, 12, 24, 17, 30),
        enforced=shanghai(2021, 12, 24, 18, 30),
        basis=(
            "经领导小组办公室主任决定，由 2021-12-20 17:30 延至 2021-12-24 17:30：报表系统停机一天",
            "截止日为 2021-12-24（周五，工作日）",
            "写明了时刻，到当日 17:30 为止",
            "另有 60 分钟宽限，实际收到 2021-12-24 18:30",
        ),
        version=2,
    )


def test_a_deadline_of_a_whole_day_moves_to_the_end_of_another() -> None:
    moved = move(deadline_on(MONDAY, STATUTORY, version=3), date(2021, 12, 17), STATUTORY, ORDER)

    assert moved == Deadline(
        shown=STATUTORY.end_of(date(2021, 12, 17)),
        enforced=STATUTORY.end_of(date(2021, 12, 17)),
        basis=(
            "经领导小组办公室主任决定，由 2021-12-20 24:00 提前至 2021-12-17 24:00：报表系统停机一天",
            "截止日为 2021-12-17（周五，工作日）",
            "写明了时刻，到当日 24:00 为止",
        ),
        version=4,
    )


def test_a_move_needs_a_reason_a_post_and_a_new_end() -> None:
    deadline = deadline_on(MONDAY, STATUTORY)

    with pytest.raises(ValueError, match="须写明原因和作出决定的岗位"):
        move(deadline, date(2021, 12, 24), STATUTORY, Change(reason=" ", ordered_by="主任"))
    with pytest.raises(ValueError, match="须写明原因和作出决定的岗位"):
        move(deadline, date(2021, 12, 24), STATUTORY, Change(reason="停机", ordered_by=""))
    with pytest.raises(ValueError, match="新旧截止时间相同"):
        move(deadline, MONDAY, STATUTORY, ORDER)


def test_an_extension_cannot_shorten() -> None:
    with pytest.raises(ValueError, match=r"2021-12-17 24:00 早于原定的 2021-12-20 24:00"):
        extend(deadline_on(MONDAY, STATUTORY), date(2021, 12, 17), STATUTORY, ORDER)


def test_a_closure_proposes_the_next_working_day_and_moves_nothing() -> None:
    friday = date(2021, 12, 31)
    deadlines = {
        "汇总表": deadline_on(MONDAY, STATUTORY),
        "申报材料": deadline_on(datetime.combine(friday, time(17), SHANGHAI), STATUTORY),
        "总结": deadline_on(date(2022, 1, 1), STATUTORY),
    }
    before = dict(deadlines)

    closed = STATUTORY.with_closures(
        dict.fromkeys((friday, date(2022, 1, 1), date(2022, 1, 4)), "大雪")
    )
    proposals = affected_by_calendar(deadlines, STATUTORY, closed)

    assert proposals == (
        Proposal(
            key="申报材料",
            deadline=deadlines["申报材料"],
            proposed=shanghai(2022, 1, 5, 17),
            reason="2021-12-31（周五，停工：大雪），顺延至下一个工作日 2022-01-05（周三，工作日）",
        ),
    )
    assert deadlines == before
