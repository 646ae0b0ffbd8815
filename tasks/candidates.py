"""Everybody who competes, with score lines computed from what was handed in."""

from __future__ import annotations

from typing import Any

from rules import definition
from rules.eligibility import Standing
from rules.evaluation import score
from rules.facts import ApplicationFacts
from rules.selection import Candidate, candidate
from tasks.context import Context
from tasks.facts_of import Sheets, application_facts, sheets, standing


def candidates_of(ctx: Context, campaign_id: int, plan: definition.Campaign) -> list[Candidate]:
    """In order of their numbers; a constant number of statements however many there are."""
    figures = sheets(ctx, campaign_id, plan)
    return [_scored(application_facts(row), figures, plan) for row in standing(ctx, campaign_id)]


def competing_of(ctx: Context, campaign_id: int, plan: definition.Campaign) -> list[Candidate]:
    """Those whose scores matter: neither ineligible nor withdrawn."""
    return [
        one
        for one in candidates_of(ctx, campaign_id, plan)
        if one.eligibility.verdict is not Standing.INELIGIBLE and not one.application.withdrawn
    ]


def _scored(facts: ApplicationFacts, figures: Sheets, plan: definition.Campaign) -> Candidate:
    scheme = plan.scheme_for(facts.unit.kind, facts.honour)
    line = score(scheme, figures.of(scheme, facts), plan) if scheme else None
    return candidate(facts, line, plan)


def score_card(one: Candidate) -> dict[str, Any]:
    """What stands on a candidate's score card: every step of the sum, and what is missing."""
    line = one.score
    if line is None:
        return {"explained": [], "missing": ["没有适用的考评方案"], "total": None}
    return {
        "scheme": line.scheme.name,
        "from_notice": line.scheme.from_notice,
        "explained": list(line.explain()),
        "missing": list(line.missing),
        "total": None if line.total is None else str(line.total),
    }
