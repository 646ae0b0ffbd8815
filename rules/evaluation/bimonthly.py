"""The bimonthly assessment: the mean of the rounds that the campaign counts (A5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rules.definition import Campaign
from rules.evaluation.aggregate import mean_of
from rules.evaluation.measured import Measured, Raw, checked_marks


@dataclass(frozen=True, slots=True)
class BimonthlyMean:
    name: str = "双月度考核"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:
        """The mean of the listed rounds; a listed round without a figure leaves it incomplete."""
        marks = checked_marks(raw)
        rounds = campaign.readings.bimonthly_rounds
        counted = tuple(mark for mark in marks if mark.source in rounds)
        others = tuple(
            f"{mark.source} {mark.score}（不在计分期次内）"
            for mark in marks
            if mark.source not in rounds
        )
        present = {mark.source for mark in counted}
        measured = mean_of(counted, others)
        missing = tuple(f"缺{code}" for code in rounds if code not in present)
        return replace(measured, value=None, missing=missing) if missing else measured
