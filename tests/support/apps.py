"""The web application over a house: one for all tests of a process, for its routes take longest to build."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI
from starlette.routing import Mount

from config.settings import Settings
from tasks.context import House, open_house
from web.app import create_app


def app_over(house: House) -> FastAPI:
    """The application as `create_app` makes it, until the next test asks for it over another house."""
    app = _app()
    parts = (route.app for route in app.routes if isinstance(route, Mount))
    for part in (app, *(part for part in parts if isinstance(part, FastAPI))):
        part.state.house = house
    app.state.tries = {}
    return app


@cache
def _app() -> FastAPI:
    return create_app(open_house(Settings(database="sqlite://")))
