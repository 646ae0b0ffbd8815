"""What a launch finds: steps that begin at once, steps that are over, steps whose time will come."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rules.definition import Opening

if TYPE_CHECKING:
    from datetime import date

    from rules.definition import Step


class Start(StrEnum):
    """What becomes of a step when its campaign is launched on a day."""

    ON_PAPER = "on_paper"
    """Wholly past: to be entered as done on paper."""
    AT_ONCE = "at_once"
    BY_HAND = "by_hand"
    """In its time or before, but only somebody's word opens it."""
    BY_DATE = "by_date"


def start_of(step: Step, today: date) -> Start:
    """What a launch on this day does with the step."""
    if step.closes < today:
        return Start.ON_PAPER
    if step.opening is Opening.TRIGGER:
        return Start.BY_HAND
    return Start.AT_ONCE if step.opens <= today else Start.BY_DATE
