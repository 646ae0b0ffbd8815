"""Objections and enquiries from receipt to answer: registered, receipted, checked, answered (R54)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from models import Application, Objection
from rules.calendar import Calendar
from tasks.application_rows import by_number
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.moments import day_problems
from tasks.objection_receipts import send_receipt
from tasks.public_notices import notices_of
from tasks.use_case import use_case

KINDS = {"objection": "异议", "enquiry": "疑问和建议"}
SIGNATURES = {"signed": "实名", "stamped": "单位盖章", "anonymous": "匿名"}
EFFECTS = {"upheld": "成立", "dismissed": "不成立"}
REMEDIES = {"replace": "替换", "leave_vacant": "名额空缺", "next_in_line": "依次递补"}
ANONYMOUS = "匿名提出，无法答复，按疑问和建议登记（说明6）；反映具体问题的仍应核实"


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody brings up: in his name or under a unit's stamp; anonymous is an enquiry."""

    kind: str
    raised_by: str
    text: str
    received_on: date
    application: str = ""
    signature: str = "signed"
    address: str = ""
    """An e-mail address or telephone number for the receipt, if known."""


@use_case("登记异议")
def register(ctx: Context, campaign_id: int, raised: Raised) -> str:
    """Register an objection or enquiry on its real day; returns its number.

    A receipt goes to whoever left an address. Raises Refused with everything that is wrong.
    """
    anonymous = raised.signature == "anonymous"
    problems = day_problems(raised.received_on, ctx.now, calendar_of(ctx))
    if raised.kind not in KINDS:
        problems.append(f"没有“{raised.kind}”这一类：{'、'.join(KINDS)}")
    if raised.signature not in SIGNATURES:
        problems.append(f"署名方式只能是{'、'.join(SIGNATURES)}，现为“{raised.signature}”")
    if not raised.raised_by.strip() and not anonymous:
        problems.append("请实名提出：填写姓名或单位，以便答复；匿名的请注明“匿名”")
    if not raised.text.strip():
        problems.append("请写明内容")
    if raised.kind == "objection" and not anonymous:
        problems += _outside_the_notices(ctx, campaign_id, raised)
    if problems:
        raise Refused(problems)
    row = _row_for(ctx, campaign_id, raised)
    ctx.session.add(row)
    ctx.session.flush()
    # The objector's name and words stay out of the journal, which outlives their retention.
    ctx.record("objection.registered", row.number, campaign=campaign_id, about=raised.application)
    send_receipt(ctx, campaign_id, row)
    return row.number


@use_case("答复异议")
def answer(
    ctx: Context, campaign_id: int, number: str, *, on: date, how: str, text: str = ""
) -> None:
    """Note on which day and how whoever raised it was told; an enquiry needs the answer's text.

    Raises Refused when an objection has not been decided yet, and for everything else that is wrong.
    """
    row, calendar = row_of(ctx, campaign_id, number), calendar_of(ctx)
    problems = day_problems(on, ctx.now, calendar)
    problems += [] if how.strip() else ["请写明答复方式，如当面、电话、信函"]
    if on < row.received_on:
        problems.append(f"答复日期{on}早于收到之日（{row.received_on}），请核对")
    if row.kind == "objection":
        problems += _before_decision(row, on, calendar)
    elif not text.strip():
        problems.append("请写明答复内容")
    if row.answered_at is not None:
        problems.append(f"{number}已于{row.answered_on}答复")
    if problems:
        raise Refused(problems)
    row.answered_on, row.answered_how, row.answered_at = on, how, ctx.now
    row.finding = text or row.finding
    ctx.session.add(row)
    late = on > row.answer_due
    ctx.record("objection.answered", number, campaign=campaign_id, how=how, late=late)


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


def register_of(ctx: Context, campaign_id: int) -> Sequence[tuple[Objection, str | None]]:
    """The register: every objection and enquiry with the application it is about."""
    return ctx.session.exec(
        select(Objection, Application.number)
        .join(Application, col(Application.id) == col(Objection.application_id), isouter=True)
        .where(col(Objection.campaign_id) == campaign_id)
        .order_by(col(Objection.id))
    ).all()


def state_of(row: Objection, today: date) -> str:
    """Where it stands, in the words of the register."""
    if row.answered_on is not None:
        return f"已答复（{row.answered_on}）"
    late = f"，答复已超期（{row.answer_due}）" if today > row.answer_due else ""
    if row.kind == "enquiry":
        return f"待答复{late}"
    if row.decided_at is not None:
        return f"{EFFECTS[row.effect]}，待答复{late}"
    if row.checked_to and not row.confirmed_at:
        return f"待第二人确认核查{late}"
    return f"{'待决定' if row.checked_to else '待核查'}{late}"


def row_of(ctx: Context, campaign_id: int, number: str) -> Objection:
    found = ctx.session.exec(
        select(Objection).where(
            col(Objection.campaign_id) == campaign_id, col(Objection.number) == number
        )
    ).first()
    if found is None:
        raise NotFound([f"没有编号为{number}的异议"])
    return found


def _row_for(ctx: Context, campaign_id: int, raised: Raised) -> Objection:
    plan, anonymous = definition_of(ctx, campaign_id), raised.signature == "anonymous"
    about = by_number(ctx, campaign_id, raised.application) if raised.application else None
    taken = ctx.session.exec(
        select(func.count()).where(col(Objection.campaign_id) == campaign_id)
    ).one()
    code = campaign_row(ctx, campaign_id).code.upper()
    days = plan.publicity.answer_working_days
    return Objection(
        campaign_id=campaign_id,
        number=f"{code}-YY-{taken + 1:03}",
        application_id=about.id if about else None,
        kind="enquiry" if anonymous else raised.kind,
        raised_by=raised.raised_by or SIGNATURES["anonymous"],
        signature=raised.signature,
        address=raised.address,
        text=raised.text,
        note=ANONYMOUS if anonymous and raised.kind == "objection" else "",
        received_on=raised.received_on,
        answer_due=calendar_of(ctx).shift(raised.received_on, days),
        registered_at=ctx.now,
        registered_by=ctx.actor,
    )


def _outside_the_notices(ctx: Context, campaign_id: int, raised: Raised) -> list[str]:
    """An objection is about a published candidate and comes while its list is up."""
    if not raised.application:
        return ["请指明对哪一件申报有异议"]
    notices = notices_of(ctx, campaign_id)
    if not notices:
        return ["名单还没有公示，可作为疑问和建议登记（说明6）"]
    theirs = [notice for notice in notices if raised.application in notice.numbers]
    if not theirs:
        return [f"{raised.application}不在公示名单中，可作为疑问和建议登记（说明6）"]
    if any(notice.first <= raised.received_on <= notice.last for notice in theirs):
        return []
    first, last = theirs[-1].first, theirs[-1].last
    told = f"公示期为{first}至{last}，{raised.received_on}收到的可作为疑问和建议登记（说明6）"
    return [told]


def _before_decision(row: Objection, on: date, calendar: Calendar) -> list[str]:
    if row.decided_at is None:
        return [f"{row.number}还没有处理结果，不能答复"]
    decided_on = calendar.day_of(row.decided_at)
    return [f"答复日期{on}早于处理之日（{decided_on}），请核对"] if on < decided_on else []
