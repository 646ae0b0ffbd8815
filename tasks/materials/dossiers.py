"""A page on every candidate of an honour, from the score card that the list was proposed by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import col, select

from models import Application, Opinion, Placement
from records.papers.materials.dossiers import Dossier, PartOf
from rules.dates import date_cn
from rules.definition import Campaign
from rules.opinions import RESULT_NAMES, Result
from rules.score_cards import CardLine, ScoreCard
from tasks.context import Context
from tasks.materials.gathered import content
from tasks.papers import Content
from tasks.score_cards import kept_cards

TEMPLATE = "candidate-dossier"
FEW = 6
"""Figures that a page lists for a component; the rest is counted."""


def dossiers(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """One volume for each honour; a candidate's page says everything that led to its outcome."""
    rows = {row.number: row for row in _applications(ctx, campaign_id)}
    opinions = _opinions(ctx, campaign_id, plan)
    placed = _placements(ctx, campaign_id)
    for honour in plan.honours:
        cards = kept_cards(ctx, campaign_id, honour.code)
        pages = [
            _page(plan, card, rows[card.number], opinions[rows[card.number].id or 0])
            for card in cards
        ]
        if pages:
            numbers = [card.number for card in cards]
            sources = {
                "application": [rows[number].id for number in numbers],
                "placement": [placed[number] for number in numbers],
            }
            title = f"{honour.name}候选对象综合材料"
            yield content(TEMPLATE, honour.code, title, {"dossiers": pages}, sources)


def _page(plan: Campaign, card: ScoreCard, row: Application, opinions: list[str]) -> Dossier:
    said = [row.opinion, f"优先推荐：{row.priority}" if row.priority else "", *opinions]
    reasons = [
        f"{reason['text']}（{reason['clause']}）" if reason.get("clause") else reason["text"]
        for reason in row.reasons
    ]
    return Dossier(
        number=card.number,
        name=row.candidate,
        unit=card.unit_name,
        kind=plan.unit_kind(row.facts["unit"]["kind"]).name,
        cell=card.cell_name or "",
        applied_on=date_cn(row.applied_on) if row.applied_on else "",
        parts=[_part(line) for line in card.lines],
        total=card.total or "",
        rank=f"第{card.rank}名（{card.quota}）" if card.rank else card.quota or "—",
        evidence=_few(card.evidence),
        ruling="；".join(reasons) or "符合参评条件",
        opinion="；".join(part for part in said if part),
        outcome=card.outcome_name,
        reason=f"{card.reason}（{card.clause}）" if card.clause else card.reason,
    )


def _part(line: CardLine) -> PartOf:
    return PartOf(
        name=line.name,
        used=_few(line.used) or "、".join(line.missing),
        points=line.points or "缺",
        weight=line.weight,
        adds=line.contribution or "—",
    )


def _few(told: tuple[str, ...]) -> str:
    more = len(told) - FEW
    return "；".join([*told[:FEW], f"共{len(told)}项"] if more > 0 else told)


def _applications(ctx: Context, campaign_id: int) -> list[Application]:
    rows = ctx.session.exec(select(Application).where(col(Application.campaign_id) == campaign_id))
    return list(rows)


def _placements(ctx: Context, campaign_id: int) -> dict[str, int | None]:
    return dict(
        ctx.session.exec(
            select(Application.number, Placement.id)
            .join(Placement, col(Placement.application_id) == col(Application.id))
            .where(col(Placement.campaign_id) == campaign_id)
        ).all()
    )


def _opinions(ctx: Context, campaign_id: int, plan: Campaign) -> dict[int, list[str]]:
    """What authorities said about each application."""
    names = {authority.code: authority.name for authority in plan.opinions.authorities}
    found: dict[int, list[str]] = defaultdict(list)
    for row in ctx.session.exec(
        select(Opinion).where(col(Opinion.campaign_id) == campaign_id).order_by(col(Opinion.id))
    ):
        told = f"{names.get(row.authority, row.authority)}：{RESULT_NAMES[Result(row.result)]}"
        found[row.application_id].append(f"{told}，{row.remark}" if row.remark else told)
    return found
