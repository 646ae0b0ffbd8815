"""The selection as computed and kept: candidates, recorded decisions, and one placement for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from pydantic import TypeAdapter
from sqlmodel import col, delete, select

from models import Application, Placement
from models import Decision as DecisionRow
from rules import selection
from rules.score_cards import ScoreCard, as_json
from rules.selection import Candidate, Decision, DecisionRefusedError, Outcome, Proposal, Verdict
from tasks import score_cards
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.errors import Refused

KINDS: Mapping[str, type[Decision]] = {
    kind.__name__: kind
    for kind in (
        selection.Override,
        selection.Replace,
        selection.GiveTieTo,
        selection.FillVacancy,
        selection.LeaveVacant,
        selection.MovePlaces,
        selection.Choose,
        selection.ConfirmRanking,
    )
}
COLUMNS = (
    "application_id", "honour", "cell", "outcome", "rank", "total", "clause", "reason", "score_card",
)  # fmt: skip


def computed(ctx: Context, campaign_id: int, *more: Decision) -> tuple[list[Candidate], Proposal]:
    """Candidates with the proposal they give under all recorded decisions and these.

    Raises Refused naming every decision that cannot be applied.
    """
    plan = definition_of(ctx, campaign_id)
    candidates = candidates_of(ctx, campaign_id, plan)
    decisions = (*decisions_of(ctx, campaign_id), *more)
    try:
        return candidates, selection.propose(candidates, plan, decisions)
    except DecisionRefusedError as error:
        raise Refused(error.problems) from error


def decisions_of(ctx: Context, campaign_id: int) -> Sequence[Decision]:
    """In the order in which they were taken."""
    rows = ctx.session.exec(
        select(DecisionRow)
        .where(col(DecisionRow.campaign_id) == campaign_id)
        .order_by(col(DecisionRow.id))
    ).all()
    return [_read(row.kind, row.content) for row in rows]


def keep_decision(ctx: Context, campaign_id: int, decision: Decision) -> int:
    """Record a decision; returns its id, by which the resolution that carries it knows it."""
    kind = type(decision).__name__
    row = DecisionRow(
        campaign_id=campaign_id,
        kind=kind,
        content=asdict(decision),
        reason=decision.reason,
        ordered_by=decision.ordered_by,
        at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "decision.recorded",
        kind,
        why=decision.reason,
        campaign=campaign_id,
        ordered_by=decision.ordered_by,
    )
    return cast("int", row.id)


def write(
    ctx: Context, campaign_id: int, candidates: Sequence[Candidate], proposal: Proposal
) -> None:
    """Make the placements what the proposal says; where they are so already, nothing happens."""
    cards = score_cards.cards_of(ctx, campaign_id, candidates, proposal)
    rows = {
        row.number: row
        for row in ctx.session.exec(
            select(Application).where(col(Application.campaign_id) == campaign_id)
        ).all()
    }
    wanted = [
        _values(rows[number], verdict, cards[number])
        for number, verdict in proposal.verdicts.items()
    ]
    if wanted == _kept(ctx, campaign_id):
        return
    ctx.session.execute(delete(Placement).where(col(Placement.campaign_id) == campaign_id))
    ctx.session.add_all(Placement(campaign_id=campaign_id, **values) for values in wanted)
    ctx.session.flush()
    won = sum(v.outcome is Outcome.WON for v in proposal.verdicts.values())
    ctx.record("selection.proposed", campaign=campaign_id, candidates=len(cards), winners=won)


def _values(row: Application, verdict: Verdict, card: ScoreCard) -> dict[str, Any]:
    return {
        "application_id": cast("int", row.id),
        "honour": verdict.honour,
        "cell": verdict.cell or "",
        "outcome": verdict.outcome.value,
        "rank": verdict.rank,
        "total": "" if verdict.total is None else str(verdict.total),
        "clause": f"{verdict.rule} {verdict.clause}".strip(),
        "reason": card.reason,
        "score_card": as_json(card),
    }


def _kept(ctx: Context, campaign_id: int) -> list[dict[str, Any]]:
    rows = ctx.session.exec(
        select(Placement)
        .where(col(Placement.campaign_id) == campaign_id)
        .order_by(col(Placement.id))
    ).all()
    return [{name: getattr(row, name) for name in COLUMNS} for row in rows]


def _read(kind: str, content: Mapping[str, Any]) -> Decision:
    adapter: TypeAdapter[Decision] = TypeAdapter(KINDS[kind])
    return adapter.validate_python(dict(content))
