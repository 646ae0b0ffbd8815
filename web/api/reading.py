"""What the dashboard shows, as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from rules.access import NOBODY
from tasks import overview, overview_duties, overview_journal, overview_messages, overview_quota
from tasks.api_tokens import Scope
from tasks.overview import DutyLine, StepLine
from tasks.overview_duties import MatrixFilter, UnitLine
from tasks.overview_journal import WantedActs
from web.api.door import at_desk, scoped
from web.api.shapes import (
    CampaignOut,
    CellOut,
    ChannelOut,
    DutyOut,
    EventOut,
    HonourOut,
    Page,
    StepOut,
    UnitDutyOut,
    UnitOut,
)
from web.doors import HouseDep
from web.lists import PAGE

router = APIRouter(tags=["reading"], dependencies=[Depends(scoped(Scope.READ))])

MOST_EVENTS = 200
Text = Annotated[str, Query(max_length=40)]


@router.get("/campaign")
def campaign(house: HouseDep) -> CampaignOut:
    with at_desk(house) as (_, at):
        plan = at.plan
        return CampaignOut(
            code=plan.code,
            title=plan.title,
            session=plan.session,
            year=plan.year,
            state=at.campaign.state,
            now=at.now,
            simulated=at.campaign.simulated,
        )


@router.get("/steps")
def steps(house: HouseDep) -> list[StepOut]:
    with at_desk(house) as (ctx, at):
        return [
            _step(step, phase.plan.code)
            for phase in overview.progress(ctx, at)
            for step in phase.steps
        ]


@router.get("/units")
def units(  # noqa: PLR0913 - one filter each
    house: HouseDep,
    *,
    county: Text = "",
    kind: Text = "",
    step: Text = "",
    duty: Text = "",
    owing: bool = False,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Page[UnitOut]:
    """Units in the roster's order with the state of each of their duties, 50 a page."""
    wanted = MatrixFilter(county=county, kind=kind, step=step, duty=duty, owing=owing)
    with at_desk(house) as (ctx, at):
        found = overview_duties.matrix(ctx, at, wanted, limit=PAGE, offset=(page - 1) * PAGE)
        return Page(
            items=[_unit(line) for line in found.units],
            total=found.total,
            page=page,
            pages=max(1, -(-found.total // PAGE)),
        )


@router.get("/honours")
def honours(house: HouseDep) -> list[HonourOut]:
    """Places against candidates; who won is counted once the list is announced."""
    with at_desk(house) as (ctx, at):
        return [
            HonourOut(
                code=line.plan.code,
                name=line.plan.name,
                places=line.plan.total,
                cells=[
                    CellOut(
                        name=cell.name,
                        places=cell.places,
                        soft=cell.soft,
                        applied=cell.applied,
                        eligible=cell.eligible,
                        won=cell.won,
                    )
                    for cell in line.cells
                ],
            )
            for line in overview_quota.quotas(ctx, at, NOBODY)
        ]


@router.get("/messages")
def messages(house: HouseDep) -> list[ChannelOut]:
    """How many messages stand where, by channel; no text and no address."""
    with at_desk(house) as (ctx, at):
        return [
            ChannelOut(channel=line.channel, counts={s.value: n for s, n in line.counts.items()})
            for line in overview_messages.by_channel(ctx, at)
        ]


@router.get("/events")
def events(
    house: HouseDep,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = 50,
) -> list[EventOut]:
    """The journal, newest first; ask again with `before` set to the last `seq` of a page."""
    with at_desk(house) as (ctx, at):
        wanted = WantedActs(campaign_id=at.campaign_id, before=before)
        return [
            EventOut(seq=e.seq, at=e.at, what=e.what, subject=e.subject, actor=e.actor, why=e.why)
            for e in overview_journal.acts(ctx, at.calendar, wanted, limit=limit)
        ]


def _step(line: StepLine, phase: str) -> StepOut:
    return StepOut(
        code=line.code,
        name=line.plan.name,
        name_en=line.plan.name_en,
        phase=phase,
        state=line.state,
        opens_on=line.opens_on,
        closes_on=line.closes_on,
        obstacles=[str(obstacle) for obstacle in line.obstacles],
        duties=[_duty(duty) for duty in line.duties],
    )


def _duty(line: DutyLine) -> DutyOut:
    return DutyOut(
        code=line.duty,
        title=line.title,
        first_due=line.first_due,
        last_due=line.last_due,
        total=line.total,
        met=line.met,
        late=line.late,
        owed=line.owed,
        overdue=line.overdue,
    )


def _unit(line: UnitLine) -> UnitOut:
    return UnitOut(
        code=line.code,
        name=line.name,
        kind=line.kind,
        county=line.county,
        duties=[
            UnitDutyOut(step=step, duty=duty, state=m.state, due_on=m.due_on, overdue=m.overdue)
            for (step, duty), m in line.marks.items()
        ],
    )
