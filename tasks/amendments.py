"""Amending a launched campaign: a new version of its file, shown first, then taken in one act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from sqlmodel import col, func, select

from config.campaign_file import CampaignFile
from config.schema import TITLES
from models import Application, Campaign, CampaignVersion, Obligation, Step, Unit
from rules import definition
from rules.amendments import Standing, too_late
from rules.differences import Difference, differences
from rules.states import OWED, ApplicationState, CampaignState, StepState
from tasks import deadlines, layout, papers, replanning, steps
from tasks.campaigns import calendar_of, campaign_row, definition_of, enter_closures
from tasks.context import Context
from tasks.deadlines import Group, MovePreview
from tasks.errors import Refused
from tasks.lookup import step_row
from tasks.meetings.kinds import MINUTES
from tasks.notices import kind_of
from tasks.orders import Order
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Word:
    """By whose decision the file changes, and why."""

    reason: str
    ordered_by: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a new version would change, and whom it touches; nothing has happened yet."""

    version: int
    differences: tuple[Difference, ...]
    moves: tuple[MovePreview, ...]
    """Deadlines of opened steps, each with the units it concerns."""
    reminded_anew: int
    """Duties still owed whose reminder points change with their ladder."""
    opening_at_once: tuple[str, ...]
    """Steps whose new opening day has passed: the next sweep opens them."""
    problems: tuple[str, ...]

    @property
    def changes_nothing(self) -> bool:
        """The file is the one in force, or differs from it in comments and layout alone."""
        return not self.differences


@use_case("预览修改活动方案")
def preview(ctx: Context, campaign_id: int, file: CampaignFile, word: Word) -> Amendment:
    """What `amend` would do, by the same queries and rules, with all that stands in its way."""
    campaign, old, new = _gather(ctx, campaign_id, file)
    found = differences(old, new, TITLES)
    late = too_late(old, new, _standing(ctx, campaign_id)) if found else ()
    moves = () if late else tuple(_moves(ctx, campaign_id, (old, new), word))
    checks = (
        (campaign.state is not CampaignState.LAUNCHED, "活动已经结束，方案不能再改"),
        (not word.reason.strip(), "请写明修改的理由"),
        (not word.ordered_by.strip(), "请写明作出决定的岗位"),
    )
    problems = [text for wrong, text in checks if wrong and found]
    problems += late
    problems += [f"“{m.title}”：{p}" for m in moves if m.affected for p in m.problems]
    return Amendment(
        version=campaign.version + bool(found),
        differences=found,
        moves=moves,
        reminded_anew=_reminded_anew(ctx, campaign_id, old, new),
        opening_at_once=_opening_at_once(ctx, campaign_id, old, new),
        problems=tuple(dict.fromkeys(problems)),
    )


@use_case("修改活动方案")
def amend(ctx: Context, campaign_id: int, file: CampaignFile, word: Word) -> Amendment:
    """Put the file in force as the next version: dates, deadlines, reminders and planned runs.

    Deadlines of opened steps move as `deadlines.move` moves them, with one correction message each.
    The file in force taken again changes nothing. Raises Refused with every reason at once.
    """
    shown = preview(ctx, campaign_id, file, word)
    if shown.problems:
        raise Refused(shown.problems)
    if shown.changes_nothing:
        return shown
    campaign, old, new = _gather(ctx, campaign_id, file)
    _freeze(ctx, campaign, file, word)
    enter_closures(ctx, new)
    for order, foreseen in zip(_orders(ctx, campaign_id, old, new, word), shown.moves, strict=True):
        _move(ctx, campaign_id, order, foreseen, old.duty(order.step, order.duty))
    layout.follow(ctx, campaign_id, old, new)
    runs = replanning.remake(ctx, campaign_id)
    ctx.record(
        "campaign.amended",
        new.code,
        why=word.reason,
        campaign=campaign_id,
        ordered_by=word.ordered_by,
        version=campaign.version,
        sha256=file.sha256,
        differences=[one.text for one in shown.differences],
        planned_runs=runs,
    )
    return shown


def _gather(
    ctx: Context, campaign_id: int, file: CampaignFile
) -> tuple[Campaign, definition.Campaign, definition.Campaign]:
    return campaign_row(ctx, campaign_id), definition_of(ctx, campaign_id), file.definition


