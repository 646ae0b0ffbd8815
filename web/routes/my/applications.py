"""Applications: begun, written by several hands, judged while written, handed in, mended, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import Application, Attachment, Unit
from rules.access import Right
from rules.definition import Honour
from rules.said import Said
from rules.states import ApplicationState
from tasks import (
    application_drafts,
    applications,
    attachments,
    overview_unit,
    paper_acts,
    reach,
)
from tasks.application_drafts import WRITABLE, Draft, Overtaken, draft_of
from tasks.application_rows import Entry
from tasks.attachments import Owner
from tasks.errors import NotFound, Refused
from web import application_form
from web.desk import Seat
from web.doors import needs
from web.forms import Problem, problems_of
from web.routes.my import acting_for, at_unit

router = APIRouter(prefix="/my/{unit}")

OWNER = "application"
"""What its evidence belongs to."""


@router.get("/apply")
@needs(Right.OWN_UNIT)
def offered(request: Request, unit: str) -> HTMLResponse:
    """The honours that the unit may apply for, with places and applications of its category."""
    with at_unit(request, unit) as (seat, row):
        return seat.page(
            "my/apply.html",
            unit=row,
            offers=overview_unit.offers(seat.ctx, seat.at, seat.who, row),
            applications=overview_unit.applications_of(seat.ctx, seat.at, row),
            honours={honour.code: honour for honour in seat.at.plan.honours},
        )


@router.post("/apply/{honour}")
@needs(Right.OWN_UNIT)
def begin(request: Request, unit: str, honour: str) -> Response:
    with acting_for(request, unit) as (ctx, at, row):
        number = application_drafts.begin(ctx, at.campaign_id, Entry(honour, row.code))
    return RedirectResponse(f"/my/{unit}/applications/{number}", status_code=303)


@router.get("/applications/{application}")
@needs(Right.OWN_UNIT)
def show(request: Request, unit: str, application: str, *, new: bool = False) -> HTMLResponse:
    with at_unit(request, unit) as (seat, row):
        draft = draft_of(_mine(seat, row, application))
        if draft.row.state in WRITABLE:
            return _form(seat, row, draft, dict(draft.fields), draft.revision)
        honour = seat.at.plan.honour(draft.row.honour)
        return seat.page(
            "my/application.html",
            unit=row,
            row=draft.row,
            honour=honour,
            answers=application_form.answers_of(honour, draft.fields),
            files=_files(seat, draft.row),
            judged=overview_unit.application_judged(seat.ctx, seat.at, row),
            on_paper=paper_acts.of_application(seat.ctx, draft.row.id),
            new=new,
        )


def shown_again(
    request: Request, unit: str, application: str, problems: tuple[Problem, ...]
) -> HTMLResponse:
    """The form as it was saved, with what was wrong about a file."""
    with at_unit(request, unit) as (seat, row):
        draft = draft_of(_mine(seat, row, application))
        return _form(seat, row, draft, dict(draft.fields), draft.revision, problems)


@router.post("/applications/{application}")
@needs(Right.OWN_UNIT)
def write(request: Request, unit: str, application: str) -> Response:
    """Save, check or hand in what was typed; somebody else's words are never written over unseen."""
    with at_unit(request, unit) as (seat, row):
        draft = draft_of(_mine(seat, row, application))
        honour = seat.at.plan.honour(draft.row.honour)
    typed, act, seen = _typed(request, honour)
    if act == "edit":
        with at_unit(request, unit) as (seat, row):
            return _form(seat, row, draft, typed, seen)
    try:
        with acting_for(request, unit) as (ctx, at, _):
            revision = application_drafts.save(ctx, at.campaign_id, application, typed, seen=seen)
    except Overtaken as overtaken:
        with at_unit(request, unit) as (seat, row):
            return _compare(seat, row, draft, typed, overtaken)
    except Refused as refused:
        with at_unit(request, unit) as (seat, row):
            return _form(seat, row, draft, typed, seen, problems_of(refused))
    if act == "submit":
        return _submit(request, unit, draft.row, typed)
    with at_unit(request, unit) as (seat, row):
        if act == "check":
            return _check(seat, row, draft, typed, revision)
        return _form(seat, row, draft, typed, revision, saved=True)


@router.post("/applications/{application}/verdict")
@needs(Right.OWN_UNIT)
def verdict(request: Request, unit: str, application: str) -> HTMLResponse:
    """What the rules say of the form as it stands, without keeping anything."""
    with at_unit(request, unit) as (seat, row):
        mine = _mine(seat, row, application)
        honour = seat.at.plan.honour(mine.honour)
        typed, _, _ = _typed(request, honour)
        return seat.page("my/_verdict.html", verdict=_judged(seat, row, mine, typed))


