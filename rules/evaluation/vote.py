"""The democratic vote: a count by classes of voters, turned into points (R44, A29)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.ballots import ClassValue, VoteCount, VoteValue, value_of
from rules.definition import Campaign
from rules.evaluation.measured import MarksError, Measured, Raw


@dataclass(frozen=True, slots=True)
class VotePoints:
    name: str = "民主投票"

    def measure(self, raw: Raw, campaign: Campaign) -> Measured:
        if not isinstance(raw, VoteCount):
            if raw:
                raise MarksError(("民主投票须为一次集中投票的计票表，不是得分表",))
            return Measured(None, missing=("尚未投票",))
        worth = value_of(raw, campaign)
        if worth.value is None:
            return Measured(None, missing=(_why_none(raw, worth),))
        several = len(campaign.vote(raw.vote).classes) > 1
        used = tuple(text for part in worth.classes for text in _used(part, several=several))
        return Measured(worth.value, used, _beside(raw, worth), raw.valid)


def _used(part: ClassValue, *, several: bool) -> tuple[str, ...]:
    given = tuple(f"{grade} {count}票" for grade, count in part.tally.counts if count)
    weight = float(part.weight)
    return (f"{part.name}（权重{weight:g}）：{'、'.join(given)}",) if several else given


def _beside(raw: VoteCount, worth: VoteValue) -> tuple[str, ...]:
    absent = tuple(f"{name}没有可计的有效票，权重由其他类分担" for name in worth.absent)
    if not raw.too_many:
        return absent
    return (*absent, f"至少{raw.too_many}票出自本单位负责人，请领导小组裁定")


def _why_none(raw: VoteCount, worth: VoteValue) -> str:
    if worth.classes:
        return f"{'、'.join(worth.absent)}没有可计的有效票，按规定不出结果"
    return f"发出{raw.issued}票，没有有效票"
