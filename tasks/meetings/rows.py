"""Rows of meetings: found by number, with everything that stands on them, or told clearly that not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import AgendaItem, Attendance, Holding, Meeting, Person, Post, Recusal, Resolution, Unit
from rules import definition
from rules.definition import Role
from rules.meetings import Member
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound, Refused

KINDS = {"special": "专题会议", "again": "复议会议", "circulated": "书面传签"}
ITEM_KINDS = {
    "ranking": "窗口总排名",
    "cell": "名单",
    "override": "原则上规定的突破",
    "objection": "异议",
    "withdrawal": "撤销",
}
GROUP = "领导小组"
HEAD = "组长"
CLAUSE = "四·第三阶段·1"


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting with its plan and attendance."""

    row: Meeting
    plan: definition.Campaign
    attendance: tuple[Attendance, ...]

    @property
    def present(self) -> frozenset[str]:
        """Posts of the group that came or were substituted; observers are none of them (R11)."""
        return frozenset(a.post for a in self.attendance if a.present and not a.observer)

    @property
    def name(self) -> str:
        return named(self.row)


def named(meeting: Meeting) -> str:
    kind = Said(KINDS[meeting.kind])
    return Said("领导小组{kind}（第{n}次）", kind=kind, n=meeting.number)


def post_of(plan: definition.Campaign, word: str) -> str:
    """A post by its own name, or the head by the group's."""
    return plan.leading_group.head if word == HEAD else word


def find(ctx: Context, campaign_id: int, number: int | None = None) -> Meeting:
    """The meeting of this number, else the newest. Raises NotFound where there is none."""
    statement = select(Meeting).where(col(Meeting.campaign_id) == campaign_id)
    if number is not None:
        statement = statement.where(col(Meeting.number) == number)
    found = ctx.session.exec(statement.order_by(col(Meeting.number).desc())).first()
    if found is None:
        which = f"没有第{number}次领导小组会议" if number else "还没有召集领导小组会议"
        raise NotFound([f"{which}，请先召集"])
    return found


def all_of(ctx: Context, campaign_id: int) -> Sequence[Meeting]:
    return ctx.session.exec(
        select(Meeting).where(col(Meeting.campaign_id) == campaign_id).order_by(col(Meeting.number))
    ).all()


def under_way(ctx: Context, campaign_id: int) -> Meeting | None:
    """The meeting that is not concluded, if any; there is never more than one."""
    return ctx.session.exec(
        select(Meeting).where(
            col(Meeting.campaign_id) == campaign_id, col(Meeting.concluded_at).is_(None)
        )
    ).first()


def held(ctx: Context, plan: definition.Campaign, row: Meeting) -> Held:
    rows = ctx.session.exec(
        select(Attendance).where(col(Attendance.meeting_id) == row.id).order_by(col(Attendance.id))
    ).all()
    return Held(row, plan, tuple(rows))


def still_open(row: Meeting) -> list[str]:
    if row.concluded_at is None:
        return []
    return [f"{named(row)}已经结束（{row.minutes}），再议请另行召集"]


def refuse_if_over(row: Meeting) -> None:
    if problems := still_open(row):
        raise Refused(problems)


def items_of(ctx: Context, meeting: Meeting) -> Sequence[AgendaItem]:
    return ctx.session.exec(
        select(AgendaItem)
        .where(col(AgendaItem.meeting_id) == meeting.id)
        .order_by(col(AgendaItem.position))
    ).all()


def item_of(ctx: Context, meeting: Meeting, position: int) -> AgendaItem:
    found = ctx.session.exec(
        select(AgendaItem).where(
            col(AgendaItem.meeting_id) == meeting.id, col(AgendaItem.position) == position
        )
    ).first()
    if found is None:
        raise NotFound([f"{named(meeting)}没有第{position}项议题"])
    return found


def resolutions_of(ctx: Context, meeting: Meeting) -> dict[int, list[Resolution]]:
    """Every resolution by item, in the order in which they were taken."""
    rows = ctx.session.exec(
        select(Resolution)
        .join(AgendaItem, col(AgendaItem.id) == col(Resolution.item_id))
        .where(col(AgendaItem.meeting_id) == meeting.id)
        .order_by(col(Resolution.id))
    ).all()
    found: dict[int, list[Resolution]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def declared_of(ctx: Context, meeting: Meeting) -> dict[int, dict[str, str]]:
    """Declared recusals by item: post to reason."""
    rows = ctx.session.exec(
        select(Recusal)
        .join(AgendaItem, col(AgendaItem.id) == col(Recusal.item_id))
        .where(col(AgendaItem.meeting_id) == meeting.id)
        .order_by(col(Recusal.id))
    ).all()
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.item_id, {})[row.post] = row.reason
    return found


def members_of(ctx: Context, meeting: Held) -> list[Member]:
    """The posts of the group with whoever holds them that day, from roster and attendance.

    A post's person is whoever leads the office it sits for, or holds a post of that very title.
    """
    form, group = meeting.plan.meeting, meeting.plan.leading_group
    leading, titled = _holders(ctx, meeting.plan, meeting.row.held_on)
    came = {a.post: a.person for a in meeting.attendance if a.person}
    members: list[Member] = []
    for post in group.posts:
        office = form.office_of(post)
        persons = {came[post]} if post in came else set()
        # Several posts may sit for one office; only the head of it leads it.
        if office is not None and post in group.members:
            persons |= leading.get(office, set())
        members.append(Member(post, office, frozenset(persons | titled.get(post, set()))))
    return members


def _holders(
    ctx: Context, plan: definition.Campaign, on: date
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Codes of those who lead an office, by office, and of those who hold a post of the group."""
    offices = {seat.office for seat in plan.meeting.seats}
    rows = ctx.session.exec(
        select(Unit.code, Post.role, Post.title, Person.code)
        .join(Post, col(Post.unit_id) == col(Unit.id))
        .join(Holding, col(Holding.post_id) == col(Post.id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            col(Unit.code).in_(offices) | col(Post.title).in_(plan.leading_group.posts),
            col(Holding.since) <= on,
            col(Holding.until).is_(None) | (col(Holding.until) >= on),
        )
    ).all()
    leading: dict[str, set[str]] = {}
    titled: dict[str, set[str]] = {}
    for unit, role, title, person in rows:
        if role is Role.LEADER:
            leading.setdefault(unit, set()).add(person)
        titled.setdefault(title, set()).add(person)
    return leading, titled
