"""The figures of the year: sheets of evaluators, agency and rounds, and the counted vote."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from cli.demo.cast import Cast
from models import SCALE, Score, TallySheet
from rules.definition import Campaign, Component, Method
from rules.eligibility import Standing
from rules.selection import Candidate
from tasks.candidates import candidates_of
from tasks.context import Context

ISSUED, RETURNED, VALID = 66, 64, 63
"""Slips of the joint session: 发出, 收回, 有效."""


def hand_in_scores(campaign: int, plan: Campaign, cast_: Cast, ctx: Context) -> int:
    """Hand in figures for every component of every candidate that competes."""
    done: set[tuple[str, str]] = set()
    for one in candidates_of(ctx, campaign, plan):
        if one.eligibility.verdict is Standing.INELIGIBLE or one.score is None:
            continue
        about = one.number if one.application.person else one.application.unit.code
        for component in one.score.scheme.components:
            if (component.code, about) in done:
                continue
            done.add((component.code, about))
            chance = cast_.chance("score", component.code, about)
            level = _level(cast_, one)
            if component.method is Method.VOTE:
                ctx.session.add(_tally(campaign, plan, component, about, (level, chance)))
            else:
                ctx.session.add_all(_marks(campaign, plan, component, about, (level, chance)))
    ctx.record("scores.entered", campaign=campaign, sheets=len(done))
    return len(done)


def _level(cast_: Cast, one: Candidate) -> float:
    """How good the unit is, so that its figures agree with each other."""
    return cast_.chance("level", one.application.unit.code).gauss(84, 7)


def _marks(
    campaign: int,
    plan: Campaign,
    component: Component,
    about: str,
    drawn: tuple[float, random.Random],
) -> Iterator[Score]:
    level, chance = drawn
    if component.method is Method.BIMONTHLY:
        sources = plan.readings.bimonthly_rounds
    elif component.method is Method.THIRD_PARTY:
        sources = ("第三方机构",)
    else:
        sources = ("评委甲", "评委乙", "评委丙")
    for source in sources:
        value = Decimal(min(100.0, max(40.0, chance.gauss(level, 3)))).quantize(Decimal("0.1"))
        yield Score(
            campaign_id=campaign,
            component=component.code,
            candidate=about,
            source=source,
            scaled=int(value * SCALE),
        )


def _tally(
    campaign: int,
    plan: Campaign,
    component: Component,
    about: str,
    drawn: tuple[float, random.Random],
) -> TallySheet:
    level, chance = drawn
    grades = [grade.grade for grade in plan.evaluation.grades]
    best = min(VALID, max(0, round(VALID * (level - 55) / 45) + chance.randint(-4, 4)))
    second = min(VALID - best, chance.randint(0, VALID - best))
    counts = [best, second, VALID - best - second, *([0] * (len(grades) - 3))]
    return TallySheet(
        campaign_id=campaign,
        component=component.code,
        candidate=about,
        issued=ISSUED,
        returned=RETURNED,
        valid=VALID,
        grades=dict(zip(grades, counts, strict=True)),
    )
