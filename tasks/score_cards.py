"""Score cards: everybody's as the proposal has it, one by its number, and all of them on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from pydantic import TypeAdapter
from sqlmodel import col, select

from models import Application, Placement
from rules.score_cards import ScoreCard, score_card
from rules.selection import Candidate, Proposal
from tasks import observers
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound
from tasks.marks_of import reports_of

_CARD: TypeAdapter[ScoreCard] = TypeAdapter(ScoreCard)


def cards_of(
    ctx: Context, campaign_id: int, candidates: Sequence[Candidate], proposal: Proposal
) -> dict[str, ScoreCard]:
    """A card for each candidate by number; candidates come with their single scores explained."""
    plan = definition_of(ctx, campaign_id)
    listed = plan.readings.report_points == "count_listed"
    reports = reports_of(ctx, campaign_id) if listed else {}
    observed = observers.observer_opinions(ctx, campaign_id)
    struck = struck_of(ctx, campaign_id)
    cards: dict[str, ScoreCard] = {}
    for one in candidates:
        titles = reports.get(one.application.unit.code, ())
        evidence = (f"信息报送{len(titles)}篇（佐证，不计分）", *titles) if listed else ()
        evidence += tuple(said.beside for said in observers.about(one, observed))
        card = score_card(one, proposal, plan, evidence=evidence)
        if one.number in struck:
            card = replace(card, reason=struck[one.number])
        cards[one.number] = card
    return cards


def kept_cards(ctx: Context, campaign_id: int, honour: str = "") -> list[ScoreCard]:
    """The cards of the list as last proposed or confirmed, by honour and number."""
    asked = [col(Placement.campaign_id) == campaign_id]
    if honour:
        asked.append(col(Placement.honour) == honour)
    rows = ctx.session.exec(
        select(Placement.score_card)
        .join(Application, col(Application.id) == col(Placement.application_id))
        .where(*asked)
        .order_by(col(Placement.honour), col(Application.number))
    ).all()
    return [_CARD.validate_python(row) for row in rows]


def any_kept(ctx: Context, campaign_id: int) -> bool:
    """Whether a list was proposed, so that there are cards."""
    found = select(Placement.id).where(col(Placement.campaign_id) == campaign_id).limit(1)
    return ctx.session.exec(found).first() is not None


def card_of(ctx: Context, campaign_id: int, number: str) -> ScoreCard:
    """One candidate's card on that list; raises NotFound naming what is near."""
    card = ctx.session.exec(
        select(Placement.score_card)
        .join(Application, col(Application.id) == col(Placement.application_id))
        .where(col(Placement.campaign_id) == campaign_id, col(Application.number) == number)
    ).first()
    if card is None:
        raise NotFound([_no_card(ctx, campaign_id, number)])
    return _CARD.validate_python(card)


def _no_card(ctx: Context, campaign_id: int, number: str) -> str:
    known = ctx.session.exec(
        select(Application.number)
        .join(Placement, col(Placement.application_id) == col(Application.id))
        .where(col(Placement.campaign_id) == campaign_id)
    ).all()
    if not known:
        return "还没有名单建议，也就没有得分卡；考评结束、提出名单建议之后再看"
    near = get_close_matches(number, known, 3, 0.5)
    hint = f"是不是 {'、'.join(near)}？" if near else "请填申报编号，撤回的申报没有得分卡"
    return f"没有申报 {number} 的得分卡。{hint}"


def struck_of(ctx: Context, campaign_id: int) -> dict[str, str]:
    """Why applications were disqualified, in a sentence, by number."""
    rows = ctx.session.exec(
        select(Application.number, Application.facts).where(
            col(Application.campaign_id) == campaign_id
        )
    ).all()
    return {
        number: f"取消参评资格：{facts['disqualified']}"
        for number, facts in rows
        if "disqualified" in facts
    }
