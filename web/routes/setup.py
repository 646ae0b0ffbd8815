"""The first set-up: password, campaign file, roster, launch, each with what is done and what is next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.calendars import SHANGHAI
from config.campaign_file import SHIPPED, CampaignFileError
from config.findings import Finding
from records.workbooks.templates import template
from rules.access import Right
from rules.launching import Start
from tasks import import_desk, setting_up
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.problems import ImportRefused
from tasks.setting_up import NO_FILE, Progress
from web.doors import house_of, needs, visitor_in
from web.forms import Problem, problems_of
from web.headers import ARRIVED
from web.lists import WORKBOOK, attachment
from web.pages import page
from web.routes.imports import CHOOSE, SHOWN, BesideDep, Waiting, mistakes_in
from web.taking import name_of

router = APIRouter(prefix="/setup")

ROSTER = import_desk.WAYS["roster"]
TOO_LARGE = "文件超过 2 MB，不像是活动文件"
LARGEST = 2 * 1024 * 1024
STARTS = {
    Start.AT_ONCE: "立即启动",
    Start.ON_PAPER: "已过期，按纸面补录",
    Start.BY_DATE: "到期自动启动",
    Start.BY_HAND: "由办公室启动",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the set-up, as the list shows it."""

    path: str
    title: str
    hint: str
    done: bool


@router.get("")
@needs(Right.SETTINGS, Right.RUN)
def overview(request: Request) -> HTMLResponse:
    with _looking(request) as (_, progress):
        stages = _stages(progress)
        first = next((one for one in stages if not one.done), None)
        return page(request, "setup/page.html", stages=stages, first=first, progress=progress)


@router.get("/file")
@needs(Right.SETTINGS, Right.RUN)
def show_file(request: Request) -> HTMLResponse:
    return _file_page(request)


@router.post("/file")
@needs(Right.SETTINGS, Right.RUN)
def choose_shipped(request: Request) -> Response:
    return _choose(request, SHIPPED.name, SHIPPED.read_bytes())


@router.get("/file/shipped")
@needs(Right.SETTINGS, Right.RUN)
def take_shipped(_request: Request) -> Response:
    """The shipped file, to be taken as the beginning of one's own."""
    return attachment(SHIPPED.read_bytes(), SHIPPED.name, "application/yaml")


@router.post("/file/upload")
@needs(Right.SETTINGS, Right.RUN)
def upload_file(request: Request, file: UploadFile | None = None) -> Response:
    name = name_of(file)
    data = file.file.read(LARGEST + 1) if file and name else b""
    if not name or len(data) > LARGEST:
        problem = Problem(TOO_LARGE if name else CHOOSE, "file")
        return _file_page(request, problems=(problem,))
    return _choose(request, name, data)


@router.get("/roster")
@needs(Right.SETTINGS, Right.RUN)
def ask_roster(request: Request) -> HTMLResponse:
    return _roster_page(request)


@router.get("/roster/template")
@needs(Right.SETTINGS, Right.RUN)
def take_template(request: Request) -> Response:
    """The empty roster with the kinds of units of the chosen file."""
    with _looking(request) as (_, progress):
        if progress.file is None:
            raise Refused([NO_FILE])
        content = template(ROSTER.template, progress.file.definition)
    return attachment(content or b"", f"{ROSTER.template}.xlsx", WORKBOOK)


