"""Hearings (听取汇报): the scores of the panel that hears the reports (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.evaluation.evaluators import measure_sheets

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation.measured import Measured, Raw


@dataclass(frozen=True, slots=True)
class Hearing:
    name: str = "听取汇报"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        """The panel scores after each report; usually joined without the highest and the lowest."""
        return measure_sheets(raw)
