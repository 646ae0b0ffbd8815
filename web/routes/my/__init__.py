"""The unit's own pages: what it owes, reads, hands in and applies for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from models import Unit
from tasks import reach
from tasks.context import Context
from tasks.overview import Desk
from web.desk import Seat, acting, seated
from web.doors import visitor_in


@contextmanager
def at_unit(request: Request, code: str) -> Iterator[tuple[Seat, Unit]]:
    """A place at the desk of one's own unit. Raises NotFound for any other."""
    with seated(request) as seat:
        yield seat, reach.my_unit(seat.ctx, seat.who, code)


@contextmanager
def acting_for(request: Request, code: str) -> Iterator[tuple[Context, Desk, Unit]]:
    """A transaction in the visitor's name for their own unit. Raises NotFound for any other."""
    who = visitor_in(request).who
    with acting(request) as (ctx, at):
        unit = reach.my_unit(ctx, who, code)
        ctx.on_behalf_of = unit.name
        yield ctx, at, unit
