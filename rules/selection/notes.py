"""What stands beside a place without giving it: how a tie was broken, who recommended (R51)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.clauses import clause_of
from rules.definition import Priority
from rules.selection.candidates import Candidate
from rules.ties import PRIORITY, Split, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from rules.definition import Campaign
    from rules.facts import PriorityMark

MOST_SHOWN = 8
"""Figures of equal ones that are listed; of more, the candidate's own and both ends."""


@dataclass(frozen=True, slots=True)
class Broken:
    """How a link of the chain told this candidate from the others with its total."""

    link: str
    own: Fraction
    split: Split[Candidate]

    def __str__(self) -> str:
        parts = self.split.parts
        if self.split.size <= MOST_SHOWN:
            told = "、".join(
                f"{one.number} {self._shown(value)}" for value, members in parts for one in members
            )
        else:
            best, least = parts[0][0], parts[-1][0]
            told = f"本件{self._shown(self.own)}，最高{self._shown(best)}，最低{self._shown(least)}"
        return f"同分{self.split.size}件，按“{self.link}”定先后：{told}。"

    def _shown(self, value: Fraction) -> str:
        if self.split.link == PRIORITY:
            return "有" if value else "无"
        return f"{float(value):.4f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Recommended:
    """R51: shown to the leading group, never part of the score."""

    mark: PriorityMark

    def __str__(self) -> str:
        by = self.mark.by or "市、区审批局"
        return f"{by}优先推荐（{clause_of('R51')}，不计分）：{self.mark.reason.rstrip('。')}。"


Note = Broken | Recommended


def notes_on(
    field: Sequence[Candidate], splits: Sequence[Split[Candidate]], campaign: Campaign
) -> Mapping[str, Sequence[Note]]:
    """By number; the words are made when somebody reads them."""
    notes: dict[str, list[Note]] = defaultdict(list)
    for split in splits:
        link = named(split.link, campaign)
        for own, members in split.parts:
            for one in members:
                notes[one.number].append(Broken(link, own, split))
    if campaign.selection.priority is not Priority.NONE:
        for one in field:
            if one.application.priority is not None:
                notes[one.number].append(Recommended(one.application.priority))
    return dict(notes)
