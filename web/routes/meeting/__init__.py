"""The leading group's pages: the pack before its members, the office's hand on the meeting."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request

from rules.access import Part, Right, Who
from rules.definition import Campaign
from tasks.errors import Refused
from web.doors import NotTheirs, visitor_in

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""A number in an address, no larger than a column holds."""


def own_posts(who: Who, plan: Campaign) -> tuple[str, ...]:
    """In whose name somebody may speak: their seats in the group, their observer offices."""
    observing = (plan.office(code).name for code in who.codes(Part.OBSERVER))
    return (*who.codes(Part.MEMBER), *observing)


def speaker_of(request: Request, plan: Campaign, post: str) -> str:
    """The post that somebody speaks for; the office enters what others said.

    Raises Refused without a post, NotTheirs for one that is not theirs.
    """
    if not post:
        raise Refused(["请选择岗位"])
    who = visitor_in(request).who
    if not who.may(Right.MEETING_DESK) and post not in own_posts(who, plan):
        raise NotTheirs
    return post
