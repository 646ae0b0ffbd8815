from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from config.calendars import statutory
from rules.calendar import CalendarNotPublished
from rules.definition import Audience, Quiet, Rung
from rules.ladders import (
    REASONS,
    Bundle,
    Decision,
    Deferred,
    DueNudge,
    PlannedNudge,
    Reason,
    Retired,
    decide,
    next_nudge,
    next_opening,
    nudges_of,
)
from rules.states import ObligationState

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATUTORY = statutory(range(2020, 2024))
QUIET = Quiet(start=time(20), end=time(8))
CONTACT, DEPUTY, LEADER = Audience.CONTACT, Audience.DEPUTY, Audience.LEADER
LADDER = (
    Rung(working_days=-7, at=time(9, 37), to=(CONTACT,)),
    Rung(working_days=-3, at=time(9, 37), to=(CONTACT,)),
    Rung(working_days=-1, at=time(9, 37), to=(CONTACT, DEPUTY)),
    Rung(working_days=0, at=time(9, 7), to=(CONTACT, DEPUTY)),
    Rung(working_days=1, at=time(9, 37), to=(CONTACT, LEADER)),
    Rung(working_days=3, at=time(9, 37), to=(LEADER, Audience.OFFICE_DIRECTOR)),
)
LONG_AGO = date(2021, 6, 18)
MONDAY = date(2021, 12, 20)


