"""The office's same-day tasks: refused addresses, uncertain messages, deadlines to decide on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import col
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import OfficeTask
from rules.access import Right
from tasks import address_repair, office_tasks, overview_office_tasks
from tasks.errors import Refused
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, missing, problems_of
from web.lists import Column, Listing, OrderDep

router = APIRouter(prefix="/tasks")

COLUMNS: tuple[Column[OfficeTask], ...] = (
    Column("id", "编号", lambda task: task.id, col(OfficeTask.id), number=True),
    Column("created", "时间", lambda task: task.created_at, col(OfficeTask.created_at)),
    Column("text", "要办的事", lambda task: task.text),
    Column("outcome", "处理结果", lambda task: task.outcome),
)
OUTCOME = "请写明处理结果，再办结"


@router.get("")
@needs(Right.MESSAGES)
def listed(request: Request, order: OrderDep, *, done: bool = False) -> Response:
    with seated(request) as seat:
        listing = Listing("办公室待办", COLUMNS, order, {"done": "1" if done else ""})
        cut = listing.cut(OfficeTask.text, OfficeTask.outcome)
        found = overview_office_tasks.page_of(seat.ctx, seat.at, cut, done=done)
        listing = listing.with_rows(*found)
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.living_page("office_tasks/list.html", listing=listing, done=done)


@router.get("/{task}")
@needs(Right.MESSAGES)
def show(request: Request, task: int) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, task)


@router.post("/{task}")
@needs(Right.MESSAGES)
def finish(
    request: Request,
    task: int,
    outcome: Annotated[str, Form(max_length=1000)] = "",
    address: Annotated[str, Form(max_length=320)] = "",
) -> Response:
    """Done with what was done; a corrected address is tried again with what had not arrived."""
    problems = missing(outcome=(outcome, OUTCOME))
    if not problems:
        try:
            with acting(request) as (ctx, at):
                if address.strip():
                    address_repair.correct(ctx, at.campaign_id, task, address, how=outcome)
                else:
                    office_tasks.finish(ctx, at.campaign_id, task, outcome=outcome)
        except Refused as refused:
            field = "address" if address.strip() else "outcome"
            problems = problems_of(refused, field)
    if problems:
        with seated(request) as seat:
            return _form(seat, task, problems, {"outcome": outcome, "address": address})
    return RedirectResponse(f"/tasks/{task}", status_code=303)


def _form(
    seat: Seat,
    task: int,
    problems: tuple[Problem, ...] = (),
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    return seat.page(
        "office_tasks/one.html",
        status=422 if problems else 200,
        task=overview_office_tasks.one(seat.ctx, seat.at, task),
        problems=problems,
        typed=typed or {"outcome": "", "address": ""},
    )
