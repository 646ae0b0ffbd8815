"""Moving a deadline: what is typed, the preview of everyone it touches, the confirmation."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.said import Said
from tasks import deadlines, move_outcome
from tasks.errors import NotFound, Refused
from tasks.orders import Order, Scope
from tasks.overview import DutyLine
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import day_in
from web.routes.steps import step_line

router = APIRouter(prefix="/steps/{code}/duties/{duty}/deadline")

Unit = Annotated[str, Query(max_length=40)]


class Typed(BaseModel):
    """What the form holds, kept as typed so that nothing is lost between its pages."""

    due_on: str = ""
    scope: Literal["all", "kind", "unit"] = "all"
    kind: str = ""
    unit: str = ""
    reason: str = ""
    ordered_by: str = ""
    act: Literal["preview", "confirm", "edit"] = "preview"

    def __getitem__(self, name: str) -> str:
        return str(getattr(self, name))

    def problems(self) -> tuple[str, ...]:
        """What has to be mended before anything can be previewed."""
        checks = (
            (day_in(self.due_on) is None, "请填写新的截止日，例如 2021-12-20"),
            (self.scope == "kind" and not self.kind, "请选择单位类别"),
            (self.scope == "unit" and not self.unit.strip(), "请填写单位编码"),
        )
        return tuple(text for wrong, text in checks if wrong)

    def order(self, step: str, duty: str) -> Order:
        """The order it stands for; only to be asked for when there are no problems."""
        scope = Scope(
            unit=self.unit.strip() if self.scope == "unit" else "",
            kind=self.kind if self.scope == "kind" else "",
        )
        day = day_in(self.due_on)
        if day is None:
            raise Refused(self.problems())
        return Order(step, duty, day, self.reason.strip(), self.ordered_by.strip(), scope)


@router.get("")
@needs(Right.RUN)
def ask(request: Request, code: str, duty: str, unit: Unit = "") -> HTMLResponse:
    """The form; from a unit's own page for that unit alone."""
    typed = Typed(scope="unit", unit=unit) if unit else Typed()
    with seated(request) as seat:
        return _form(seat, _duty_line(seat, code, duty), typed, ())


@router.get("/moves")
@needs(Right.RUN)
def moves(request: Request, code: str, duty: str, *, done: bool = False) -> HTMLResponse:
    """Every decision about this deadline, and what the newest leaves to be done by hand."""
    with seated(request) as seat:
        line, here = _duty_line(seat, code, duty), (seat.ctx, seat.at, code, duty)
        found = move_outcome.moves(*here)
        return seat.page(
            "deadlines/moves.html",
            duty=line,
            moves=found,
            done=done,
            follow_up=move_outcome.follow_up(*here, found[0]) if found else None,
        )


@router.post("")
@needs(Right.RUN)
def decide(request: Request, code: str, duty: str, typed: Annotated[Typed, Form()]) -> Response:
    """Preview, go back to the form, or do it; what is missing leads back with all reasons."""
    with seated(request) as seat:
        line = _duty_line(seat, code, duty)
        if typed.act == "edit" or typed.problems():
            return _form(seat, line, typed, () if typed.act == "edit" else typed.problems())
        order = typed.order(code, duty)
        if typed.act == "preview":
            preview = deadlines.preview_move(seat.ctx, seat.at.campaign_id, order)
            return seat.page("deadlines/preview.html", duty=line, preview=preview, typed=typed)
    return _confirm(request, order, typed)


def _confirm(request: Request, order: Order, typed: Typed) -> Response:
    try:
        with acting(request) as (ctx, at):
            deadlines.move(ctx, at.campaign_id, order)
    except Refused as refused:
        with seated(request) as seat:
            return _form(seat, _duty_line(seat, order.step, order.duty), typed, refused.reasons)
    return RedirectResponse(f"{_path(order.step, order.duty)}/moves?done=1", status_code=303)


def _path(step: str, duty: str) -> str:
    return f"/steps/{step}/duties/{duty}/deadline"


def _duty_line(seat: Seat, code: str, duty: str) -> DutyLine:
    """The duty as it stands now.

    Raises NotFound for an unknown code, or where the duty has not been laid on yet.
    """
    for line in step_line(seat, code).duties:
        if line.duty == duty:
            return line
    raise NotFound(
        [
            Said(
                "环节“{code}”没有已下达的事项“{duty}”；环节启动后才能调整截止时间",
                code=code,
                duty=duty,
            )
        ]
    )


def _form(seat: Seat, line: DutyLine, typed: Typed, reasons: tuple[str, ...]) -> HTMLResponse:
    return seat.page(
        "deadlines/form.html",
        status=422 if reasons else 200,
        duty=line,
        typed=typed,
        reasons=reasons,
    )
