"""Who came to a meeting, who stands back from an item, and what was said on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlmodel import col, select

from models import Attendance, Person, Recusal, Remark
from rules import definition
from rules.meetings import quorum_problems
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import rows
from tasks.moments import day_problems
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Came:
    """A post that was there, or was not; a substitute with a note, and his code if he has one."""

    post: str
    present: bool = True
    substitute: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    present: int
    posts: int
    observers: int
    quorum: tuple[str, ...]
    """What is lacking for the meeting as a whole; nothing when it may begin."""

    def row(self) -> dict[str, object]:
        return {
            "到会": f"{self.present}/{self.posts}",
            "列席": self.observers,
            "人数": "；".join(self.quorum) or "符合要求",
        }


@use_case("登记到会")
def attend(
    ctx: Context, campaign_id: int, came: Sequence[Came], *, meeting: int | None = None
) -> Attended:
    """Enter who came, by post; a post entered again is corrected, for instance who left early.

    Observer offices (R11) are entered by their name or code and never count. Raises Refused with
    every unknown post, double, and day that has not come.
    """
    plan, row = definition_of(ctx, campaign_id), rows.find(ctx, campaign_id, meeting)
    observers = _observers(plan)
    problems = [*rows.still_open(row), *day_problems(row.held_on, ctx.now, calendar_of(ctx))]
    problems += _unknown(ctx, plan, came)
    doubles = [post for post, times in Counter(one.post for one in came).items() if times > 1]
    problems += [f"“{post}”写了不止一次" for post in doubles]
    if problems:
        raise Refused(problems)
    known = {a.post: a for a in rows.held(ctx, plan, row).attendance}
    for one in came:
        post = observers.get(one.post, one.post)
        entry = known.get(post) or Attendance(meeting_id=cast("int", row.id), post=post)
        entry.observer = post in observers.values()
        entry.present, entry.substitute = one.present, one.substitute
        entry.person = one.person
        ctx.session.add(entry)
    ctx.session.flush()
    now = rows.held(ctx, plan, row)
    ctx.record("meeting.attended", now.name, campaign=campaign_id, present=len(now.present))
    posts = len(plan.leading_group.posts)
    return Attended(
        len(now.present),
        posts,
        sum(a.observer and a.present for a in now.attendance),
        tuple(quorum_problems(plan.meeting, posts, len(now.present))),
    )


@use_case("登记回避")
def recuse(
    ctx: Context,
    campaign_id: int,
    position: int,
    post: str,
    *,
    reason: str,
    meeting: int | None = None,
) -> None:
    """A member declares that he stands back from an item, beside those who must anyway.

    Raises Refused for an unknown post, without a reason, or once the item has been decided.
    """
    plan, row = definition_of(ctx, campaign_id), rows.find(ctx, campaign_id, meeting)
    item = rows.item_of(ctx, row, position)
    problems = rows.still_open(row) + unknown_post(plan, post)
    if not reason.strip():
        problems.append("请写明回避的理由")
    if item.id in rows.resolutions_of(ctx, row):
        problems.append(f"第{position}项已经决定，回避须在决定之前提出；确有影响的请复议")
    if post in rows.declared_of(ctx, row).get(cast("int", item.id), {}):
        problems.append(f"“{post}”已登记回避第{position}项")
    if problems:
        raise Refused(problems)
    ctx.session.add(
        Recusal(item_id=cast("int", item.id), post=post, reason=reason, entered_at=ctx.now)
    )
    ctx.record("meeting.recused", f"{rows.named(row)}#{position}", campaign=campaign_id, post=post)


@use_case("记录发言")
def say(
    ctx: Context,
    campaign_id: int,
    position: int,
    speaker: str,
    *,
    text: str,
    meeting: int | None = None,
) -> None:
    """Record what a member or an observer (R11) said on an item; an opinion is no vote.

    Raises Refused for a speaker who did not attend or an empty text.
    """
    plan, row = definition_of(ctx, campaign_id), rows.find(ctx, campaign_id, meeting)
    item, observers = rows.item_of(ctx, row, position), _observers(plan)
    post = observers.get(speaker, speaker)
    problems = rows.still_open(row)
    problems += [] if text.strip() else ["请写明发言内容"]
    there = {a.post for a in rows.held(ctx, plan, row).attendance if a.present}
    if post not in there:
        problems.append(f"“{speaker}”没有登记到会，请先登记到会或列席")
    if problems:
        raise Refused(problems)
    observer = post in observers.values()
    ctx.session.add(
        Remark(item_id=cast("int", item.id), speaker=post, observer=observer, text=text)
    )
    ctx.record("meeting.remark", f"{rows.named(row)}#{position}", campaign=campaign_id, by=post)


def unknown_post(plan: definition.Campaign, post: str) -> list[str]:
    posts = plan.leading_group.posts
    if post in posts:
        return []
    return [f"领导小组没有“{post}”这个岗位，可用：{'、'.join(posts)}"]


def _observers(plan: definition.Campaign) -> dict[str, str]:
    """Every way to name an observer office, to its name."""
    offices = [office for office in plan.offices if office.observer]
    return {word: o.name for o in offices for word in (o.code, o.short, o.name)}


def _unknown(ctx: Context, plan: definition.Campaign, came: Sequence[Came]) -> list[str]:
    posts, observers = plan.leading_group.posts, _observers(plan)
    strangers = [one.post for one in came if one.post not in posts and one.post not in observers]
    known = "、".join(dict.fromkeys((*posts, *observers.values())))
    problems = [f"没有“{post}”这个岗位或列席单位，可用：{known}" for post in strangers]
    codes = {one.person for one in came if one.person}
    found = ctx.session.exec(select(Person.code).where(col(Person.code).in_(codes))).all()
    return problems + [f"名册里没有编号为“{code}”的人员" for code in sorted(codes - set(found))]
