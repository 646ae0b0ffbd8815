"""How the leading group decides and whom it asks first: quorum, majority, seats, authorities."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from rules.definition.values import Code, Text, Value


class Portion(StrEnum):
    """The closed forms of “how many of them”; the exact fractions stand in `rules/meetings.py`."""

    MORE_THAN_HALF = "more_than_half"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    ALL = "all"


class Seat(Value):
    """Which office a post of the leading group sits for: its recusals follow from it."""

    post: Text
    office: Code


class Meeting(Value):
    """How the leading group's meetings decide; the notice says only that they do (R6)."""

    quorum: Portion = Portion.TWO_THIRDS
    """Of all posts for the meeting, and of those not recused for each item."""
    least: int = Field(default=3, ge=1, le=100)
    """Fewer members than this decide nothing, however many are recused."""
    majority: Portion = Portion.MORE_THAN_HALF
    """Of those present and not recused."""
    ballot: Literal["show_of_hands", "anonymous"] = "show_of_hands"
    put_to_vote: Literal["where_asked", "changes", "every_item"] = "where_asked"
    """Which items must be put to the vote."""
    seats: tuple[Seat, ...] = ()

    def office_of(self, post: str) -> str | None:
        return next((seat.office for seat in self.seats if seat.post == post), None)


class SubjectKind(StrEnum):
    """What kind of candidate an authority is asked about."""

    UNITS = "units"
    PERSONS = "persons"
    ENTERPRISES = "enterprises"
    """Enterprises and their heads and staff."""


class Authority(Value):
    """An authority that is asked before the meeting, and about whom (practice, not the notice)."""

    code: Code
    name: Text
    about: tuple[SubjectKind, ...] = tuple(SubjectKind)


class Opinions(Value):
    """The table of 征求意见: authorities, and what an open objection means for the meeting."""

    authorities: tuple[Authority, ...] = (
        Authority(code="discipline", name="机关纪委（纪检监察）"),
        Authority(code="credit", name="信用管理"),
        Authority(code="media", name="媒体监测（新闻宣传）"),
    )
    before_meeting: Literal["settle", "in_sight"] = "settle"
    """Whether an objection must be ruled on before the list is confirmed, or may lie before it."""
