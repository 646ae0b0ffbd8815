"""Information reports (信息报送): counted and linked as evidence; points only where the file says so (A25)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.evaluation.measured import Listing, MarksError, Measured

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.evaluation.measured import Raw


@dataclass(frozen=True, slots=True)
class ReportCount:
    name: str = "信息报送"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:  # noqa: ARG002 - the protocol's shape
        """How many reports the register holds: an empty register counts none, no register is missing."""
        if not isinstance(raw, Listing):
            if raw:
                raise MarksError(("信息报送须为报送清单，不是得分表或计票表",))
            return Measured(None, missing=("信息报送尚未统计",))
        if doubles := sorted({title for title in raw.titles if raw.titles.count(title) > 1}):
            raise MarksError(tuple(f"“{title}”重复报送，只能计一次" for title in doubles))
        used = tuple(sorted(raw.titles)) or ("没有报送",)
        return Measured(Fraction(len(raw.titles)), used, denominator=len(raw.titles))
