"""The papers of a vote as workbooks: sign-in, codes, slips, sheets to count on, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from records.workbooks.filled import write_sheet
from records.workbooks.layout import Column, Kind, Layout
from records.workbooks.sheets import TallyRow, tally_layout
from records.workbooks.writing import Heading, Written, write_workbook
from rules.ballots import JOINED, Slip, VoteCount, Voter, VoteValue, values_of
from rules.definition import Campaign, Vote
from rules.evaluation import round_half_up

NUMBER, CODE, NAME = Heading("序号", 8), Heading("代码", 14, text=True), Heading("名称", 36)
SHOWN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark of one voter, known by the one-time code only."""

    code: str
    candidate: str
    mark: str


MARKS: Layout[MarkRow] = Layout(
    "marks",
    "票面",
    (
        Column("code", "验票码", Kind.CODE, required=True, longest=40),
        Column("candidate", "候选代码", Kind.CODE, required=True, aliases=("代码",), longest=40),
        Column("mark", "票面", required=True, aliases=("等次", "选择"), longest=100),
    ),
    MarkRow,
)
"""What a clerk's terminal hands in: a row for each mark; rows of one code are one voter's."""


@dataclass(frozen=True, slots=True)
class CountedRow:
    candidate: str
    name: str
    count: VoteCount
    worth: VoteValue


def write_attendance(path: Path, vote: Vote, voters: Sequence[Voter]) -> None:
    """Who may vote, with room for signatures; who signs here has come, not voted."""
    headings = (
        NUMBER, Heading("类别", 24), Heading("单位", 24), Heading("姓名", 12),
        Heading("代理原因", 24), Heading("签名", 16),
    )  # fmt: skip
    names = {c.code: c.name for c in vote.classes}
    rows = [
        (n, names[v.voter_class], "、".join(v.units), v.name, v.reason, "")
        for n, v in enumerate(voters, 1)
    ]
    write_workbook(path, [Written("签到表", headings, rows, f"{vote.name} 签到表")])


def write_codes(
    folder: Path, vote: Vote, codes: Sequence[tuple[str, tuple[str, ...]]]
) -> list[Path]:
    """The codes (class, parts) to cut apart: one list, or one for each office that deals a half.

    Both lists have the same numbers: who drew a number at one office takes it to the other.
    """
    names = {c.code: c.name for c in vote.classes}
    written = []
    for part, word in enumerate(("前半", "后半") if vote.halves else ("",)):
        headings = (NUMBER, Heading("类别", 30), Heading(f"验票码{word}", 24, text=True))
        rows = [(n, names[group], parts[part]) for n, (group, parts) in enumerate(codes, 1)]
        path = folder / f"{vote.code}-验票码{word}.xlsx"
        write_workbook(path, [Written("验票码", headings, rows, f"{vote.name} 验票码{word}")])
        written.append(path)
    return written


def write_slip(
    path: Path, campaign: Campaign, vote: Vote, candidates: Iterable[tuple[str, str]]
) -> None:
    """The paper slip to print: a row for each candidate, a column for each mark."""
    marks = values_of(vote, campaign)
    rule = f"最多选{vote.at_most}个" if vote.at_most else "每行只选一个等次"
    own = "" if vote.self_vote else "；本单位一行请留空"
    headings = (NUMBER, NAME, *(Heading(mark, 10) for mark in marks))
    rows = [(n, name, *[""] * len(marks)) for n, (_, name) in enumerate(candidates, 1)]
    title = f"{vote.name} 票（打“√”，{rule}{own}）"
    write_workbook(path, [Written("票", headings, rows, title)])


def write_tally_sheet(
    path: Path,
    campaign: Campaign,
    vote: Vote,
    candidates: Iterable[tuple[str, str]],
    voter_class: str,
) -> None:
    """The sheet on which a batch of paper is counted, ready to be imported once it is filled."""
    zeros = dict.fromkeys(values_of(vote, campaign), 0)
    rows = [TallyRow(code, 0, 0, 0, zeros, name, voter_class, "1") for code, name in candidates]
    write_sheet(path, tally_layout(campaign), rows)


def result_sheet(campaign: Campaign, vote: Vote, counted: Sequence[CountedRow]) -> Written:
    """发出, 收回, 有效, 废票 and the marks of each class, with the points they are worth."""
    marks = values_of(vote, campaign)
    numbers = ("发出", "未收回", "收回", "废票", "有效", "本单位回避")
    headings = (
        CODE, NAME, Heading("类别", 24), *(Heading(word, 8) for word in (*numbers, *marks)),
        Heading("得分", 12), Heading("说明", 36),
    )  # fmt: skip
    rows = [row for one in counted for row in _result_rows(one, vote, marks)]
    return Written("计票结果", headings, rows, f"{vote.name} 计票结果")


def write_result(path: Path, campaign: Campaign, vote: Vote, counted: Sequence[CountedRow]) -> None:
    write_workbook(path, [result_sheet(campaign, vote, counted)])


def write_board(path: Path, vote: Vote, slips: Sequence[Slip], digest: str) -> None:
    """The published list, in the order of its keys, under the hash that stands on the minutes."""
    headings = (
        Heading("票号", 66, text=True), Heading("类别", 20, text=True), CODE, Heading("票面", 12),
    )  # fmt: skip
    rows = [(s.key, s.voter_class, s.candidate, s.value or "不公布") for s in slips]
    title = f"{vote.name} 票单 校验值 {digest}"
    write_workbook(path, [Written("票单", headings, rows, title)])


def _group_names(vote: Vote, group: str) -> str:
    """Names of the classes that were counted together."""
    codes = group.split(JOINED)
    return "、".join(c.name for c in vote.classes if c.code in codes)


def _result_rows(one: CountedRow, vote: Vote, marks: Sequence[str]) -> Iterable[tuple[object, ...]]:
    value = one.worth.value
    shown = "" if value is None else f"{round_half_up(value, SHOWN_DECIMALS):f}"
    remarks = [f"{name}没有可计的有效票" for name in one.worth.absent]
    if one.count.too_many:
        remarks.append(f"至少{one.count.too_many}票出自本单位负责人")
    for place, part in enumerate(one.count.classes):
        tally = part.tally
        given = dict(tally.counts)
        yield (
            one.candidate, one.name, _group_names(vote, part.voter_class),
            tally.issued, tally.unreturned, tally.returned, tally.void, tally.valid, tally.own,
            *(given.get(mark, 0) for mark in marks),
            shown if place == 0 else "", "；".join(remarks) if place == 0 else "",
        )  # fmt: skip
    if not one.count.classes:
        blank = [""] * (7 + len(marks))
        yield one.candidate, one.name, *blank, shown, "；".join(remarks)
