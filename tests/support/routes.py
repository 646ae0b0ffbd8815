"""Every route of the application with an address that exists in the seeded campaign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute

EXAMPLES = {
    "{code}": "2.3",
    "{duty}": "apply",
    "{number}": "3",
    "{act}": "cancel",
    "{phase}": "conclude",
}
SPECIAL = {
    "/units/{code}": "/units/u00001",
    "/units/{code}/steps/{step}": "/units/u00001/steps/2.2",
}


@dataclass(frozen=True, slots=True)
class Door:
    method: str
    pattern: str
    path: str


def doors_of(app: FastAPI) -> list[Door]:
    return [
        Door(method, route.path, _example(route.path))
        for route in _leaves(app.routes)
        for method in sorted(route.methods or ())
    ]


def _leaves(routes: Iterable[object]) -> Iterator[APIRoute]:
    """FastAPI keeps an included router as one entry; its routes are behind it."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _leaves(inner.routes)


def _example(pattern: str) -> str:
    if "/duties/{duty}" in pattern:
        return pattern.replace("{code}", "2.2").replace("{duty}", "apply")
    path = SPECIAL.get(pattern, pattern)
    for name, value in EXAMPLES.items():
        path = path.replace(name, value)
    assert "{" not in path, f"give an example for {pattern}"
    return path
