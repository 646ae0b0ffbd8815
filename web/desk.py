"""What every page of a campaign starts from: a reading context, the desk, the page's pulse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import HTMLResponse

from config.calendars import SHANGHAI
from rules.access import Who
from tasks import counted, overview
from tasks.context import Context, House
from tasks.errors import NotFound
from tasks.overview import Desk
from web.doors import house_of, visitor_in
from web.headers import ARRIVED
from web.pages import page, when_text

NO_CAMPAIGN = "还没有评选活动。请先启动一个活动。"


@dataclass(frozen=True, slots=True)
class Seat:
    """A request's place at the desk: what it reads, and what its page is made with."""

    request: Request
    ctx: Context
    at: Desk

    @property
    def who(self) -> Who:
        return visitor_in(self.request).who

    @property
    def printed_by(self) -> str:
        """Who took something along and when, as it stands at the foot of what is printed."""
        return f"{visitor_in(self.request).display} {when_text(self.at.now)}"

    def page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        settings = self.ctx.house.settings
        return page(
            self.request,
            template,
            status=status,
            desk=self.at,
            prefect=settings.prefect_url.removesuffix("/api"),
            **values,
        )

    def living_page(self, template: str, **values: object) -> HTMLResponse:
        """A page that renews itself when the journal grows or the day ends."""
        return self.page(template, status=200, pulse=pulse_of(self.ctx), **values)


def pulse_of(ctx: Context) -> str:
    """Changes when something happened, or when a new day began."""
    return f"{counted.head(ctx)}.{ctx.now.astimezone(SHANGHAI):%Y%m%d}"


@contextmanager
def seated(request: Request) -> Iterator[Seat]:
    """A place at the desk for looking.

    Raises NotFound when there is no campaign.
    """
    with house_of(request).reading(now=request.scope[ARRIVED]) as ctx:
        at = overview.desk(ctx)
        if at is None:
            raise NotFound([NO_CAMPAIGN])
        yield Seat(request, ctx, at)


@contextmanager
def acting(request: Request, by: str = "") -> Iterator[tuple[Context, Desk]]:
    """A transaction of the visitor at the moment the request arrived; it commits at the end.

    `by` acts where nobody is signed in, as on the pages for everybody. In a simulated campaign the
    moment is the campaign's own.
    """
    house: House = house_of(request)
    with house.reading(now=request.scope[ARRIVED]) as looking:
        at = overview.desk(looking)
    if at is None:
        raise NotFound([NO_CAMPAIGN])
    with house.acting(by or visitor_in(request).identity, now=at.now) as ctx:
        yield ctx, at
