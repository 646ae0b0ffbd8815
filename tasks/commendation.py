"""The annual summary meeting: winners are commended and told, model windows noted (R7, R48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from models import Unit, Visit
from rules import definition
from rules.said import Said
from tasks import model_windows, outbox, papers, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.honoured import standing
from tasks.meetings.concluding import final_minutes
from tasks.moments import day_problems
from tasks.outcomes import Winner, by_honour
from tasks.public_notices import notices_of, still_to_show
from tasks.use_case import use_case

CIRCULAR = "commendation"
MEETING = "summary"
"""A kind of its own: other meetings that the office plans commend nobody."""
TITLE = "年度总结会议"
HOW_MANY, WHAT_WAS_SAID = "请填写到会人数", "请写明会议记录"


@dataclass(frozen=True, slots=True)
class Commended:
    meeting_held: bool
    number: str
    winners: int
    model_windows: tuple[str, ...]
    messages: int

    def row(self) -> dict[str, object]:
        return {
            "总结会议": "已召开" if self.meeting_held else "尚未登记",
            "文号": self.number,
            "获表扬": self.winners,
            "下一年度标兵窗口": "、".join(self.model_windows),
            "消息": self.messages,
        }


@use_case("登记总结会议")
def record_meeting(
    ctx: Context, campaign_id: int, *, held_on: date, attended: int, text: str
) -> None:
    """Enter the annual summary meeting on its real day, or correct it before it is commended by.

    Its step is left to run when it is due: until then the commendation may be drafted and signed.
    Said again it changes nothing. Raises Refused with everything that is wrong, and once the
    commendation is issued.
    """
    papers.wait_in_line(ctx, campaign_id)
    problems = day_problems(held_on, ctx.now, calendar_of(ctx))
    if attended < 1:
        problems.append(Said(HOW_MANY))
    if not text.strip():
        problems.append(Said(WHAT_WAS_SAID))
    known = meeting_of(ctx, campaign_id)
    said = {"held_on": held_on, "attended": attended, "record": text}
    if known is not None and said == known.model_dump(include=set(said)):
        return
    if known is not None and is_fixed(ctx, campaign_id):
        problems.append(Said("表扬通报已经印发，总结会议的登记不再更改"))
    if problems:
        raise Refused(problems)
    row = known or Visit(
        campaign_id=campaign_id, kind=MEETING, planned_on=held_on, title=TITLE, entered_at=ctx.now,
        entered_by=ctx.actor,
    )  # fmt: skip
    row.held_on, row.planned_on, row.attended, row.record = held_on, held_on, attended, text
    row.entered_at, row.entered_by = ctx.now, ctx.actor
    ctx.session.add(row)
    what = "meeting.corrected" if known else "meeting.held"
    ctx.record(what, TITLE, campaign=campaign_id, on=held_on.isoformat())


@use_case("表扬", retries=2)
def commend(ctx: Context, campaign_id: int, step: str) -> Commended:
    """After the meeting: issue the commendation, note next year's model windows, tell the winners.

    Raises Refused before the leading group has decided (R7), and while a winner has not been
    public for the whole period.
    """
    plan = definition_of(ctx, campaign_id)
    meeting = meeting_of(ctx, campaign_id)
    if meeting is None:
        return Commended(meeting_held=False, number="", winners=0, model_windows=(), messages=0)
    known = papers.find(ctx, campaign_id, CIRCULAR)
    decided_on = _decided_on(ctx, campaign_id)
    found = standing(ctx, campaign_id)
    by_rank = _by_rank(ctx, campaign_id, plan, found)
    models = tuple(one.unit for one in by_rank)
    paper = papers.issue(ctx, campaign_id, step, content_of(ctx, campaign_id))
    title, number = paper.title, papers.number_of(paper)
    model_windows.flag(ctx, campaign_id, plan.year + 1, by_rank)
    told = 0 if known else _tell(ctx, campaign_id, plan, found, decided_on)
    steps.conclude(
        ctx, campaign_id, step, f"《{title}》（{number}）：{len(found)}个集体和个人获{plan.wording}"
    )
    return Commended(
        meeting_held=True,
        number=number,
        winners=len(found),
        model_windows=models,
        messages=told,
    )


def content_of(ctx: Context, campaign_id: int) -> papers.Content:
    """What the commendation says as things stand; raises Refused before it may be said (R7)."""
    plan, meeting = definition_of(ctx, campaign_id), meeting_of(ctx, campaign_id)
    if meeting is None:
        raise Refused(["总结会议还没有登记，不能拟表扬通报"])
    _decided_on(ctx, campaign_id)
    found = standing(ctx, campaign_id)
    models = [one.unit for one in _by_rank(ctx, campaign_id, plan, found)]
    facts: dict[str, Any] = {
        "campaign": plan.title,
        "wording": plan.wording,
        "meeting_on": str(meeting.held_on),
        "winners": by_honour(ctx, campaign_id, found),
        "model_windows": {"year": plan.year + 1, "windows": models},
    }
    title = f"关于{plan.wording}{plan.short}先进集体和个人的通报"
    return papers.Content(CIRCULAR, title, facts, template="commendation")


def _decided_on(ctx: Context, campaign_id: int) -> date:
    """R7: nothing is commended before the leading group has decided (R6) and all were public."""
    minutes = final_minutes(ctx, campaign_id)
    if not minutes:
        raise Refused(["名单尚未经领导小组专题会议审定，不能表扬（四·第三阶段·1、2）"])
    notices = notices_of(ctx, campaign_id)
    numbers = [one.number for one in standing(ctx, campaign_id)]
    if notices and (hidden := still_to_show(ctx, notices, numbers)):
        raise Refused([f"{'、'.join(hidden)}公示尚未期满，不能表扬"])
    return date.fromisoformat(str(minutes["held_on"]))


def meeting_of(ctx: Context, campaign_id: int) -> Visit | None:
    """The summary meeting, once it is entered."""
    return ctx.session.exec(
        select(Visit).where(col(Visit.campaign_id) == campaign_id, col(Visit.kind) == MEETING)
    ).first()


def is_fixed(ctx: Context, campaign_id: int) -> bool:
    """Whether the commendation that names the meeting is issued."""
    return papers.find(ctx, campaign_id, CIRCULAR) is not None


def _by_rank(
    ctx: Context, campaign_id: int, plan: definition.Campaign, found: list[Winner]
) -> list[Winner]:
    """R48: windows that won by rank (R47) lead the hall next year and leave its 优秀窗口."""
    rule = plan.evaluation.top_rule
    ranked = set(final_minutes(ctx, campaign_id).get("model_windows", ()))
    if rule is None or not ranked:
        return []
    codes = dict(
        ctx.session.exec(
            select(Unit.id, Unit.code).where(col(Unit.id).in_([one.unit_id for one in found]))
        ).all()
    )
    return [w for w in found if w.honour == rule.honour and codes[w.unit_id] in ranked]


def _tell(
    ctx: Context, campaign_id: int, plan: definition.Campaign, found: list[Winner], on: date
) -> int:
    """One message to the unit for each place that it or one of its people won.

    Every unit's first place goes out in one go, then every second one: a set at a time.
    """
    rounds: list[dict[int, Winner]] = []
    for winner in found:
        place = next((r for r in rounds if winner.unit_id not in r), None)
        if place is None:
            rounds.append(place := {})
        place[winner.unit_id] = winner
    shared = {
        "result_text": f"获{plan.wording}",
        "decided_by": "领导小组专题会议",
        "decided_on": on,
    }
    told = 0
    for number, winners_of_round in enumerate(rounds, 1):
        notice = outbox.Notice(
            "result_notice",
            f"won.{number}",
            shared,
            {unit: _values(plan, winner) for unit, winner in winners_of_round.items()},
        )
        told += outbox.notify_units(ctx, campaign_id, notice, list(winners_of_round)).messages
    return told


def _values(plan: definition.Campaign, winner: Winner) -> dict[str, object]:
    return {
        "honour_title": plan.honour(winner.honour).name,
        "application_title": winner.candidate,
        "application_number": winner.number,
        "explanation": winner.reason,
    }
