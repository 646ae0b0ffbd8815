"""The report on the public notice, the objection form, and the handling sheet of each objection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from models import Objection
from records.papers.materials.objections import Handled, Notice, Shown
from rules.calendar import Calendar
from rules.dates import date_cn
from rules.definition import Campaign
from tasks import objections, papers
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.materials.gathered import content, official
from tasks.papers import Content
from tasks.proof_lines import masked
from tasks.public_notices import PublicNotice, notices_of

REPORT, FORM, SHEETS = "publicity-report", "objection-form", "objection-sheet"


def report(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """公示情况报告: what was up from when to when, what came in, how it ended; names are masked."""
    notices = notices_of(ctx, campaign_id)
    if not notices:
        return
    rows = objections.register_of(ctx, campaign_id)
    raised, upheld = objections.counts(ctx, campaign_id)
    calendar = calendar_of(ctx)
    facts = {
        "notices": [_notice(one, plan) for one in notices],
        "objections": [_shown(row, number, calendar, ctx) for row, number in rows],
        "raised": raised,
        "upheld": upheld,
        "enquiries": len(rows) - raised,
        "open": len(objections.undecided(ctx, campaign_id)),
    }
    sources = {
        "paper": [one.paper.id for one in notices],
        "objection": [row.id for row, _ in rows],
    }
    title = f"{plan.short}名单公示情况的报告"
    yield official(content(REPORT, "", title, facts, sources))


def blank_form(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """异议登记表, empty: it goes up beside the notice."""
    del ctx, campaign_id
    facts = {"blank_objection": True, "days": plan.publicity.answer_working_days}
    yield content(FORM, "", "公示异议登记表", facts, {})


def sheets(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """异议处理单: each objection and enquiry from receipt to answer, for the office alone."""
    rows = objections.register_of(ctx, campaign_id)
    names = {word: o.short for o in plan.offices for word in (o.code, o.short, o.name)}
    if rows:
        facts = {"handled": [_handled(row, number, names) for row, number in rows]}
        sources = {"objection": [row.id for row, _ in rows]}
        yield content(SHEETS, "", "异议和疑问处理单", facts, sources)


def _notice(one: PublicNotice, plan: Campaign) -> Notice:
    return Notice(
        number=papers.number_of(one.paper),
        first=one.first.isoformat(),
        last=one.last.isoformat(),
        working_days=plan.publicity.working_days,
        listed=len(one.numbers),
    )


def _shown(row: Objection, number: str | None, calendar: Calendar, ctx: Context) -> Shown:
    return Shown(
        number=row.number,
        raised_by=masked(row.raised_by) if row.signature == "signed" else row.raised_by,
        about=number or "—",
        received_on=row.received_on.isoformat(),
        effect=_effect(row) or _standing(row, calendar.day_of(ctx.now)),
        answered_on=row.answered_on.isoformat() if row.answered_on else None,
    )


def _standing(row: Objection, today: date) -> str:
    """Where an enquiry stands; the day of its answer has a column of its own."""
    return "已答复" if row.answered_on else objections.state_of(row, today)


def _handled(row: Objection, number: str | None, names: dict[str, str]) -> Handled:
    checked = names.get(row.checked_by, row.checked_by)
    if row.checked_from and row.checked_to:
        checked += f"（{date_cn(row.checked_from)}至{date_cn(row.checked_to)}）"
    if row.confirmed_by:
        checked += f"，核查人：{row.found_by}、{row.confirmed_by}"
    answered = f"{date_cn(row.answered_on)}，{row.answered_how}" if row.answered_on else ""
    return Handled(
        number=row.number,
        kind=objections.KINDS[row.kind],
        raised_by=row.raised_by,
        signature=objections.SIGNATURES[row.signature],
        about=number or "",
        received_on=row.received_on.isoformat(),
        answer_due=row.answer_due.isoformat(),
        text="\n".join(_parts((row.text, row.note))),
        checked=checked,
        documents=row.documents,
        finding=row.finding,
        effect=_effect(row),
        answered=answered,
    )


def _effect(row: Objection) -> str:
    effect, remedy = objections.EFFECTS.get(row.effect, ""), objections.REMEDIES.get(row.remedy, "")
    return f"{effect}，{remedy}" if effect and remedy else effect


def _parts(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text]
