"""The leading group's decisions on a filled cell: ties given, vacancies filled, names replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.selection.contest import Filled
from rules.selection.decisions import Decision, FillVacancy, GiveTieTo, Replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.selection.candidates import Candidate


@dataclass(slots=True)
class Amendments:
    """Decisions still to be applied, what they did, and why some could not be."""

    waiting: list[Decision]
    notes: dict[str, str] = field(default_factory=dict)
    """What was decided about a candidate, by application number."""
    problems: list[str] = field(default_factory=list)

    def settle(self, decision: Decision) -> None:
        self.waiting.remove(decision)


def amend(
    filled: Filled,
    cell: tuple[str, str],
    places: int,
    ranks: Mapping[str, int],
    amendments: Amendments,
) -> None:
    """Apply the decisions that concern this cell of an honour, ties first, replacements last."""
    before = len(amendments.waiting)
    for tie in [d for d in amendments.waiting if isinstance(d, GiveTieTo)]:
        if (tie.honour, tie.cell) == cell:
            _give_tie(filled, tie, amendments)
    for vacancy in [d for d in amendments.waiting if isinstance(d, FillVacancy)]:
        _fill_vacancy(filled, vacancy, places, amendments)
    for replacement in [d for d in amendments.waiting if isinstance(d, Replace)]:
        _replace(filled, replacement, amendments)
    if len(amendments.waiting) < before:
        filled.sort(ranks)


def _give_tie(filled: Filled, decision: GiveTieTo, amendments: Amendments) -> None:
    amendments.settle(decision)
    named = set(decision.applications)
    tie = next((t for t in filled.ties if named & _numbers(t.candidates)), None)
    if tie is None:
        who = "、".join(decision.applications)
        amendments.problems.append(f"{who}之间没有待定的同分，无须决定")
        return
    if strangers := sorted(named - _numbers(tie.candidates)):
        amendments.problems.append(f"{'、'.join(strangers)}不在同分之列")
        return
    if len(named) != tie.places:
        text = f"同分待定名额{tie.places}个，决定给了{len(named)}个，两者须相等"
        amendments.problems.append(text)
        return
    filled.ties.remove(tie)
    for one in tie.candidates:
        (filled.winners if one.number in named else filled.reserves).append(one)
        amendments.notes[one.number] = f"同分由领导小组决定，{decision.note}"


def _fill_vacancy(
    filled: Filled, decision: FillVacancy, places: int, amendments: Amendments
) -> None:
    one = _find(filled.reserves, decision.application)
    if one is None:
        return
    amendments.settle(decision)
    if filled.claimed >= places:
        text = f"{one.number}所在类别没有空缺名额（{places}个已满），可改为替换（replace）"
        amendments.problems.append(text)
        return
    filled.reserves.remove(one)
    filled.winners.append(one)
    amendments.notes[one.number] = f"递补空缺，{decision.note}"


def _replace(filled: Filled, decision: Replace, amendments: Amendments) -> None:
    out = _find(filled.winners, decision.out)
    if out is None:
        return
    into = _find(filled.reserves, decision.into)
    if into is None:
        return
    amendments.settle(decision)
    filled.winners.remove(out)
    filled.reserves.remove(into)
    filled.winners.append(into)
    filled.replaced.append(out)
    amendments.notes[out.number] = f"名额改给{into.number}，{decision.note}"
    amendments.notes[into.number] = f"替换{out.number}，{decision.note}"


def _find(candidates: Iterable[Candidate], number: str) -> Candidate | None:
    return next((one for one in candidates if one.number == number), None)


def _numbers(candidates: Sequence[Candidate]) -> set[str]:
    return {one.number for one in candidates}
