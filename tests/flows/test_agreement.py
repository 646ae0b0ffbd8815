"""Our table of runs against Prefect's: after one agreement there is nothing left to agree on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flows.agreement import MOST_STARTS, TOO_OLD, Agreement, agree
from models import PlannedRun
from rules.states import RunState
from tasks.prefect_api import KnownRun

NOW = datetime(2021, 9, 17, 4, tzinfo=UTC)
SOON = NOW + timedelta(hours=3)


def planned(
    number: int,
    *,
    due_at: datetime = SOON,
    at_once: bool = False,
    state: RunState = RunState.PLANNED,
    prefect_run_id: str = "",
) -> PlannedRun:
    return PlannedRun(
        id=number,
        campaign_id=1,
        step="1.1",
        deployment="印发通知/按环节",
        purpose="open",
        name="n",
        key=f"k{number}",
        due_at=due_at,
        at_once=at_once,
        state=state,
        prefect_run_id=prefect_run_id,
    )


def held(number: int, *, starts_at: datetime = SOON, state: str = "SCHEDULED") -> KnownRun:
    return KnownRun(f"id{number}", f"k{number}", starts_at, state)


def test_a_run_that_prefect_lacks_is_made() -> None:
    run = planned(1)

    assert agree([run], [], {}, NOW) == Agreement(make=(run,), delete=())


def test_a_run_that_prefect_holds_already_is_found_and_not_made_again() -> None:
    assert agree([planned(1)], [held(1)], {}, NOW) == Agreement((), (), found={1: "id1"})


def test_a_known_run_that_stands_right_needs_nothing() -> None:
    made = planned(1, state=RunState.MADE, prefect_run_id="id1")

    assert agree([made], [held(1)], {}, NOW) == Agreement((), ())


def test_a_stranger_is_deleted() -> None:
    assert agree([], [held(7)], {}, NOW) == Agreement((), (held(7),))


def test_a_run_at_another_time_than_ours_is_deleted_and_made_anew() -> None:
    run = planned(1, state=RunState.MADE, prefect_run_id="id1")
    moved = held(1, starts_at=SOON + timedelta(days=1))

    assert agree([run], [moved], {}, NOW) == Agreement((run,), (moved,))


def test_a_click_has_no_time_to_disagree_about() -> None:
    click = planned(1, due_at=NOW - timedelta(minutes=5), at_once=True)

    assert agree([click], [held(1)], {}, NOW) == Agreement((), (), found={1: "id1"})


def test_a_finished_run_is_done_and_a_running_one_is_left_alone() -> None:
    ended = planned(1, state=RunState.MADE, prefect_run_id="id1", due_at=NOW)
    running = planned(2, state=RunState.MADE, prefect_run_id="id2", due_at=NOW)
    known = {"id1": held(1, state="COMPLETED"), "id2": held(2, state="RUNNING")}

    assert agree([ended, running], [], known, NOW) == Agreement((), (), done=(1,))


def test_a_run_whose_process_died_starts_again_but_not_for_ever() -> None:
    died = planned(1, state=RunState.MADE, prefect_run_id="id1", due_at=NOW)
    once = replace(held(1, state="CRASHED"), starts=1)
    often = replace(once, starts=MOST_STARTS)

    assert agree([died], [], {"id1": once}, NOW) == Agreement((), (), again=(once,))
    assert agree([died], [], {"id1": often}, NOW) == Agreement((), (), done=(1,))


def test_a_run_whose_moment_is_long_past_is_left_to_the_sweep_but_a_click_is_not() -> None:
    stale = planned(1, due_at=NOW - TOO_OLD - timedelta(seconds=1))
    late = planned(2, due_at=NOW - TOO_OLD + timedelta(seconds=1))
    click = planned(3, due_at=NOW - timedelta(days=3), at_once=True)

    assert agree([stale, late, click], [], {}, NOW) == Agreement((late, click), (), done=(1,))


numbers = st.sets(st.integers(1, 12))
shifts = st.sampled_from([timedelta(0), timedelta(hours=1)])


@given(ours=numbers, theirs=st.dictionaries(st.integers(1, 12), shifts))
def test_carrying_out_an_agreement_leaves_nothing_to_agree_on(
    ours: set[int], theirs: dict[int, timedelta]
) -> None:
    rows = [planned(n) for n in sorted(ours)]
    prefect = {f"id{n}": held(n, starts_at=SOON + shift) for n, shift in theirs.items()}

    first = agree(rows, list(prefect.values()), {}, NOW)
    for run in first.delete:
        del prefect[run.id]
    for row in first.make:
        prefect[f"id{row.id}"] = held(row.id or 0)
    for row in rows:
        row.state, row.prefect_run_id = RunState.MADE, f"id{row.id}"

    assert agree(rows, list(prefect.values()), {}, NOW) == Agreement((), ())
    assert {run.key for run in prefect.values()} == {row.key for row in rows}
