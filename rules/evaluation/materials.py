"""Review of materials (材料审阅): scores of those who read the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.evaluation.evaluators import measure_sheets

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation.measured import Measured, Raw


@dataclass(frozen=True, slots=True)
class MaterialsReview:
    name: str = "材料审阅"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        """Readers score the application's papers, each on their own."""
        return measure_sheets(raw)
