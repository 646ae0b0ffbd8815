"""Signatories: who signs papers for which post from when to when, recorded and ended by the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import overview_signers, signatories
from tasks.errors import NotPossible, Refused
from tasks.overview_signers import SignerLine
from tasks.signatories import Appointed
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, day_in, problems_of
from web.lists import BY_VALUE, Column, Listing, Order, OrderDep

router = APIRouter(prefix="/papers/signers")

FIRST = Order()
DONE = {
    "recorded": "签批人已登记，从开始日起可以签批。",
    "ended": "离任已登记，过了这一天就不能再签。",
}
COLUMNS: tuple[Column[SignerLine], ...] = (
    Column("post", "岗位", lambda one: one.row.post, BY_VALUE),
    Column("name", "签批人", lambda one: one.row.name, BY_VALUE),
    Column("kind", "身份", lambda one: "代签" if one.row.substitute else "本岗位", BY_VALUE),
    Column("since", "开始日期", lambda one: one.row.since, BY_VALUE),
    Column("until", "结束日期", lambda one: one.row.until, BY_VALUE),
    Column("reason", "理由", lambda one: one.row.reason, BY_VALUE),
)


class SignerForm(BaseModel):
    post: Annotated[str, Field(max_length=100)] = ""
    who: Annotated[str, Field(max_length=200)] = ""
    since: Annotated[str, Field(max_length=20)] = ""
    until: Annotated[str, Field(max_length=20)] = ""
    substitute: bool = False
    reason: Annotated[str, Field(max_length=500)] = ""

    def problems(self) -> Iterator[Problem]:
        """What is missing or no day; the rest is the use case's to judge."""
        if not self.who.strip():
            yield Problem("请写明由谁签批", "who")
        if day_in(self.since) is None:
            yield _no_day("since", "开始日期")
        if self.until.strip() and day_in(self.until) is None:
            yield _no_day("until", "结束日期")

    def appointed(self, since: date) -> Appointed:
        return Appointed(
            self.post, self.who.strip(), since, day_in(self.until),
            substitute=self.substitute, reason=self.reason.strip(),
        )  # fmt: skip


@router.get("")
@needs(Right.DRAFT)
def listed(request: Request, order: OrderDep, done: str = "") -> Response:
    with seated(request) as seat:
        if order.workbook:
            return _listing(seat, order).as_workbook(seat.printed_by)
        return _page(seat, order=order, done=DONE.get(done, ""))


@router.post("")
@needs(Right.DRAFT)
def record(request: Request, typed: Annotated[SignerForm, Form()]) -> Response:
    """Record who signs for a post from a day on; what is wrong leads back with all reasons."""
    problems, since = tuple(typed.problems()), day_in(typed.since)
    if since is not None and not problems:
        try:
            with acting(request) as (ctx, at):
                signatories.appoint(ctx, at.campaign_id, typed.appointed(since))
        except NotPossible as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _page(seat, typed, problems)
    return RedirectResponse("/papers/signers?done=recorded", status_code=303)


@router.post("/{signer}/end")
@needs(Right.DRAFT)
def end(request: Request, signer: int, on: Annotated[str, Form(max_length=20)] = "") -> Response:
    """The last day on which somebody signs."""
    last = day_in(on)
    problems: tuple[Problem, ...] = () if last else (_no_day("on", "离任日期"),)
    if last is not None:
        try:
            with acting(request) as (ctx, at):
                signatories.end(ctx, at.campaign_id, signer, on=last)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _page(seat, problems=problems, ends={signer: on})
    return RedirectResponse("/papers/signers?done=ended", status_code=303)


def _no_day(name: str, label: str) -> Problem:
    return Problem(Said("请填写{label}，例如 2021-12-20", label=Said(label)), name)


def _listing(seat: Seat, order: Order) -> Listing[SignerLine]:
    return Listing("签批人", COLUMNS, order).of_all(overview_signers.recorded(seat.ctx, seat.at))


def _page(
    seat: Seat,
    typed: SignerForm | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    order: Order = FIRST,
    ends: dict[int, str] | None = None,
    done: str = "",
) -> HTMLResponse:
    return seat.page(
        "papers/signers.html",
        status=422 if problems else 200,
        listing=_listing(seat, order),
        today=overview_signers.today(seat.ctx, seat.at),
        posts=[(post, post) for post in signatories.posts_of(seat.at.plan)],
        typed=typed or SignerForm(),
        ends=ends or {},
        problems=problems,
        done=done,
    )
