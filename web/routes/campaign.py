"""The campaign file: what is in force and how it reads, its versions, amending it, next year's copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.campaign_file import CampaignFile, CampaignFileError, campaign_in
from config.findings import Finding
from config.next_campaign import CannotRenew, NextFile, next_campaign
from rules.access import Right
from tasks import amendments, attachments, overview_campaign
from tasks.amendments import Word
from tasks.context import Context
from tasks.errors import Refused
from tasks.import_desk import LONGEST_NAME
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import attachment
from web.taking import name_of

router = APIRouter(prefix="/campaign")

YAML = "application/yaml"
CHOOSE = "请选择要上传的文件"
ASKED_BELOW = Word("见下", "见下")
"""Reason and post are asked for under the differences; until then they stand in nobody's way."""

Name = Annotated[str, Query(max_length=LONGEST_NAME)]
Year = Annotated[int, Query(ge=2004, le=2100)]


@router.get("")
@needs(Right.RUN)
def show(request: Request) -> HTMLResponse:
    with seated(request) as seat:
        return _page(seat)


@router.get("/versions/{version}")
@needs(Right.RUN)
def one_version(request: Request, version: int) -> HTMLResponse:
    with seated(request) as seat:
        found = overview_campaign.version(seat.ctx, seat.at, version)
        return seat.page("campaign/version.html", version=found)


@router.get("/versions/{version}/file")
@needs(Right.RUN)
def take_version(request: Request, version: int) -> Response:
    """The file as it was frozen, byte for byte."""
    with seated(request) as seat:
        row = overview_campaign.version(seat.ctx, seat.at, version).row
        name = f"{seat.at.plan.code}.v{version}.yaml"
    return attachment(row.text.encode(), name, YAML)


@router.post("/upload")
@needs(Right.RUN)
def upload(request: Request, file: UploadFile | None = None) -> Response:
    """An amended file: refused with every mistake and its line, else kept and compared."""
    name = name_of(file)
    problems: tuple[Problem, ...] = () if name else (Problem(CHOOSE, "file"),)
    mistakes: tuple[Finding, ...] = ()
    if file and not problems:
        data = file.file.read()
        try:
            campaign_in(Path(name), data)
            with acting(request) as (ctx, _):
                kept = attachments.keep(ctx, name, data)
            query = urlencode({"name": name})
            return RedirectResponse(f"/campaign/amend/{kept}?{query}", status_code=303)
        except CampaignFileError as error:
            mistakes = error.report.errors
            problems = (Problem("文件有错误，没有采用；错误逐条列在下面", "file"),)
    with seated(request) as seat:
        return _page(seat, problems, mistakes)


@router.get("/amend/{sha256}")
@needs(Right.RUN)
def compare(request: Request, sha256: str, name: Name = "") -> HTMLResponse:
    with seated(request) as seat:
        return _amendment(seat, sha256, name)


@router.post("/amend/{sha256}")
@needs(Right.RUN)
def amend(
    request: Request,
    sha256: str,
    name: Name = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    ordered_by: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    word = Word(reason.strip(), ordered_by.strip())
    try:
        with acting(request) as (ctx, at):
            done = amendments.amend(ctx, at.campaign_id, _file(ctx, sha256, name), word)
    except Refused as refused:
        with seated(request) as seat:
            return _amendment(seat, sha256, name, problems_of(refused), word)
    return RedirectResponse(f"/campaign/versions/{done.version}", status_code=303)


@router.get("/next")
@needs(Right.RUN)
def look_ahead(request: Request, year: Year | None = None) -> HTMLResponse:
    """What changes in a copy for another year, and what a person has to look at."""
    with seated(request) as seat:
        wanted = year or seat.at.plan.year + 1
        made, problem = _next(seat, wanted)
        return seat.page("campaign/next.html", year=wanted, made=made, problem=problem)


@router.get("/next/file")
@needs(Right.RUN)
def take_next(request: Request, year: Year | None = None) -> Response:
    with seated(request) as seat:
        wanted = year or seat.at.plan.year + 1
        made, problem = _next(seat, wanted)
        name = seat.at.plan.code.replace(str(seat.at.plan.year), str(wanted))
    if made is None:
        raise Refused([problem])
    return attachment(made.text.encode(), f"{name}.yaml", YAML)


def _next(seat: Seat, year: int) -> tuple[NextFile | None, str]:
    text = overview_campaign.in_force(seat.ctx, seat.at).now.text
    try:
        return next_campaign(text, year), ""
    except CannotRenew as refused:
        return None, str(refused)


def _file(ctx: Context, sha256: str, name: str) -> CampaignFile:
    data = attachments.find(ctx, sha256).read_bytes()
    try:
        return campaign_in(Path(name or "campaign.yaml"), data)
    except CampaignFileError as error:
        raise Refused(str(error).splitlines()) from error


def _page(
    seat: Seat, problems: tuple[Problem, ...] = (), mistakes: tuple[Finding, ...] = ()
) -> HTMLResponse:
    return seat.page(
        "campaign/page.html",
        status=422 if problems else 200,
        file=overview_campaign.in_force(seat.ctx, seat.at),
        problems=problems,
        mistakes=mistakes,
    )


def _amendment(
    seat: Seat,
    sha256: str,
    name: str,
    problems: tuple[Problem, ...] = (),
    word: Word | None = None,
) -> HTMLResponse:
    file = _file(seat.ctx, sha256, name)
    shown = amendments.preview(seat.ctx, seat.at.campaign_id, file, ASKED_BELOW)
    return seat.page(
        "campaign/amend.html",
        status=422 if problems else 200,
        shown=shown,
        problems=problems or problems_of(shown.problems),
        sha256=sha256,
        name=name,
        word=word or Word("", ""),
    )
