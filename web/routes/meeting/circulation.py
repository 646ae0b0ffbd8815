"""Beside the table: pages that members sign by hand, printed and entered with their scans."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import attachments, overview_meeting
from tasks.attachments import Owner, Received
from tasks.errors import NotFound, Refused
from tasks.meetings import pages, printout
from tasks.meetings.pages import POSITIONS, Page, Stated
from tasks.paper_acts import SCANS
from web.desk import Seat, acting, seated
from web.doors import house_of, needs
from web.forms import Problem, day_in, missing, problems_of
from web.lists import WORKBOOK, attachment
from web.routes.meeting import Number, own_posts
from web.taking import File, handed_out, taken

router = APIRouter(prefix="/meeting/{meeting}")


@router.get("/pages/{number}")
@needs(Right.MEETING_DESK)
def print_page(request: Request, meeting: Number, number: Number) -> Response:
    """The page of the group's post with this place, its recusals on it, to be printed and signed."""
    with seated(request) as seat:
        found = overview_meeting.pack(seat.ctx, seat.at, meeting)
        if not 1 <= number <= len(found.posts):
            raise NotFound(["没有这个岗位的书面意见表"])
        with tempfile.TemporaryDirectory() as folder:
            (path,) = printout.print_out(
                seat.ctx,
                seat.at.campaign_id,
                Path(folder),
                posts=[found.posts[number - 1]],
                ending="xlsx",
                meeting=meeting,
            )
            return attachment(path.read_bytes(), path.name, WORKBOOK)


@router.get("/signed/upload")
@needs(Right.MEETING_DESK)
def ask_signed(request: Request, meeting: Number) -> HTMLResponse:
    with seated(request) as seat:
        return _form(seat, meeting, {}, ())


@router.post("/signed/upload")
@needs(Right.MEETING_DESK)
def enter_signed(request: Request, meeting: Number) -> Response:
    """A signed page with its scan, which is kept with the meeting."""
    typed, scan = taken(request, "scan")
    signed_on, problems = day_in(typed.get("signed_on", "")), tuple(_wanting(typed, scan))
    if signed_on is not None and scan is not None and not problems:
        try:
            kept = scan.received(house_of(request).settings, SCANS)
            _enter(request, meeting, typed, signed_on, kept)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        with seated(request) as seat:
            return _form(seat, meeting, typed, problems)
    return RedirectResponse(f"/meeting/{meeting}?done=signed", status_code=303)


@router.get("/scans/{attachment}")
@needs(Right.MEETING, Right.MEETING_DESK)
def hand_out(request: Request, meeting: Number, attachment: int) -> Response:
    """The scan of a signed page: every one for the office, for members their own."""
    with seated(request) as seat:
        row = overview_meeting.pack(seat.ctx, seat.at, meeting).row
        files = attachments.of(seat.ctx, Owner("meeting", row.id or 0))
        own = own_posts(seat.who, seat.at.plan)
        desk = seat.who.may(Right.MEETING_DESK)
        return handed_out(seat.ctx, [f for f in files if desk or f.note in own], attachment)


def _wanting(typed: Mapping[str, str], scan: File | None) -> Iterator[Problem]:
    yield from missing(post=(typed.get("post", ""), "请选择岗位"))
    if day_in(typed.get("signed_on", "")) is None:
        yield Problem("日期请按 2021-12-20 的格式填写", "signed_on")
    if scan is None:
        yield Problem("请选择扫描件", "scan")


def _enter(
    request: Request, meeting: int, typed: Mapping[str, str], signed_on: date, scan: Received
) -> None:
    post = typed["post"]
    with acting(request) as (ctx, at):
        found = overview_meeting.pack(ctx, at, meeting)
        said = {
            line.position: Stated(POSITIONS[word], typed.get(f"opinion.{line.position}", ""))
            for line in found.items
            if (word := typed.get(f"said.{line.position}", "")) in POSITIONS
        }
        page = Page(post, signed_on, scan, said)
        pages.record_signed(ctx, at.campaign_id, page, meeting=meeting)


def _form(
    seat: Seat, meeting: int, typed: Mapping[str, str], problems: tuple[Problem, ...]
) -> HTMLResponse:
    return seat.page(
        "meeting/signed.html",
        status=422 if problems else 200,
        pack=overview_meeting.pack(seat.ctx, seat.at, meeting),
        typed=defaultdict(str, typed),
        said=tuple(POSITIONS),
        problems=problems,
    )
