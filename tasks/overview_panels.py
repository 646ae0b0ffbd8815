"""The panel of a group: who judges whom, who may not, and the hearing as drawn and held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models import Hearing
from records.workbooks.sheets import SHEET_METHODS
from rules import definition
from rules.access import Who
from rules.definition import Method
from tasks import hearings, panels
from tasks.assigning import Board
from tasks.context import Context
from tasks.overview import Desk
from tasks.overview_lead import group_of
from tasks.panels import ToScore, to_score


@dataclass(frozen=True, slots=True)
class Seat:
    """An evaluator on the panel for one candidate."""

    evaluator: str
    name: str
    assigned: bool
    barred: str


@dataclass(frozen=True, slots=True)
class ToAssign:
    candidate: ToScore
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The draw that stands, in names: candidates in their order, who sits on the panel, who came."""

    row: Hearing
    order: tuple[str, ...]
    panel: Mapping[str, str]
    present: tuple[str, ...]
    """Empty until it was held."""


@dataclass(frozen=True, slots=True)
class AssignPage:
    group: definition.Group
    component: str
    components: Mapping[str, str]
    candidates: tuple[ToAssign, ...]
    panel: Mapping[str, str]
    hearing: Drawn | None
    hears: bool


def to_assign(ctx: Context, at: Desk, who: Who, group: str, component: str = "") -> AssignPage:
    """Who of the panel has whom, and who may not. Raises NotFound for a group out of reach."""
    found = group_of(at, who, group)
    schemes = [s for s in at.plan.evaluation.schemes if s.group == group]
    components = {c.code: c for s in schemes for c in s.components if c.method in SHEET_METHODS}
    chosen = component if component in components else next(iter(components), "")
    names = {code: one.name for code, one in components.items()}
    if not chosen:
        return AssignPage(found, "", names, (), {}, None, hears=False)
    board = Board(ctx, at.campaign_id)
    panel = panels.panel_of(ctx, at.campaign_id, chosen, group)
    asked = to_score(ctx, at.campaign_id, at.plan, chosen, group)
    standing = board.standing()
    lines = tuple(
        ToAssign(
            line,
            tuple(
                Seat(
                    code,
                    board.judges[code].name,
                    (chosen, line.code, code) in standing,
                    board.barred(line.code, code),
                )
                for code in panel
            ),
        )
        for line in asked.values()
    )
    people = {code: board.judges[code].name for code in panel}
    drawn = _drawn(ctx, at, (chosen, group), board, asked)
    hears = components[chosen].method is Method.HEARING
    return AssignPage(found, chosen, names, lines, people, drawn, hears)


def _drawn(
    ctx: Context, at: Desk, which: tuple[str, str], board: Board, asked: Mapping[str, ToScore]
) -> Drawn | None:
    row = hearings.last(ctx, at.campaign_id, *which)
    if row is None:
        return None
    judges = {code: board.judges[code].name if code in board.judges else code for code in row.panel}
    return Drawn(
        row,
        tuple(f"{code} {asked[code].name}" if code in asked else code for code in row.order),
        judges,
        tuple(judges[code] for code in row.present),
    )