def shanghai(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


NOW = shanghai(MONDAY, 9, 52)


def a_nudge(**changes: object) -> DueNudge:
    """A reminder of this morning that is due and still owed."""
    nudge = DueNudge(
        obligation=1,
        rung_label="T-1",
        working_days=-1,
        moment=shanghai(MONDAY, 9, 37),
        recipient=7,
        channel="email",
        state=ObligationState.PENDING,
    )
    return replace(nudge, **changes)  # type: ignore[arg-type] # the test says which fields


def decided(*rows: DueNudge, now: datetime = NOW) -> Decision:
    return decide(rows, now, calendar=STATUTORY, quiet=QUIET)


def retired(nudge: DueNudge, reason: Reason) -> Retired:
    return Retired(nudge, reason, REASONS[reason])


def sent(*nudges: DueNudge, recipient: int = 7) -> Bundle:
    return Bundle(recipient, "email", MONDAY, owed=nudges)


# ---- planning -----------------------------------------------------------------------


def test_a_ladder_climbs_in_working_days_to_widening_circles() -> None:
    nudges = nudges_of(MONDAY, LONG_AGO, LADDER, STATUTORY, quiet=QUIET)

    assert nudges == (
        PlannedNudge("T-7", -7, shanghai(date(2021, 12, 9), 9, 37), (CONTACT,)),
        PlannedNudge("T-3", -3, shanghai(date(2021, 12, 15), 9, 37), (CONTACT,)),
        PlannedNudge("T-1", -1, shanghai(date(2021, 12, 17), 9, 37), (CONTACT, DEPUTY)),
        PlannedNudge("T", 0, shanghai(MONDAY, 9, 7), (CONTACT, DEPUTY)),
        PlannedNudge("T+1", 1, shanghai(date(2021, 12, 21), 9, 37), (CONTACT, LEADER)),
        PlannedNudge(
            "T+3", 3, shanghai(date(2021, 12, 23), 9, 37), (LEADER, Audience.OFFICE_DIRECTOR)
        ),
    )


def test_one_working_day_after_a_friday_is_the_make_up_saturday() -> None:
    ladder = [Rung(working_days=1, at=time(9, 37), to=(CONTACT,))]

    nudges = nudges_of(date(2021, 9, 17), LONG_AGO, ladder, STATUTORY, quiet=QUIET)

    assert [n.moment for n in nudges] == [shanghai(date(2021, 9, 18), 9, 37)]


def test_a_ladder_steps_over_the_national_holiday_and_onto_its_make_up_days() -> None:
    nudges = nudges_of(date(2021, 10, 8), LONG_AGO, LADDER, STATUTORY, quiet=QUIET)

    assert [(n.rung_label, STATUTORY.day_of(n.moment)) for n in nudges] == [
        ("T-7", date(2021, 9, 23)),
        ("T-3", date(2021, 9, 28)),
        ("T-1", date(2021, 9, 30)),
        ("T", date(2021, 10, 8)),
        ("T+1", date(2021, 10, 9)),
        ("T+3", date(2021, 10, 12)),
    ]


def test_rungs_before_a_duty_opened_are_left_out() -> None:
    nudges = nudges_of(MONDAY, date(2021, 12, 15), LADDER, STATUTORY, quiet=QUIET)

    assert [n.rung_label for n in nudges] == ["T-3", "T-1", "T", "T+1", "T+3"]


def test_the_reminder_of_a_due_day_off_joins_the_one_on_the_last_working_day() -> None:
    ladder = [
        Rung(working_days=-1, at=time(9, 37), to=(LEADER, CONTACT)),
        Rung(working_days=0, at=time(9, 37), to=(CONTACT, DEPUTY)),
    ]

    nudges = nudges_of(date(2022, 1, 2), LONG_AGO, ladder, STATUTORY, quiet=QUIET)

    assert nudges == (
        PlannedNudge("T", 0, shanghai(date(2021, 12, 31), 9, 37), (LEADER, CONTACT, DEPUTY)),
    )


@pytest.mark.parametrize(
    ("at", "moved"),
    [
        (time(7, 59), shanghai(date(2021, 12, 17), 8)),
        (time(8, 0), shanghai(date(2021, 12, 17), 8)),
        (time(19, 59), shanghai(date(2021, 12, 17), 19, 59)),
        (time(20, 0), shanghai(MONDAY, 8)),
    ],
    ids=["a minute too early", "just awake", "just in time", "too late on a Friday"],
)
def test_a_rung_in_quiet_hours_waits_for_their_end_on_a_working_day(
    at: time, moved: datetime
) -> None:
    ladder = [Rung(working_days=0, at=at, to=(CONTACT,))]

    nudges = nudges_of(date(2021, 12, 17), LONG_AGO, ladder, STATUTORY, quiet=QUIET)

    assert [n.moment for n in nudges] == [moved]


def test_a_rung_that_says_so_keeps_its_time_in_quiet_hours_but_not_on_a_day_off() -> None:
    night = [Rung(working_days=0, at=time(22, 7), to=(CONTACT,), in_quiet_hours=True)]
    saturday = date(2021, 12, 18)

    friday, shifted = (
        nudges_of(day, LONG_AGO, night, STATUTORY, quiet=QUIET)
        for day in (date(2021, 12, 17), saturday)
    )

    assert [n.moment for n in friday] == [shanghai(date(2021, 12, 17), 22, 7)]
    assert [n.moment for n in shifted] == [shanghai(date(2021, 12, 17), 22, 7)]


def test_in_quiet_hours_only_what_may_go_out_in_them_is_sent() -> None:
    night = shanghai(MONDAY, 22, 10)
    urgent = a_nudge(obligation=2, moment=shanghai(MONDAY, 22, 7), in_quiet_hours=True)
    usual = a_nudge(recipient=8)
    on_a_saturday = shanghai(date(2021, 12, 18), 22, 10)

    assert decided(urgent, usual, now=night) == Decision(
        send=(sent(urgent),),
        retire=(),
        defer=(Deferred(usual, shanghai(date(2021, 12, 21), 8)),),
    )
    assert decided(replace(urgent, moment=on_a_saturday), now=on_a_saturday).send == ()


def test_a_noon_rest_is_a_quiet_time_too() -> None:
    noon = Quiet(start=time(12), end=time(13, 30))
    saturday = date(2021, 12, 18)

    assert next_opening(shanghai(MONDAY, 12, 10), STATUTORY, noon) == shanghai(MONDAY, 13, 30)
    assert next_opening(shanghai(MONDAY, 21), STATUTORY, noon) == shanghai(MONDAY, 21)
    assert next_opening(shanghai(saturday, 12, 10), STATUTORY, noon) == shanghai(MONDAY, 0)


@given(
    st.dates(date(2020, 6, 1), date(2023, 6, 1)),
    st.lists(
        st.builds(
            Rung,
            working_days=st.integers(-20, 20),
            at=st.times(),
            to=st.just((CONTACT,)),
        ),
        max_size=6,
    ),
)
def test_no_reminder_comes_on_a_day_off_in_quiet_hours_or_out_of_order(
    due_on: date, ladder: list[Rung]
) -> None:
    nudges = nudges_of(due_on, date(2020, 1, 1), ladder, STATUTORY, quiet=QUIET)

    local = [STATUTORY.local(n.moment) for n in nudges]
    assert [m for m in local if not is_workday(m.date())] == []
    assert [m for m in local if not time(8) <= m.time() < time(20)] == []
    assert local == sorted(set(local))
    assert {n.rung_label for n in nudges} <= {rung.label for rung in ladder}


def test_a_ladder_into_an_unpublished_year_is_refused() -> None:
    with pytest.raises(CalendarNotPublished):
        nudges_of(date(2023, 12, 29), LONG_AGO, LADDER, STATUTORY, quiet=QUIET)


def test_the_next_nudge_is_the_first_that_is_yet_to_come() -> None:
    nudges = nudges_of(MONDAY, LONG_AGO, LADDER, STATUTORY, quiet=QUIET)

    assert next_nudge(nudges, shanghai(LONG_AGO, 9)) == nudges[0]
    assert next_nudge(nudges, nudges[0].moment) == nudges[1]
    assert next_nudge(nudges, nudges[-1].moment) is None


# ---- deciding -----------------------------------------------------------------------


def test_a_nudge_that_is_due_and_owed_is_sent() -> None:
    assert decided(a_nudge()) == Decision(send=(sent(a_nudge()),), retire=(), defer=())


def test_nothing_due_means_nothing_decided() -> None:
    assert decided() == Decision(send=(), retire=(), defer=())


def test_a_nudge_is_due_at_its_very_moment_and_not_before() -> None:
    nudge = a_nudge()
    before = nudge.moment - timedelta(microseconds=1)

    assert decided(nudge, now=nudge.moment).send == (sent(nudge),)
    assert decided(nudge, now=before).defer == (Deferred(nudge, nudge.moment),)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": ObligationState.MET}, Reason.MET),
        ({"state": ObligationState.MET_LATE}, Reason.MET),
        ({"state": ObligationState.WAIVED}, Reason.WAIVED),
        ({"state": ObligationState.LAPSED}, Reason.LAPSED),
        ({"version": 1, "current_version": 2}, Reason.MOVED),
        ({"recipient_active": False}, Reason.INACTIVE),
        ({"address_known": False}, Reason.NO_ADDRESS),
        ({"state": ObligationState.BLOCKED}, Reason.WAITING),
    ],
    ids=["met", "met late", "waived", "lapsed", "moved", "gone", "no address", "stuck"],
)
def test_what_is_no_longer_owed_or_cannot_arrive_is_retired_with_the_reason(
    changes: dict[str, object], reason: Reason
) -> None:
    nudge = a_nudge(**changes)

    assert decided(nudge) == Decision(send=(), retire=(retired(nudge, reason),), defer=())


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Reason)


