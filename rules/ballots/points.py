"""What a count is worth: the points of each class, weighted, missing classes stated (A29)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.ballots.slips import CHOSEN, values_of
from rules.ballots.tally import JOINED, ClassTally, Tally, TallyError, VoteCount
from rules.definition import VoteMode

if TYPE_CHECKING:
    from rules.definition import Campaign, Vote

FULL = 100


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class's points for a candidate, on the scale 0 to 100, and its weight in the file."""

    name: str
    weight: Fraction
    value: Fraction
    tally: Tally


@dataclass(frozen=True, slots=True)
class VoteValue:
    """A count's worth: the mean of the classes by weight; None where the file withholds it."""

    value: Fraction | None
    classes: tuple[ClassValue, ...]
    absent: tuple[str, ...]
    """Names of the classes without a valid vote."""


def value_of(count: VoteCount, campaign: Campaign) -> VoteValue:
    """The points of a count: sum of weight times class value, over the weights that are there.

    Missing is never zero: without any valid vote the value is None.
    Raises TallyError for marks, classes or votes that the campaign does not know.
    """
    vote = _vote(count, campaign)
    _check_classes(count, vote)
    valid = [part for part in count.classes if part.tally.valid]
    parts = tuple(_class_value(part, vote, campaign) for part in valid)
    there = {code for part in valid for code in _codes(part, vote)}
    absent = tuple(c.name for c in vote.classes if c.code not in there)
    weight = sum((part.weight for part in parts), Fraction())
    if not weight or (absent and vote.missing_class == "withhold"):
        return VoteValue(None, parts, absent)
    total = sum((part.weight * part.value for part in parts), Fraction())
    return VoteValue(total / weight, parts, absent)


def _vote(count: VoteCount, campaign: Campaign) -> Vote:
    vote = next((v for v in campaign.votes if v.code == count.vote), None)
    if vote is None:
        known = "、".join(v.code for v in campaign.votes) or "无"
        raise TallyError([f"活动文件里没有投票“{count.vote}”，可用：{known}"])
    return vote


def _check_classes(count: VoteCount, vote: Vote) -> None:
    known = [c.code for c in vote.classes]
    told = "、".join(known)
    problems = [
        f"投票“{vote.name}”没有“{code}”这一类投票人，可用：{told}"
        for part in count.classes
        for code in _codes(part, vote)
        if code not in known
    ]
    counted = [code for part in count.classes for code in _codes(part, vote)]
    problems += [
        f"“{code}”类的票计了{counted.count(code)}次，请合并为一行"
        for code in known
        if counted.count(code) > 1
    ]
    if problems:
        raise TallyError(problems)


def _codes(part: ClassTally, vote: Vote) -> tuple[str, ...]:
    """The classes that a part counts; a part that names none means the vote's only class."""
    if not part.voter_class and len(vote.classes) == 1:
        return (vote.classes[0].code,)
    return tuple(part.voter_class.split(JOINED))


def _class_value(part: ClassTally, vote: Vote, campaign: Campaign) -> ClassValue:
    classes = [vote.voter_class(code) for code in _codes(part, vote)]
    weight = sum((Fraction(c.weight) for c in classes), Fraction())
    name = "、".join(c.name for c in classes)
    return ClassValue(name, weight, _points(part.tally, vote, campaign), part.tally)


def _points(tally: Tally, vote: Vote, campaign: Campaign) -> Fraction:
    """Mean points of the grades, or what the share of choices is worth; at least one is valid."""
    known = values_of(vote, campaign)
    if unknown := [value for value, _ in tally.counts if value not in known]:
        told = "、".join(known)
        raise TallyError([f"等次“{value}”不在活动的等次（{told}）中" for value in unknown])
    if vote.mode is VoteMode.CHOOSE:
        return _share_points(Fraction(dict(tally.counts).get(CHOSEN, 0), tally.valid), vote)
    worth = {grade.grade: Fraction(grade.points) for grade in campaign.evaluation.grades}
    return sum((worth[g] * n for g, n in tally.counts), Fraction()) / tally.valid


def _share_points(share: Fraction, vote: Vote) -> Fraction:
    if not vote.share_points:
        return share * FULL
    reached = [Fraction(s.points) for s in vote.share_points if share >= Fraction(s.at_least)]
    return reached[-1] if reached else Fraction()
