"""Everybody who competes, with score lines computed from what was handed in."""

from __future__ import annotations

from collections.abc import Sequence

from rules import definition
from rules.eligibility import Eligibility, Standing, judge
from rules.evaluation import Entry, score_together
from rules.facts import ApplicationFacts
from rules.selection import Candidate
from tasks.context import Context
from tasks.facts_of import Sheets, application_facts, sheets, standing


def candidates_of(
    ctx: Context, campaign_id: int, plan: definition.Campaign, *, explained: bool = True
) -> list[Candidate]:
    """In order of their numbers; a constant number of statements however many there are.

    Without `explained` the totals are the same, but the lines name sums instead of every score.
    """
    figures = sheets(ctx, campaign_id, plan, explained=explained)
    judged = [
        (facts, judge(facts, plan)) for facts in map(application_facts, standing(ctx, campaign_id))
    ]
    return scored(judged, figures)


def scored(
    judged: Sequence[tuple[ApplicationFacts, Eligibility]], figures: Sheets
) -> list[Candidate]:
    """Judged applications with the score lines that these figures give them, in the same order."""
    plan = figures.plan
    entries: list[Entry] = []
    places: list[int] = []
    for place, (facts, eligibility) in enumerate(judged):
        scheme = plan.scheme_for(facts.unit.kind, facts.honour)
        if scheme is not None:
            competes = not facts.withdrawn and eligibility.verdict is not Standing.INELIGIBLE
            raw = figures.of(scheme, facts)
            entries.append(Entry(scheme, facts.honour, raw, competes))
            places.append(place)
    lines = dict(zip(places, score_together(entries, plan), strict=True))
    return [Candidate(*one, lines.get(place)) for place, one in enumerate(judged)]


def competing_of(
    ctx: Context, campaign_id: int, plan: definition.Campaign, *, explained: bool = False
) -> list[Candidate]:
    """Those whose scores matter: neither ineligible nor withdrawn; sums unless `explained`."""
    return [
        one
        for one in candidates_of(ctx, campaign_id, plan, explained=explained)
        if one.eligibility.verdict is not Standing.INELIGIBLE and not one.application.withdrawn
    ]
