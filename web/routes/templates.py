"""Templates of papers and messages: looked at, tried with invented values, saved, put back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from tasks import template_texts
from tasks.errors import Refused
from tasks.template_texts import Which
from web.desk import acting, seated
from web.doors import needs
from web.forms import Problem, problems_of
from web.lists import BY_VALUE, Column, Listing, OrderDep

router = APIRouter(prefix="/templates")


class TextForm(BaseModel):
    """A text to try or to save; a browser sends its line ends as two characters."""

    text: Annotated[str, Field(max_length=20_000)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""
    act: Annotated[str, Field(pattern="^(preview|save|restore)$")] = "preview"

    @property
    def words(self) -> str:
        return self.text.replace("\r\n", "\n")


@router.get("")
@needs(Right.TEMPLATES)
def listed(request: Request, order: OrderDep) -> Response:
    with seated(request) as seat:
        used = template_texts.in_use(seat.ctx, seat.at.campaign_id)
        columns: tuple[Column[Which], ...] = (
            Column("title", "模板", lambda one: one.title, BY_VALUE),
            Column("name", "代码", lambda one: one.name, BY_VALUE),
            Column("version", "版本", lambda one: used.get(one, 0), BY_VALUE, number=True),
        )
        listing = Listing("模板", columns, order).of_all(template_texts.every())
        if order.workbook:
            return listing.as_workbook(seat.printed_by)
        return seat.page("templates/list.html", listing=listing, used=used)


@router.get("/{template:path}")
@needs(Right.TEMPLATES)
def show(request: Request, template: str) -> HTMLResponse:
    return _page(request, template, None, ())


@router.post("/{template:path}")
@needs(Right.TEMPLATES)
def change(request: Request, template: str, typed: Annotated[TextForm, Form()]) -> Response:
    """Try a text, put it in force as a new version, or put the shipped one back."""
    if typed.act == "preview":
        return _page(request, template, typed, ())
    try:
        with acting(request) as (ctx, at):
            if typed.act == "restore":
                template_texts.restore(ctx, at.campaign_id, template)
            else:
                template_texts.save(ctx, at.campaign_id, template, typed.words, reason=typed.reason)
    except Refused as refused:
        return _page(request, template, typed, problems_of(refused))
    return RedirectResponse(f"/templates/{template}", status_code=303)


def _page(
    request: Request, name: str, typed: TextForm | None, problems: tuple[Problem, ...]
) -> HTMLResponse:
    with seated(request) as seat:
        campaign_id, which = seat.at.campaign_id, template_texts.named(name)
        now = template_texts.in_force(seat.ctx, campaign_id, which.kind, name)
        text = typed.words if typed else now.text
        shown = ""
        try:
            shown = template_texts.preview(seat.ctx, campaign_id, name, text)
        except Refused as refused:
            problems = problems or problems_of(refused)
        return seat.page(
            "templates/template.html",
            status=422 if problems else 200,
            which=which,
            version=now.version,
            versions=template_texts.versions(seat.ctx, campaign_id, which),
            text=text,
            reason=typed.reason if typed else "",
            shown=shown,
            problems=problems,
        )
