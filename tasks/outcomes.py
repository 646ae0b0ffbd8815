"""Who won what, as the placements stand: read by papers, messages and pages alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlmodel import col, select

from models import Application, Placement, Unit
from rules.definition import Subject
from rules.selection import Outcome
from tasks.campaigns import definition_of
from tasks.context import Context


@dataclass(frozen=True, slots=True)
class Winner:
    """A place given: the honour and cell, the candidate, and the unit that stands behind."""

    number: str
    honour: str
    cell: str
    candidate: str
    unit_id: int
    unit: str
    unit_kind: str
    rank: int | None
    total: str
    reason: str

    @classmethod
    def of(cls, placement: Placement, application: Application, unit: Unit) -> Self:
        return cls(
            application.number,
            placement.honour,
            placement.cell,
            application.candidate,
            application.unit_id,
            unit.name,
            unit.kind,
            placement.rank,
            placement.total,
            placement.reason,
        )


def winners(ctx: Context, campaign_id: int) -> list[Winner]:
    """The list as the group decided it, in the order of honours and cells, then rank and number."""
    plan = definition_of(ctx, campaign_id)
    order = {
        (honour.code, cell.code): place
        for place, (honour, cell) in enumerate((h, c) for h in plan.honours for c in h.cells)
    }
    rows = ctx.session.exec(
        select(Placement, Application, Unit)
        .join(Application, col(Application.id) == col(Placement.application_id))
        .join(Unit, col(Unit.id) == col(Application.unit_id))
        .where(
            col(Placement.campaign_id) == campaign_id,
            col(Placement.outcome) == Outcome.WON.value,
        )
    ).all()
    found = [Winner.of(*row) for row in rows]
    return sorted(found, key=lambda w: (order[w.honour, w.cell], w.rank or 0, w.number))


def winners_by_honour(ctx: Context, campaign_id: int) -> dict[str, list[dict[str, str]]]:
    """The list as papers state it: honour's name to candidates with their units."""
    return by_honour(ctx, campaign_id, winners(ctx, campaign_id))


def by_honour(
    ctx: Context, campaign_id: int, found: Sequence[Winner]
) -> dict[str, list[dict[str, str]]]:
    plan = definition_of(ctx, campaign_id)
    listed: dict[str, list[dict[str, str]]] = defaultdict(list)
    for winner in found:
        honour = plan.honour(winner.honour)
        person = honour.subject is Subject.PERSON
        listed[honour.name].append(
            {
                "number": winner.number,
                "candidate": winner.candidate,
                "unit": winner.unit,
                "shown": f"{winner.candidate}（{winner.unit}）" if person else winner.unit,
            }
        )
    return dict(listed)
