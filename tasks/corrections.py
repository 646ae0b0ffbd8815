"""The one message that tells of a moved deadline: old and new date, reason, who ordered it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tasks import outbox
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.wording import end_cn


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed, for whom it is told."""

    about: str
    """Step and duty by code, for the message's key."""
    title: str
    due_on: date
    reason: str
    ordered_by: str
    one_unit: bool = False


def tell_of_move(
    ctx: Context,
    campaign_id: int,
    correction: Correction,
    units: Mapping[date, Sequence[int]],
) -> int:
    """Tell the contacts of the units, by the day their duty was due before; returns messages."""
    calendar = calendar_of(ctx)
    extended = correction.one_unit and all(old < correction.due_on for old in units)
    told = 0
    for old, concerned in sorted(units.items()):
        values: dict[str, object] = {
            "step_title": correction.title,
            "old_due_text": end_cn(calendar.end_of(old), calendar),
            "new_due_text": end_cn(calendar.end_of(correction.due_on), calendar),
            "reason": correction.reason,
            "ordered_by": correction.ordered_by,
        }
        if extended:
            values["scope_text"] = "仅限贵单位"
        kind = "extension_granted" if extended else "deadline_moved"
        dates = f"{old:%m%d}.{correction.due_on:%m%d}.{ctx.now:%m%d%H%M}"
        notice = outbox.Notice(kind, f"moved.{correction.about}.{dates}", values)
        told += outbox.notify_units(ctx, campaign_id, notice, concerned).messages
    return told
