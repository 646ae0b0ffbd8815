"""What the office sees in the morning, held against counting the rows one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import Application, Campaign, Message, Obligation, OfficeTask, Step, Unit
from rules.access import Grant, Part, Who
from rules.states import ApplicationState, MessageState, ObligationState, StepState
from tasks import (
    counted,
    overview,
    overview_duties,
    overview_journal,
    overview_messages,
    overview_office_tasks,
    overview_quota,
    reach,
)
from tasks.context import Context, House
from tasks.errors import NotFound
from tasks.overview import Desk, StepLine
from tasks.overview_duties import MatrixFilter
from tasks.overview_journal import WantedActs
from tasks.overview_messages import ComingDuty, MessageFilter
from tests.support.december import december_house
from tests.support.seed import FRIDAY, SHANGHAI, house_at

UNITS = 40


OFFICE = Who((Grant(Part.OFFICE),))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with december_house(tmp_path, units=UNITS) as house:
        yield house


@pytest.fixture
def ctx(house: House) -> Iterator[Context]:
    with house.reading() as ctx:
        yield ctx


@pytest.fixture
def at(ctx: Context) -> Desk:
    found = overview.desk(ctx)
    assert found is not None
    return found


def steps_of(ctx: Context, at: Desk) -> dict[str, StepLine]:
    return {step.code: step for phase in overview.progress(ctx, at) for step in phase.steps}


def test_an_empty_house_has_no_desk(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    with house.reading() as ctx:
        assert overview.desk(ctx) is None
        assert counted.head(ctx) == 0
    house.engine.dispose()


def test_in_a_simulation_it_is_as_late_as_the_newest_entry_says(house: House) -> None:
    later = FRIDAY + timedelta(days=3)
    with house.acting("模拟", now=later) as ctx:
        ctx.record("step.opened", "2.3", campaign=1)
    with house.acting("admin", now=FRIDAY + timedelta(days=900)) as ctx:
        ctx.record("account.signed_in", "admin")

    with house.reading() as ctx:
        at = overview.desk(ctx)

    assert at is not None
    assert (at.now, at.today) == (later, date(2021, 12, 20))


def test_outside_a_simulation_it_is_as_late_as_the_clock_says(house: House) -> None:
    with house.acting("办公室") as ctx:
        ctx.session.execute(update(Campaign).values(simulated=False).where(col(Campaign.id) == 1))
        ctx.record("step.opened", "2.3", campaign=1)

    monday = datetime(2021, 12, 20, 8, tzinfo=SHANGHAI)
    with house.reading(now=monday) as ctx:
        at = overview.desk(ctx)

    assert at is not None
    assert at.now == monday


def test_counts_of_duties_are_those_of_the_rows(ctx: Context, at: Desk) -> None:
    rows = ctx.session.exec(
        select(Obligation, Step.code).join(Step, col(Step.id) == col(Obligation.step_id))
    ).all()
    counted = Counter((step, row.duty, row.state) for row, step in rows)
    overdue = Counter(
        (step, row.duty) for row, step in rows if row.state.owed and row.enforced_at < at.now
    )

    lines = [duty for step in steps_of(ctx, at).values() for duty in step.duties]

    assert counted == Counter(
        {(line.step, line.duty, state): n for line in lines for state, n in line.counts.items()}
    )
    assert overdue == Counter({(line.step, line.duty): line.overdue for line in lines})
    assert sum(overdue.values()) > 0
    assert {(line.step, line.duty): line.total for line in lines} == Counter(
        (step, row.duty) for row, step in rows
    )


def test_days_left_are_working_days_to_the_end_or_to_the_opening(ctx: Context, at: Desk) -> None:
    steps = steps_of(ctx, at)

    assert {code: steps[code].days_left for code in ("2.1", "2.2", "2.3", "2.4", "3.1")} == {
        "2.1": None,
        "2.2": 3,
        "2.3": 1,
        "2.4": 9,
        "3.1": 12,
    }


def test_a_planned_step_names_what_stands_before_it_and_a_free_one_nothing(
    ctx: Context, at: Desk
) -> None:
    steps = steps_of(ctx, at)

    assert steps["2.3"].obstacles == ()
    assert any("考评评估" in reason for reason in steps["2.4"].obstacles)


def test_an_open_step_past_its_end_names_what_is_still_owed(house: House) -> None:
    with house.acting("模拟", now=datetime(2021, 12, 23, 9, tzinfo=SHANGHAI)) as ctx:
        ctx.record("step.opened", "2.3", campaign=1)

    with house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        obstacles = steps_of(ctx, at)["2.2"].obstacles

    assert any(reason.startswith("报送申报材料：还差") for reason in obstacles)


def test_the_current_phase_is_the_first_that_is_not_done(house: House) -> None:
    with house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        now = overview.current_phase(overview.progress(ctx, at))
    with house.acting("办公室") as ctx:
        ctx.session.execute(
            update(Step).values(state=StepState.CLOSED).where(col(Step.id).is_not(None))
        )
    with house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        after = overview.current_phase(overview.progress(ctx, at))

    assert now is not None
    assert (now.plan.code, now.state) == ("appraise", StepState.OPEN)
    assert after is None


def test_places_are_counted_in_the_cell_where_the_unit_competes(ctx: Context, at: Desk) -> None:
    rows = ctx.session.exec(
        select(Application, Unit.kind).join(Unit, col(Unit.id) == col(Application.unit_id))
    ).all()
    honours = {line.plan.code: line for line in overview_quota.quotas(ctx, at, OFFICE)}

    bearer = honours["standard_bearer"]
    windows = [a for a, kind in rows if a.honour == "standard_bearer" and kind == "window"]
    cell = next(cell for cell in bearer.cells if cell.name == "政务大厅窗口")
    assert (cell.places, cell.applied, cell.eligible) == (
        3,
        len(windows),
        sum(a.state is ApplicationState.ELIGIBLE for a in windows),
    )
    assert {code: sum(c.places for c in h.cells) for code, h in honours.items()} == {
        "standard_bearer": 17,
        "service_collective": 27,
        "window_star": 35,
        "advanced_worker": 20,
    }


def test_nothing_is_won_or_vacant_before_there_is_a_list(tmp_path: Path) -> None:
    with december_house(tmp_path, units=10, proposed=False) as house, house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        honours = overview_quota.quotas(ctx, at, OFFICE)

    assert {(honour.won, honour.vacant) for honour in honours} == {(None, None)}


def test_winners_fill_places_and_the_rest_is_vacant(ctx: Context, at: Desk) -> None:
    for honour in overview_quota.quotas(ctx, at, OFFICE):
        assert honour.won is not None
        assert honour.vacant == max(honour.plan.total - honour.won, 0)


def test_what_goes_out_next_is_counted_by_duty_for_the_next_working_day(
    ctx: Context, at: Desk
) -> None:
    owed = Counter(
        ctx.session.exec(
            select(Obligation.duty).where(col(Obligation.state) == ObligationState.PENDING)
        ).all()
    )

    coming = overview_messages.coming(ctx, at)

    monday = datetime(2021, 12, 20, 9, 37, tzinfo=SHANGHAI)
    assert coming.day == date(2021, 12, 20)
    assert coming.duties == (
        ComingDuty("2.2", "报送申报材料", owed["apply"], monday),
        ComingDuty("2.2", "对所属单位申报的意见", owed["opinion"], monday),
    )


def test_messages_are_counted_by_channel_and_state_and_paged_newest_first(
    ctx: Context, at: Desk
) -> None:
    rows = ctx.session.exec(select(Message)).all()

    lines = overview_messages.by_channel(ctx, at)
    held, total = overview_messages.page_of(ctx, at, MessageFilter(MessageState.HELD))

    assert {(line.channel, state): n for line in lines for state, n in line.counts.items()} == (
        Counter((row.channel, row.state) for row in rows)
    )
    wanted = sorted((row.id or 0 for row in rows if row.state is MessageState.HELD), reverse=True)
    assert ([line.id for line in held], total) == (wanted, len(wanted))


def test_pages_of_the_matrix_cover_every_unit_once_in_the_roster_s_order(
    ctx: Context, at: Desk
) -> None:
    first = overview_duties.matrix(ctx, at, MatrixFilter(), limit=50)
    second = overview_duties.matrix(ctx, at, MatrixFilter(), limit=50, offset=50)

    shown = [unit.code for unit in (*first.units, *second.units)]
    everyone = ctx.session.exec(
        select(Unit.code).order_by(col(Unit.listed_order), col(Unit.id))
    ).all()
    assert shown == list(everyone)
    assert first.total == len(everyone)


@pytest.mark.parametrize(
    "wanted",
    [
        MatrixFilter(county="梅溪市"),
        MatrixFilter(kind="window"),
        MatrixFilter(owing=True),
        MatrixFilter(step="2.2", duty="apply", owing=True),
        MatrixFilter(county="梅溪市", kind="street_centre", step="2.2", owing=True),
    ],
)
def test_filters_of_the_matrix_are_those_of_a_plain_search(
    ctx: Context, at: Desk, wanted: MatrixFilter
) -> None:
    rows = ctx.session.exec(
        select(Unit, Obligation, Step.code)
        .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
        .join(Step, col(Step.id) == col(Obligation.step_id))
    ).all()
    expected = {
        unit.code
        for unit, duty, step in rows
        if wanted.county in ("", unit.county)
        and wanted.kind in ("", unit.kind)
        and wanted.step in ("", step)
        and wanted.duty in ("", duty.duty)
        and (duty.state.owed or not wanted.owing)
    }

    found = overview_duties.matrix(ctx, at, wanted)

    assert {unit.code for unit in found.units} == expected
    assert found.total == len(expected)


def test_a_unit_nobody_knows_is_refused(ctx: Context) -> None:
    with pytest.raises(NotFound, match="没有编码为“none”的单位"):
        reach.unit(ctx, OFFICE, "none")


def test_the_journal_is_paged_by_number_so_that_no_row_is_shown_twice(
    ctx: Context, at: Desk
) -> None:
    here = WantedActs(campaign_id=at.campaign_id)
    everything = overview_journal.acts(ctx, at.calendar, here, limit=1000)
    first = overview_journal.acts(ctx, at.calendar, here, limit=5)
    older = replace(here, before=first[-1].seq)
    second = overview_journal.acts(ctx, at.calendar, older, limit=5)

    assert (*first, *second) == everything[:10]


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2021, 12, 9, 15, 59, 59, 999_999, tzinfo=UTC), date(2021, 12, 9)),
        (datetime(2021, 12, 9, 16, 0, tzinfo=UTC), date(2021, 12, 10)),
    ],
    ids=["the last instant of a day", "the first of the next"],
)
def test_an_act_belongs_to_one_day_of_the_journal_to_the_instant(
    house: House, moment: datetime, on: date
) -> None:
    with house.acting("办公室", now=moment) as ctx:
        ctx.record("call.logged", "某单位")
    found = set()
    with house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        for day in (date(2021, 12, 8), date(2021, 12, 9), date(2021, 12, 10), date(2021, 12, 11)):
            wanted = WantedActs(what="call.logged", since=day, until=day)
            acts = overview_journal.acts(ctx, at.calendar, wanted, limit=None)
            found |= {(day, act.at) for act in acts}

    assert found == {(on, moment)}


def test_a_task_of_the_office_is_shown_until_it_is_done(house: House) -> None:
    with house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        shown = [task.kind for task in overview_office_tasks.newest(ctx, at)]
    with house.acting("办公室") as ctx:
        ctx.session.execute(
            update(OfficeTask).values(done_at=FRIDAY).where(col(OfficeTask.key) == "t1")
        )
    with house.reading() as ctx:
        done = overview_office_tasks.newest(ctx, at)

    assert (shown, done) == (["address_failed"], [])
