"""Evaluators' sheets: field research, site visits, hearings and materials, by the mean (R5)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.definition import Campaign
from rules.evaluation.measured import Measured, Raw, checked_marks, mean_of


@dataclass(frozen=True, slots=True)
class SheetMean:
    name: str

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        marks = checked_marks(raw)
        counted = tuple(mark for mark in marks if not mark.observer)
        beside = tuple(
            f"{mark.source} {mark.score}（列席，仅供参考）" for mark in marks if mark.observer
        )
        return mean_of(counted, beside)
