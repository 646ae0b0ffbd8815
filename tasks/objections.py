"""Objections to the public notice and enquiries: registered, checked, decided, answered (R54)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from models import Objection
from tasks import papers
from tasks.application_rows import by_number
from tasks.campaigns import calendar_of, campaign_row
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.moments import day_problems
from tasks.use_case import use_case

NOTICE = "public-notice"
"""Kind of the paper that objections are about."""
KINDS = {"objection": "异议", "enquiry": "疑问和建议"}
EFFECTS = {"upheld": "成立", "dismissed": "不成立"}


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody brings up; anonymous objections cannot be answered, so a name is asked for."""

    kind: str
    raised_by: str
    text: str
    received_on: date
    application: str = ""


@use_case("登记异议")
def register(ctx: Context, campaign_id: int, raised: Raised) -> str:
    """Register an objection or enquiry on its real day; returns its number.

    Raises Refused with everything that is wrong.
    """
    problems = day_problems(raised.received_on, ctx.now, calendar_of(ctx))
    if raised.kind not in KINDS:
        problems.append(f"没有“{raised.kind}”这一类：{'、'.join(KINDS)}")
    if not raised.raised_by.strip():
        problems.append("请实名提出：填写姓名或单位，以便答复")
    if not raised.text.strip():
        problems.append("请写明内容")
    if raised.kind == "objection":
        problems += _outside_the_notice(ctx, campaign_id, raised)
    if problems:
        raise Refused(problems)
    about = by_number(ctx, campaign_id, raised.application) if raised.application else None
    taken = ctx.session.exec(
        select(func.count()).where(col(Objection.campaign_id) == campaign_id)
    ).one()
    code = campaign_row(ctx, campaign_id).code.upper()
    row = Objection(
        campaign_id=campaign_id,
        number=f"{code}-YY-{taken + 1:03}",
        application_id=about.id if about else None,
        kind=raised.kind,
        raised_by=raised.raised_by,
        text=raised.text,
        received_on=raised.received_on,
    )
    ctx.session.add(row)
    # The objector's name and words stay out of the journal, which outlives their retention.
    ctx.record("objection.registered", row.number, campaign=campaign_id, about=raised.application)
    return row.number


@use_case("处理异议")
def decide(ctx: Context, campaign_id: int, number: str, *, finding: str, effect: str) -> Objection:
    """Record what was found and whether the objection stands; changing the list is a decision apart.

    Raises Refused with everything that is wrong.
    """
    row = _row(ctx, campaign_id, number)
    problems = [] if finding.strip() else ["请写明核查情况"]
    if effect not in EFFECTS:
        problems.append(f"处理结果只能是{'、'.join(EFFECTS)}，现为“{effect}”")
    if row.decided_at is not None:
        problems.append(f"{number}已经作出处理")
    if problems:
        raise Refused(problems)
    row.finding, row.effect, row.decided_at = finding, effect, ctx.now
    ctx.session.add(row)
    ctx.record("objection.decided", number, campaign=campaign_id, effect=effect)
    return row


@use_case("答复异议")
def answer(ctx: Context, campaign_id: int, number: str) -> None:
    """Note that whoever raised it has been told the result.

    Raises Refused when nothing has been decided yet.
    """
    row = _row(ctx, campaign_id, number)
    if row.decided_at is None:
        raise Refused([f"{number}还没有处理结果，不能答复"])
    row.answered_at = ctx.now
    ctx.session.add(row)
    ctx.record("objection.answered", number, campaign=campaign_id)


def undecided(ctx: Context, campaign_id: int) -> tuple[str, ...]:
    return tuple(
        ctx.session.exec(
            select(Objection.number)
            .where(
                col(Objection.campaign_id) == campaign_id,
                col(Objection.kind) == "objection",
                col(Objection.decided_at).is_(None),
            )
            .order_by(col(Objection.id))
        ).all()
    )


def counts(ctx: Context, campaign_id: int) -> tuple[int, int]:
    """Objections registered, and those found to stand."""
    total, upheld = ctx.session.exec(
        select(func.count(), func.count().filter(col(Objection.effect) == "upheld")).where(
            col(Objection.campaign_id) == campaign_id, col(Objection.kind) == "objection"
        )
    ).one()
    return total, upheld


def _outside_the_notice(ctx: Context, campaign_id: int, raised: Raised) -> list[str]:
    """An objection is about a published candidate and comes while the list is up."""
    problems = [] if raised.application else ["请指明对哪一件申报有异议"]
    notice = papers.find(ctx, campaign_id, NOTICE)
    if notice is None:
        return [*problems, "名单还没有公示，可作为疑问和建议登记（说明6）"]
    first, last = (date.fromisoformat(str(notice.facts[key])) for key in ("first", "last"))
    if not first <= raised.received_on <= last:
        told = f"公示期为{first}至{last}，{raised.received_on}收到的可作为疑问和建议登记（说明6）"
        problems.append(told)
    return problems


def _row(ctx: Context, campaign_id: int, number: str) -> Objection:
    found = ctx.session.exec(
        select(Objection).where(
            col(Objection.campaign_id) == campaign_id, col(Objection.number) == number
        )
    ).first()
    if found is None:
        raise NotFound([f"没有编号为{number}的异议"])
    return found