def test_a_duty_met_early_drops_its_reminders_to_come() -> None:
    tomorrow = a_nudge(state=ObligationState.MET, moment=NOW + timedelta(days=1))

    assert decided(tomorrow).retire == (retired(tomorrow, Reason.MET),)


def test_three_days_down_means_one_message_per_person_not_a_backlog() -> None:
    missed = [
        a_nudge(obligation=duty, rung_label=f"T-{left}", working_days=-left, moment=moment)
        for duty in (1, 2)
        for left, moment in [
            (3, NOW - timedelta(days=5)),
            (2, NOW - timedelta(days=4)),
            (1, NOW - timedelta(days=3)),
        ]
    ]

    decision = decided(*missed)

    assert decision.send == (sent(missed[2], missed[5]),)
    assert decision.retire == tuple(retired(missed[n], Reason.SUPERSEDED) for n in (0, 3, 1, 4))


def test_the_latest_rung_is_found_for_each_recipient_alone() -> None:
    older = a_nudge(recipient=7, moment=NOW - timedelta(days=1))
    newer = a_nudge(recipient=8, rung_label="T", working_days=0)

    assert decided(older, newer).send == (sent(older), sent(newer, recipient=8))


def test_channels_of_one_person_get_a_message_each() -> None:
    mail, inbox = a_nudge(), a_nudge(channel="inbox")

    assert decided(mail, inbox).send == (
        Bundle(7, "email", MONDAY, owed=(mail,)),
        Bundle(7, "inbox", MONDAY, owed=(inbox,)),
    )


def test_a_person_who_holds_two_posts_is_reminded_once() -> None:
    assert decided(a_nudge(), a_nudge()) == decided(a_nudge())


def test_who_gets_a_message_takes_along_what_comes_later_that_day() -> None:
    due = a_nudge()
    tonight = a_nudge(obligation=2, moment=shanghai(MONDAY, 16))
    tomorrow = a_nudge(obligation=3, moment=shanghai(date(2021, 12, 21), 9, 37))
    others = a_nudge(obligation=4, recipient=8, moment=shanghai(MONDAY, 16))

    assert decided(due, tonight, tomorrow, others) == Decision(
        send=(sent(due, tonight),),
        retire=(),
        defer=(Deferred(tomorrow, tomorrow.moment), Deferred(others, others.moment)),
    )


