"""A unit's own desk: its units, notices, what it handed in, its applications and its messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import col, func, select

from models import Application, Filing, Message, Nudge, Obligation, Paper, Step, Unit
from rules import definition
from rules.access import Who
from rules.definition import DutyKind
from rules.said import Said
from rules.states import ApplicationState, ObligationState, PaperState
from tasks import overview_quota, reach
from tasks.context import Context
from tasks.cut import Cut
from tasks.errors import NotFound
from tasks.filings import MET
from tasks.overview import Desk
from tasks.overview_quota import CellLine, HonourLines


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    number: str
    honour: str
    candidate: str
    state: ApplicationState
    submitted_at: datetime | None
    returned_for: str


@dataclass(frozen=True, slots=True)
class HonourOffer:
    """An honour that the unit may apply for, with the places of its category in sight."""

    plan: definition.Honour
    cells: tuple[CellLine, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A paper that a step has issued, to be read and acknowledged."""

    paper: Paper
    step: definition.Step


@dataclass(frozen=True, slots=True)
class Judged:
    """The end by which something was to be handed in, and how it came by it."""

    title: str
    state: ObligationState
    shown_at: datetime
    enforced_at: datetime

    @property
    def grace(self) -> bool:
        """Whether more time was given than people were told."""
        return self.enforced_at > self.shown_at


@dataclass(frozen=True, slots=True)
class FilingLine:
    id: int
    kind: str
    heading: str
    title: str
    happened_on: date
    entered_at: datetime
    entered_by: str
    channel: str
    judged: Judged | None
    """The duty that it met, if it met one."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reminder in a message: whose duty it is about, and which rung of the ladder it was."""

    unit: str
    step: str
    title: str
    rung: str


def units_of(ctx: Context, who: Who) -> Sequence[Unit]:
    """Where somebody holds a post, in the roster's order."""
    return ctx.session.exec(
        select(Unit).where(reach.own_unit(who)).order_by(col(Unit.listed_order), col(Unit.id))
    ).all()


def applications_of(ctx: Context, at: Desk, unit: Unit) -> tuple[ApplicationLine, ...]:
    """Everything the unit began or handed in, newest first."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Application.number),
            col(Application.honour),
            col(Application.candidate),
            col(Application.state),
            col(Application.submitted_at),
            col(Application.returned_for),
        )
        .where(col(Application.campaign_id) == at.campaign_id, col(Application.unit_id) == unit.id)
        .order_by(col(Application.id).desc())
    )
    return tuple(ApplicationLine(*row) for row in rows)


def offers(ctx: Context, at: Desk, who: Who, unit: Unit) -> tuple[HonourOffer, ...]:
    """Honours with a category for the unit."""
    lines = overview_quota.quotas(ctx, at, who)
    found = ((line, _cells(line, unit)) for line in lines)
    return tuple(HonourOffer(line.plan, cells) for line, cells in found if cells)


def notices(ctx: Context, at: Desk, step: str) -> tuple[Notice, ...]:
    """What a step has issued, the newest version first."""
    rows = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == at.campaign_id,
            col(Paper.step) == step,
            col(Paper.state).in_((PaperState.ISSUED, PaperState.REPLACED)),
        )
        .order_by(col(Paper.id).desc())
    ).all()
    return tuple(Notice(row, at.plan.step(step)) for row in rows)


def filings_of(ctx: Context, at: Desk, unit: Unit) -> tuple[FilingLine, ...]:
    """What the unit handed in, newest first."""
    rows = ctx.session.exec(
        select(Filing)
        .where(col(Filing.campaign_id) == at.campaign_id, col(Filing.unit_id) == unit.id)
        .order_by(col(Filing.id).desc())
    ).all()
    owed = ctx.session.exec(
        select(Obligation).where(col(Obligation.id).in_([row.detail.get(MET) for row in rows]))
    )
    met = {row.id: _judged(row) for row in owed}
    return tuple(
        FilingLine(
            row.id or 0, row.kind, row.heading, row.title, row.happened_on, row.entered_at,
            row.entered_by, row.channel, met.get(row.detail.get(MET)),
        )
        for row in rows
    )  # fmt: skip


def filing_of(ctx: Context, at: Desk, unit: Unit, filing: int) -> FilingLine:
    """Something that the unit handed in, by its number; raises NotFound for none."""
    line = next((one for one in filings_of(ctx, at, unit) if one.id == filing), None)
    if line is None:
        raise NotFound([Said("没有编号为 {number} 的材料", number=filing)])
    return line


def application_judged(ctx: Context, at: Desk, unit: Unit) -> Judged | None:
    """The unit's duty to apply, with the end that was judged; None where it never had one."""
    duties = {key for key, kind in duty_kinds(at.plan).items() if kind is DutyKind.APPLY}
    rows = ctx.session.exec(
        select(Obligation, Step.code)
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Obligation.campaign_id) == at.campaign_id,
            col(Obligation.unit_id) == unit.id,
            col(Obligation.subject) == "",
            col(Obligation.duty).in_({duty for _, duty in duties}),
        )
        .order_by(col(Obligation.id))
    )
    return next((_judged(row) for row, step in rows if (step, row.duty) in duties), None)


def messages_of(ctx: Context, at: Desk, who: Who, cut: Cut) -> tuple[Sequence[Message], int]:
    """What was sent to somebody, newest first, and how many there are; two queries."""
    mine = (
        col(Message.campaign_id) == at.campaign_id,
        col(Message.person_id) == (who.person_id or 0),
        *cut.where,
    )
    total = ctx.session.exec(select(func.count()).select_from(Message).where(*mine)).one()
    rows = ctx.session.exec(
        select(Message)
        .where(*mine)
        .order_by(*cut.by, col(Message.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    return rows, total


def reasons_of(ctx: Context, messages: Sequence[Message]) -> Mapping[int, Sequence[Why]]:
    """Why each message was sent: the reminders in it, by the message's id; notices have none."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Nudge.message_id), col(Unit.code), col(Step.code), col(Obligation.title),
            col(Nudge.rung),
        )
        .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .join(Unit, col(Unit.id) == col(Obligation.unit_id))
        .where(col(Nudge.message_id).in_([message.id for message in messages]))
        .order_by(col(Nudge.id))
    )  # fmt: skip
    found: dict[int, list[Why]] = {}
    for message_id, *why in rows:
        found.setdefault(message_id, []).append(Why(*why))
    return found


def duty_kinds(plan: definition.Campaign) -> Mapping[tuple[str, str], DutyKind]:
    """What meets each duty, by step and duty."""
    return {(step.code, duty.code): duty.kind for step in plan.steps for duty in step.duties}


def _judged(row: Obligation) -> Judged:
    return Judged(row.title, row.state, row.shown_at, row.enforced_at)


def _cells(line: HonourLines, unit: Unit) -> tuple[CellLine, ...]:
    wanted = {
        cell.name for cell in line.plan.cells if unit.kind in cell.kinds or unit.code in cell.units
    }
    return tuple(cell for cell in line.cells if cell.name in wanted)
