"""How many places each cell has once decisions have moved or held back some (R52, R53, A1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.selection.decisions import Decision, LeaveVacant, MovePlaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.definition import Honour


@dataclass(slots=True)
class Places:
    """Places by cell code of one honour: what the cell has, and what is held back of it."""

    of: dict[str, int]
    held_back: dict[str, int]

    def to_fill(self, cell: str) -> int:
        return self.of[cell] - self.held_back[cell]


def places_after(decisions: Sequence[Decision], honour: Honour, problems: list[str]) -> Places:
    """The honour's places after its decisions, in their order; what cannot be is told in `problems`."""
    cells = {cell.code: cell.name for cell in honour.cells}
    places = Places({cell.code: cell.places for cell in honour.cells}, dict.fromkeys(cells, 0))
    for decision in decisions:
        if not isinstance(decision, MovePlaces | LeaveVacant) or decision.honour != honour.code:
            continue
        named = [decision.cell] if isinstance(decision, LeaveVacant) else _cells_of(decision)
        if unknown := [code for code in named if code not in cells]:
            known = "、".join(f"{code}（{name}）" for code, name in cells.items())
            problems.append(f"“{honour.name}”没有类别{'、'.join(unknown)}，可用：{known}")
        elif decision.places < 1:
            problems.append(f"“{honour.name}”调整{decision.places}个名额，须至少1个")
        elif isinstance(decision, LeaveVacant):
            _hold_back(decision, places, cells, problems)
        else:
            _move(decision, places, honour, problems)
    _under_the_cap(places, honour, problems)
    return places


def _cells_of(decision: MovePlaces) -> list[str]:
    return [code for code in (decision.source, decision.target) if code is not None]


def _hold_back(
    decision: LeaveVacant, places: Places, names: dict[str, str], problems: list[str]
) -> None:
    left = places.to_fill(decision.cell)
    if decision.places > left:
        name = names[decision.cell]
        problems.append(f"“{name}”只有{left}个名额可以空缺，不能空缺{decision.places}个")
        return
    places.held_back[decision.cell] += decision.places


def _move(decision: MovePlaces, places: Places, honour: Honour, problems: list[str]) -> None:
    if decision.source is not None:
        left = places.to_fill(decision.source)
        if decision.places > left:
            name = next(cell.name for cell in honour.cells if cell.code == decision.source)
            problems.append(f"“{name}”只有{left}个名额可以调出，不能调出{decision.places}个")
            return
        places.of[decision.source] -= decision.places
    places.of[decision.target] += decision.places


def _under_the_cap(places: Places, honour: Honour, problems: list[str]) -> None:
    """A1: the honour's total stands in the notice without 左右, so it is never exceeded."""
    allotted = sum(places.of.values())
    if allotted > honour.total:
        problems.append(
            f"“{honour.name}”各类别合计{allotted}个名额，超过总数{honour.total}个，请从其他类别调出"
        )
