"""One cell from its contestants to its result: filled, amended by decisions, and put into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.definition import Cell, Honour
from rules.evaluation import WindowRanking
from rules.selection.amend import Amendments, amend
from rules.selection.candidates import quota_rule
from rules.selection.contest import Filled, Tie, fill, fill_by_rank, ranks_of, total_of
from rules.selection.exclusions import Wins, apart_from_kin, once_each
from rules.selection.result import CellResult, OpenTie, Outcome, Verdict
from rules.selection.screening import Finding
from rules.selection.wording import Frame, behind, found, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.selection.candidates import Candidate


@dataclass(slots=True)
class Run:
    """What a selection carries from cell to cell."""

    wins: Wins
    ranking: WindowRanking | None
    amendments: Amendments
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    awaits: list[str] = field(default_factory=list)
    model_windows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Contest:
    honour: Honour
    cell: Cell
    places: int
    """As the cell has them after moves."""
    to_fill: int
    """Without those held back by decision."""


def run_cell(contest: Contest, contestants: Sequence[Candidate], run: Run) -> CellResult:
    """Fill the cell, note every verdict, and carry its winners on."""
    ordered = _still_competing(contest, contestants, run)
    ranks = dict(zip((one.number for one in ordered), ranks_of(ordered), strict=True))
    ranking = _ranking_for(contest, run)
    filled = (
        fill_by_rank(ordered, ranking, contest.to_fill)
        if ranking
        else fill(ordered, contest.to_fill)
    )
    amend(filled, contest.honour.code, contest.cell.code, contest.to_fill, run.amendments)
    choosing = _choosing(filled, run)
    last = min((total_of(one) for one in filled.winners), default=None)
    frame = Frame(contest.honour, contest.cell, contest.to_fill, quota_rule(contest.honour), last)
    telling = Telling(frame, ranks, run)
    telling.won(filled)
    telling.choosing(choosing)
    telling.tied(filled.ties)
    by_rank = ranking is not None and contest.places <= ranking.rule.ranks
    telling.not_chosen(filled, only_by_rank=by_rank)
    held = filled.claimed + len(choosing)
    return CellResult(
        contest.cell.code,
        contest.places,
        tuple(one.number for one in filled.winners),
        tuple(one.number for one in filled.reserves),
        contest.places - held,
        tuple(OpenTie(t.places, tuple(c.number for c in t.candidates)) for t in filled.ties),
        tuple(one.number for one in choosing),
    )


def _still_competing(
    contest: Contest, contestants: Sequence[Candidate], run: Run
) -> list[Candidate]:
    """Best first, without those that wins elsewhere or a better entry of their own keep out."""
    by_number = {one.number: one for one in contestants}
    findings = {one.number: run.wins.finding(one) for one in contestants}
    ordered, doubles = once_each([one for one in contestants if findings[one.number] is None])
    ordered, kin = apart_from_kin(ordered, run.wins.campaign)
    for number, standing in doubles.items():
        text = f"就同一荣誉另有得分不低于本件的申报{standing}，只计一件。"
        findings[number] = Finding(Outcome.EXCLUDED, quota_rule(contest.honour), text)
    for number, standing in kin.items():
        text = f"上级或下级单位的申报{standing}得分不低于本件，本活动约定不同时获评。"
        findings[number] = Finding(Outcome.EXCLUDED, "A15", text)
    for number, finding in findings.items():
        if finding is not None:
            run.verdicts[number] = found(by_number[number], contest.honour, contest.cell, finding)
    return ordered


def _ranking_for(contest: Contest, run: Run) -> WindowRanking | None:
    """The windows' ranking where the places of this cell go by it (R47)."""
    ranking = run.ranking
    if ranking is None or ranking.rule.honour != contest.honour.code:
        return None
    return ranking if ranking.rule.kind in contest.cell.kinds else None


def _choosing(filled: Filled, run: Run) -> list[Candidate]:
    """Winners that already win the other personal honour; their place is held (A14)."""
    if run.wins.campaign.readings.both_personal_honours != "choose":
        return []
    choosing = [one for one in filled.winners if run.wins.other_personal(one) is not None]
    numbers = {one.number for one in choosing}
    filled.winners = [one for one in filled.winners if one.number not in numbers]
    return choosing


@dataclass(frozen=True, slots=True)
class Telling:
    """Notes the verdicts of one cell, all in the same frame."""

    frame: Frame
    ranks: dict[str, int]
    run: Run

    def say(self, one: Candidate, outcome: Outcome, rule: str, sentence: str) -> None:
        rank = self.ranks[one.number]
        self.run.verdicts[one.number] = placed(one, outcome, rank, self.frame, (rule, sentence))

    @property
    def where(self) -> str:
        return f"{self.frame.honour.name}·{self.frame.cell.name}"

    def won(self, filled: Filled) -> None:
        for one in filled.winners:
            self.run.wins.add(one)
            by_rank = one.number in filled.by_rank
            if by_rank:
                self.run.model_windows.append(one.application.unit.code)
            note = self.run.amendments.notes.get(one.number)
            if note is not None:
                self.say(one, Outcome.WON, "R6", f"{note}。拟获评。")
            elif by_rank:
                sentence = f"{self._overall(one)}且申报“{self.frame.honour.name}”，拟获评。"
                self.say(one, Outcome.WON, "R47", f"{sentence}下一年度为标兵窗口。")
            else:
                self.say(one, Outcome.WON, self.frame.quota_rule, "在名额之内，拟获评。")

    def choosing(self, choosing: Sequence[Candidate]) -> None:
        for one in choosing:
            other = self.run.wins.other_personal(one)
            kept = other.number if other else ""
            sentence = f"已入围另一项个人荣誉（{kept}），须本人选择，名额暂留。"
            self.say(one, Outcome.CHOICE, "A14", sentence)
            name = one.application.shown_name
            self.run.awaits.append(f"{self.where}：{name}须在{kept}与{one.number}中选择一项")

    def tied(self, ties: Sequence[Tie]) -> None:
        for tie in ties:
            numbers = "、".join(one.number for one in tie.candidates)
            decide = f"同分，余{tie.places}个名额，由领导小组决定"
            self.run.awaits.append(f"{self.where}：{numbers}{decide}")
            for one in tie.candidates:
                sentence = f"{len(tie.candidates)}件{decide}。"
                self.say(one, Outcome.TIE, self.frame.quota_rule, sentence)

    def not_chosen(self, filled: Filled, *, only_by_rank: bool) -> None:
        notes = self.run.amendments.notes
        for one in filled.replaced:
            self.say(one, Outcome.REPLACED, "R6", f"{notes[one.number]}。")
        for one in filled.reserves:
            if one.number in notes:
                self.say(one, Outcome.RESERVE, "R6", f"{notes[one.number]}。列入备选。")
            elif only_by_rank:
                sentence = f"{self._overall(one)}；名额只按窗口总排名产生，不顺延，列入备选。"
                self.say(one, Outcome.RESERVE, "R47", sentence)
            else:
                self.say(one, Outcome.RESERVE, self.frame.quota_rule, behind(one, self.frame))

    def _overall(self, one: Candidate) -> str:
        ranking = self.run.ranking
        rank = ranking.rank_of(one.application.unit.code) if ranking else None
        return "未进入窗口总排名" if rank is None else f"窗口总排名第{rank}名"
