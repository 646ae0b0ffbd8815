"""Field research (实地调研): sheets of those who went to the unit (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.evaluation.evaluators import measure_sheets

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation.measured import Measured, Raw


@dataclass(frozen=True, slots=True)
class FieldResearch:
    name: str = "实地调研"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        """Every member of the research party hands in one sheet."""
        return measure_sheets(raw)
