"""The raw limit beside the morning page: the same stack with one table, one count and one template."""

from __future__ import annotations

import sqlalchemy
from fastapi import FastAPI
from jinja2 import Environment
from sqlmodel import col
from starlette.responses import HTMLResponse

from models import Obligation
from tasks.context import House

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

    @app.get("/")
    def page() -> HTMLResponse:
        with house.reading() as ctx:
            found = ctx.session.execute(rows).all()
            counted = ctx.session.execute(counts).all()
        return HTMLResponse(template.render(rows=found, counts=counted))

    return app
