"""Withdrawing an honour after the fact (撤销): by decision, with the certificate to be reclaimed.

The list of the meeting stays as it was; what became of a place stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlmodel import col, select

from models import AgendaItem, Application, Placement, Unit, Withdrawal
from rules.definition import StepKind
from rules.selection import Outcome
from tasks import model_windows, papers
from tasks.application_rows import by_number
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.honoured import withdrawals
from tasks.meetings import agenda, deciding, rows
from tasks.meetings.agenda import Line
from tasks.meetings.bench import Matter
from tasks.meetings.guard import Said, guard, matter_at
from tasks.meetings.kinds import MINUTES
from tasks.moments import day_problems
from tasks.outcomes import Winner, winners
from tasks.public_notices import put_up
from tasks.use_case import use_case

CIRCULAR = "withdrawal"
"""Kind of the papers that make a withdrawal known, each with its number."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a withdrawal says: why, by whose word, and who has the place then (nobody: it lapses)."""

    said: Said
    certificate_due_on: date
    successor: str = ""


@use_case("提出撤销荣誉")
def put_on_agenda(
    ctx: Context, campaign_id: int, number: str, *, found: str, meeting: int | None = None
) -> int:
    """Put a withdrawal on a meeting's agenda with what came to light; returns its position.

    Raises Refused when the application holds no honour or the list can still be changed.
    """
    row, plan = rows.find(ctx, campaign_id, meeting), definition_of(ctx, campaign_id)
    problems = [*rows.still_open(row), *_about(ctx, campaign_id, number)]
    problems += [] if found.strip() else ["请写明发现的情况"]
    if problems:
        raise Refused(problems)
    place = _place(ctx, by_number(ctx, campaign_id, number))
    honour = plan.honour(place.honour)
    title = f"撤销{number}的“{honour.name}”"
    shown = {"found": found, "about": [number]}
    return agenda.put(ctx, row, Line("withdrawal", title, shown, honour.code, place.cell, number))


@use_case("撤销荣誉")
def withdraw(
    ctx: Context, campaign_id: int, position: int, terms: Terms, *, meeting: int | None = None
) -> str:
    """Withdraw the honour of the item's application; returns the number of the paper that says so.

    The place lapses unless a successor is named, who gets a public notice of its own. Raises
    Refused with everything that stands in the way.
    """
    matter, item = _item(ctx, campaign_id, position, meeting)
    problems = [
        *_about(ctx, campaign_id, item.subject),
        *guard(ctx, matter, item, terms.said, change=True),
        *_about_terms(ctx, campaign_id, item, terms),
    ]
    if problems:
        raise Refused(problems)
    resolution = deciding.resolve(ctx, matter, item, terms.said, outcome="withdrawn")
    heir = by_number(ctx, campaign_id, terms.successor) if terms.successor else None
    kept = Withdrawal(
        campaign_id=campaign_id,
        application_id=cast("int", by_number(ctx, campaign_id, item.subject).id),
        resolution_id=cast("int", resolution.id),
        decided_on=matter.meeting.row.held_on,
        reason=terms.said.reason,
        successor_id=heir.id if heir else None,
        certificate_due_on=terms.certificate_due_on,
    )
    ctx.session.add(kept)
    ctx.session.flush()
    ctx.record(
        "honour.withdrawn",
        item.subject,
        why=kept.reason,
        campaign=campaign_id,
        successor=terms.successor,
    )
    return _follow_up(ctx, campaign_id, item, kept, heir)


@use_case("不予撤销荣誉")
def keep(
    ctx: Context, campaign_id: int, position: int, said: Said, *, meeting: int | None = None
) -> None:
    """Decide that what came to light is no ground: the honour stays. Raises Refused like `withdraw`."""
    matter, item = _item(ctx, campaign_id, position, meeting)
    if problems := guard(ctx, matter, item, said, change=True):
        raise Refused(problems)
    deciding.resolve(ctx, matter, item, said, outcome="kept")


@use_case("收回证书")
def certificate_returned(
    ctx: Context, campaign_id: int, number: str, *, on: date, note: str = ""
) -> None:
    """Note that a withdrawn honour's certificate came back. Raises Refused for a wrong day or twice."""
    row = by_number(ctx, campaign_id, number)
    kept = ctx.session.exec(
        select(Withdrawal).where(col(Withdrawal.application_id) == row.id)
    ).first()
    if kept is None:
        raise NotFound([f"{number}没有被撤销荣誉，没有要收回的证书"])
    problems = day_problems(on, ctx.now, calendar_of(ctx))
    if on < kept.decided_on:
        problems.append(f"收回日期{on}早于撤销之日（{kept.decided_on}），请核对")
    if kept.certificate_returned_on is not None:
        problems.append(f"{number}的证书已于{kept.certificate_returned_on}收回")
    if problems:
        raise Refused(problems)
    kept.certificate_returned_on, kept.certificate_note = on, note
    ctx.session.add(kept)
    ctx.record("certificate.returned", number, campaign=campaign_id, on=on.isoformat())


