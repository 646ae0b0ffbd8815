"""The annual summary meeting: entered once by the office, before anybody is commended (R7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, Response

from models import Visit
from rules.access import Right
from rules.definition import StepKind
from rules.said import Said
from tasks import commendation, kept_forms
from tasks.errors import NotFound, Refused
from web.desk import Seat, acting, seated
from web.doors import needs, visitor_in
from web.forms import Problem, day_in, half_width, missing, problems_of
from web.routes.steps import step_line, to_step

router = APIRouter(prefix="/steps/{code}/meeting")


class MeetingForm(BaseModel):
    held_on: Annotated[str, Field(max_length=20)] = ""
    attended: Annotated[str, Field(max_length=6)] = ""
    text: Annotated[str, Field(max_length=4000)] = ""

    @classmethod
    def of(cls, kept: Mapping[str, list[str]]) -> MeetingForm:
        """What was put aside may be anything; it is judged when it is sent."""
        known = {name: kept[name][0] for name in cls.model_fields if kept.get(name)}
        return cls.model_construct(None, **known)

    @classmethod
    def standing(cls, meeting: Visit) -> MeetingForm:
        """The meeting as it was entered, to be corrected."""
        day, people = f"{meeting.held_on}", f"{meeting.attended}"
        return cls(held_on=day, attended=people, text=meeting.record)

    @property
    def day(self) -> date | None:
        return day_in(self.held_on)

    @property
    def people(self) -> int:
        """Nothing that is no number of people is one."""
        typed = half_width(self.attended)
        return int(typed) if typed.isascii() and typed.isdecimal() else 0

    def problems(self) -> tuple[Problem, ...]:
        """What is missing or no day; the rest is the use case's to judge."""
        day = () if self.day else (Problem("请填写召开日期，例如 2022-01-14", "held_on"),)
        people = () if self.people else (Problem(commendation.HOW_MANY, "attended"),)
        return (*day, *people, *missing(text=(self.text, commendation.WHAT_WAS_SAID)))


@router.get("")
@needs(Right.RUN)
def show(request: Request, code: str) -> HTMLResponse:
    with seated(request) as seat:
        kept = kept_forms.kept(seat.ctx, visitor_in(request).account_id, request.url.path)
        return _page(seat, code, MeetingForm.of(kept.fields) if kept else None)


@router.post("")
@needs(Right.RUN)
def record(request: Request, code: str, typed: Annotated[MeetingForm, Form()]) -> Response:
    with seated(request) as seat:
        _commends(seat, code)
    problems = typed.problems()
    if typed.day is not None and not problems:
        try:
            with acting(request) as (ctx, at):
                commendation.record_meeting(
                    ctx, at.campaign_id, held_on=typed.day, attended=typed.people, text=typed.text
                )
                kept_forms.forget(ctx, visitor_in(request).account_id, request.url.path)
            return to_step(request, code, "met")
        except Refused as refused:
            problems = problems_of(refused)
    with seated(request) as seat:
        return _page(seat, code, typed, problems)


def _commends(seat: Seat, code: str) -> None:
    """Only a step that commends has a summary meeting. Raises NotFound for any other."""
    if step_line(seat, code).plan.kind is not StepKind.COMMENDATION:
        raise NotFound([Said("环节“{code}”没有总结会议", code=code)])


def _page(
    seat: Seat, code: str, typed: MeetingForm | None = None, problems: tuple[Problem, ...] = ()
) -> HTMLResponse:
    _commends(seat, code)
    meeting = commendation.meeting_of(seat.ctx, seat.at.campaign_id)
    return seat.page(
        "steps/meeting.html",
        status=422 if problems else 200,
        step=step_line(seat, code),
        meeting=meeting,
        fixed=commendation.is_fixed(seat.ctx, seat.at.campaign_id),
        typed=typed or (MeetingForm.standing(meeting) if meeting else MeetingForm()),
        problems=problems,
    )
