"""The guide inside the workbench; voters, who have no account, read their page without one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse

from web import guide
from web.again import page_before_signing_in
from web.doors import needs
from web.pages import page

router = APIRouter(prefix="/guide")


@router.get("")
@needs()
def contents(request: Request) -> HTMLResponse:
    return page(request, "guide/contents.html", pages=guide.PAGES)


@router.get("/voter")
def for_voters(request: Request) -> HTMLResponse:
    return _page(request, "voter")


@router.get("/pictures/{picture}")
def picture(picture: str) -> FileResponse:
    """Pictures show the demonstration and nobody's data."""
    return FileResponse(guide.picture_of(picture), media_type="image/png")


@router.get("/{guide_page}")
@needs()
def read(request: Request, guide_page: str) -> HTMLResponse:
    return _page(request, guide_page)


def _page(request: Request, name: str) -> HTMLResponse:
    show, pages = (page, guide.PAGES) if request.state.visitor else (page_before_signing_in, {})
    return show(request, "guide/page.html", name=name, pages=pages, content=guide.page_of(name))
