"""Site visits (现场察看): rubric sheets of assigned evaluators (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.evaluation.evaluators import measure_sheets

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation.measured import Measured, Raw


@dataclass(frozen=True, slots=True)
class SiteVisit:
    name: str = "现场察看"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        """Assigned evaluators fill in the rubric on the spot; a sheet is the sum of its items."""
        return measure_sheets(raw)
