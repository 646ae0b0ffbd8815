"""The unit's first page, its notices with their receipt, its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from models import Message
from rules.access import Right
from rules.definition import DutyKind
from rules.said import Said
from rules.states import ObligationState
from tasks import applications, fulfilment, overview_duties, overview_unit, paper_files
from tasks.errors import NotFound, Refused
from tasks.overview_duties import UnitDuty
from web.desk import seated
from web.doors import needs, visitor_in
from web.forms import Problem, problems_of
from web.lists import Column, Listing, OrderDep
from web.routes.my import acting_for, at_unit
from web.words import CHANNELS, MESSAGE_STATES

router = APIRouter(prefix="/my")

WHERE = {
    DutyKind.ACKNOWLEDGE: "notices/{step}",
    DutyKind.MEASURES: "hand-in/measures",
    DutyKind.REPORT: "hand-in/report",
    DutyKind.SUMMARY: "hand-in/summary",
    DutyKind.TASK: "hand-in/task",
    DutyKind.APPLY: "apply",
}
"""Where a duty of each kind is done, below the unit's page."""
TYPES = {".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip
MESSAGES: tuple[Column[Message], ...] = (
    Column("time", "时间", lambda m: m.sent_at or m.ready_at, Message.ready_at),
    Column("subject", "标题", lambda m: m.subject, Message.subject),
    Column("channel", "渠道", lambda m: CHANNELS.get(m.channel, m.channel), Message.channel),
    Column("state", "状态", lambda m: MESSAGE_STATES[m.state], Message.state),
    Column("body", "内容", lambda m: m.body),
)


@router.get("")
@needs(Right.OWN_UNIT)
def choose(request: Request) -> Response:
    """Straight to the unit; whoever holds posts in several chooses."""
    with seated(request) as seat:
        units = overview_unit.units_of(seat.ctx, seat.who)
        if len(units) == 1:
            return RedirectResponse(f"/my/{units[0].code}", status_code=303)
        return seat.page("my/choose.html", units=units)


@router.get("/messages")
@needs(Right.OWN_UNIT)
def messages(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        listing = Listing("我的消息", MESSAGES, order)
        cut = listing.cut(Message.subject, Message.body)
        found = overview_unit.messages_of(seat.ctx, seat.at, seat.who, cut)
        listing = listing.with_rows(*found)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        why = overview_unit.reasons_of(seat.ctx, listing.rows)
        return seat.page("my/messages.html", listing=listing, why=why)


@router.get("/{unit}")
@needs(Right.OWN_UNIT)
def show(request: Request, unit: str, done: str = "") -> HTMLResponse:
    with at_unit(request, unit) as (seat, row):
        duties = overview_duties.duties_of_unit(seat.ctx, seat.at, row).duties
        kinds = overview_unit.duty_kinds(seat.at.plan)
        return seat.living_page(
            "my/desk.html",
            unit=row,
            kind=seat.at.plan.unit_kind(row.kind),
            owed=[duty for duty in duties if duty.state.owed],
            over=[duty for duty in duties if not duty.state.owed],
            where={duty: _where(row.code, duty, kinds) for duty in duties},
            applications=overview_unit.applications_of(seat.ctx, seat.at, row),
            honours={honour.code: honour for honour in seat.at.plan.honours},
            done=DONE.get(done, ""),
        )


@router.get("/{unit}/notices/{step}")
@needs(Right.OWN_UNIT)
def notice(request: Request, unit: str, step: str) -> HTMLResponse:
    with at_unit(request, unit) as (seat, row):
        plan = next((one for one in seat.at.plan.steps if one.code == step), None)
        if plan is None:
            raise NotFound([Said("这次活动没有环节“{code}”", code=step)])
        found = overview_unit.notices(seat.ctx, seat.at, step)
        duties = overview_duties.duties_of_unit(seat.ctx, seat.at, row).duties
        kinds = overview_unit.duty_kinds(seat.at.plan)
        mine = [
            d for d in duties if d.step == step and kinds[d.step, d.duty] is DutyKind.ACKNOWLEDGE
        ]
        return seat.page("my/notice.html", unit=row, step=plan, notices=found, duties=mine)


@router.post("/{unit}/notices/{step}")
@needs(Right.OWN_UNIT)
def acknowledge(request: Request, unit: str, step: str) -> Response:
    by = visitor_in(request).display
    with acting_for(request, unit) as (ctx, at, row):
        fulfilment.acknowledge(ctx, at.campaign_id, step, row.id or 0, at=ctx.now, by=by)
    return RedirectResponse(f"/my/{unit}?done=acknowledged", status_code=303)


@router.get("/{unit}/notices/{step}/{file}")
@needs(Right.OWN_UNIT)
def paper(request: Request, unit: str, step: str, file: str) -> FileResponse:
    """A file of a paper that the step issued; nothing else lies behind this address."""
    with at_unit(request, unit) as (seat, _):
        issued = {
            name for n in overview_unit.notices(seat.ctx, seat.at, step) for name in n.paper.files
        }
        path = paper_files.papers_folder(seat.ctx, seat.at.campaign_id) / file
        if file not in issued or not path.is_file():
            raise NotFound([Said("没有名为“{name}”的文件", name=file)])
        kind = TYPES.get(path.suffix, "application/octet-stream")
        return FileResponse(path, media_type=kind, filename=file)


@router.get("/{unit}/decline")
@needs(Right.OWN_UNIT)
def ask_decline(request: Request, unit: str) -> HTMLResponse:
    return _decline_form(request, unit, "", ())


@router.post("/{unit}/decline")
@needs(Right.OWN_UNIT)
def decline(
    request: Request, unit: str, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """The unit answers that it applies for nothing."""
    if not reason.strip():
        return _decline_form(request, unit, reason, (Problem("请写明不申报的理由", "reason"),))
    try:
        with acting_for(request, unit) as (ctx, at, row):
            applications.declare_none(ctx, at.campaign_id, row.code, reason=reason.strip())
    except Refused as refused:
        return _decline_form(request, unit, reason, problems_of(refused))
    return RedirectResponse(f"/my/{unit}?done=declined", status_code=303)


DONE = {
    "acknowledged": "已签收，时间已记入系统。",
    "declined": "已说明不申报，相关提醒停止。",
    "withdrawn": "申报已撤回。",
    "discarded": "草稿已放弃。",
}


def _where(unit: str, duty: UnitDuty, kinds: Mapping[tuple[str, str], DutyKind]) -> str:
    if duty.subject and duty.state is ObligationState.PENDING:
        return f"/my/{unit}/applications/{duty.subject.partition('#')[0]}"
    place = WHERE.get(kinds[duty.step, duty.duty], "")
    return f"/my/{unit}/{place.format(step=duty.step)}" if place else ""


def _decline_form(
    request: Request, unit: str, typed: str, problems: tuple[Problem, ...]
) -> HTMLResponse:
    with at_unit(request, unit) as (seat, row):
        status = 422 if problems else 200
        return seat.page("my/decline.html", status=status, unit=row, typed=typed, problems=problems)
