"""Recusals of a group as its page lists them, and who may be recused from whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from models import Assignment, DeclaredRelation
from rules import definition
from rules.access import Who
from tasks import overview_lead, overview_panel, panels
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.imports.candidates import Candidate, candidates_of
from tasks.judges import judges_of
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class Recusal:
    """Who steps back from whom, why, and who entered it."""

    evaluator: str
    name: str
    about: str
    about_name: str
    reason: str
    declared_at: datetime
    declared_by: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A group's evaluators and whom they may have to step back from, by code."""

    group: definition.Group
    evaluators: Mapping[str, str]
    units: Mapping[str, str]
    """A unit stands for all its candidates."""
    people: Mapping[str, str]


def lines(ctx: Context, at: Desk, who: Who, group: str) -> list[Recusal]:
    """Every recusal from a unit or candidate of the group, the newest first.

    Raises NotFound for a group out of reach.
    """
    overview_lead.group_of(at, who, group)
    known = candidates_of(ctx, at.campaign_id, at.plan).known
    rows = [
        row
        for row in ctx.session.exec(
            select(DeclaredRelation)
            .where(col(DeclaredRelation.campaign_id) == at.campaign_id)
            .order_by(col(DeclaredRelation.id).desc())
        ).all()
        if row.about in known and _in_group(at, known[row.about], group)
    ]
    judges = judges_of(ctx, at.campaign_id, at.plan, {row.evaluator for row in rows})
    return [
        Recusal(
            row.evaluator, judges[row.evaluator].name, row.about, known[row.about].names[0],
            row.reason, row.declared_at, row.declared_by,
        )
        for row in rows
    ]  # fmt: skip


def choices(ctx: Context, at: Desk, who: Who, group: str) -> Choices:
    """Everybody who sits on a panel of the group or has one of its candidates, and all of these.

    Raises NotFound for a group out of reach.
    """
    found = overview_lead.group_of(at, who, group)
    here, components = at.campaign_id, overview_panel.scored_in(at.plan, group)
    units: dict[str, str] = {}
    people: dict[str, str] = {}
    for one in competing_of(ctx, here, at.plan):
        unit = one.application.unit
        if at.plan.unit_kind(unit.kind).group == group:
            units[unit.code] = unit.name
            if one.application.person:
                people[panels.about(one)] = f"{one.application.shown_name}（{unit.name}）"
    seated = {e for code in components for e in panels.panel_of(ctx, here, code, group)}
    given = ctx.session.exec(
        select(Assignment.evaluator, Assignment.candidate).where(
            col(Assignment.campaign_id) == here, col(Assignment.recused_at).is_(None)
        )
    ).all()
    seated |= {evaluator for evaluator, about in given if about in units or about in people}
    judges = judges_of(ctx, here, at.plan, seated)
    return Choices(
        found,
        {code: one.name for code, one in sorted(judges.items())},
        dict(sorted(units.items())),
        dict(sorted(people.items())),
    )


def _in_group(at: Desk, one: Candidate, group: str) -> bool:
    return at.plan.unit_kind(one.kind).group == group