def _standing(ctx: Context, campaign_id: int) -> Standing:
    states = steps.states_of(ctx, campaign_id)
    applications = ctx.session.exec(
        select(Application.honour, func.count())
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.state) != ApplicationState.WITHDRAWN,
        )
        .group_by(col(Application.honour))
    ).all()
    units = ctx.session.exec(select(Unit.kind, func.count()).group_by(col(Unit.kind))).all()
    return Standing(
        states,
        frozenset(step for step in states if papers.find(ctx, campaign_id, kind_of(step))),
        papers.find(ctx, campaign_id, MINUTES) is not None,
        dict(applications),
        dict(units),
    )


def _orders(
    ctx: Context, campaign_id: int, old: definition.Campaign, new: definition.Campaign, word: Word
) -> Iterator[Order]:
    """One order to move for each duty of an opened step that the file has due on another day."""
    states = steps.states_of(ctx, campaign_id)
    before = {(s.code, d.code): d.due for s in old.steps for d in s.duties}
    for step in new.steps:
        if states.get(step.code) is StepState.OPEN:
            for duty in step.duties:
                if before.get((step.code, duty.code), duty.due) != duty.due:
                    yield Order(step.code, duty.code, duty.due, word.reason, word.ordered_by)


def _moves(
    ctx: Context,
    campaign_id: int,
    plans: tuple[definition.Campaign, definition.Campaign],
    word: Word,
) -> Iterator[MovePreview]:
    for order in _orders(ctx, campaign_id, *plans, word):
        yield deadlines.preview_move(ctx, campaign_id, order)


def _move(
    ctx: Context, campaign_id: int, order: Order, foreseen: MovePreview, before: definition.Duty
) -> None:
    if foreseen.affected:
        deadlines.carry_out(ctx, campaign_id, order, foreseen)
    else:
        # Nobody owes it now; a unit that joins later is still due on the day of the new version.
        row = step_row(ctx, campaign_id, order.step)
        ctx.session.add(deadlines.change_of(ctx, row, order, Group(before.due, 0)))


def _freeze(ctx: Context, campaign: Campaign, file: CampaignFile, word: Word) -> None:
    campaign.version += 1
    campaign.title = file.definition.title
    campaign.definition = file.definition.model_dump(mode="json")
    campaign.file_sha256 = file.sha256
    ctx.session.add(campaign)
    ctx.session.add(
        CampaignVersion(
            campaign_id=cast("int", campaign.id),
            version=campaign.version,
            text=file.text,
            sha256=file.sha256,
            reason=word.reason,
            ordered_by=word.ordered_by,
            at=ctx.now,
        )
    )
    ctx.session.flush()
    ctx.plans.clear()


def _opening_at_once(
    ctx: Context, campaign_id: int, old: definition.Campaign, new: definition.Campaign
) -> tuple[str, ...]:
    states, today = steps.states_of(ctx, campaign_id), calendar_of(ctx).day_of(ctx.now)
    before = {step.code: step.opens for step in old.steps}
    return tuple(
        f"{step.code} {step.name}"
        for step in new.steps
        if states.get(step.code, StepState.PLANNED) is StepState.PLANNED
        and step.opens <= today
        and before.get(step.code) != step.opens
        and step.opening is not definition.Opening.TRIGGER
    )


def _reminded_anew(
    ctx: Context, campaign_id: int, old: definition.Campaign, new: definition.Campaign
) -> int:
    """Owed duties of opened steps whose rungs are not what they were."""
    changed = [
        (step.code, duty.code)
        for step in old.steps
        for duty in step.duties
        if (after := _duty_of(new, step.code, duty.code)) is not None
        and old.ladder(duty.ladder) != new.ladder(after.ladder)
    ]
    if not changed:
        return 0
    owed = ctx.session.exec(
        select(Step.code, Obligation.duty, func.count())
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(col(Obligation.campaign_id) == campaign_id, col(Obligation.state).in_(OWED))
        .group_by(col(Step.code), col(Obligation.duty))
    ).all()
    return sum(count for step, duty, count in owed if (step, duty) in changed)


def _duty_of(plan: definition.Campaign, step: str, duty: str) -> definition.Duty | None:
    return next((d for s in plan.steps if s.code == step for d in s.duties if d.code == duty), None)
