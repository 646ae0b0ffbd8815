"""Every route of the application with addresses that exist in the seeded campaign: theirs, and foreign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import FastAPI
from fastapi.routing import APIRoute

from tests.support.cast import (
    CALENDAR_FILE,
    CAMPAIGN_FILE,
    FOREIGN_APPLICATION,
    FOREIGN_UNIT,
    IMPORTED_FILE,
    ITS_APPLICATION,
    LETTER,
    PAPER_FILE,
    SIGNED_PAGE,
    SIGNED_SHEET,
    UNIT,
)

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "application": (ITS_APPLICATION, FOREIGN_APPLICATION),
        "owed": ("148", "154"),
        "candidate": (UNIT, FOREIGN_UNIT),
        "piece": ("2", "3"),
        "group": ("g4", "g2"),
        "unit": (UNIT, FOREIGN_UNIT),
    }
)
"""Names of an address's parts that somebody may or may not reach: theirs, and a foreign one."""
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "account": "1",
        "act": "cancel",
        "address": "1",
        "appointment": "1",
        "attachment": "9001",
        "authority": "discipline",
        "code": "2.3",
        "component": "field_research",
        "doing": "close",
        "duty": "apply",
        "file": "no-such-file.pdf",
        "filing": "1",
        "guide_page": "unit",
        "honour": "service_collective",
        "kind": "honour",
        "link": "no-such-link",
        "objection": "SZSC-2021-YY-001",
        "position": "1",
        "meeting": "1",
        "number": "3",
        "office": "ducha",
        "paper": "1",
        "person": "p-contact",
        "phase": "conclude",
        "picture": "unit-desk.png",
        "post": "1",
        "standin": "9001",
        "sheet": "report",
        "signer": "1",
        "step": "2.2",
        "subject": "service_collective",
        "task": "1",
        "template": "commendation",
        "token": "1",
        "version": "1",
        "visit": "1",
        "way": "roster",
        "vote": "windows",
    }
)
"""The other parts of addresses; a pattern of its own goes before."""
SPECIAL: Mapping[str, str] = MappingProxyType(
    {
        "/steps/{code}/duties/{duty}/deadline": "/steps/2.2/duties/apply/deadline",
        "/steps/{code}/duties/{duty}/deadline/moves": "/steps/2.2/duties/apply/deadline/moves",
        "/steps/{code}/meeting": "/steps/3.2/meeting",
        "/imports/{way}/{sha256}": f"/imports/reports/{IMPORTED_FILE}",
        "/setup/roster/{sha256}": f"/setup/roster/{IMPORTED_FILE}",
        "/campaign/amend/{sha256}": f"/campaign/amend/{CAMPAIGN_FILE}",
        "/closures/calendar/{sha256}": f"/closures/calendar/{CALENDAR_FILE}",
        "/imports/done/{number}": "/imports/done/1",
        "/my/{unit}/filings/{filing}/evidence/{attachment}": "/my/{unit}/filings/{filing}/evidence/9002",
        "/my/{unit}/filings/{filing}/evidence/{attachment}/withdraw": "/my/{unit}/filings/{filing}/evidence/9002/withdraw",
        "/meeting/{meeting}/scans/{attachment}": f"/meeting/1/scans/{SIGNED_PAGE}",
        "/papers/{paper}/delivery/upload": "/papers/3/delivery/upload",
        "/papers/{paper}/sheets/{attachment}": f"/papers/1/sheets/{SIGNED_SHEET}",
        "/opinions/scans/{attachment}": f"/opinions/scans/{LETTER}",
        "/units/{unit}/scans/{number}": "/units/{unit}/scans/1",
        "/steps/{code}/papers/{number}/{file}": f"/steps/2.2/papers/2/{PAPER_FILE}",
    }
)


@dataclass(frozen=True, slots=True)
class Door:
    method: str
    pattern: str
    path: str
    """With what is theirs."""
    foreign: str
    """With what is not; the same where the address names nothing of anybody's."""


def doors_of(app: FastAPI) -> list[Door]:
    return [
        Door(method, route.path, _example(route.path, 0), _example(route.path, 1))
        for route in leaves(app.routes)
        for method in sorted(route.methods or ())
    ]


def leaves(routes: Iterable[object]) -> Iterator[APIRoute]:
    """FastAPI keeps an included router as one entry; its routes are behind it."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from leaves(inner.routes)


def _example(pattern: str, whose: int) -> str:
    path = SPECIAL.get(pattern, pattern)
    for name in re.findall(r"\{(\w+)", path):
        value = OBJECTS[name][whose] if name in OBJECTS else EXAMPLES.get(name)
        assert value is not None, f"give an example for {name} of {pattern}"
        path = re.sub(rf"\{{{name}(:\w+)?\}}", value, path)
    return path
