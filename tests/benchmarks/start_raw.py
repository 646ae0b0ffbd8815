"""The raw limit of a start: the same libraries with one table and one page, `start_raw DATABASE PORT`."""

from __future__ import annotations

import sys

import sqlalchemy
import uvicorn
from fastapi import FastAPI
from jinja2 import Environment
from sqlmodel import SQLModel
from starlette.responses import HTMLResponse

PAGE = (
    "<!doctype html><title>Start</title><ul>{% for name in names %}<li>{{ name }}{% endfor %}</ul>"
)


def app_over(database: str) -> FastAPI:
    app = FastAPI(openapi_url=None)
    engine = sqlalchemy.create_engine(f"sqlite:///{database}")
    template = Environment(autoescape=True).from_string(PAGE)
    units = sqlalchemy.Table("unit", SQLModel.metadata, sqlalchemy.Column("name"))

    @app.get("/sign-in")
    def page() -> HTMLResponse:
        with engine.connect() as connection:
            names = connection.execute(sqlalchemy.select(units.c.name).limit(1)).scalars().all()
        return HTMLResponse(template.render(names=names))

    return app


if __name__ == "__main__":
    uvicorn.run(app_over(sys.argv[1]), port=int(sys.argv[2]), log_level="warning")
