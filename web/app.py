"""The web application: every route behind one door, every reply with strict headers."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from config.settings import Settings
from tasks.context import House, open_house
from web import problems
from web.api import PREFIX, create_api
from web.doors import honest_form, known_visitor
from web.headers import GuardedReplies
from web.plain import plain_request
from web.routes import ROUTERS

HERE = Path(__file__).parent


def create_app(house: House | None = None) -> FastAPI:
    """The application over a house; by default the one that the settings describe."""
    app = FastAPI(
        title="评选",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Deny by default: a route can only be reached without a session if doors.OPEN names it.
        dependencies=[Depends(known_visitor), Depends(honest_form), Depends(plain_request)],
    )
    app.state.house = house or open_house(Settings())
    app.state.tries = {}
    for router in ROUTERS:
        app.include_router(router)
    app.mount(PREFIX, create_api(app.state.house))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(GuardedReplies)
    problems.explain_in(app)
    return app
