"""Messages: what left, what waits, what goes out next, and the office's hand on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from rules.states import MessageState
from tasks import outbox, overview_messages, reminders
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.outbox import Which
from tasks.overview_messages import PAGE, MessageFilter, MessageLine
from web.asking import Question, ask_reason
from web.desk import Seat, acting, seated
from web.doors import needs

router = APIRouter(prefix="/messages")

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
OVERTAKEN = "消息的状态已经变化，请返回消息列表查看"
SHOWN = 200
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


@router.get("")
@needs(Right.MESSAGES)
def listed(
    request: Request,
    state: str = "",
    channel: str = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    wanted = MessageFilter(_state(state), channel)
    with seated(request) as seat:
        lines, total = overview_messages.page_of(seat.ctx, seat.at, wanted, page)
        channels = overview_messages.by_channel(seat.ctx, seat.at)
        return seat.living_page(
            "messages/page.html",
            lines=lines,
            total=total,
            channels=channels,
            held=sum(line.counts.get(MessageState.HELD, 0) for line in channels),
            wanted=wanted,
            number=page,
            size=PAGE,
            query=_query(wanted),
            acts=OFFERED,
        )


@router.get("/coming")
@needs(Right.MESSAGES)
def coming(request: Request) -> HTMLResponse:
    """What goes out on the next working day, by the same code that will send it."""
    with seated(request) as seat:
        day = seat.at.calendar.shift(seat.at.today, 1)
        planned = reminders.preview(seat.ctx, seat.at.campaign_id, day)
        return seat.page(
            "messages/coming.html",
            day=day,
            planned=planned[:SHOWN],
            total=len(planned),
            chat=reminders.chat_text(seat.ctx, seat.at.campaign_id, day),
        )


@router.get("/release")
@needs(Right.MESSAGES)
def ask_release(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        channels = overview_messages.by_channel(seat.ctx, seat.at)
        held = sum(line.counts.get(MessageState.HELD, 0) for line in channels)
        return seat.page("messages/release.html", held=held)


@router.post("/release")
@needs(Right.MESSAGES)
def release_all(request: Request) -> Response:
    with acting(request) as (ctx, at):
        outbox.release(ctx, at.campaign_id)
    return RedirectResponse("/messages?state=ready", status_code=303)


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
    return RedirectResponse("/messages", status_code=303)


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


def _state(told: str) -> MessageState | None:
    return MessageState(told) if told in tuple(MessageState) else None


def _query(wanted: MessageFilter) -> str:
    told = {"state": wanted.state.value if wanted.state else "", "channel": wanted.channel}
    text = urlencode({name: value for name, value in told.items() if value})
    return f"{text}&" if text else ""
