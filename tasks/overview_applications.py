"""Applications as those who judge them see them: the list, one with its facts and reasons, the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy
from sqlalchemy import ColumnElement, String, cast, func, or_
from sqlmodel import col

from models import Application, Attachment, PaperAct, Unit
from rules.access import Part, Who
from rules.eligibility import Effect, Reason, judge
from rules.facts import ApplicationFacts
from rules.score_cards import ScoreCard
from rules.states import ApplicationState
from tasks import attachments, paper_acts, reach, score_cards
from tasks.application_rows import NOT_STANDING, WAITING
from tasks.attachments import Owner
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.cut import EVERYTHING, Cut
from tasks.errors import NotFound
from tasks.facts_of import application_facts
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to."""

    honour: str = ""
    state: str = ""
    kind: str = ""
    county: str = ""
    need: str = ""
    """ruling: waits for one; opinion: waits for the county bureau's."""


@dataclass(frozen=True, slots=True)
class Line:
    number: str
    honour: str
    """Its name."""
    unit_code: str
    unit: str
    county: str
    candidate: str
    state: ApplicationState
    applied_on: date | None
    opinion: str
    priority: str
    to_rule_on: int


@dataclass(frozen=True, slots=True)
class Page:
    """One application with everything that a ruling, an opinion or a mark rests on."""

    row: Application
    unit: Unit
    parent: Unit | None
    honour: str
    facts: ApplicationFacts
    reasons: tuple[Reason, ...]
    """As the facts stand now."""
    submitted_at: datetime | None
    may_judge: bool
    may_opine: bool
    card: ScoreCard | None
    files: Sequence[Attachment]
    on_paper: Sequence[PaperAct]
    """How it came in, where that was on paper."""

    @property
    def open_points(self) -> tuple[Reason, ...]:
        waits = self.row.state in WAITING
        return tuple(r for r in self.reasons if waits and r.effect is Effect.RULING)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's place by total; equal totals share one."""

    place: int | None
    number: str
    honour: str
    unit: str
    candidate: str
    total: Decimal | None
    missing: tuple[str, ...]


def listed(
    ctx: Context, at: Desk, who: Who, wanted: Wanted, cut: Cut = EVERYTHING
) -> tuple[list[Line], int]:
    """Applications within reach, and how many there are; two queries."""
    conditions = [
        col(Application.campaign_id) == at.campaign_id,
        reach.applications(who, at.plan),
        *_narrowed(who, wanted),
    ]
    joined = sqlalchemy.select(Application, Unit).join(
        Unit, col(Unit.id) == col(Application.unit_id)
    )
    total = ctx.session.execute(
        sqlalchemy.select(func.count())
        .select_from(Application)
        .join(Unit, col(Unit.id) == col(Application.unit_id))
        .where(*conditions)
    ).scalar_one()
    rows = ctx.session.execute(
        joined.where(*conditions)
        .order_by(*cut.by, col(Application.number))
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    names = {honour.code: honour.name for honour in at.plan.honours}
    return [
        Line(
            row.number, names.get(row.honour, row.honour), unit.code, unit.name, unit.county,
            row.candidate, row.state, row.applied_on, row.opinion, row.priority,
            sum(reason.get("effect") == Effect.RULING.value for reason in row.reasons)
            if row.state in WAITING else 0,
        )
        for row, unit in rows
    ], total  # fmt: skip


def one(ctx: Context, at: Desk, who: Who, number: str) -> Page:
    """An application within reach. Raises NotFound otherwise."""
    row = reach.application(ctx, who, at.plan, number)
    unit = ctx.session.get_one(Unit, row.unit_id)
    parent = ctx.session.get(Unit, unit.parent_id) if unit.parent_id else None
    facts = application_facts(row)
    may_judge = reach.judges(who, at.plan, row.honour, unit.kind)
    standing = row.state not in NOT_STANDING
    shut = not may_judge or reach.owes_scores(ctx, at.campaign_id, who) > 0
    return Page(
        row=row,
        unit=unit,
        parent=parent,
        honour=at.plan.honour(row.honour).name,
        facts=facts,
        reasons=judge(facts, at.plan).reasons,
        submitted_at=row.submitted_at,
        may_judge=may_judge,
        may_opine=standing and parent is not None and parent.id in who.units((Part.COUNTY,)),
        card=None if shut else _card(ctx, at, number),
        files=attachments.of(ctx, Owner("application", row.id or 0)),
        on_paper=paper_acts.of_application(ctx, row.id),
    )


def ranking(ctx: Context, at: Desk, who: Who, honour: str = "", group: str = "") -> list[Ranked]:
    """Totals as they stand, of what somebody consolidates, best first; those without one at the end."""
    competing = since_last_act(ctx, "ranking", at.campaign_id, lambda: _competing(ctx, at))
    theirs = {
        (code, kind): honour in ("", code)
        and group in ("", at.plan.unit_kind(kind).group)
        and reach.judges(who, at.plan, code, kind)
        for code, kind in {about for about, _ in competing}
    }
    shown = [one for about, one in competing if theirs[about]]
    place: dict[Decimal | None, int | None] = {None: None}
    for number, one in enumerate(shown, start=1):
        place.setdefault(one.total, number)
    return [replace(one, place=place[one.total]) for one in shown]


def _competing(ctx: Context, at: Desk) -> list[tuple[tuple[str, str], Ranked]]:
    """Everybody by total, without places, each with honour and kind of unit."""
    competing = competing_of(ctx, at.campaign_id, at.plan)
    competing.sort(key=lambda one: (one.total is None, -(one.total or Decimal()), one.number))
    return [
        (
            (one.application.honour, one.application.unit.kind),
            Ranked(
                None,
                one.number,
                at.plan.honour(one.application.honour).name,
                one.application.unit.name,
                one.application.shown_name,
                one.total,
                one.score.missing if one.score else (),
            ),
        )
        for one in competing
    ]


def _narrowed(who: Who, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    told = {
        Application.honour: wanted.honour,
        Application.state: wanted.state,
        Unit.kind: wanted.kind,
        Unit.county: wanted.county,
    }
    conditions = [col(column) == value for column, value in told.items() if value]
    if wanted.need == "ruling":
        conditions += [
            col(Application.state).in_(WAITING),
            cast(col(Application.reasons), String).like('%"ruling"%'),
        ]
    if wanted.need == "opinion":
        conditions += [
            col(Unit.parent_id).in_(who.units((Part.COUNTY,))),
            col(Application.opinion) == "",
            ~or_(*(col(Application.state) == state for state in NOT_STANDING)),
        ]
    return conditions


def _card(ctx: Context, at: Desk, number: str) -> ScoreCard | None:
    try:
        return score_cards.card_of(ctx, at.campaign_id, number)
    except NotFound:
        return None
