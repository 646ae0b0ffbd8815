"""Rates that are never exceeded, and minutes of the hour that are left to others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.pace import Gate, Meter, Rate, off_the_full_hour
from tests.support.machine_clock import StillClock

ROBOT = (Rate(5, timedelta(seconds=1)), Rate(20, timedelta(minutes=1)))


def test_the_twenty_first_letter_waits_until_the_first_is_a_minute_old() -> None:
    clock = StillClock()
    meter = Meter((Rate(20, timedelta(minutes=1)),), clock.monotonic)

    waits = [meter.take() for _ in range(21)]
    clock.pass_time(timedelta(seconds=60))

    assert waits == [0.0] * 20 + [60.0]
    assert meter.take() == 0.0


def test_a_letter_with_more_parts_than_the_rate_allows_never_goes() -> None:
    assert Meter(ROBOT, StillClock().monotonic).take(21) == float("inf")


def test_a_pause_the_provider_asked_for_holds_one_sender_and_not_the_others() -> None:
    clock = StillClock()
    gate = Gate(ROBOT, clock.monotonic)

    gate.close_for("contacts", timedelta(minutes=10))

    assert (gate.take("contacts"), gate.take("leaders")) == (600.0, 0.0)


def test_forgetting_idle_senders_does_not_forget_a_pause() -> None:
    clock = StillClock()
    gate = Gate(ROBOT, clock.monotonic)
    gate.close_for("contacts", timedelta(minutes=10))
    clock.pass_time(timedelta(minutes=9))

    gate.forget_idle()

    assert gate.take("contacts") == 60.0


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 4)), max_size=120))
def test_no_window_ever_holds_more_than_its_rate(steps: list[tuple[float, int]]) -> None:
    clock = StillClock(seconds=0.0)
    meter = Meter(ROBOT, clock.monotonic)
    taken: list[float] = []

    for pause, requests in steps:
        clock.seconds += pause
        if meter.take(requests) == 0:
            taken += [clock.seconds] * requests

    for rate in ROBOT:
        span = rate.per.total_seconds()
        assert all(
            sum(start <= moment < start + span for moment in taken) <= rate.letters
            for start in taken
        )


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 4)), max_size=60))
def test_after_the_wait_that_was_named_the_letter_goes(steps: list[tuple[float, int]]) -> None:
    clock = StillClock(seconds=0.0)
    meter = Meter(ROBOT, clock.monotonic)

    for pause, requests in steps:
        clock.seconds += pause
        wait = meter.take(requests)
        clock.seconds += wait
        clock.seconds += 1e-9  # sums of floats are not exact
        assert wait == 0 or meter.take(requests) == 0


MOMENTS = st.integers(0, 10**13).map(
    lambda micros: datetime(2021, 6, 18, tzinfo=UTC) + timedelta(microseconds=micros)
)


@given(MOMENTS, st.text())
def test_a_moment_is_never_moved_earlier_nor_by_a_quarter_of_an_hour(
    moment: datetime, key: str
) -> None:
    moved = off_the_full_hour(moment, key)

    assert timedelta(0) <= moved - moment < timedelta(minutes=15)
    assert 3 <= moved.minute % 30 < 27
    assert off_the_full_hour(moved, key) == moved == off_the_full_hour(moment, key)


def test_a_moment_clear_of_the_full_hour_stays() -> None:
    moment = datetime(2021, 12, 17, 9, 37, tzinfo=UTC)

    assert off_the_full_hour(moment, "any") == moment


def test_many_moments_on_the_full_hour_spread_over_minutes() -> None:
    nine = datetime(2021, 12, 17, 9, tzinfo=UTC)

    minutes = {off_the_full_hour(nine, f"duty-{n}").minute for n in range(200)}

    assert minutes == set(range(3, 12))
