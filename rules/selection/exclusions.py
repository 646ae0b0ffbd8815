"""Who no longer competes because of what was won elsewhere (R28, A14, A15) or entered twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from rules.definition import Campaign
from rules.selection.contest import best_first, total_of
from rules.selection.decisions import Choose
from rules.selection.result import Outcome
from rules.selection.screening import Finding
from rules.selection.wording import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.selection.candidates import Candidate


@dataclass(slots=True)
class Wins:
    """The places won so far, by the unit or person that holds them."""

    campaign: Campaign
    chosen: Mapping[tuple[str, str], Candidate]
    """The application a person keeps, by the person's code (A14)."""
    won: dict[tuple[str, str], list[Candidate]] = field(default_factory=dict)
    kin: set[tuple[str, str]] = field(default_factory=set)
    """Honour and unit of the winners and of their parents, for A15."""
    kin_barred: bool = field(init=False)

    def __post_init__(self) -> None:
        self.kin_barred = self.campaign.readings.parent_and_child == "bar"

    def add(self, winner: Candidate) -> None:
        application = winner.application
        self.won.setdefault(winner.who, []).append(winner)
        if application.person is None:
            self.kin.add((application.honour, application.unit.code))
            if application.unit.parent:
                self.kin.add((application.honour, f"child of {application.unit.parent}"))

    def other_personal(self, candidate: Candidate) -> Candidate | None:
        """The personal honour that this person already wins."""
        if candidate.application.person is None:
            return None
        return next(iter(self.won.get(candidate.who, ())), None)

    def finding(self, candidate: Candidate) -> Finding | None:
        """Why what is already won keeps this candidate out, if it does."""
        who = candidate.who
        if who not in self.won and who not in self.chosen and not self.kin_barred:
            return None  # most of them by far
        application = candidate.application
        for winner in self.won.get(who, ()):
            before = self.campaign.honour(winner.application.honour)
            if application.honour in before.excludes:
                text = f"已获评“{before.name}”（{winner.number}），不再获评此项，名额顺延。"
                return Finding(Outcome.EXCLUDED, Sentence("R28", text))
        return self._by_choice(candidate) or self._by_kin(candidate)

    def _by_choice(self, candidate: Candidate) -> Finding | None:
        kept = self.chosen.get(candidate.who)
        if kept is not None and kept.number != candidate.number:
            text = f"本人选择参评{kept.number}，不再参评此项。"
            return Finding(Outcome.EXCLUDED, Sentence("A14", text))
        other = self.other_personal(candidate)
        if other is not None and self.campaign.readings.both_personal_honours == "bar":
            text = f"已获评另一项个人荣誉（{other.number}），本活动约定个人荣誉不兼得。"
            return Finding(Outcome.EXCLUDED, Sentence("A14", text))
        return None

    def _by_kin(self, candidate: Candidate) -> Finding | None:
        application = candidate.application
        if not self.kin_barred or application.person is not None:
            return None
        honour, unit = application.honour, application.unit
        mine = {(honour, unit.parent or ""), (honour, f"child of {unit.code}")}
        if not self.kin & mine:
            return None
        text = "上级或下级单位已获评同一荣誉，本活动约定不同时获评。"
        return Finding(Outcome.EXCLUDED, Sentence("A15", text))


def choices(
    decisions: Sequence[Choose], by_number: Mapping[str, Candidate], problems: list[str]
) -> dict[tuple[str, str], Candidate]:
    """What each person keeps; a choice without an alternative is a mistake worth telling."""
    kept: dict[tuple[str, str], Candidate] = {}
    for decision in decisions:
        one = by_number.get(decision.application)
        if one is None:
            continue
        if one.application.person is None:
            problems.append(f"{one.number}是集体申报，不存在个人荣誉的选择")
        elif one.who in kept:
            problems.append(f"{one.application.shown_name}的选择登记了两次，请保留一次")
        else:
            kept[one.who] = one
    return kept


def once_each(contestants: Sequence[Candidate]) -> tuple[list[Candidate], dict[str, str]]:
    """One entry per unit or person, its best; the others by number, with the entry that stands."""
    if len({one.who for one in contestants}) == len(contestants):
        return list(contestants), {}
    first: dict[tuple[str, str], str] = {}
    kept: list[Candidate] = []
    doubles: dict[str, str] = {}
    for one in best_first(contestants):
        standing = first.setdefault(one.who, one.number)
        if standing == one.number:
            kept.append(one)
        else:
            doubles[one.number] = standing
    kept.sort(key=attrgetter("number"))
    return kept, doubles


def apart_from_kin(
    contestants: Sequence[Candidate], campaign: Campaign
) -> tuple[list[Candidate], dict[str, str]]:
    """Within one cell, the better of parent and child; at equal totals the parent (A15)."""
    if campaign.readings.parent_and_child != "bar":
        return list(contestants), {}
    ordered = best_first(contestants)
    units = {one.application.unit.code for one in ordered}
    kept: list[Candidate] = []
    out: dict[str, str] = {}
    for one in sorted(ordered, key=lambda c: (-total_of(c), c.application.unit.parent in units)):
        kin = next((other for other in kept if _kin(one, other)), None)
        if kin is None or one.application.person is not None:
            kept.append(one)
        else:
            out[one.number] = kin.number
    kept.sort(key=attrgetter("number"))
    return kept, out


def _kin(one: Candidate, other: Candidate) -> bool:
    mine, theirs = one.application.unit, other.application.unit
    return mine.parent == theirs.code or theirs.parent == mine.code
