"""The installation: how it is, and what its settings say, secrets left out."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from pydantic import BaseModel, SecretStr
from starlette.responses import HTMLResponse

from rules.access import Right
from tasks import health
from web.doors import HouseDep, needs
from web.pages import page

router = APIRouter(prefix="/system")

PREFIX = "PINGXUAN_"
HIDDEN = "••••••"
TELLING = ("password", "secret", "key", "token", "credentials", "headers", "robots")
"""A value under such a name is not shown, whatever type it has; databases carry passwords too."""


@router.get("/health")
@needs(Right.HEALTH)
def show_health(request: Request, house: HouseDep) -> HTMLResponse:
    with house.reading() as ctx:
        return page(request, "system/health.html", signs=health.signs(ctx))


@router.get("/settings")
@needs(Right.SETTINGS)
def show_settings(request: Request, house: HouseDep) -> HTMLResponse:
    shown = [(name, *rest) for name, *rest in settings_of(house.settings)]
    return page(request, "system/settings.html", settings=shown)


def settings_of(values: BaseModel, prefix: str = PREFIX) -> Iterator[tuple[str, str, bool]]:
    """Name of the variable, its value, and whether it is the default; nested ones by two underscores."""
    for name, field in type(values).model_fields.items():
        value = getattr(values, name)
        variable = f"{prefix}{name.upper()}"
        if isinstance(value, BaseModel):
            yield from settings_of(value, f"{variable}__")
            continue
        secret = isinstance(value, SecretStr) or any(word in name for word in TELLING)
        told = _without_password(str(value)) if not secret else (HIDDEN if value else "")
        yield (
            variable,
            told,
            value == field.get_default(call_default_factory=True, validated_data={}),
        )


def _without_password(text: str) -> str:
    """An address with a name and password before its host keeps neither."""
    scheme, found, rest = text.partition("://")
    return f"{scheme}://{HIDDEN}@{rest.rpartition('@')[2]}" if found and "@" in rest else text
