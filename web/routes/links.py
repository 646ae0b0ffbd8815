"""One-time links: opening one shows for whom it is, and only a click on its button signs in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tasks import sign_in_links
from tasks.errors import Refused
from web.again import page_before_signing_in
from web.cookies import with_session
from web.doors import HouseDep
from web.routes.session import inside

router = APIRouter(prefix="/enter")


@router.get("/{link}")
def show(request: Request, house: HouseDep, link: str) -> HTMLResponse:
    """Safe to open for mail programs that look into every link."""
    with house.reading() as ctx:
        owner = sign_in_links.owner_of(ctx, link)
    reasons = () if owner else (sign_in_links.NO_LONGER,)
    return page_before_signing_in(request, "session/link.html", owner=owner or "", reasons=reasons)


@router.post("/{link}")
def enter(request: Request, house: HouseDep, link: str) -> Response:
    try:
        with house.acting("登录链接") as ctx:
            signed, target = sign_in_links.use(ctx, link)
    except Refused as refused:
        return page_before_signing_in(
            request, "session/link.html", status=409, owner="", reasons=refused.reasons
        )
    return with_session(request, RedirectResponse(inside(target), status_code=303), signed.token)
