"""The one door to each kind of object: lists and single pages ask the same clause who may see what."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy
from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from models import Application, Assignment, Filing, Message, Paper, Score, Unit
from rules.access import Part, Right, Who
from rules.definition import Campaign
from rules.said import Said
from rules.states import ApplicationState
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.materials.cases import BOOKLET
from tasks.materials.gathered import SERIES

OWING = "您自己还有 {n} 件没有评分；评完之后才能看汇总、签字。"
OFFICE_PARTS = (Part.LEAD, Part.COOPERATING)


def units(who: Who) -> ColumnElement[bool]:
    """Units whose duties somebody may look at: all, those below their county's bureau, their own."""
    if who.may(Right.UNITS):
        return true()
    return or_(col(Unit.id).in_(who.units()), col(Unit.parent_id).in_(who.units((Part.COUNTY,))))


def own_unit(who: Who) -> ColumnElement[bool]:
    """Units for which somebody acts: where they hold a post."""
    return col(Unit.id).in_(who.units())


def own_application(who: Who) -> ColumnElement[bool]:
    """Applications that somebody's unit writes, drafts included."""
    return col(Application.unit_id).in_(who.units())


def applications(who: Who, plan: Campaign) -> ColumnElement[bool]:
    """A unit's drafts are its own; what was handed in is seen by those who have to do with it."""
    own = col(Application.unit_id).in_(who.units())
    handed_in = col(Application.state) != ApplicationState.DRAFT
    return or_(own, sqlalchemy.and_(handed_in, _concerned(who, plan)))


def papers(who: Who) -> ColumnElement[bool]:
    """Working papers hold scores, rulings and who objected: they are the office's, save the casebook.

    Whoever of the office still has to score is shown none of them before.
    """
    open_to_all = or_(col(Paper.series) != SERIES, col(Paper.template) == BOOKLET)
    if not who.may(Right.SCORES):
        return open_to_all
    if not who.codes(Part.EVALUATOR):
        return true()
    owed = _owed(who).where(col(Assignment.campaign_id) == col(Paper.campaign_id))
    return or_(open_to_all, ~owed.exists())


def messages(who: Who) -> ColumnElement[bool]:
    """The office sees all that leaves the house, everybody else what was sent to them."""
    if who.may(Right.MESSAGES):
        return true()
    return col(Message.person_id) == who.person_id if who.person_id else false()


def assignments(who: Who) -> ColumnElement[bool]:
    """What somebody is to score, whatever became of it."""
    return col(Assignment.evaluator).in_(who.codes(Part.EVALUATOR))


def scores(who: Who, plan: Campaign) -> ColumnElement[bool]:
    """Marks: one's own at any time, others' only once nothing is owed by oneself on that candidate.

    Those who consolidate are held by it as well while they have the same candidate to score.
    """
    own = col(Score.source).in_(who.codes(Part.EVALUATOR))
    mine = select(Assignment.id).where(
        assignments(who),
        col(Assignment.recused_at).is_(None),
        col(Assignment.campaign_id) == col(Score.campaign_id),
        col(Assignment.component) == col(Score.component),
        col(Assignment.candidate) == col(Score.candidate),
    )
    owed = mine.where(~_handed_in()).exists()
    done = mine.where(_handed_in()).exists()
    return or_(own, and_(~owed, or_(done, _consolidated(who, plan))))


def owes_scores(ctx: Context, campaign_id: int, who: Who) -> int:
    """How many candidates somebody still has to score; until none is left, sums stay shut to them."""
    owed = _owed(who).where(col(Assignment.campaign_id) == campaign_id).subquery()
    return ctx.session.exec(select(sqlalchemy.func.count()).select_from(owed)).one()


def refuse_while_owing(ctx: Context, campaign_id: int, who: Who) -> None:
    """Raises Refused while somebody has still to score: until then sums are neither seen nor signed."""
    if owed := owes_scores(ctx, campaign_id, who):
        raise Refused([Said(OWING, n=owed)])


def filings(who: Who, plan: Campaign) -> ColumnElement[bool]:
    """What was handed in or collected about units: with the unit, and with those who judge it."""
    below = col(Unit.parent_id).in_(who.units((Part.COUNTY,)))
    judged = _units_judged(who, plan)
    unit = select(Unit.id).where(or_(col(Unit.id).in_(who.units()), below, judged))
    return true() if who.may(Right.APPLICATIONS) else col(Filing.unit_id).in_(unit)


def judges(who: Who, plan: Campaign, honour: str, kind: str) -> bool:
    """Whether somebody rules on applications for this honour of units of this kind, and sees their sums."""
    if who.may(Right.APPLICATIONS):
        return True
    group = plan.unit_kind(kind).group
    return honour in led_honours(who, plan) or group in led_groups(who, plan)


def groups(who: Who, plan: Campaign) -> tuple[str, ...]:
    """Groups whose judging somebody runs: the office all, an office those that it leads or helps with."""
    if who.may(Right.SCORES):
        return tuple(group.code for group in plan.evaluation.groups)
    return led_groups(who, plan)


def led_honours(
    who: Who, plan: Campaign, parts: Collection[Part] = OFFICE_PARTS
) -> tuple[str, ...]:
    """Honours that somebody's office leads, or cooperates in."""
    return tuple(h.code for h in plan.honours if _theirs(who, h.leads, h.cooperating, parts))


