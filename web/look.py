"""How somebody wants to see the pages: larger text, high contrast; each browser remembers its own."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request

LOOK_COOKIE = "pingxuan_look"
BETWEEN = "."
"""Between the looks in the cookie; commas and spaces would have to be quoted there."""


class Look(StrEnum):
    """The name is also the class of the page, by which app.css knows it."""

    LARGE = "large"
    CONTRAST = "contrast"


def looks_of(request: Request) -> tuple[Look, ...]:
    """What this browser asks for; what it says beyond that is ignored."""
    wanted = request.cookies.get(LOOK_COOKIE, "").split(BETWEEN)
    return tuple(look for look in Look if look in wanted)


def switched(looks: tuple[Look, ...], one: Look) -> str:
    """The cookie's new value: the one look turned on or off, the other left as it is."""
    return BETWEEN.join(look for look in Look if (look in looks) != (look is one))
