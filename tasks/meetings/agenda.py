"""Convening a meeting: when it may be, and an agenda made from the proposal as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlmodel import col, select

from models import AgendaItem, Application, Meeting, Objection
from rules import definition, meetings
from rules.definition import StepKind
from rules.selection import Candidate, CellResult, Outcome, Proposal, Verdict
from rules.states import StepState
from tasks import placements, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.lookup import step_row
from tasks.meetings import rows
from tasks.meetings.rows import CLAUSE, KINDS
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Call:
    """A call to a meeting: its day, and for a circulation the last day for signing."""

    held_on: date
    kind: str = "special"
    place: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An item as the agenda lists it."""

    kind: str
    title: str
    proposal: dict[str, Any]
    honour: str = ""
    cell: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Convened:
    number: int
    name: str
    items: int

    def row(self) -> dict[str, object]:
        return {"会议": self.name, "议题": self.items}


@use_case("召集领导小组会议")
def convene(ctx: Context, campaign_id: int, call: Call) -> Convened:
    """Call a meeting and make its agenda: ranking, every cell, barred ones, open objections.

    A first meeting decides on the whole list; later ones on objections and on what is added.
    Raises Refused with everything that stands in the way.
    """
    plan = definition_of(ctx, campaign_id)
    before = rows.all_of(ctx, campaign_id)
    problems = _problems(ctx, campaign_id, plan, before, call)
    if problems:
        raise Refused(problems)
    row = Meeting(
        campaign_id=campaign_id,
        number=len(before) + 1,
        kind=call.kind,
        held_on=call.held_on,
        place=call.place,
        reason=call.reason,
        convened_at=ctx.now,
        convened_by=ctx.actor,
    )
    ctx.session.add(row)
    ctx.session.flush()
    candidates, proposal = placements.computed(ctx, campaign_id)
    lines = [*_objections(ctx, campaign_id, proposal)]
    if not before:
        lines = [*_of_list(plan, candidates, proposal), *lines]
    for line in lines:
        put(ctx, row, line)
    ctx.record(
        "meeting.convened",
        rows.named(row),
        campaign=campaign_id,
        held_on=call.held_on.isoformat(),
        items=len(lines),
    )
    return Convened(row.number, rows.named(row), len(lines))


@use_case("增加议题")
def add_cell(
    ctx: Context, campaign_id: int, honour: str, cell: str, *, meeting: int | None = None
) -> int:
    """Put a cell on a later meeting's agenda, say because a winner gave up; returns its position.

    Raises Refused for an unknown cell, an item that is there already, or a meeting that is over.
    """
    plan, row = definition_of(ctx, campaign_id), rows.find(ctx, campaign_id, meeting)
    rows.refuse_if_over(row)
    names = {(h.code, c.code): f"{h.name}·{c.name}" for h in plan.honours for c in h.cells}
    if (honour, cell) not in names:
        known = "、".join(f"{h} {c}（{name}）" for (h, c), name in names.items())
        raise Refused([f"没有名额类别 {honour} {cell}，可用：{known}"])
    if not may_change_list(ctx, campaign_id, plan):
        raise Refused([closed_list()])
    candidates, proposal = placements.computed(ctx, campaign_id)
    result = proposal.cell(honour, cell)
    shown = proposal_of(result, candidates, proposal)
    return put(ctx, row, Line("cell", names[honour, cell], shown, honour, cell))


def put(ctx: Context, row: Meeting, line: Line) -> int:
    """Add an item at the end of the agenda; returns its position. Raises Refused for a double."""
    known = rows.items_of(ctx, row)
    key = (line.kind, line.honour, line.cell, line.subject)
    for item in known:
        if (item.kind, item.honour, item.cell, item.subject) == key:
            raise Refused([f"“{line.title}”已是第{item.position}项议题"])
    position = len(known) + 1
    item = AgendaItem(
        meeting_id=cast("int", row.id),
        position=position,
        kind=line.kind,
        honour=line.honour,
        cell=line.cell,
        subject=line.subject,
        title=line.title,
        proposal=line.proposal,
    )
    ctx.session.add(item)
    ctx.session.flush()
    return position


def may_change_list(ctx: Context, campaign_id: int, plan: definition.Campaign) -> bool:
    """R6: the list is decided while the review is open, and changed while it is public."""
    states = steps.states_of(ctx, campaign_id)
    deciding = (StepKind.REVIEW, StepKind.PUBLICITY)
    return any(states[s.code] is StepState.OPEN for s in plan.steps if s.kind in deciding)


def closed_list() -> str:
    return f"名单只能由领导小组会议审定，现在不在审定或公示期间（{CLAUSE}）；名单公布以后只能撤销"


