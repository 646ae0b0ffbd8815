"""How the judging is organised: who may score whom, with which steps of points, and who signs."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from rules.definition.values import Value


class Judging(Value):
    """The notice leaves all of this to the office (说明1, 说明2)."""

    assignments: Literal["required", "optional"] = "optional"
    """Whether a score sheet counts only from an evaluator assigned to the candidate."""
    evaluators_each: int = Field(default=3, ge=1, le=50)
    """How many evaluators a balanced assignment gives to every candidate."""
    per_office: int | None = Field(default=None, ge=1, le=50)
    """At most so many evaluators of one unit for a candidate; without it, any number."""
    related_units: Literal["own", "parent", "parent_and_child"] = "parent_and_child"
    """Beside an evaluator's own unit: whose candidates the evaluator may not score either."""
    mark_step: Decimal = Field(default=Decimal("0.5"), gt=0, le=1)
    """Marks of a rubric are whole multiples of it: 1 or 0.5."""
    hearings: Literal["required", "optional"] = "optional"
    """Whether marks of a hearing count only after its order was drawn and it was recorded."""
    hearing_quorum: Literal["half", "two_thirds", "all"] = "two_thirds"
    """The part of the panel that must hear a candidate; the bound itself is enough."""
    agencies: Literal["one", "several"] = "one"
    """Whether a candidate may have the results of several agencies (A4)."""
    signatures: Literal["required", "none"] = "required"
    """Whether the dossier waits until group leads and honour leads have signed (A17)."""
