"""The raw limit beside our pages: the same stack with a session, one table, one count and one template."""

from __future__ import annotations

import hashlib

import sqlalchemy
from fastapi import FastAPI, Request
from jinja2 import Environment
from sqlmodel import col
from starlette.responses import HTMLResponse

from models import Account, Obligation, WebSession
from tasks.context import House
from web.doors import SESSION_COOKIE

ROWS = 50
PAGE = """<!doctype html><title>Units</title><table>{% for row in rows %}<tr>
<td><a href="/units/{{ row.unit_id }}">{{ row.title }}</a></td><td>{{ row.state }}</td>
<td>{{ row.due_on }}</td></tr>{% endfor %}</table>
<ul>{% for state, count in counts %}<li>{{ state }}: {{ count }}</li>{% endfor %}</ul>"""


def minimal_app(house: House) -> FastAPI:
    app = FastAPI(openapi_url=None)
    template = Environment(autoescape=True).from_string(PAGE)
    columns = (
        col(Obligation.unit_id), col(Obligation.title), col(Obligation.state),
        col(Obligation.due_on),
    )  # fmt: skip
    rows = sqlalchemy.select(*columns).order_by(col(Obligation.id)).limit(ROWS)
    counts = sqlalchemy.select(col(Obligation.state), sqlalchemy.func.count()).group_by(
        col(Obligation.state)
    )

    visitor = sqlalchemy.select(col(Account.name)).join(
        WebSession, col(WebSession.account_id) == col(Account.id)
    )

    @app.get("/")
    def page(request: Request) -> HTMLResponse:
        token = hashlib.sha256(request.cookies[SESSION_COOKIE].encode()).hexdigest()
        with house.reading() as ctx:
            ctx.session.execute(visitor.where(col(WebSession.token_hash) == token)).one()
            found = ctx.session.execute(rows).all()
            counted = ctx.session.execute(counts).all()
        return HTMLResponse(template.render(rows=found, counts=counted))

    return app
