"""The democratic vote: one joint session's tally, turned into points by grade (R44, A29)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.ballots import Tally, points
from rules.definition import Campaign
from rules.evaluation.measured import MarksError, Measured, Raw


@dataclass(frozen=True, slots=True)
class VotePoints:
    name: str = "民主投票"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:
        if not isinstance(raw, Tally):
            if raw:
                raise MarksError(("民主投票须为一次集中投票的计票表，不是得分表",))
            return Measured(None, missing=("尚未投票",))
        value = points(raw, campaign.evaluation.grades)
        if value is None:
            return Measured(None, missing=(f"发出{raw.issued}票，没有有效票",))
        used = tuple(f"{grade} {count}票" for grade, count in raw.counts if count)
        return Measured(value, used, denominator=raw.valid)
