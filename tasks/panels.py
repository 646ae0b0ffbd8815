"""Panels: who sits on which component and group, and which candidates it is to score."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from models import Evaluator, PanelSeat
from records.workbooks.sheets import SHEET_METHODS
from rules.definition import Campaign, Component, Scheme
from rules.selection import Candidate
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.errors import NotFound


@dataclass(frozen=True, slots=True)
class ToScore:
    """A candidate in one component, under the code that sheets use."""

    code: str
    name: str
    group: str
    scheme: Scheme
    component: Component
    honours: tuple[str, ...]


def about(one: Candidate) -> str:
    """A person is scored under the application's number, a collective under its unit's code."""
    return one.number if one.application.person else one.application.unit.code


def to_score(
    ctx: Context, campaign_id: int, plan: Campaign, component: str, group: str = ""
) -> dict[str, ToScore]:
    """Whom evaluators score in a component, of one group or of all, by code.

    Raises NotFound where the campaign has no such component for evaluators, or no such group.
    """
    known = {
        c.code: c.name
        for s in plan.evaluation.schemes
        for c in s.components
        if c.method in SHEET_METHODS
    }
    if component not in known:
        listed = "、".join(f"{code}（{name}）" for code, name in known.items())
        raise NotFound([f"没有由评委打分的考评项目“{component}”，可用：{listed}"])
    if group and group not in {g.code for g in plan.evaluation.groups}:
        listed = "、".join(g.code for g in plan.evaluation.groups)
        raise NotFound([f"没有考评分组“{group}”，可用：{listed}"])
    found: dict[str, ToScore] = {}
    for one in competing_of(ctx, campaign_id, plan):
        line = _line(one, component, plan)
        if line is not None and (not group or line.group == group):
            before = found.get(line.code)
            # Both collective honours of a unit are scored by one figure.
            honours = (*before.honours, *line.honours) if before else line.honours
            kept = before or line
            found[line.code] = ToScore(
                kept.code, kept.name, kept.group, kept.scheme, kept.component, honours
            )
    return dict(sorted(found.items()))


def evaluators_of(ctx: Context, campaign_id: int) -> dict[str, Evaluator]:
    """Everybody entered as an evaluator, by code."""
    rows = ctx.session.exec(
        select(Evaluator)
        .where(col(Evaluator.campaign_id) == campaign_id)
        .order_by(col(Evaluator.code))
    ).all()
    return {row.code: row for row in rows}


def panel_of(ctx: Context, campaign_id: int, component: str, group: str = "") -> tuple[str, ...]:
    """Codes of those who sit on the panel of a component for this group."""
    rows = ctx.session.exec(
        select(Evaluator.code)
        .join(PanelSeat, col(PanelSeat.evaluator_id) == col(Evaluator.id))
        .where(
            col(Evaluator.campaign_id) == campaign_id,
            col(PanelSeat.component) == component,
            col(PanelSeat.group).in_(["", group]),
        )
        .distinct()
        .order_by(col(Evaluator.code))
    ).all()
    return tuple(rows)


def _line(one: Candidate, component: str, plan: Campaign) -> ToScore | None:
    if one.score is None:
        return None
    scheme = one.score.scheme
    found = next((c for c in scheme.components if c.code == component), None)
    if found is None:
        return None
    application = one.application
    group = plan.unit_kind(application.unit.kind).group or ""
    return ToScore(about(one), application.shown_name, group, scheme, found, (application.honour,))
