"""Who of the leading group decides on an item, and whether enough of them do (R6, R11, 回避)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.definition import Portion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rules.calendar import Calendar
    from rules.definition import Meeting

_FRACTIONS = {Portion.TWO_THIRDS: (2, 3), Portion.THREE_QUARTERS: (3, 4), Portion.ALL: (1, 1)}
_WORDS = {
    Portion.MORE_THAN_HALF: "过半数",
    Portion.TWO_THIRDS: "三分之二",
    Portion.THREE_QUARTERS: "四分之三",
    Portion.ALL: "全体",
}


class Position(StrEnum):
    """What a member says on an item."""

    AGREE = "agree"
    DISAGREE = "disagree"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Member:
    """A post of the group on the day: the office it sits for and whoever holds it, substitutes too."""

    post: str
    office: str | None = None
    persons: frozenset[str] = frozenset()
    """Codes of the persons, as the roster has them."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A candidate that an item is about."""

    number: str
    name: str
    unit: str
    parent: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    agree: int
    disagree: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.agree + self.disagree + self.abstain

    def __str__(self) -> str:
        return f"同意{self.agree}票，不同意{self.disagree}票，弃权{self.abstain}票"


@dataclass(frozen=True, slots=True)
class Bench:
    """Who sits on one item: all posts, those that take part, and those that stand back and why."""

    posts: tuple[str, ...]
    present: frozenset[str]
    """In the room, or with a signed page on this item in time."""
    recused: Mapping[str, str]

    @property
    def entitled(self) -> tuple[str, ...]:
        return tuple(post for post in self.posts if post not in self.recused)

    @property
    def voters(self) -> tuple[str, ...]:
        """Those who count and vote: present and not recused."""
        return tuple(post for post in self.entitled if post in self.present)


def needed(portion: Portion, of: int) -> int:
    """The least number that is the portion of `of`: 12 are two thirds of 18, 10 more than half."""
    if portion is Portion.MORE_THAN_HALF:
        return of // 2 + 1
    part, whole = _FRACTIONS[portion]
    return -(-of * part // whole)


def recusals(members: Iterable[Member], concerns: Sequence[Concern]) -> dict[str, str]:
    """Posts that stand back from an item about these candidates: own person, own unit, one below it."""
    found: dict[str, str] = {}
    for member in members:
        for concern in concerns:
            why = _why_recused(member, concern)
            if why is not None:
                found[member.post] = why
                break
    return found


def _why_recused(member: Member, concern: Concern) -> str | None:
    if concern.person is not None and concern.person in member.persons:
        return f"本人参评（{concern.number}）"
    if member.office is not None and member.office == concern.unit:
        return f"本单位参评（{concern.number} {concern.name}）"
    if member.office is not None and member.office == concern.parent:
        return f"所属单位参评（{concern.number} {concern.name}）"
    return None


def quorum_problems(form: Meeting, posts: int, present: int) -> list[str]:
    """Why the meeting as a whole cannot begin."""
    least = max(needed(form.quorum, posts), form.least)
    if present >= least:
        return []
    words = _WORDS[form.quorum]
    return [f"领导小组共{posts}个岗位，到会须达{words}（{least}个），现为{present}个"]


def item_problems(form: Meeting, bench: Bench) -> list[str]:
    """Why an item cannot be decided: recused members count neither above nor below the line."""
    entitled, voters = len(bench.entitled), len(bench.voters)
    least = max(needed(form.quorum, entitled), form.least)
    if voters >= least:
        return []
    words = _WORDS[form.quorum]
    who = f"本项须回避{len(bench.recused)}个岗位，其余{entitled}个"
    line = f"到会须达{words}且不少于{form.least}个（{least}个），现为{voters}个"
    return [f"{who}中{line}；可改期再议，或请未到会的岗位签署书面意见"]


def vote_problems(form: Meeting, bench: Bench, votes: Votes | None, *, change: bool) -> list[str]:
    """What is wrong with the count of an item that is to be carried; `change` departs from the rule."""
    if votes is None:
        wanted = form.put_to_vote == "every_item" or (form.put_to_vote == "changes" and change)
        return ["本项须表决，请填写同意、不同意和弃权的票数"] if wanted else []
    if min(votes.agree, votes.disagree, votes.abstain) < 0:
        return ["票数不能是负数"]
    present = len(bench.voters)
    if votes.cast != present:
        return [
            f"票数合计{votes.cast}，应等于到会且未回避的{present}个岗位（回避的不计、不投），请核对"
        ]
    least = needed(form.majority, present)
    if votes.agree < least:
        return [f"同意{votes.agree}票，未达{_WORDS[form.majority]}（{least}票），本项没有通过"]
    return []


def count(positions: Iterable[Position]) -> Votes:
    """The votes that signed pages add up to."""
    said = list(positions)
    return Votes(
        said.count(Position.AGREE), said.count(Position.DISAGREE), said.count(Position.ABSTAIN)
    )


def written_problems(written: Votes, votes: Votes | None) -> list[str]:
    """A count may not contradict the signed pages that are part of it."""
    if votes is None:
        if written.disagree:
            return [f"书面意见中有{written.disagree}个不同意，本项须表决，请填写票数"]
        return []
    pairs = (
        ("同意", votes.agree, written.agree),
        ("不同意", votes.disagree, written.disagree),
        ("弃权", votes.abstain, written.abstain),
    )
    return [
        f"{word}{counted}票，少于书面意见中的{signed}个，请核对"
        for word, counted, signed in pairs
        if counted < signed
    ]


def day_problems(
    held_on: date, calendar: Calendar, *, not_before: Sequence[tuple[date, str]], reason: str
) -> list[str]:
    """Why the meeting cannot have been on this day: before what it rests on, or on a day off."""
    problems = [
        f"会议日期{held_on}早于{what}（{day}），请核对" for day, what in not_before if held_on < day
    ]
    if not calendar.is_working(held_on) and not reason.strip():
        problems.append(f"{calendar.named(held_on)}不是工作日，确在当天召开的请写明理由")
    return problems