@router.post("/applications/{application}/withdraw")
@needs(Right.OWN_UNIT)
def withdraw(
    request: Request,
    unit: str,
    application: str,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Take it back with a reason; a draft that was never handed in is simply thrown away."""
    with at_unit(request, unit) as (seat, row):
        mine = _mine(seat, row, application)
    with acting_for(request, unit) as (ctx, at, _):
        if mine.state is ApplicationState.DRAFT:
            application_drafts.discard(ctx, at.campaign_id, application)
        else:
            applications.withdraw(ctx, at.campaign_id, application, reason=reason)
    done = "discarded" if mine.state is ApplicationState.DRAFT else "withdrawn"
    return RedirectResponse(f"/my/{unit}?done={done}", status_code=303)


def _submit(request: Request, unit: str, row: Application, typed: Mapping[str, str]) -> Response:
    with at_unit(request, unit) as (seat, own):
        honour = seat.at.plan.honour(row.honour)
        draft = draft_of(_mine(seat, own, row.number))
        if problems := application_form.missing(honour, typed):
            return _form(seat, own, draft, typed, draft.revision, problems)
    try:
        with acting_for(request, unit) as (ctx, at, own):
            entry = application_form.entry_of(at.plan, honour, own.code, typed, row.number)
            if row.state is ApplicationState.RETURNED:
                done = applications.resubmit(ctx, at.campaign_id, row.number, entry)
            else:
                done = applications.submit(ctx, at.campaign_id, entry)
    except Refused as refused:
        with at_unit(request, unit) as (seat, own):
            return _form(seat, own, draft, typed, draft.revision, problems_of(refused))
    return RedirectResponse(f"/my/{unit}/applications/{done.number}?new=1", status_code=303)


def _typed(request: Request, honour: Honour) -> tuple[dict[str, str], str, int]:
    """The form's answers, what is to be done with them, and the revision it was opened with."""
    form = request.state.form
    typed = application_form.typed_in(form, honour)
    seen = str(form.get("revision", "0"))
    return typed, str(form.get("act", "save")), int(seen) if seen.isdecimal() else 0


def _mine(seat: Seat, unit: Unit, number: str) -> Application:
    """The unit's own application. Raises NotFound for any other."""
    row = reach.my_application(seat.ctx, seat.who, number)
    if row.unit_id != unit.id:
        raise NotFound([Said("没有编号为“{number}”的申报", number=number)])
    return row


def _files(seat: Seat, row: Application) -> Sequence[Attachment]:
    return attachments.of(seat.ctx, Owner(OWNER, row.id or 0))


def _judged(seat: Seat, unit: Unit, row: Application, typed: Mapping[str, str]) -> object:
    honour = seat.at.plan.honour(row.honour)
    entry = application_form.entry_of(seat.at.plan, honour, unit.code, typed)
    return application_drafts.verdict(seat.ctx, seat.at.campaign_id, entry, row.number)


def _check(
    seat: Seat, unit: Unit, draft: Draft, typed: Mapping[str, str], revision: int
) -> HTMLResponse:
    honour = seat.at.plan.honour(draft.row.honour)
    if problems := application_form.missing(honour, typed):
        return _form(seat, unit, draft, typed, revision, problems)
    return seat.page(
        "my/check_application.html",
        unit=unit,
        row=draft.row,
        honour=honour,
        typed=typed,
        revision=revision,
        answers=application_form.answers_of(honour, typed),
        files=_files(seat, draft.row),
        verdict=_judged(seat, unit, draft.row, typed),
    )


def _compare(
    seat: Seat, unit: Unit, draft: Draft, typed: Mapping[str, str], overtaken: Overtaken
) -> HTMLResponse:
    """Both texts beside each other; the writer decides, and nothing is lost until then."""
    honour = seat.at.plan.honour(draft.row.honour)
    now = draft_of(_mine(seat, unit, draft.row.number))
    both = (typed, overtaken.theirs)
    labels = {field.name: field.label for field in application_form.fields_of(honour)}
    differing = [
        (labels.get(name, name), *(one.get(name, "") for one in both))
        for name in application_form.names_of(honour)
        if typed.get(name, "") != overtaken.theirs.get(name, "")
    ]
    return seat.page(
        "my/compare.html",
        status=409,
        unit=unit,
        row=draft.row,
        typed=typed,
        revision=now.revision,
        reasons=overtaken.reasons,
        differing=differing,
    )


def _form(  # noqa: PLR0913 - everything that a form shows again
    seat: Seat,
    unit: Unit,
    draft: Draft,
    typed: Mapping[str, str],
    revision: int,
    problems: tuple[Problem, ...] = (),
    *,
    saved: bool = False,
) -> HTMLResponse:
    honour = seat.at.plan.honour(draft.row.honour)
    offers = overview_unit.offers(seat.ctx, seat.at, seat.who, unit)
    return seat.page(
        "my/form.html",
        status=422 if problems else 200,
        unit=unit,
        draft=draft,
        honour=honour,
        asked=application_form.asked(seat.at.plan, honour, typed),
        revision=revision,
        problems=problems,
        saved=saved,
        cells=next((offer.cells for offer in offers if offer.plan is honour), ()),
        files=_files(seat, draft.row),
        verdict=_judged(seat, unit, draft.row, typed),
    )
