"""Messages: what left, what waits, what goes out next, and the office's hand on them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from notifications.catalogue import CATALOGUE
from rules.access import Right
from rules.said import Named, Said
from rules.states import MessageState
from tasks import contradictions, outbox, outbox_hold, overview_messages, reminders
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.outbox import Which
from tasks.overview_messages import SORTED_BY, MessageFilter, MessageLine
from tasks.reminders import Planned
from web.asking import Question, ask_reason
from web.desk import Seat, acting, seated
from web.doors import needs
from web.lists import BY_VALUE, Column, Listing, OrderDep
from web.words import CHANNELS, MESSAGE_STATES

router = APIRouter(prefix="/messages")

Short = Annotated[str, Query(max_length=60)]
COLUMNS: tuple[Column[MessageLine], ...] = (
    Column("state", "状态", lambda m: MESSAGE_STATES[m.state], SORTED_BY["state"]),
    Column("time", "时间", lambda m: m.sent_at or m.ready_at, SORTED_BY["time"]),
    Column("unit", "收件人", lambda m: f"{m.unit or ''} {m.person or ''}", SORTED_BY["unit"]),
    Column("channel", "渠道", lambda m: CHANNELS.get(m.channel, m.channel), SORTED_BY["channel"]),
    Column("subject", "标题", lambda m: m.subject, SORTED_BY["subject"]),
    Column("reason", "说明", lambda m: m.reason),
)
KINDS = {kind.code: Named(kind.name, kind.name_en) for kind in CATALOGUE.values()}
BULK = ("release", "hold", "cancel")
"""Acts that may be done to everything that a filter finds."""
OVERTAKEN = "消息的状态已经变化，请返回消息列表查看"
COMING: tuple[Column[Planned], ...] = (
    Column("at", "时间", lambda one: one.at, BY_VALUE),
    Column("to", "收件人", lambda one: f"{one.name} {one.post_title}", BY_VALUE),
    Column("channel", "渠道", lambda one: CHANNELS.get(one.channel, one.channel), BY_VALUE),
    Column("subject", "标题", lambda one: one.subject, BY_VALUE),
    Column("titles", "事项", lambda one: "、".join(one.titles), BY_VALUE),
)
"""Messages of the next working day that are shown one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something the office can do with a message in certain states."""

    code: str
    title: str
    asks: str
    states: tuple[MessageState, ...]


ACTS = {
    act.code: act
    for act in (
        Act("release", "放行", "放行后随即发出。", (MessageState.HELD,)),
        Act("hold", "暂缓", "暂缓的消息要放行后才发出。", (MessageState.READY,)),
        Act(
            "cancel",
            "取消",
            "取消的消息不再发出。",
            (MessageState.HELD, MessageState.READY, MessageState.UNCERTAIN),
        ),
        Act("arrived", "已送达", "经向服务商核实，消息已经送达。", (MessageState.UNCERTAIN,)),
        Act("again", "重发", "经向服务商核实，消息没有送达。", (MessageState.UNCERTAIN,)),
    )
}
OFFERED = {
    state: tuple((act.code, act.title) for act in ACTS.values() if state in act.states)
    for state in MessageState
}


def wanted_messages(
    state: str = "", channel: Short = "", kind: Short = "", to: Short = ""
) -> MessageFilter:
    """The filter as the form of the page sends it; an unknown state means all of them."""
    return MessageFilter(
        MessageState(state) if state in tuple(MessageState) else None, channel, kind, to.strip()
    )


Wanted = Annotated[MessageFilter, Depends(wanted_messages)]


@router.get("")
@needs(Right.MESSAGES)
def listed(request: Request, wanted: Wanted, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        listing = Listing("消息", COLUMNS, order, told(wanted))
        rows, total = overview_messages.page_of(
            seat.ctx,
            seat.at,
            wanted,
            listing.order_by(),
            limit=order.limit,
            offset=order.offset,
        )
        listing = listing.with_rows(rows, total)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        channels = overview_messages.by_channel(seat.ctx, seat.at)
        return seat.living_page(
            "messages/page.html",
            listing=listing,
            channels=channels,
            held=sum(line.counts.get(MessageState.HELD, 0) for line in channels),
            wanted=wanted,
            kinds=KINDS,
            acts=OFFERED,
            bulk=BULK,
            query=urlencode({name: value for name, value in told(wanted).items() if value}),
            contradictions=contradictions.find(seat.ctx, seat.at),
            on_hold=outbox_hold.standing(seat.ctx),
            done=done,
        )


@router.get("/coming")
@needs(Right.MESSAGES)
def coming(request: Request, order: OrderDep) -> Response:
    """What goes out on the next working day, by the same code that will send it."""
    with seated(request) as seat:
        day = seat.at.calendar.shift(seat.at.today, 1)
        planned = reminders.preview(seat.ctx, seat.at.campaign_id, day)
        listing = Listing("下一工作日发出", COMING, order).of_all(planned)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page(
            "messages/coming.html",
            day=day,
            listing=listing,
            chat=reminders.chat_text(seat.ctx, seat.at.campaign_id, day),
        )


@router.get("/release")
@needs(Right.MESSAGES)
def ask_release(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        channels = overview_messages.by_channel(seat.ctx, seat.at)
        held = sum(line.counts.get(MessageState.HELD, 0) for line in channels)
        return seat.page(
            "messages/release.html",
            held=held,
            contradictions=contradictions.find(seat.ctx, seat.at),
        )


@router.post("/release")
@needs(Right.MESSAGES)
def release_all(request: Request) -> Response:
    with acting(request) as (ctx, at):
        outbox.release(ctx, at.campaign_id)
    return RedirectResponse("/messages?state=ready", status_code=303)


@router.get("/{number}")
@needs(Right.MESSAGES)
def show(request: Request, number: int) -> HTMLResponse:
    """One message: its text as it goes out, every attempt, and why."""
    with seated(request) as seat:
        found = overview_messages.whole(seat.ctx, seat.at, number)
        if found is None:
            raise NotFound([Said("没有编号为 {number} 的消息", number=number)])
        against = contradictions.find(seat.ctx, seat.at)
        return seat.living_page(
            "messages/one.html",
            message=found,
            acts=OFFERED,
            kinds=KINDS,
            contradictions=[one for one in against if number in one.messages],
        )


@router.get("/{number}/{act}")
@needs(Right.MESSAGES)
def ask(request: Request, number: int, act: str) -> HTMLResponse:
    with seated(request) as seat:
        return ask_reason(seat, _question(_line(seat, number), _known(act)))


@router.post("/{number}/{act}")
@needs(Right.MESSAGES)
def do(
    request: Request, number: int, act: str, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    known = _known(act)
    try:
        with acting(request) as (ctx, at):
            changed = _do(ctx, at.campaign_id, number, known, reason.strip())
        reasons: tuple[str, ...] = () if changed else (OVERTAKEN,)
    except Refused as refused:
        reasons = refused.reasons
    if reasons:
        with seated(request) as seat:
            return ask_reason(seat, _question(_line(seat, number), known), reasons, typed=reason)
    return RedirectResponse(f"/messages/{number}", status_code=303)


def _do(ctx: Context, campaign_id: int, number: int, act: Act, reason: str) -> int:
    which = Which(ids=(number,))
    match act.code:
        case "release":
            return outbox.release(ctx, campaign_id, which)
        case "hold":
            return outbox.hold(ctx, campaign_id, which, reason=reason)
        case "cancel":
            return outbox.cancel(ctx, campaign_id, which, reason=reason)
        case _:
            arrived = act.code == "arrived"
            return outbox.settle(ctx, campaign_id, which, arrived=arrived, reason=reason)


def _question(line: MessageLine, act: Act) -> Question:
    action = f"/messages/{line.id}/{act.code}"
    return Question(act.title, act.title, act.asks, line.subject, action, back="/messages")


def _line(seat: Seat, number: int) -> MessageLine:
    found = overview_messages.one(seat.ctx, seat.at, number)
    if found is None:
        raise NotFound([Said("没有编号为 {number} 的消息", number=number)])
    return found


def _known(act: str) -> Act:
    if act not in ACTS:
        raise NotFound([Said("消息没有“{act}”这种办理方式", act=act)])
    return ACTS[act]


def told(wanted: MessageFilter) -> dict[str, str]:
    """The filter as an address carries it."""
    return {**asdict(wanted), "state": wanted.state.value if wanted.state else ""}
