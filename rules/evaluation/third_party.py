"""Third-party measurement: an agency's result as imported (A4)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.definition import Campaign
from rules.evaluation.aggregate import mean_of
from rules.evaluation.measured import MarksError, Measured, Raw, checked_marks


@dataclass(frozen=True, slots=True)
class ImportedResult:
    name: str = "第三方测评"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        """One figure; two different agencies for one candidate are refused rather than averaged."""
        marks = checked_marks(raw)
        if len(marks) > 1:
            sources = "、".join(mark.source for mark in marks)
            raise MarksError((f"第三方测评有{len(marks)}个结果（{sources}），只能采用一个",))
        return mean_of(marks)
