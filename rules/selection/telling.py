"""The verdicts of one cell: whoever wins, waits or is not chosen, all in the same frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.selection.notes import Note
from rules.selection.result import Outcome, Verdict
from rules.selection.wording import Behind, Frame, Noted, Placed

if TYPE_CHECKING:
    from rules.selection.candidates import Candidate
    from rules.selection.cells import Run
    from rules.selection.contest import Filled, Tie
    from rules.selection.result import Words


@dataclass(frozen=True, slots=True)
class Telling:
    """Notes the verdicts of one cell and carries its winners on."""

    frame: Frame
    ranks: Mapping[str, int]
    notes: Mapping[str, Sequence[Note]]
    run: Run

    def of(self, filled: Filled, choosing: Sequence[Candidate], *, only_by_rank: bool) -> None:
        self._won(filled)
        self._choosing(choosing)
        self._tied(filled.ties)
        self._not_chosen(filled, only_by_rank=only_by_rank)

    def _say(self, one: Candidate, outcome: Outcome, words: Words) -> None:
        number, frame = one.number, self.frame
        if number in self.notes:
            words = Noted(words, tuple(self.notes[number]))
        self.run.verdicts[number] = Verdict(
            number,
            outcome,
            frame.honour.code,
            frame.cell.code,
            self.ranks[number],
            one.total,
            words,
        )

    def _placed(self, one: Candidate, outcome: Outcome, rule: str, sentence: str) -> None:
        self._say(one, outcome, Placed(self.frame, rule, sentence))

    @property
    def _where(self) -> str:
        return f"{self.frame.honour.name}·{self.frame.cell.name}"

    def _won(self, filled: Filled) -> None:
        for one in filled.winners:
            self.run.wins.add(one)
            by_rank = one.number in filled.by_rank
            if by_rank:
                self.run.model_windows.append(one.application.unit.code)
            note = self.run.amendments.notes.get(one.number)
            if note is not None:
                self._placed(one, Outcome.WON, "R6", f"{note}。拟获评。")
            elif by_rank:
                sentence = f"{self._overall(one)}且申报“{self.frame.honour.name}”，拟获评。"
                self._placed(one, Outcome.WON, "R47", f"{sentence}下一年度为标兵窗口。")
            else:
                self._placed(one, Outcome.WON, self.frame.quota_rule, "在名额之内，拟获评。")

    def _choosing(self, choosing: Sequence[Candidate]) -> None:
        for one in choosing:
            other = self.run.wins.other_personal(one)
            kept = other.number if other else ""
            sentence = f"已入围另一项个人荣誉（{kept}），须本人选择，名额暂留。"
            self._placed(one, Outcome.CHOICE, "A14", sentence)
            name = one.application.shown_name
            self.run.awaits.append(f"{self._where}：{name}须在{kept}与{one.number}中选择一项")

    def _tied(self, ties: Sequence[Tie]) -> None:
        for tie in ties:
            numbers = "、".join(one.number for one in tie.candidates)
            decide = f"同分，余{tie.places}个名额，由领导小组决定"
            self.run.awaits.append(f"{self._where}：{numbers}{decide}")
            for one in tie.candidates:
                sentence = f"{len(tie.candidates)}件{decide}。"
                self._placed(one, Outcome.TIE, self.frame.quota_rule, sentence)

    def _not_chosen(self, filled: Filled, *, only_by_rank: bool) -> None:
        decided, behind = self.run.amendments.notes, Behind(self.frame)
        for one in filled.replaced:
            self._placed(one, Outcome.REPLACED, "R6", f"{decided[one.number]}。")
        for one in filled.reserves:
            if one.number in decided:
                self._placed(one, Outcome.RESERVE, "R6", f"{decided[one.number]}。列入备选。")
            elif only_by_rank:
                sentence = f"{self._overall(one)}；名额只按窗口总排名产生，不顺延，列入备选。"
                self._placed(one, Outcome.RESERVE, "R47", sentence)
            else:
                self._say(one, Outcome.RESERVE, behind)

    def _overall(self, one: Candidate) -> str:
        ranking = self.run.ranking
        rank = ranking.rank_of(one.application.unit.code) if ranking else None
        return "未进入窗口总排名" if rank is None else f"窗口总排名第{rank}名"
