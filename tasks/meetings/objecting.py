"""The group decides on an objection: dismissed, or upheld with what becomes of the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models import AgendaItem, Application, Objection, Resolution
from rules.selection import Decision, Outcome, Replace
from tasks import objections, placements
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import agenda, deciding, rows, striking
from tasks.meetings.bench import Matter
from tasks.meetings.guard import Said, guard, list_problems, matter_at
from tasks.objections import EFFECTS, REMEDIES
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an objection stands, and who has the place then if its candidate had one."""

    effect: str
    said: Said
    remedy: str = ""
    into: str = ""


@use_case("处理异议")
def decide_objection(
    ctx: Context,
    campaign_id: int,
    number: str,
    verdict: Verdict,
    *,
    meeting: int | None = None,
) -> int:
    """Decide on a checked objection at a meeting; returns the position of its item.

    An upheld one takes its candidate off the list: another is named, the next moves up, or the
    place stays vacant. Raises Refused with everything that stands in the way.
    """
    row = objections.row_of(ctx, campaign_id, number)
    matter = matter_at(ctx, campaign_id, meeting)
    problems = [*_about(row, verdict)]
    if row.application_id is None:
        raise Refused(problems)
    about = ctx.session.get_one(Application, row.application_id).number
    open_ = not list_problems(ctx, matter)
    upheld = verdict.effect == "upheld"
    won = matter.proposal.verdicts[about].outcome is Outcome.WON
    # Once the list is closed an upheld objection is its finding only; the honour is withdrawn apart.
    problems += _about_remedy(verdict, takes_place=upheld and open_ and won)
    if upheld and open_ and verdict.remedy != "replace":
        problems += striking.strike_problems(ctx, campaign_id, about)
    if problems := [*problems, *rows.still_open(matter.meeting.row)]:
        raise Refused(problems)
    item = _item_for(ctx, matter, row, about)
    change = _change(verdict, about, matter)
    if problems := guard(ctx, matter, item, verdict.said, decision=change, change=upheld):
        raise Refused(problems)
    if upheld and open_:
        _take_off(ctx, campaign_id, about, verdict, change)
    after = matter_at(ctx, campaign_id, meeting)
    resolution = deciding.resolve(ctx, after, item, verdict.said, outcome=verdict.effect)
    _note(ctx, row, verdict, resolution)
    return item.position


def _note(ctx: Context, row: Objection, verdict: Verdict, resolution: Resolution) -> None:
    row.effect, row.remedy, row.decided_at = verdict.effect, verdict.remedy, ctx.now
    row.resolution_id = resolution.id
    ctx.session.add(row)
    ctx.record("objection.decided", row.number, campaign=row.campaign_id, effect=verdict.effect)


def _about(row: Objection, verdict: Verdict) -> Iterator[str]:
    if row.kind != "objection":
        yield f"{row.number}是疑问和建议，直接答复即可"
    elif row.checked_to is None:
        yield f"{row.number}还没有核查"
    elif row.confirmed_at is None:
        yield f"{row.number}的核查情况还没有由第二人确认"
    if row.decided_at is not None:
        yield f"{row.number}已经作出处理"
    if verdict.effect not in EFFECTS:
        yield f"处理结果只能是{'、'.join(EFFECTS)}，现为“{verdict.effect}”"


def _about_remedy(verdict: Verdict, *, takes_place: bool) -> Iterator[str]:
    if not takes_place:
        if verdict.remedy:
            yield "只有成立的、对象在名单中且名单未定的异议才涉及名额的处理；名单已定的请撤销荣誉"
        return
    if verdict.remedy not in REMEDIES:
        known = "、".join(f"{code}（{name}）" for code, name in REMEDIES.items())
        yield f"异议成立的请写明名额怎样处理：{known}"
    if (verdict.remedy == "replace") != bool(verdict.into):
        yield "替换（replace）须写明由哪一件申报获评，其他处理不用写"


def _item_for(ctx: Context, matter: Matter, row: Objection, about: str) -> AgendaItem:
    """The objection's item; one checked after the call to the meeting is put on its agenda."""
    meeting = matter.meeting.row
    for item in rows.items_of(ctx, meeting):
        if item.kind == "objection" and item.subject == row.number:
            return item
    line = agenda.objection_line(row, matter.proposal.verdicts[about])
    return rows.item_of(ctx, meeting, agenda.put(ctx, meeting, line))


def _change(verdict: Verdict, about: str, matter: Matter) -> Decision | None:
    if verdict.remedy != "replace":
        return None
    said, by = verdict.said, matter.meeting.name
    return Replace(out=about, into=verdict.into, reason=said.reason, ordered_by=by)


def _take_off(
    ctx: Context, campaign_id: int, about: str, verdict: Verdict, change: Decision | None
) -> None:
    if change is None:
        next_moves_up = verdict.remedy == "next_in_line"
        striking.strike(ctx, campaign_id, about, verdict.said, next_moves_up=next_moves_up)
        return
    candidates, proposal = placements.computed(ctx, campaign_id, change)
    placements.keep_decision(ctx, campaign_id, change)
    placements.write(ctx, campaign_id, candidates, proposal)