def led_groups(who: Who, plan: Campaign, parts: Collection[Part] = OFFICE_PARTS) -> tuple[str, ...]:
    """Groups that somebody's office leads, or cooperates in."""
    groups = plan.evaluation.groups
    return tuple(g.code for g in groups if _theirs(who, (g.lead,), g.cooperating, parts))


def unit(ctx: Context, who: Who, code: str) -> Unit:
    """The unit with this code, to look at.

    Raises NotFound for one that is unknown or out of reach, in the same words.
    """
    return _unit(ctx, code, units(who))


def my_unit(ctx: Context, who: Who, code: str) -> Unit:
    """The unit with this code, to act for. Raises NotFound like `unit`."""
    return _unit(ctx, code, own_unit(who))


def application(ctx: Context, who: Who, plan: Campaign, number: str) -> Application:
    """The application with this number, to look at.

    Raises NotFound for one that is unknown or out of reach, in the same words.
    """
    return _application(ctx, number, applications(who, plan))


def my_application(ctx: Context, who: Who, number: str) -> Application:
    """The application with this number, to write. Raises NotFound like `application`."""
    return _application(ctx, number, own_application(who))


def _unit(ctx: Context, code: str, within: ColumnElement[bool]) -> Unit:
    found = ctx.session.exec(select(Unit).where(col(Unit.code) == code, within)).one_or_none()
    if found is None:
        raise NotFound([Said("没有编码为“{code}”的单位", code=code)])
    return found


def _application(ctx: Context, number: str, within: ColumnElement[bool]) -> Application:
    wanted = select(Application).where(col(Application.number) == number, within)
    found = ctx.session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound([Said("没有编号为“{number}”的申报", number=number)])
    return found


def _owed(who: Who) -> sqlalchemy.Select[tuple[int | None]]:
    """Assignments that somebody has still to score."""
    return sqlalchemy.select(col(Assignment.id)).where(
        assignments(who), col(Assignment.recused_at).is_(None), ~_handed_in()
    )


def _handed_in() -> ColumnElement[bool]:
    """Whether the evaluator of an assignment has given the mark."""
    given = aliased(Score)
    return (
        select(given.id)
        .where(
            col(given.campaign_id) == col(Assignment.campaign_id),
            col(given.component) == col(Assignment.component),
            col(given.candidate) == col(Assignment.candidate),
            col(given.source) == col(Assignment.evaluator),
        )
        .exists()
    )


def _consolidated(who: Who, plan: Campaign) -> ColumnElement[bool]:
    """Marks that come together with somebody: the office's all, an office's of its honours and groups."""
    if who.may(Right.SCORES):
        return true()
    if not who.may(Right.LEAD):
        return false()
    numbers = select(Application.number).where(col(Application.honour).in_(led_honours(who, plan)))
    units = select(Unit.code).where(_units_led(who, plan))
    return or_(col(Score.candidate).in_(numbers), col(Score.candidate).in_(units))


def _units_led(who: Who, plan: Campaign) -> ColumnElement[bool]:
    groups = led_groups(who, plan)
    kinds = [kind.code for kind in plan.unit_kinds if kind.group in groups]
    applied = select(Application.unit_id).where(
        col(Application.honour).in_(led_honours(who, plan)),
        col(Application.state) != ApplicationState.DRAFT,
    )
    return or_(col(Unit.kind).in_(kinds), col(Unit.id).in_(applied))


def _units_judged(who: Who, plan: Campaign) -> ColumnElement[bool]:
    """Units that somebody scores, or whose judging somebody leads."""
    given = select(Assignment.candidate).where(
        assignments(who), col(Assignment.recused_at).is_(None)
    )
    persons = select(Application.unit_id).where(col(Application.number).in_(given))
    return or_(col(Unit.code).in_(given), col(Unit.id).in_(persons), _units_led(who, plan))


def _theirs(
    who: Who, leads: Collection[str], cooperating: Collection[str], parts: Collection[Part]
) -> bool:
    leading = Part.LEAD in parts and bool({*who.codes(Part.LEAD)} & {*leads})
    helping = Part.COOPERATING in parts and bool({*who.codes(Part.COOPERATING)} & {*cooperating})
    return leading or helping


def _concerned(who: Who, plan: Campaign) -> ColumnElement[bool]:
    if who.may(Right.APPLICATIONS):
        return true()
    groups = led_groups(who, plan)
    kinds = [kind.code for kind in plan.unit_kinds if kind.group in groups]
    # Named for itself, and tied by hand: a list that joins its units would else be mixed up with it.
    its = aliased(Unit)
    unit = (
        select(its.code)
        .where(col(its.id) == col(Application.unit_id))
        .correlate(Application)
        .scalar_subquery()
    )
    assigned = select(Assignment.id).where(
        col(Assignment.campaign_id) == col(Application.campaign_id),
        col(Assignment.evaluator).in_(who.codes(Part.EVALUATOR)),
        col(Assignment.recused_at).is_(None),
        or_(
            col(Assignment.candidate) == col(Application.number), col(Assignment.candidate) == unit
        ),
    )
    below = col(Unit.parent_id).in_(who.units((Part.COUNTY,)))
    return or_(
        col(Application.honour).in_(led_honours(who, plan)),
        col(Application.unit_id).in_(select(Unit.id).where(or_(col(Unit.kind).in_(kinds), below))),
        assigned.exists(),
    )
