"""What a step asks of whom: the right units, once, with dates and reasons; who waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, select, update

from models import Obligation, Unit
from rules.states import ObligationState
from tasks import deadlines, duties, fulfilment, owing
from tasks.orders import EVERYONE, Order, Scope
from tests.support.campaign_builder import Built, built, shanghai, shipped
from tests.support.databases import KINDS, database

PENDING, BLOCKED = ObligationState.PENDING, ObligationState.BLOCKED
EVALUATING = shanghai("2021-12-20")
APPLYING = shanghai("2021-12-02", "08:53")
UNITS = [
    "xq01",
    "xq02",
    "zh001",
    "zh002",
    "jd001",
    "kfq001",
    "jy01",
    "rx01",
    "fz01",
    "ck001",
    "ck002",
    "ck003",
    "ck004",
    "ck005",
]
OFFICES = [office.code for office in shipped().definition.offices]


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def obligation(campaign: Built, duty: str, unit: str) -> Obligation:
    with campaign.house.reading() as ctx:
        return ctx.session.exec(
            select(Obligation).where(
                col(Obligation.duty) == duty, col(Obligation.unit_id) == campaign.unit(unit)
            )
        ).one()


def lay_on(campaign: Built, step: str) -> int:
    with campaign.acting(APPLYING) as ctx:
        return duties.lay_on(ctx, campaign.campaign, step)


def test_a_duty_for_everybody_is_owed_by_every_unit_and_office(campaign: Built) -> None:
    created = lay_on(campaign, "2.1")

    assert campaign.states("2.1", "ack") == dict.fromkeys([*UNITS, *OFFICES], PENDING)
    assert created == len(UNITS) + len(OFFICES)


def test_a_duty_for_some_kinds_is_owed_by_units_of_these_kinds_only(campaign: Built) -> None:
    lay_on(campaign, "2.2")

    assert campaign.states("2.2", "opinion") == {"xq01": PENDING, "xq02": PENDING}


def test_a_duty_for_named_offices_is_owed_by_them_only(campaign: Built) -> None:
    lay_on(campaign, "2.4")

    assert campaign.states("2.4", "dossier") == {"bangongshi": PENDING}


def test_a_unit_that_closes_before_the_end_owes_nothing(campaign: Built) -> None:
    with campaign.acting(APPLYING) as ctx:
        for code, day in (("ck001", 17), ("ck002", 18)):
            ctx.session.execute(
                update(Unit).where(col(Unit.code) == code).values(closed_on=date(2021, 12, day))
            )
    lay_on(campaign, "2.2")

    states = campaign.states("2.2", "apply")
    assert ("ck001" in states, "ck002" in states) == (False, True)


def test_a_duty_says_what_is_due_when_and_why_and_when_to_remind_first(campaign: Built) -> None:
    lay_on(campaign, "2.2")

    end = shanghai("2021-12-17", "23:59:59.999999").astimezone(UTC)
    laid = obligation(campaign, "apply", "ck001")
    assert laid.model_dump(exclude={"id", "step_id", "unit_id"}) == {
        "campaign_id": campaign.campaign,
        "duty": "apply",
        "subject": "",
        "title": "报送申报材料",
        "state": PENDING,
        "blocked_by_id": None,
        "opened_at": APPLYING,
        "due_on": date(2021, 12, 17),
        "shown_at": end,
        "enforced_at": end,
        "basis": ["截止日为 2021-12-17（周五，工作日）", "没有写明时刻，到当日 24:00 为止"],
        "version": 1,
        "next_nudge_at": shanghai("2021-12-08", "09:37"),
        "met_at": None,
        "met_entered_at": None,
        "met_by": "",
        "met_how": "",
        "note": "",
    }


def test_a_second_run_changes_nothing(campaign: Built) -> None:
    first = lay_on(campaign, "2.2")
    with campaign.acting(APPLYING) as ctx:
        one = owing.owed(ctx, campaign.campaign, "2.2", "apply", [campaign.unit("ck001")])
        fulfilment.meet(ctx, owing.ids_of(one), at=APPLYING, how="网上提交", by="示例一窗口")
    before = everything(campaign)

    second = lay_on(campaign, "2.2")

    assert (first, second) == (len(UNITS) + len(OFFICES) + 2, 0)
    assert everything(campaign) == before
    assert [e.payload for e in campaign.journal("duties.laid_on")] == [{"count": first}]


def test_a_unit_that_joins_later_is_asked_by_the_next_run(campaign: Built) -> None:
    lay_on(campaign, "2.2")
    with campaign.acting(APPLYING) as ctx:
        ctx.session.add(Unit(code="ck006", name="示例六窗口", kind="window"))

    assert lay_on(campaign, "2.2") == 1
    assert obligation(campaign, "apply", "ck006").state is PENDING


def move(campaign: Built, due_on: date, scope: Scope = EVERYONE) -> None:
    order = Order("2.2", "apply", due_on, "台风停工一天", "办公室主任", scope)
    with campaign.acting(shanghai("2021-12-09")) as ctx:
        deadlines.move(ctx, campaign.campaign, order)


def test_a_unit_that_joins_after_a_move_gets_the_dates_that_the_others_have(
    campaign: Built,
) -> None:
    campaign.open("2.2", APPLYING)
    move(campaign, date(2021, 12, 20))
    move(campaign, date(2021, 12, 22), Scope(kind="window"))
    move(campaign, date(2021, 12, 21), Scope(due_on=date(2021, 12, 20)))
    move(campaign, date(2021, 12, 24), Scope(unit="ck001"))
    with campaign.acting(shanghai("2021-12-09")) as ctx:
        ctx.session.add(Unit(code="ck006", name="示例六窗口", kind="window"))
        ctx.session.add(Unit(code="fz02", name="市政务服务中心样板分中心", kind="branch_hall"))
        ctx.session.flush()
        duties.lay_on(ctx, campaign.campaign, "2.2")

    for new, like in (("ck006", "ck002"), ("fz02", "fz01")):
        late, known = (obligation(campaign, "apply", unit) for unit in (new, like))
        for name in ("due_on", "shown_at", "enforced_at", "basis", "version", "next_nudge_at"):
            assert getattr(late, name) == getattr(known, name), (new, name)
    assert obligation(campaign, "apply", "ck006").due_on == date(2021, 12, 22)
    assert obligation(campaign, "apply", "fz02").due_on == date(2021, 12, 21)


def test_only_offices_that_owe_the_first_duty_wait_for_it_each_for_its_own(
    campaign: Built,
) -> None:
    campaign.open("2.3", EVALUATING)

    assert campaign.states("2.3", "score") == {
        "shenpi_gaige": PENDING,
        "ducha": PENDING,
        "renshi": PENDING,
        "ziyuan_jiaoyi_chu": BLOCKED,
        "gonggong_rexian": BLOCKED,
    }
    for office in ("ziyuan_jiaoyi_chu", "gonggong_rexian"):
        blocker = obligation(campaign, "method", office)
        assert obligation(campaign, "score", office).blocked_by_id == blocker.id


@pytest.mark.parametrize("how", ["meet", "waive"])
def test_a_waiting_duty_is_free_once_the_other_is_met_or_waived(campaign: Built, how: str) -> None:
    campaign.open("2.3", EVALUATING)
    first = obligation(campaign, "method", "gonggong_rexian").id
    assert first is not None

    with campaign.acting(EVALUATING) as ctx:
        if how == "meet":
            fulfilment.meet(ctx, [first], at=EVALUATING, how="登记", by="公共热线处")
        else:
            fulfilment.waive(ctx, first, reason="沿用上届办法", ordered_by="办公室主任")

    freed, waiting = (
        obligation(campaign, "score", office) for office in ("gonggong_rexian", "ziyuan_jiaoyi_chu")
    )
    assert (freed.state, freed.blocked_by_id) == (PENDING, None)
    assert waiting.state is BLOCKED


def test_a_duty_whose_forerunner_is_done_already_does_not_wait(campaign: Built) -> None:
    campaign.open("2.3", EVALUATING)
    with campaign.acting(EVALUATING) as ctx:
        methods = owing.ids_of(owing.owed(ctx, campaign.campaign, "2.3", "method"))
        fulfilment.meet(ctx, methods, at=EVALUATING, how="登记", by="办公室")
        scores = owing.owed(ctx, campaign.campaign, "2.3", "score")
        for one in scores:
            ctx.session.delete(one)

    lay_on(campaign, "2.3")

    assert set(campaign.states("2.3", "score").values()) == {PENDING}


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_units_take_no_more_statements_than_twenty(kind: str, tmp_path: Path) -> None:
    counts = []
    for number, units in enumerate((20, 200)):
        home = tmp_path / str(number)
        with database(kind, home) as url, built(home, url) as campaign:
            with campaign.acting(APPLYING) as ctx:
                ctx.session.add_all(
                    Unit(code=f"w{n}", name=f"示例窗口{n}", kind="window") for n in range(units)
                )
            with statements(campaign.house.engine) as told:
                created = lay_on(campaign, "2.2")
            counts.append((created, len(told)))

    (few, at_twenty), (many, at_two_hundred) = counts
    assert many - few == 180
    assert at_two_hundred == at_twenty < 25


def everything(campaign: Built) -> list[dict[str, Any]]:
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(Obligation).order_by(col(Obligation.id))).all()
        return [row.model_dump() for row in rows]


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that the database is sent meanwhile; many rows at once are one."""
    told: list[str] = []

    def listen(*sent: object) -> None:
        told.append(str(sent[2]))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", listen)
