"""Papers for meetings: the group's agenda; the summary meeting's invitation, programme, sign-in list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from records.papers.materials.meetings import Guest, Item
from rules.definition import Campaign, Role, StepKind, Subject
from tasks import commendation
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.honoured import standing
from tasks.materials.gathered import content, official
from tasks.meetings import printout, rows
from tasks.outcomes import Winner
from tasks.papers import Content
from tasks.recipients import holders_of

AGENDA = "meeting-agenda"
INVITATION, PROGRAMME, SIGN_IN = "summary-invitation", "summary-programme", "attendance-list"


def agendas(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """领导小组会议议程: what stands on it, with the proposal on each item in one sentence."""
    for meeting in rows.all_of(ctx, campaign_id):
        items = rows.items_of(ctx, meeting)
        lines = [
            Item(title=item.title, proposal=printout.in_words(item.kind, item.proposal))
            for item in items
        ]
        if lines:
            facts = {
                "agenda": lines,
                "kind": rows.KINDS[meeting.kind],
                "held_on": meeting.held_on.isoformat(),
                "place": meeting.place,
                "observers": [office.name for office in plan.offices if office.observer],
                "members": len(plan.leading_group.posts),
            }
            sources = {"meeting": [meeting.id], "agendaitem": [item.id for item in items]}
            title = f"{plan.short}{rows.GROUP}{rows.KINDS[meeting.kind]}议程"
            yield content(AGENDA, str(meeting.number), title, facts, sources)


def invitation(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """The letter that calls the units to the summary meeting (R7)."""
    found = standing(ctx, campaign_id)
    if found:
        facts = {**_meeting(ctx, campaign_id, plan), "winners": len(found)}
        main = next((a.main for a in plan.messaging.addressees if a.main), ())
        title = f"关于召开{plan.short}年度总结会议的通知"
        yield official(content(INVITATION, "", title, facts, _sources(found), main))


def programme(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """The order of the meeting: what is read, what is handed over, who speaks."""
    found = standing(ctx, campaign_id)
    if found:
        given = [
            {"honour": honour.name, "count": len(mine), "what": _handed(honour.subject)}
            for honour in plan.honours
            if (mine := [one for one in found if one.honour == honour.code])
        ]
        speakers = list(dict.fromkeys(one.unit for one in found if one.rank == 1))[:3]
        facts = {**_meeting(ctx, campaign_id, plan), "given": given, "speakers": speakers}
        title = f"{plan.short}年度总结会议议程"
        yield content(PROGRAMME, "", title, facts, _sources(found))


def sign_in(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """签到表: the leading group, the observers, and everybody who is commended."""
    found = standing(ctx, campaign_id)
    if found:
        group = [
            Guest(unit=rows.GROUP, post=post, name="", why="领导小组")
            for post in plan.leading_group.posts
        ]
        watching = [
            Guest(unit=office.name, post="列席", name="", why="列席单位")
            for office in plan.offices
            if office.observer
        ]
        facts = {
            **_meeting(ctx, campaign_id, plan),
            "guests": [*group, *watching, *_winners(ctx, plan, found)],
        }
        title = f"{plan.short}年度总结会议签到表"
        yield content(SIGN_IN, "", title, facts, _sources(found))


def _winners(ctx: Context, plan: Campaign, found: Sequence[Winner]) -> Iterator[Guest]:
    units = list(dict.fromkeys(one.unit_id for one in found))
    held = holders_of(ctx, units, calendar_of(ctx).day_of(ctx.now))
    leaders = {one.unit_id: (one.post_title, one.name) for one in held if one.role is Role.LEADER}
    seen: set[tuple[str, str]] = set()
    for one in found:
        honour = plan.honour(one.honour)
        if honour.subject is Subject.PERSON:
            post, name = "获评个人", one.candidate
        else:
            post, name = leaders.get(one.unit_id, ("单位代表", ""))
        if (one.unit, name) not in seen:
            seen.add((one.unit, name))
            yield Guest(unit=one.unit, post=post, name=name, why=honour.name)


def _handed(subject: Subject) -> str:
    return "奖牌" if subject is Subject.UNIT else "荣誉证书"


def _meeting(ctx: Context, campaign_id: int, plan: Campaign) -> dict[str, str]:
    """The day it was held, else the day that the file plans it for."""
    step = next(s for s in plan.steps if s.kind is StepKind.COMMENDATION)
    held = commendation.meeting_of(ctx, campaign_id)
    on = held.held_on if held and held.held_on else step.opens
    return {"meeting_on": on.isoformat(), "place": ""}


def _sources(found: Sequence[Winner]) -> dict[str, Sequence[int | None]]:
    return {"unit": [one.unit_id for one in found]}
