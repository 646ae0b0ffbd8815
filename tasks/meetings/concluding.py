"""Ending a meeting: everything decided, nothing changed unseen, and minutes that say all of it (R6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import col, select

from models import AgendaItem, Decision, Paper, Remark, Resolution, SignedPage
from rules.definition import StepKind
from rules.states import StepState
from tasks import opinions, papers, placements, proof, steps
from tasks.context import Context
from tasks.errors import Refused
from tasks.lookup import step_row
from tasks.meetings import deciding, rows
from tasks.meetings.agenda import may_change_list
from tasks.meetings.bench import Matter
from tasks.meetings.guard import matter_at, meeting_problems
from tasks.meetings.kinds import MINUTES
from tasks.outcomes import winners_by_honour
from tasks.use_case import use_case


@use_case("结束会议并形成纪要")
def conclude(
    ctx: Context, campaign_id: int, *, chaired_by: str = rows.HEAD, meeting: int | None = None
) -> str:
    """Close the meeting; returns the number of its minutes. The first one fixes the list (R6).

    Raises Refused with everything that is open: items, ties, changed places, unsettled opinions.
    """
    matter = matter_at(ctx, campaign_id, meeting)
    row, plan = matter.meeting.row, matter.meeting.plan
    items, settled = rows.items_of(ctx, row), rows.resolutions_of(ctx, row)
    first = papers.find(ctx, campaign_id, MINUTES) is None
    chair = rows.post_of(plan, chaired_by)
    problems = [
        *_in_the_way(matter, items, settled, chair),
        *meeting_problems(ctx, matter),
        *(_about_list(ctx, matter) if first or may_change_list(ctx, campaign_id, plan) else ()),
        *_moved_unseen(ctx, matter, items, settled),
    ]
    if problems:
        raise Refused(problems)
    placements.write(ctx, campaign_id, matter.candidates, matter.proposal)
    facts = _facts(ctx, matter, chair)
    kind = MINUTES if first else f"{MINUTES}-{row.number}"
    step = next(s for s in plan.steps if s.kind is StepKind.REVIEW)
    title = f"{plan.short}{rows.GROUP}{rows.KINDS[row.kind]}纪要"
    content = papers.Content(kind, title, facts, template="minutes")
    number = papers.number_of(papers.issue(ctx, campaign_id, step.code, content))
    row.concluded_at, row.minutes = ctx.now, number
    ctx.session.add(row)
    ctx.record("meeting.concluded", matter.meeting.name, campaign=campaign_id, minutes=number)
    if first:
        told = f"审定{facts['winners']}个集体和个人，空缺{facts['vacant']}个名额（{number}）"
        steps.conclude(ctx, campaign_id, step.code, told)
    return number


def _in_the_way(
    matter: Matter,
    items: Sequence[AgendaItem],
    settled: dict[int, list[Resolution]],
    chair: str,
) -> Iterator[str]:
    posts, there = matter.meeting.plan.leading_group.posts, matter.meeting.present
    written = {page.post for page in matter.pages} if matter.counts_pages else set()
    if chair not in posts:
        yield f"主持人须是{rows.GROUP}的岗位，现为“{chair}”"
    elif chair not in there | written:
        yield f"主持人“{chair}”没有登记到会"
    if not items:
        yield "会议没有议题，请先增加议题"
    for item in items:
        last = settled.get(item.id or 0, [None])[-1]
        if last is None:
            yield f"第{item.position}项（{item.title}）还没有决定"
        elif last.outcome == "deferred":
            yield f"第{item.position}项（{item.title}）暂缓，须续议后再结束会议"
        elif deciding.stale(matter.proposal, item, last):
            yield f"第{item.position}项（{item.title}）决定之后名单又有变动，请再议一次"


def _about_list(ctx: Context, matter: Matter) -> Iterator[str]:
    """What keeps the list from being final: the step, open questions, authorities' objections."""
    campaign_id, plan = matter.meeting.row.campaign_id, matter.meeting.plan
    step = next(s for s in plan.steps if s.kind is StepKind.REVIEW)
    started = step_row(ctx, campaign_id, step.code).state
    if started not in (StepState.OPEN, StepState.CLOSED):
        yield f"“{step.name}”没有在进行，不能审定名单（{step.clause}）"
    yield from (f"尚待决定：{text}" for text in matter.proposal.awaits)
    winners = {number for honour in matter.proposal.honours for number in honour.winners}
    yield from opinions.in_the_way(ctx, campaign_id, plan, winners)


def _moved_unseen(
    ctx: Context,
    matter: Matter,
    items: Sequence[AgendaItem],
    settled: dict[int, list[Resolution]],
) -> Iterator[str]:
    """Cells that a decision on another one has changed, and on which nobody has decided."""
    before = final_minutes(ctx, matter.meeting.row.campaign_id).get("cells", {})
    seen = {(item.honour, item.cell) for item in items if item.id in settled}
    for key, (name, now) in _cells(matter).items():
        if key not in seen and " ".join(key) in before and before[" ".join(key)] != now:
            yield f"“{name}”的名单因其他决定有变动，请增加议题再议"


