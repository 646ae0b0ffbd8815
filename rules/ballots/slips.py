"""What a voter may hand in: one mark for each candidate voted on, and what makes the whole void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import VoteMode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from rules.definition import Campaign, Vote

CHOSEN, PASSED = "同意", "未选"
"""The marks of a vote that chooses."""


def values_of(vote: Vote, campaign: Campaign) -> tuple[str, ...]:
    """What may stand on a slip."""
    if vote.mode is VoteMode.CHOOSE:
        return (CHOSEN, PASSED)
    return tuple(grade.grade for grade in campaign.evaluation.grades)


def choices(
    candidates: Sequence[str], chosen: Collection[str], left_out: Collection[str] = ()
) -> dict[str, str]:
    """The marks of a voter who chooses some candidates and leaves out others, such as the own unit.

    Chosen codes that do not stand for election stay, for `ballot_problems` to name.
    """
    marks = {c: CHOSEN if c in chosen else PASSED for c in candidates if c not in left_out}
    return marks | dict.fromkeys(sorted(set(chosen) - set(marks)), CHOSEN)


def ballot_problems(
    marks: Mapping[str, str], vote: Vote, candidates: Collection[str], campaign: Campaign
) -> tuple[str, ...]:
    """Why a voter's marks are void, all reasons at once; none when they count."""
    return tuple(_problems(marks, vote, candidates, campaign))


def _problems(
    marks: Mapping[str, str], vote: Vote, candidates: Collection[str], campaign: Campaign
) -> Iterator[str]:
    known = values_of(vote, campaign)
    for candidate, value in marks.items():
        if candidate not in candidates:
            yield f"{candidate} 不在这张票上，请删去"
        if value not in known:
            yield f"{candidate} 写着“{value}”，请改为{'、'.join(known)}之一"
    yield from _of_the_whole(marks, vote)


def _of_the_whole(marks: Mapping[str, str], vote: Vote) -> Iterator[str]:
    choosing = vote.mode is VoteMode.CHOOSE
    given = [m for m in marks.values() if not choosing or m == CHOSEN]
    if not given:
        yield "这是一张空白票，请至少" + ("选一个候选" if choosing else "给一个候选评等次")
    if choosing and vote.at_most is not None and len(given) > vote.at_most:
        yield f"选了{len(given)}个，最多选{vote.at_most}个，请减少"
    if not choosing and vote.all_equal_invalid and len(given) > 1 and len(set(given)) == 1:
        yield f"全部评为“{given[0]}”的票按规定无效，请区分等次"
