"""Where things lie on the timeline: order kept, nothing outside, short phases still readable."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.definition import Phase
from rules.states import StepState
from tasks.overview import DutyLine, PhaseLines, StepLine
from tests.support.campaigns import suzhou
from web.timeline import SMALLEST_SHARE, THINNEST_BAR, WIDTH, draw, scale_of

DAYS = st.dates(date(2021, 6, 18), date(2022, 1, 21))


def lines_of(phase: Phase, *, duties: tuple[DutyLine, ...] = ()) -> PhaseLines:
    return PhaseLines(
        phase,
        tuple(
            StepLine(
                step, "办公室", StepState.PLANNED, step.opens, step.closes, None, (),
                duties if step.code == "2.2" else (), "",
            )
            for step in phase.steps
            if step.enabled
        ),
    )  # fmt: skip


PHASES = tuple(lines_of(phase) for phase in suzhou().phases)


@given(DAYS, DAYS)
def test_a_later_day_never_lies_further_left(one: date, other: date):
    scale = scale_of(PHASES)
    first, second = sorted((one, other))

    assert 0 <= scale.x(first) <= scale.x(second) <= WIDTH
    assert scale.x(first) < scale.x(first + timedelta(days=1))


def test_every_phase_has_room_for_its_name():
    bands = draw(PHASES, date(2021, 12, 17)).bands

    assert [band.name for band in bands] == [phase.plan.name for phase in PHASES]
    assert bands[0].x == 0
    assert sum(band.width for band in bands) == WIDTH
    smallest = min(band.width for band in bands)
    assert smallest >= WIDTH * SMALLEST_SHARE / (1 + len(bands) * SMALLEST_SHARE)


def test_every_bar_can_be_seen_and_lies_inside():
    bars = draw(PHASES, date(2021, 12, 17)).bars

    assert len(bars) == len(suzhou().steps)
    assert all(bar.width >= THINNEST_BAR for bar in bars.values())
    assert all(0 <= bar.x <= WIDTH - bar.width for bar in bars.values())


def test_the_line_of_today_lies_in_the_bar_of_a_step_that_is_running():
    drawn = draw(PHASES, date(2021, 12, 17))

    bar = drawn.bars["2.2"]
    assert drawn.today is not None
    assert bar.x < drawn.today < bar.x + bar.width


def test_before_and_after_the_campaign_there_is_no_line_of_today():
    assert [draw(PHASES, day).today for day in (date(2021, 6, 17), date(2022, 1, 22))] == [
        None,
        None,
    ]


def test_every_month_that_begins_within_the_campaign_has_its_mark():
    marked = [tick.day for tick in draw(PHASES, date(2021, 12, 17)).ticks]

    assert marked == [*(date(2021, month, 1) for month in range(7, 13)), date(2022, 1, 1)]


def test_a_deadline_that_somebody_let_pass_is_marked():
    duty = DutyLine(
        "2.2", "apply", "报送", "", date(2021, 12, 15), date(2021, 12, 17), 0, {}, overdue=3
    )
    phases = tuple(lines_of(phase, duties=(duty,)) for phase in suzhou().phases)

    drawn = draw(phases, date(2021, 12, 20))

    assert drawn.bars["2.2"].due == ((scale_of(phases).x(date(2021, 12, 17), 0.5), True),)