def _cells(matter: Matter) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Name and winners of every cell as they stand."""
    return {
        (honour.code, cell.code): (
            f"{honour.name}·{cell.name}",
            list(matter.proposal.cell(honour.code, cell.code).winners),
        )
        for honour in matter.meeting.plan.honours
        for cell in honour.cells
    }


def _facts(ctx: Context, matter: Matter, chair: str) -> dict[str, Any]:
    """The minutes as data: who, what was proposed, said, voted and decided, and the lists."""
    meeting, proposal = matter.meeting, matter.proposal
    cells = [cell for honour in proposal.honours for cell in honour.cells]
    campaign_id = meeting.row.campaign_id
    return {
        "meeting": meeting.row.number,
        "kind": meeting.row.kind,
        "held_on": meeting.row.held_on.isoformat(),
        "place": meeting.row.place,
        "reason": meeting.row.reason,
        "chaired_by": chair,
        "attended": len(meeting.present),
        "attendance": _attendance(meeting, observer=False),
        "observers": _attendance(meeting, observer=True),
        "absent": [p for p in meeting.plan.leading_group.posts if p not in meeting.present],
        "pages": [_page(page, counted=matter.counts_pages) for page in matter.pages],
        "items": _items(ctx, matter),
        "opinions": opinions.objections_in_words(ctx, campaign_id, meeting.plan),
        "winners": sum(len(cell.winners) for cell in cells),
        "vacant": sum(cell.vacant for cell in cells),
        "cells": {" ".join(key): now for key, (_, now) in _cells(matter).items()},
        "lists": winners_by_honour(ctx, campaign_id),
        "model_windows": list(proposal.model_windows),
        "decisions": [
            {"kind": type(d).__name__, "reason": d.reason, "ordered_by": d.ordered_by}
            for d in proposal.decisions
        ],
        "result_head": proof.head_of(ctx, campaign_id),
    }


def _attendance(meeting: rows.Held, *, observer: bool) -> list[dict[str, str]]:
    return [
        {"post": a.post, "substitute": a.substitute}
        for a in meeting.attendance
        if a.present and a.observer is observer
    ]


def _page(page: SignedPage, *, counted: bool) -> dict[str, Any]:
    return {
        "post": page.post,
        "signed_on": page.signed_on.isoformat(),
        "scan": page.scan_name,
        "sha256": page.scan_sha256,
        "counted": counted,
        "positions": page.positions,
    }


def _items(ctx: Context, matter: Matter) -> list[dict[str, Any]]:
    row = matter.meeting.row
    settled, spoken = rows.resolutions_of(ctx, row), _remarks(ctx, matter)
    kinds = _kinds(ctx, [r for found in settled.values() for r in found])
    return [
        {
            "no": item.position,
            "kind": item.kind,
            "title": item.title,
            "proposal": item.proposal,
            "said": spoken.get(item.id or 0, []),
            "resolutions": [_resolution(r, kinds) for r in settled.get(item.id or 0, [])],
        }
        for item in rows.items_of(ctx, row)
    ]


def _resolution(row: Resolution, kinds: dict[int, str]) -> dict[str, Any]:
    voted = row.agree is not None
    votes = {"agree": row.agree, "disagree": row.disagree, "abstain": row.abstain}
    return {
        "outcome": row.outcome,
        "decision": kinds.get(row.decision_id or 0, ""),
        "reason": row.reason,
        "ordered_by": row.ordered_by,
        "votes": votes if voted else None,
        "voters": len(row.bench["voters"]),
        "recused": row.bench["recused"],
        "result": row.result,
    }


def _kinds(ctx: Context, resolutions: Sequence[Resolution]) -> dict[int, str]:
    ids = [r.decision_id for r in resolutions if r.decision_id is not None]
    found = ctx.session.exec(select(Decision.id, Decision.kind).where(col(Decision.id).in_(ids)))
    return {number or 0: kind for number, kind in found}


def _remarks(ctx: Context, matter: Matter) -> dict[int, list[dict[str, Any]]]:
    ids = [item.id for item in rows.items_of(ctx, matter.meeting.row)]
    found: dict[int, list[dict[str, Any]]] = {}
    for row in ctx.session.exec(
        select(Remark).where(col(Remark.item_id).in_(ids)).order_by(col(Remark.id))
    ):
        said = {"by": row.speaker, "observer": row.observer, "text": row.text}
        found.setdefault(row.item_id, []).append(said)
    return found


def final_minutes(ctx: Context, campaign_id: int) -> dict[str, Any]:
    """The facts of the newest minutes that fixed or changed the list; empty before the first."""
    kinds = [
        f"{MINUTES}-{m.number}" for m in reversed(rows.all_of(ctx, campaign_id)) if m.concluded_at
    ]
    for kind in (*kinds, MINUTES):
        paper = papers.find(ctx, campaign_id, kind)
        if paper is not None:
            return dict(paper.facts)
    return {}


def minutes_of(ctx: Context, campaign_id: int, number: int) -> Paper | None:
    """The paper of a meeting's minutes, whose kind says whether it was the first; None: still on."""
    row = rows.find(ctx, campaign_id, number)
    if row.concluded_at is None:
        return None
    later = papers.find(ctx, campaign_id, f"{MINUTES}-{row.number}")
    return later or papers.find(ctx, campaign_id, MINUTES)
