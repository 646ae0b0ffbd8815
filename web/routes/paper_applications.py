"""An application that came on paper, entered by the office through the form that units fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Unit
from rules.access import Right
from rules.definition import Honour
from rules.eligibility import Eligibility
from rules.said import Said
from tasks import application_drafts, kept_forms, overview_unit, paper_applications, reach
from tasks.application_drafts import draft_of
from tasks.application_rows import Entry
from tasks.attachments import Received
from tasks.errors import NotFound, Refused
from tasks.overview import Desk
from tasks.paper_acts import SCANS
from tasks.paper_applications import CHANNEL, OnPaper
from web import application_form
from web.desk import Seat, acting, seated
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, day_in, problems_of
from web.taking import taken

router = APIRouter(prefix="/units/{unit}/apply")

ARRIVAL = ("happened_on", "by", "note")
"""What the office adds to the unit's answers: how the papers came in."""
NOTHING: Mapping[str, str] = dict.fromkeys(ARRIVAL, "")
NO_SCAN = Problem("请附上书面申报材料的扫描件", "scan")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent: the unit's answers, how they came in, which application they mend."""

    honour: Honour
    answers: Mapping[str, str]
    arrival: Mapping[str, str]
    corrects: str = ""

    @property
    def day(self) -> date | None:
        return day_in(self.arrival.get("happened_on", ""))

    def entry(self, at: Desk, unit: Unit) -> Entry:
        """As of the day it came in; while that is not filled in, as of today."""
        stated = application_form.entry_of(at.plan, self.honour, unit.code, self.answers)
        day = self.day if self.day and self.day <= at.today else None
        return replace(stated, happened_on=day, channel=CHANNEL)

    def problems(self) -> tuple[Problem, ...]:
        day = () if self.day else (Problem("请填写收到日期，例如 2021-12-20", "happened_on"),)
        by = () if self.arrival.get("by") else (Problem("请写明书面材料由谁送来", "by"),)
        return (*application_form.missing(self.honour, self.answers), *day, *by)


@router.get("")
@needs(Right.ACT_FOR_UNITS)
def offered(request: Request, unit: str) -> HTMLResponse:
    """The honours that the unit may apply for, and what it has to correct."""
    with seated(request) as seat:
        row = reach.unit(seat.ctx, seat.who, unit)
        return seat.page(
            "acting/apply.html",
            unit=row,
            offers=overview_unit.offers(seat.ctx, seat.at, seat.who, row),
            returned=paper_applications.returned_of(seat.ctx, seat.at.campaign_id, row),
            honours={honour.code: honour for honour in seat.at.plan.honours},
        )


@router.get("/{honour}")
@needs(Right.ACT_FOR_UNITS)
def ask(request: Request, unit: str, honour: str, corrects: str = "") -> HTMLResponse:
    """The empty form, what was typed and not sent, or the application that is to be mended."""
    with seated(request) as seat:
        row, asked = reach.unit(seat.ctx, seat.who, unit), _honour(seat.at, honour)
        typed = Typed(asked, {}, NOTHING, corrects)
        if corrects:
            here = seat.at.campaign_id
            known = paper_applications.one_returned(seat.ctx, here, row, corrects)
            typed = replace(typed, answers=draft_of(known).fields)
        account = visitor_in(request).account_id
        if kept := kept_forms.kept(seat.ctx, account, _path(unit, honour, corrects)):
            fields = {name: values[0] for name, values in kept.fields.items() if values}
            typed = replace(
                typed,
                answers=application_form.typed_in(fields, asked),
                arrival={name: fields.get(name, "") for name in ARRIVAL},
            )
        return _form(seat, row, typed)


@router.post("/{honour}/upload")
@needs(Right.ACT_FOR_UNITS)
def enter(request: Request, unit: str, honour: str) -> Response:
    """Take it in as of its day; what is wrong leads back with all reasons and what was typed."""
    with seated(request) as seat:
        row, typed = reach.unit(seat.ctx, seat.who, unit), _typed(request, seat.at, honour)
    scan, problems = _scanned(request)
    problems = (*typed.problems(), *problems)
    if not problems:
        try:
            with acting(request) as (ctx, at):
                row = reach.unit(ctx, visitor_in(request).who, unit)
                paper = _on_paper(typed, replace(typed.entry(at, row), happened_on=typed.day), scan)
                done = paper_applications.enter(
                    ctx, at.campaign_id, row, paper, corrects=typed.corrects
                )
                path = _path(unit, honour, typed.corrects)
                kept_forms.forget(ctx, visitor_in(request).account_id, path)
            return RedirectResponse(f"/applications/{done.number}?done=entered", status_code=303)
        except Refused as refused:
            problems = problems_of(refused)
    with seated(request) as seat:
        return _form(seat, row, typed, problems)


@router.post("/{honour}/upload/verdict")
@needs(Right.ACT_FOR_UNITS)
def verdict(request: Request, unit: str, honour: str) -> HTMLResponse:
    """What the rules say of the form as it stands, as of the day it came in; nothing is kept."""
    with seated(request) as seat:
        row = reach.unit(seat.ctx, seat.who, unit)
        typed = _typed(request, seat.at, honour)
        return seat.page("my/_verdict.html", verdict=_judged(seat, row, typed))


def _form(seat: Seat, unit: Unit, typed: Typed, problems: tuple[Problem, ...] = ()) -> HTMLResponse:
    offers = overview_unit.offers(seat.ctx, seat.at, seat.who, unit)
    honour = typed.honour
    return seat.page(
        "acting/application.html",
        status=422 if problems else 200,
        unit=unit,
        honour=honour,
        asked=application_form.asked(seat.at.plan, honour, typed.answers),
        arrival=typed.arrival,
        corrects=typed.corrects,
        path=_path(unit.code, honour.code, typed.corrects),
        cells=next((offer.cells for offer in offers if offer.plan is honour), ()),
        verdict=_judged(seat, unit, typed),
        problems=problems,
    )


def _judged(seat: Seat, unit: Unit, typed: Typed) -> Eligibility:
    entry = typed.entry(seat.at, unit)
    return application_drafts.verdict(seat.ctx, seat.at.campaign_id, entry, typed.corrects)


def _typed(request: Request, at: Desk, honour: str) -> Typed:
    form, asked = request.state.form, _honour(at, honour)
    told = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    arrival = {name: told.get(name, "")[:2000] for name in ARRIVAL}
    answers = application_form.typed_in(form, asked)
    return Typed(asked, answers, arrival, told.get("corrects", "")[:40])


def _on_paper(typed: Typed, entry: Entry, scan: Received | None) -> OnPaper:
    return OnPaper(entry, typed.answers, typed.arrival["by"], typed.arrival["note"], scan)


def _scanned(request: Request) -> tuple[Received | None, tuple[Problem, ...]]:
    """The scan, examined before the transaction; and what is wrong with it."""
    _, file = taken(request, "scan")
    if file is None:
        return None, (NO_SCAN,)
    try:
        return file.received(house_of(request).settings, SCANS), ()
    except Refused as refused:
        return None, tuple(Problem(reason, "scan") for reason in refused.reasons)


def _honour(at: Desk, code: str) -> Honour:
    found = next((one for one in at.plan.honours if one.code == code), None)
    if found is None:
        raise NotFound([Said("这次活动没有荣誉“{code}”", code=code)])
    return found


def _path(unit: str, honour: str, corrects: str) -> str:
    """Under which what is typed is kept until it is sent."""
    return "/".join(("/units", unit, "apply", honour, *((corrects,) if corrects else ())))