def proposal_of(
    result: CellResult, candidates: Sequence[Candidate], proposal: Proposal
) -> dict[str, Any]:
    """What is proposed for a cell, in plain values for papers and pages."""
    by_number = {one.number: one for one in candidates}

    def shown(number: str) -> dict[str, Any]:
        verdict = proposal.verdicts[number]
        total = None if verdict.total is None else str(verdict.total)
        name = by_number[number].application.shown_name
        return {"number": number, "name": name, "rank": verdict.rank, "total": total}

    return {
        "places": result.places,
        "winners": [shown(number) for number in result.winners],
        "next": [shown(number) for number in result.next_in_line],
        "vacant": result.vacant,
        "ties": [{"places": t.places, "between": list(t.applications)} for t in result.open_ties],
        "choices": list(result.open_choices),
        "about": [],
    }


def _problems(
    ctx: Context,
    campaign_id: int,
    plan: definition.Campaign,
    before: Sequence[Meeting],
    call: Call,
) -> list[str]:
    problems: list[str] = []
    going = next((m for m in before if m.concluded_at is None), None)
    if going is not None:
        problems.append(f"{rows.named(going)}还没有结束，请先形成纪要")
    if call.kind not in KINDS:
        problems.append(f"会议形式只能是{'、'.join(KINDS)}，现为“{call.kind}”")
    if before and call.kind == "special":
        problems.append("专题会议已经开过，再议请用复议（again）或传签（circulated）")
    if not before and call.kind == "again":
        problems.append("还没有开过专题会议，无从复议")
    if not before and not may_change_list(ctx, campaign_id, plan):
        problems.append(closed_list())
    earliest = [*_bounds(ctx, campaign_id, plan), *((m.held_on, rows.named(m)) for m in before)]
    return [
        *problems,
        *meetings.day_problems(
            call.held_on, calendar_of(ctx), not_before=earliest, reason=call.reason
        ),
    ]


def _bounds(
    ctx: Context, campaign_id: int, plan: definition.Campaign
) -> Iterator[tuple[date, str]]:
    """The days before which the group cannot have decided: its dossier's, its step's opening."""
    calendar = calendar_of(ctx)
    for step in plan.steps:
        row = step_row(ctx, campaign_id, step.code)
        if step.kind is StepKind.DOSSIER and row.closed_at is not None:
            yield calendar.day_of(row.closed_at), f"“{step.output}”形成"
        if step.kind is StepKind.REVIEW and row.opened_at is not None:
            yield calendar.day_of(row.opened_at), f"“{step.name}”启动"


def _of_list(
    plan: definition.Campaign, candidates: Sequence[Candidate], proposal: Proposal
) -> Iterator[Line]:
    """R46 first, then every cell in the order of the file, then those a decision could let in."""
    ranking = proposal.ranking
    if ranking is not None and (ranking.rows or ranking.incomplete):
        ranked = {row.unit.code for row in ranking.rows}
        about = [
            one.number
            for one in candidates
            if one.application.unit.code in ranked
            and one.application.honour in ranking.rule.pool_honours
        ]
        order = [[row.rank, row.unit.name, str(row.total)] for row in ranking.rows]
        yield Line("ranking", "审核窗口总排名（R46）", {"ranking": order, "about": about})
    for honour in plan.honours:
        for cell in honour.cells:
            shown = proposal_of(proposal.cell(honour.code, cell.code), candidates, proposal)
            yield Line("cell", f"{honour.name}·{cell.name}", shown, honour.code, cell.code)
    for one in candidates:
        verdict = proposal.verdicts[one.number]
        if verdict.outcome is Outcome.BARRED:
            title = f"{plan.honour(verdict.honour).name}：{one.application.shown_name}可否参评"
            shown = {"why": verdict.reason, "about": [one.number]}
            yield Line("override", title, shown, verdict.honour, "", one.number)


def _objections(ctx: Context, campaign_id: int, proposal: Proposal) -> Iterator[Line]:
    """Objections that have been checked and wait for the group."""
    waiting = ctx.session.exec(
        select(Objection, Application.number)
        .join(Application, col(Application.id) == col(Objection.application_id))
        .where(
            col(Objection.campaign_id) == campaign_id,
            col(Objection.kind) == "objection",
            col(Objection.checked_to).is_not(None),
            col(Objection.decided_at).is_(None),
        )
        .order_by(col(Objection.id))
    ).all()
    for objection, number in waiting:
        yield objection_line(objection, proposal.verdicts[number])


def objection_line(objection: Objection, verdict: Verdict) -> Line:
    """The item of an objection; whoever competes in the same cell has an interest in it too."""
    shown = {"finding": objection.finding, "about": [verdict.number]}
    title = f"异议{objection.number}（{verdict.number}）"
    cell = verdict.cell or ""
    return Line("objection", title, shown, verdict.honour, cell, objection.number)
