"""Score rows for the applications of a test campaign, as the offices' sheets would bring them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from models import SCALE, Application, Score, TallySheet, Unit
from rules.definition import Component, Method
from tests.support.campaign_builder import Built, shanghai, shipped


def give_scores(campaign: Built, points: Mapping[str, int]) -> None:
    """Every component of these applications gets so many points; votes are all of one grade."""
    plan = shipped().definition
    with campaign.acting(shanghai("2021-12-27"), "导入") as ctx:
        rows = ctx.session.exec(
            select(Application, Unit)
            .join(Unit, col(Unit.id) == col(Application.unit_id))
            .where(col(Application.number).in_(points))
        ).all()
        for row, unit in rows:
            scheme = plan.scheme_for(unit.kind, row.honour)
            assert scheme is not None
            for component in scheme.components:
                ctx.session.add_all(_figures(campaign, component, row.number, points[row.number]))


def _figures(
    campaign: Built, component: Component, candidate: str, points: int
) -> list[Score | TallySheet]:
    if component.method is Method.VOTE:
        return [_votes(campaign, component, candidate, points)]
    plan = shipped().definition
    bimonthly = component.method is Method.BIMONTHLY
    sources = plan.readings.bimonthly_rounds if bimonthly else ("虚构评委",)
    return [
        Score(
            campaign_id=campaign.campaign,
            component=component.code,
            candidate=candidate,
            source=source,
            scaled=points * SCALE,
        )
        for source in sources
    ]


def _votes(campaign: Built, component: Component, candidate: str, points: int) -> TallySheet:
    """A thousand slips of 优秀 and 一般 whose mean is `points`, from 60 to 100."""
    best = (points - 60) * 25
    return TallySheet(
        campaign_id=campaign.campaign,
        component=component.code,
        candidate=candidate,
        issued=1000,
        returned=1000,
        valid=1000,
        grades={"优秀": best, "一般": 1000 - best},
    )
