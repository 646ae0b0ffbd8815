"""Applications that came on paper: entered for the unit as of the day they came in, with their scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import Application, Unit
from rules.said import Said
from rules.states import ApplicationState
from tasks import application_drafts, applications, attachments, paper_acts
from tasks import application_rows as rows
from tasks.application_rows import Entry
from tasks.applications import Submitted
from tasks.attachments import Owner, Received
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.paper_acts import Done
from tasks.use_case import use_case

CHANNEL = "paper"
SCAN = "书面申报材料扫描件"


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What came in: what it states on which real day, the form as typed, who brought it, its scan."""

    entry: Entry
    fields: Mapping[str, str]
    by: str
    note: str = ""
    scan: Received | None = None


@use_case("登记书面申报")
def enter(
    ctx: Context, campaign_id: int, unit: Unit, paper: OnPaper, *, corrects: str = ""
) -> Submitted:
    """Take an application in as of the day it came in, or the correction of a returned one.

    Raises Refused with everything that stands in the way, lateness on that day (R4) among it.
    """
    if problems := list(_problems(ctx, campaign_id, paper)):
        raise Refused(problems)
    ctx.on_behalf_of = unit.name
    returned = one_returned(ctx, campaign_id, unit, corrects) if corrects else None
    owed = rows.correction_of(ctx, returned) if returned else None
    if returned:
        done = applications.resubmit(ctx, campaign_id, corrects, paper.entry)
    else:
        done = applications.submit(ctx, campaign_id, paper.entry)
    row = rows.by_number(ctx, campaign_id, done.number)
    owed = owed or rows.apply_duty(ctx, campaign_id, unit, ctx.now, late_counts=False)
    application_drafts.put(ctx, row, paper.fields)
    if paper.scan:
        attachments.attach(ctx, Owner("application", row.id or 0), paper.scan, note=SCAN)
    act = paper_acts.owed_act(ctx, campaign_id, unit, owed.id or 0)
    paper_acts.put(ctx, campaign_id, unit, act, _done(paper), application_id=row.id)
    return done


def returned_of(ctx: Context, campaign_id: int, unit: Unit) -> Sequence[Application]:
    """The unit's applications that it has to correct, which may come on paper too."""
    return ctx.session.exec(
        select(Application)
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.unit_id) == unit.id,
            col(Application.state) == ApplicationState.RETURNED,
        )
        .order_by(col(Application.id))
    ).all()


def one_returned(ctx: Context, campaign_id: int, unit: Unit, number: str) -> Application:
    """One of them by its number; raises NotFound for any other."""
    found = next((row for row in returned_of(ctx, campaign_id, unit) if row.number == number), None)
    if found is None:
        raise NotFound([Said("{unit}没有待补正的申报“{number}”", unit=unit.name, number=number)])
    return found


def _problems(ctx: Context, campaign_id: int, paper: OnPaper) -> Iterator[str]:
    day, calendar = paper.entry.happened_on, calendar_of(ctx)
    opened = rows.application_step(ctx, campaign_id).opened_at
    if day is None:
        yield "请填写收到书面材料的日期"
    elif opened is not None and day < calendar.day_of(opened):
        yield f"收到日期{day}早于申报开始之日（{calendar.day_of(opened)}），请核对"
    if not paper.by.strip():
        yield "请写明书面材料由谁送来"
    if paper.scan is None:
        yield "请附上书面申报材料的扫描件"


def _done(paper: OnPaper) -> Done:
    day = paper.entry.happened_on
    assert day is not None  # noqa: S101 - refused above
    return Done(CHANNEL, day, paper.by, note=paper.note, scan=paper.scan)
