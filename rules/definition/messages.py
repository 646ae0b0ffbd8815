"""How people are told: ladders of reminders, quiet hours, addressees of notices."""

from __future__ import annotations

from datetime import time

from pydantic import Field

from rules.definition.people import Audience
from rules.definition.values import Code, Text, Value


class Rung(Value):
    """So many working days from the deadline (before: negative), at a time of day, to whom."""

    working_days: int = Field(ge=-60, le=60)
    at: time
    to: tuple[Audience, ...] = Field(min_length=1)
    in_quiet_hours: bool = False
    """Whether it goes out at its time though hours are quiet; days off are kept all the same."""

    @property
    def label(self) -> str:
        """`T-3`, `T`, `T+1`."""
        return f"T{self.working_days:+d}" if self.working_days else "T"


class Ladder(Value):
    code: Code
    rungs: tuple[Rung, ...] = Field(min_length=1)


class Quiet(Value):
    """Hours in which nothing is sent unless a rung says otherwise."""

    start: time
    end: time


class Addressees(Value):
    """主送 and 抄送 of a notice (R60)."""

    notice: Code
    title: Text
    main: tuple[Text, ...]
    copies: tuple[Text, ...] = ()


class Messaging(Value):
    ladders: tuple[Ladder, ...]
    quiet: Quiet
    grace_minutes: int = Field(default=0, ge=0, le=24 * 60)
    """Tolerance between the shown and the enforced end of a deadline."""
    channels: tuple[Code, ...] = ("email", "inbox")
    """Order of preference where a person names none."""
    addressees: tuple[Addressees, ...] = ()
