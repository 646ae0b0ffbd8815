"""Opinions of authorities before the decision (征求意见): a table of authority, candidate and result."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from models import Application, Opinion
from rules import definition
from rules.definition import StepKind
from rules.opening import OVER
from rules.opinions import (
    Result,
    stands_in_the_way,
)
from rules.said import Said
from tasks import papers, steps
from tasks.application_rows import by_number
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings.kinds import MINUTES
from tasks.opinion_table import (
    DECIDED,
    REQUEST,
    authority_of,
    not_waited_for,
    table,
    the_request,
)
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Asked:
    """How far the table is filled; `objections` are those not yet ruled on."""

    number: str
    candidates: int
    asked: int
    answered: int
    objections: int
    unsettled: int

    def row(self) -> dict[str, object]:
        return {
            "文号": self.number,
            "对象": self.candidates,
            "已答复": f"{self.answered}/{self.asked}",
            "有异议": self.objections,
            "待认定": self.unsettled,
        }


@dataclass(frozen=True, slots=True)
class Ruling:
    """How an objection was settled: whether it stands, why, and which post says so."""

    reason: str
    stands: bool | None
    """None while whoever enters it has not said."""
    by: str


@use_case("征求意见", retries=2)
def request_and_check(ctx: Context, campaign_id: int, step: str) -> Asked:
    """Send the request once; the step has its outcome when every square has its answer."""
    plan = definition_of(ctx, campaign_id)
    paper = papers.issue(ctx, campaign_id, step, content_of(ctx, campaign_id, step))
    squares = table(ctx, campaign_id)
    asked = [s for s in squares if s.waiting or s.answer is not None]
    open_ = [s for s in asked if s.waiting]
    objecting = [s.answer for s in asked if s.answer and s.answer.result == Result.OBJECTION]
    waived = not_waited_for(paper)
    if _known_to_all(ctx, campaign_id, plan) and (waived or not open_):
        told = f"{len(asked) - len(open_)}/{len(asked)}项已答复，{len(objecting)}项有异议"
        steps.conclude(ctx, campaign_id, step, f"{told}；{waived}" if waived else told)
    return Asked(
        papers.number_of(paper),
        len({s.about.id for s in squares}),
        len(asked),
        len(asked) - len(open_),
        len(objecting),
        sum(not answer.ruling for answer in objecting),
    )


def content_of(ctx: Context, campaign_id: int, step: str) -> papers.Content:
    """What the request says."""
    plan = definition_of(ctx, campaign_id)
    to = next((a for a in plan.messaging.addressees if a.notice == step), None)
    title = to.title if to else f"关于{plan.short}拟{plan.wording}对象征求意见的函"
    facts = {"campaign": plan.title, "in_notice": False}
    names = [authority.name for authority in plan.opinions.authorities]
    return papers.Content(REQUEST, title, facts, names, template=REQUEST)


@use_case("不再等候答复")
def stop_waiting(ctx: Context, campaign_id: int, *, reason: str, ordered_by: str) -> None:
    """Go on without the answers that are still out, by somebody's word.

    Raises Refused without reason or post, where nothing is out, and where it was decided before.
    """
    papers.wait_in_line(ctx, campaign_id)
    paper = the_request(ctx, campaign_id)
    problems = [] if reason.strip() else ["请写明不再等候的理由"]
    problems += [] if ordered_by.strip() else ["请写明作出决定的岗位"]
    if not any(square.waiting for square in table(ctx, campaign_id)):
        problems.append("各部门都已答复，不必再等候")
    if decided := not_waited_for(paper):
        problems.append(decided)
    if problems:
        raise Refused(problems)
    papers.note(ctx, paper, not_waited_for=f"{ordered_by}决定不再等候：{reason}")
    ctx.record("opinion.not_waited_for", campaign=campaign_id, why=reason, ordered_by=ordered_by)


@use_case("认定部门异议")
def rule(
    ctx: Context,
    campaign_id: int,
    authority: str,
    number: str,
    ruling: Ruling,
) -> None:
    """Settle an authority's objection: it stands, or the candidate may go on, and why.

    Raises Refused when there is no objection, no reason, no post, or nothing is said of it, and
    once the leading group has decided on the list.
    """
    plan, row = definition_of(ctx, campaign_id), by_number(ctx, campaign_id, number)
    asked = authority_of(plan, authority)
    found = ctx.session.exec(
        select(Opinion).where(
            col(Opinion.application_id) == row.id, col(Opinion.authority) == asked.code
        )
    ).first()
    problems = [] if ruling.reason.strip() else ["请写明认定的依据和结论"]
    problems += [] if ruling.by.strip() else ["请写明作出认定的岗位"]
    problems += ["请写明异议是否成立"] if ruling.stands is None else []
    problems += [DECIDED] if papers.find(ctx, campaign_id, MINUTES) else []
    if found is None or found.result != Result.OBJECTION:
        problems.append(
            Said("{who}对{number}没有提出异议，无须认定", who=asked.name, number=number)
        )
    if problems or found is None or ruling.stands is None:
        raise Refused(problems)
    found.ruling, found.stands = ruling.reason, ruling.stands
    found.ruled_by, found.ruled_at = ruling.by, ctx.now
    ctx.session.add(found)
    ctx.record(
        "opinion.ruled_on",
        number,
        why=ruling.reason,
        campaign=campaign_id,
        by=ruling.by,
        stands=ruling.stands,
    )


def in_the_way(
    ctx: Context, campaign_id: int, plan: definition.Campaign, winners: Collection[str]
) -> list[str]:
    """Objections that keep the list from being confirmed."""
    names = {authority.code: authority.name for authority in plan.opinions.authorities}
    found = (
        stands_in_the_way(
            settled=bool(row.ruling),
            stands=row.stands,
            form=plan.opinions.before_meeting,
            who=number,
            authority=names.get(row.authority, row.authority),
        )
        for row, number in _objecting(ctx, campaign_id)
        if number in winners
    )
    return [text for text in found if text is not None]


def objections_in_words(
    ctx: Context, campaign_id: int, plan: definition.Campaign
) -> list[dict[str, Any]]:
    """What authorities objected to and how it was settled, for the minutes."""
    names = {authority.code: authority.name for authority in plan.opinions.authorities}
    return [
        {
            "authority": names.get(row.authority, row.authority),
            "number": number,
            "remark": row.remark,
            "ruling": row.ruling,
            "stands": row.stands,
        }
        for row, number in _objecting(ctx, campaign_id)
    ]


def _objecting(ctx: Context, campaign_id: int) -> Sequence[tuple[Opinion, str]]:
    return ctx.session.exec(
        select(Opinion, Application.number)
        .join(Application, col(Application.id) == col(Opinion.application_id))
        .where(
            col(Opinion.campaign_id) == campaign_id,
            col(Opinion.result) == Result.OBJECTION.value,
        )
        .order_by(col(Application.number), col(Opinion.authority))
    ).all()


def _known_to_all(ctx: Context, campaign_id: int, plan: definition.Campaign) -> bool:
    """Whether it is settled who the candidates are; an empty table before that proves nothing."""
    states: Mapping[str, Any] = steps.states_of(ctx, campaign_id)
    return all(states[s.code] in OVER for s in plan.steps if s.kind is StepKind.APPLICATIONS)