def test_whoever_blocks_is_chased_instead_of_who_cannot_act() -> None:
    owner = a_nudge(state=ObligationState.BLOCKED, blocker=50)
    deputy = a_nudge(state=ObligationState.BLOCKED, blocker=50, recipient=8)
    other = a_nudge(state=ObligationState.BLOCKED, blocker=50, obligation=2, recipient=9)
    own = a_nudge(obligation=3, recipient=50)

    assert decided(owner, deputy, other, own) == Decision(
        send=(Bundle(50, "email", MONDAY, owed=(own,), holding_up=(owner, other)),),
        retire=tuple(retired(n, Reason.BLOCKED) for n in (owner, deputy, other)),
        defer=(),
    )


def test_a_blocked_duty_is_chased_even_when_its_owner_cannot_be_reached() -> None:
    nudge = a_nudge(state=ObligationState.BLOCKED, blocker=50, address_known=False)

    assert decided(nudge).send == (Bundle(50, "email", MONDAY, holding_up=(nudge,)),)


def test_a_blocked_reminder_yet_to_come_waits_because_the_block_may_end() -> None:
    due = a_nudge(state=ObligationState.BLOCKED, blocker=7)
    later = a_nudge(
        obligation=2, state=ObligationState.BLOCKED, blocker=7, moment=shanghai(MONDAY, 16)
    )

    assert decided(due, later).defer == (Deferred(later, later.moment),)


def test_a_duty_stuck_without_anyone_to_chase_pulls_nothing_forward() -> None:
    stuck = a_nudge(state=ObligationState.BLOCKED)
    tonight = a_nudge(obligation=2, moment=shanghai(MONDAY, 16))

    decision = decided(stuck, tonight)

    assert decision.send == ()
    assert decision.defer == (Deferred(tonight, tonight.moment),)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (shanghai(MONDAY, 20), shanghai(date(2021, 12, 21), 8)),
        (shanghai(date(2021, 12, 21), 7, 59), shanghai(date(2021, 12, 21), 8)),
        (shanghai(date(2021, 12, 25), 10), shanghai(date(2021, 12, 27), 8)),
        (shanghai(date(2021, 12, 31), 22), shanghai(date(2022, 1, 4), 8)),
    ],
    ids=["evening", "early morning", "saturday", "new year's eve"],
)
def test_what_came_due_at_night_or_on_a_day_off_waits_for_the_office_to_open(
    now: datetime, until: datetime
) -> None:
    nudge = a_nudge()
    met = a_nudge(obligation=2, state=ObligationState.MET)

    assert decided(nudge, met, now=now) == Decision(
        send=(), retire=(retired(met, Reason.MET),), defer=(Deferred(nudge, until),)
    )


NUDGES = st.builds(
    a_nudge,
    obligation=st.integers(1, 3),
    recipient=st.integers(1, 3),
    channel=st.sampled_from(["email", "inbox"]),
    working_days=st.integers(-3, 3),
    moment=st.integers(-50, 50).map(lambda hours: NOW + timedelta(hours=hours)),
    version=st.integers(1, 2),
    address_known=st.booleans(),
    blocker=st.none() | st.integers(1, 3),
    state=st.sampled_from(ObligationState),
).map(lambda nudge: replace(nudge, rung_label=f"T{nudge.working_days}"))


@given(st.lists(NUDGES, max_size=30), st.integers(0, 72))
def test_every_nudge_has_exactly_one_fate(rows: list[DueNudge], hours: int) -> None:
    decision = decided(*rows, now=NOW + timedelta(hours=hours))

    fates = [
        *(nudge.key for bundle in decision.send for nudge in bundle.owed),
        *(gone.nudge.key for gone in decision.retire),
        *(kept.nudge.key for kept in decision.defer),
    ]
    assert sorted(fates) == sorted({row.key for row in rows})


@given(st.lists(NUDGES, max_size=30), st.integers(0, 72))
def test_a_recipient_hears_of_a_duty_once_a_day_and_only_while_it_is_owed(
    rows: list[DueNudge], hours: int
) -> None:
    decision = decided(*rows, now=NOW + timedelta(hours=hours))

    told = [(b.recipient, b.channel, n.obligation) for b in decision.send for n in b.owed]
    assert len(told) == len(set(told))
    assert len(decision.send) == len({(b.recipient, b.channel, b.day) for b in decision.send})
    assert {n.state for b in decision.send for n in b.owed} <= {ObligationState.PENDING}
    assert all(b.owed or b.holding_up for b in decision.send)


def test_many_nudges_make_one_message_for_each_recipient() -> None:
    rows = [
        a_nudge(obligation=duty, recipient=duty % 500, rung_label=f"T-{left}", working_days=-left)
        for duty, left in product(range(1000), (1, 3))
    ]

    decision = decided(*rows)

    assert len(decision.send) == 500
    assert sum(len(bundle.owed) for bundle in decision.send) == len(decision.retire) == 1000