def to_reclaim(ctx: Context, campaign_id: int) -> Sequence[tuple[str, date]]:
    """Certificates that are still out, with the day by which they were due back."""
    out = [
        (number, row.certificate_due_on)
        for number, row in withdrawals(ctx, campaign_id).items()
        if row.certificate_returned_on is None
    ]
    return sorted(out, key=lambda one: one[1])


def heirs(ctx: Context, campaign_id: int) -> set[str]:
    """Who has come after somebody whose honour was withdrawn, by number."""
    return set(
        ctx.session.exec(
            select(Application.number)
            .join(Withdrawal, col(Withdrawal.successor_id) == col(Application.id))
            .where(col(Withdrawal.campaign_id) == campaign_id)
        ).all()
    )


def _item(
    ctx: Context, campaign_id: int, position: int, meeting: int | None
) -> tuple[Matter, AgendaItem]:
    """The meeting with its item that asks for a withdrawal. Raises Refused for another kind."""
    matter = matter_at(ctx, campaign_id, meeting)
    item = rows.item_of(ctx, matter.meeting.row, position)
    if item.kind != "withdrawal":
        raise Refused([f"第{item.position}项是“{item.title}”，不是撤销荣誉"])
    return matter, item


def _about(ctx: Context, campaign_id: int, number: str) -> Iterator[str]:
    """R6: after the list is fixed only, and only an honour that is held."""
    plan = definition_of(ctx, campaign_id)
    if papers.find(ctx, campaign_id, MINUTES) is None:
        yield "名单尚未审定，请在会议中处理，不用撤销"
    elif agenda.may_change_list(ctx, campaign_id, plan):
        yield "名单还在公示，请按异议处理或取消参评资格，不用撤销"
    held = {one.number: one for one in winners(ctx, campaign_id)}
    if number not in held and number not in heirs(ctx, campaign_id):
        yield f"{number}没有获得荣誉，无从撤销"
    elif _withdrawn(ctx, by_number(ctx, campaign_id, number)):
        yield f"{number}的荣誉已经撤销"


def _about_terms(ctx: Context, campaign_id: int, item: AgendaItem, terms: Terms) -> Iterator[str]:
    if terms.certificate_due_on < calendar_of(ctx).day_of(ctx.now):
        yield f"收回证书的期限{terms.certificate_due_on}已经过去，请另定日期"
    if not terms.successor:
        return
    heir = by_number(ctx, campaign_id, terms.successor)
    place = _place(ctx, heir)
    if (place.outcome, place.honour, place.cell) != (Outcome.RESERVE, item.honour, item.cell):
        yield f"{terms.successor}不是同一类别的备选，不能递补；不递补则名额作废"
    elif terms.successor in heirs(ctx, campaign_id):
        yield f"{terms.successor}已经递补了另一个名额"


def _follow_up(
    ctx: Context, campaign_id: int, item: AgendaItem, kept: Withdrawal, heir: Application | None
) -> str:
    """What follows: its paper, an end to the model window (R48), the successor's public notice."""
    plan = definition_of(ctx, campaign_id)
    row = by_number(ctx, campaign_id, item.subject)
    model_windows.end(ctx, row, on=kept.decided_on, why=kept.reason)
    step = next(s for s in plan.steps if s.kind is StepKind.COMMENDATION)
    honour = plan.honour(item.honour)
    facts = {
        "number": row.number,
        "candidate": row.candidate,
        "honour": honour.name,
        "reason": kept.reason,
        "decided_on": kept.decided_on.isoformat(),
        "certificate_due_on": kept.certificate_due_on.isoformat(),
        "successor": heir.number if heir else "",
        "in_notice": False,
    }
    title = f"关于撤销{row.candidate}“{honour.name}”的通报"
    content = papers.Content(f"{CIRCULAR}-{kept.id}", title, facts, template=CIRCULAR)
    number = papers.number_of(papers.issue(ctx, campaign_id, step.code, content))
    if heir is not None:
        put_up(
            ctx,
            campaign_id,
            step.code,
            [Winner.of(_place(ctx, heir), heir, ctx.session.get_one(Unit, heir.unit_id))],
            decided=True,
        )
    return number


def _place(ctx: Context, row: Application) -> Placement:
    return ctx.session.exec(select(Placement).where(col(Placement.application_id) == row.id)).one()


def _withdrawn(ctx: Context, row: Application) -> bool:
    found = select(Withdrawal.id).where(col(Withdrawal.application_id) == row.id)
    return ctx.session.exec(found).first() is not None
