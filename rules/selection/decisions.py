"""What the leading group may decide (R6): each with its reason and who ordered it, on the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class DecisionRefusedError(ValueError):
    """Decisions that cannot be applied; every reason at once, and what to do instead."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    reason: str
    ordered_by: str

    @property
    def note(self) -> str:
        return f"{self.ordered_by}决定：{self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Ordered):
    """These rules do not stand in the way of this application (R40 原则上; R53 the pass mark)."""

    application: str
    rules: tuple[str, ...]
    cell: str | None = None
    """The cell it competes in where its kind has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace(Ordered):
    """`into` takes the place of `out` in the same cell."""

    out: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveTieTo(Ordered):
    """Of the candidates tied at the border, these win; as many as places are open."""

    honour: str
    cell: str
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillVacancy(Ordered):
    """A place that no rule fills goes to this candidate (A6: nobody slides up by rule)."""

    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveVacant(Ordered):
    """So many places of a cell are not given (R53)."""

    honour: str
    cell: str
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlaces(Ordered):
    """Places move between cells of one honour (R52); from nowhere: the unallotted rest."""

    honour: str
    source: str | None
    target: str
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Ordered):
    """A person that may have only one personal honour keeps this application (A14)."""

    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRanking(Ordered):
    """The leading group has examined the windows' ranking (R46)."""


Decision = (
    Override
    | Replace
    | GiveTieTo
    | FillVacancy
    | LeaveVacant
    | MovePlaces
    | Choose
    | ConfirmRanking
)
