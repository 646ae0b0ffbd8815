"""Acting for a unit: what came by paper or telephone meets its duty on its real day, and it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlmodel import col, select

from models import Obligation, PaperAct, Step, Unit
from rules.definition import Duty, DutyKind
from rules.files import MEGABYTE, FileKind, Limits
from rules.said import Said
from tasks import applications, attachments, filings, fulfilment
from tasks.attachments import Owner, Received
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.filings import HandIn
from tasks.moments import ENTERED_BY_OFFICE, day_problems, real_moment
from tasks.use_case import use_case

SCANS = Limits(frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG}), 20 * MEGABYTE)
"""What a scan may be, for `attachments.receive`."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: how it came, on which real day, by whom of the unit."""

    channel: str
    happened_on: date
    by: str
    title: str = ""
    """What was handed in, where the duty is a filing."""
    heading: str = ""
    note: str = ""
    scan: Received | None = None


@dataclass(frozen=True, slots=True)
class OwedAct:
    """A duty with what has to be known to enter it."""

    row: Obligation
    step: str
    duty: Duty

    @property
    def filed(self) -> bool:
        return self.duty.kind.value in filings.MEETS

    @property
    def possible(self) -> bool:
        """Opinions and scores come in on their own pages."""
        return self.duty.kind not in (DutyKind.OPINION, DutyKind.SCORE)


def owed_act(ctx: Context, campaign_id: int, unit: Unit, obligation_id: int) -> OwedAct:
    """A duty of this unit by its number; raises NotFound for none."""
    found = ctx.session.exec(
        select(Obligation, Step.code)
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(
            col(Obligation.id) == obligation_id,
            col(Obligation.unit_id) == unit.id,
            col(Obligation.campaign_id) == campaign_id,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(
            [Said("{unit}没有编号为 {number} 的事项", unit=unit.name, number=obligation_id)]
        )
    row, step = found
    return OwedAct(row, step, definition_of(ctx, campaign_id).duty(step, row.duty))


@use_case("代单位登记")
def enter(ctx: Context, campaign_id: int, unit: Unit, obligation_id: int, done: Done) -> int:
    """Enter what a unit did on paper or by telephone; returns the number of the entry.

    The real day is judged, the entry keeps its own. Raises Refused with everything that is wrong.
    """
    act = owed_act(ctx, campaign_id, unit, obligation_id)
    if problems := _problems(ctx, campaign_id, act, done):
        raise Refused(problems)
    ctx.on_behalf_of = unit.name
    _meet(ctx, campaign_id, unit, act, done)
    return put(ctx, campaign_id, unit, act, done)


def put(
    ctx: Context,
    campaign_id: int,
    unit: Unit,
    act: OwedAct,
    done: Done,
    *,
    application_id: int | None = None,
) -> int:
    """Write down what was entered for a unit, in the register and the journal; returns its number."""
    entry = PaperAct(
        campaign_id=campaign_id,
        unit_id=cast("int", unit.id),
        obligation_id=cast("int", act.row.id),
        application_id=application_id,
        channel=done.channel,
        happened_on=done.happened_on,
        by=done.by.strip(),
        note=done.note.strip(),
        scan_sha256=done.scan.sha256 if done.scan else "",
        scan_name=done.scan.name if done.scan else "",
        entered_at=ctx.now,
        entered_by=ctx.actor,
    )
    ctx.session.add(entry)
    ctx.session.flush()
    if done.scan and application_id is None:
        attachments.attach(ctx, Owner("paperact", entry.id or 0), done.scan)
    ctx.record(
        "paper_act.entered",
        unit.code,
        why=done.note.strip(),
        campaign=campaign_id,
        duty=f"{act.step}/{act.duty.code}",
        channel=done.channel,
        happened_on=done.happened_on.isoformat(),
        by=done.by.strip(),
        scan=entry.scan_sha256,
    )
    return cast("int", entry.id)


def entries_of(ctx: Context, campaign_id: int, unit: Unit) -> Sequence[tuple[PaperAct, str]]:
    """What was entered for a unit, newest first, with the duty's title."""
    rows = ctx.session.exec(
        select(PaperAct, Obligation.title)
        .join(Obligation, col(Obligation.id) == col(PaperAct.obligation_id))
        .where(col(PaperAct.campaign_id) == campaign_id, col(PaperAct.unit_id) == unit.id)
        .order_by(col(PaperAct.id).desc())
    ).all()
    return [(row, title) for row, title in rows]


def of_application(ctx: Context, application_id: int | None) -> Sequence[PaperAct]:
    """How an application came on paper, version by version; none for one that came another way."""
    return ctx.session.exec(
        select(PaperAct)
        .where(col(PaperAct.application_id) == application_id)
        .order_by(col(PaperAct.id))
    ).all()


def scan_of(ctx: Context, campaign_id: int, unit: Unit, number: int) -> tuple[str, bytes]:
    """Name and bytes of an entry's scan; raises NotFound where there is none."""
    row = ctx.session.get(PaperAct, number)
    if row is None or (row.campaign_id, row.unit_id) != (campaign_id, unit.id) or not row.scan_name:
        raise NotFound([Said("没有编号为 {number} 的扫描件", number=number)])
    return row.scan_name, attachments.find(ctx, row.scan_sha256).read_bytes()


def _problems(ctx: Context, campaign_id: int, act: OwedAct, done: Done) -> list[str]:
    owed = fulfilment.owed_of(
        ctx, campaign_id, act.row.unit_id, act.duty.kind, subject=act.row.subject
    )
    checks = (
        (not act.row.state.owed, "这一事项已经不需要办理"),
        (not act.possible, "意见和得分请在各自的页面登记或导入"),
        (done.channel not in ENTERED_BY_OFFICE, "请选择是书面、电话还是代办"),
        (not done.by.strip(), "请写明单位由谁办理"),
        (act.filed and not done.title.strip(), "请填写材料标题"),
        (
            act.filed and owed[:1] not in ([], [act.row.id]),
            "这个单位还有更早的同类事项没有办，请先登记更早的",
        ),
    )
    problems = [told for wrong, told in checks if wrong]
    return problems + day_problems(done.happened_on, ctx.now, calendar_of(ctx))


def _meet(ctx: Context, campaign_id: int, unit: Unit, act: OwedAct, done: Done) -> None:
    unit_id, by = cast("int", unit.id), done.by.strip()
    if act.filed:
        what = HandIn(
            act.duty.kind.value,
            done.title.strip(),
            done.happened_on,
            by,
            done.heading,
            done.channel,
            detail={"note": done.note.strip()} if done.note.strip() else {},
        )
        filings.hand_in(ctx, campaign_id, unit_id, what)
    elif act.duty.kind is DutyKind.APPLY:
        applications.declare_none(
            ctx, campaign_id, unit.code, happened_on=done.happened_on, reason=done.note.strip()
        )
    else:
        at = _moment(ctx, done.happened_on)
        fulfilment.acknowledge(ctx, campaign_id, act.step, unit_id, at=at, by=by)


def _moment(ctx: Context, happened_on: date) -> datetime:
    return real_moment(happened_on, ctx.now, calendar_of(ctx))