@router.post("/roster/upload")
@needs(Right.SETTINGS, Right.RUN)
def upload_roster(
    request: Request,
    file: UploadFile | None = None,
    as_of: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put the workbook aside and lead to what it would do."""
    name = name_of(file)
    problems = tuple(mistakes_in(name, as_of))
    if file and not problems:
        try:
            with _acting(request) as ctx:
                setting_up.refuse_launched(ctx)
            kept = import_desk.put_aside(house_of(request).settings, name, file.file.read())
            target = Waiting(name, kept, as_of, "")
            return RedirectResponse(f"/setup/roster/{kept}?{target.query}", status_code=303)
        except Refused as refused:
            problems = problems_of(refused, "file")
    return _roster_page(request, problems, as_of)


@router.get("/roster/{sha256}")
@needs(Right.SETTINGS, Right.RUN)
def try_roster(request: Request, sha256: str, beside: BesideDep) -> HTMLResponse:
    """What importing would do, or every bad cell; nothing is written."""
    file = beside.of(sha256)
    told: dict[str, object] = {"file": file, "shown": SHOWN, "report": None, "bad": ()}
    with _looking(request) as (ctx, _):
        try:
            told["report"] = setting_up.bring_roster(
                ctx, visitor_in(request).account_id, file.file, file.extra.as_of, dry_run=True
            )
        except ImportRefused as refused:
            told["bad"] = refused.problems
    return page(request, "setup/report.html", status=422 if told["bad"] else 200, **told)


@router.post("/roster/{sha256}")
@needs(Right.SETTINGS, Right.RUN)
def bring_roster(request: Request, sha256: str, beside: BesideDep) -> Response:
    file = beside.of(sha256)
    try:
        with _acting(request) as ctx:
            setting_up.bring_roster(
                ctx, visitor_in(request).account_id, file.file, file.extra.as_of, dry_run=False
            )
    except ImportRefused:
        # Something has changed since it was tried out: the page says what.
        return RedirectResponse(f"/setup/roster/{sha256}?{file.query}", status_code=303)
    return RedirectResponse("/setup", status_code=303)


@router.get("/launch")
@needs(Right.SETTINGS, Right.RUN)
def preview(request: Request) -> HTMLResponse:
    return _launch_page(request)


@router.post("/launch")
@needs(Right.SETTINGS, Right.RUN)
def launch(request: Request) -> Response:
    try:
        with _acting(request) as ctx:
            setting_up.launch(ctx, visitor_in(request).account_id)
    except Refused as refused:
        return _launch_page(request, problems_of(refused))
    return RedirectResponse("/", status_code=303)


@contextmanager
def _looking(request: Request) -> Iterator[tuple[Context, Progress]]:
    with house_of(request).reading(now=request.scope[ARRIVED]) as ctx:
        yield ctx, setting_up.progress(ctx, visitor_in(request).account_id)


@contextmanager
def _acting(request: Request) -> Iterator[Context]:
    with house_of(request).acting(visitor_in(request).display, now=request.scope[ARRIVED]) as ctx:
        yield ctx


def _stages(progress: Progress) -> tuple[Stage, ...]:
    return (
        Stage("/account/password", "换成自己的密码", "首次启动时的密码显示在启动窗口里，别人可能也看到了。",
              progress.own_password),
        Stage("/setup/file", "选定活动文件", "用随软件提供的，或上传自己的；逐行检查，并列出通知未尽之处的理解。",
              progress.file is not None),
        Stage("/setup/roster", "导入名册", "单位、人员和联系方式；先试导入，没有问题再写入。",
              progress.units > 0),
        Stage("/setup/launch", "启动活动", "先看哪些环节立即启动、哪些要按纸面补录。", progress.launched),
    )  # fmt: skip


def _choose(request: Request, name: str, data: bytes) -> Response:
    try:
        with _acting(request) as ctx:
            setting_up.choose(ctx, visitor_in(request).account_id, name, data)
    except CampaignFileError as error:
        problem = Problem("文件有错误，没有采用；错误逐条列在下面", "file")
        return _file_page(request, problems=(problem,), findings=error.report.findings)
    except Refused as refused:
        return _file_page(request, problems=problems_of(refused))
    return RedirectResponse("/setup/file", status_code=303)


def _file_page(
    request: Request,
    *,
    problems: tuple[Problem, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> HTMLResponse:
    with _looking(request) as (_, progress):
        return page(
            request,
            "setup/file.html",
            status=422 if problems else 200,
            progress=progress,
            problems=problems,
            findings=findings,
            read=setting_up.read(progress.file) if progress.file else None,
        )


def _roster_page(
    request: Request, problems: tuple[Problem, ...] = (), as_of: str = ""
) -> HTMLResponse:
    with _looking(request) as (_, progress):
        return page(
            request,
            "setup/roster.html",
            status=422 if problems else 200,
            progress=progress,
            problems=problems,
            as_of=as_of,
        )


def _launch_page(request: Request, problems: tuple[Problem, ...] = ()) -> HTMLResponse:
    with _looking(request) as (ctx, progress):
        file, today = progress.file, ctx.now.astimezone(SHANGHAI).date()
        return page(
            request,
            "setup/launch.html",
            status=409 if problems else 200,
            progress=progress,
            problems=problems,
            coming=setting_up.coming(file, today) if file else None,
            today=today,
            starts=STARTS,
            paper=Start.ON_PAPER,
        )
