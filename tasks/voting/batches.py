"""Paper slips: counted in batches that add up, entered by one person and checked by another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from models import VoteBatch
from rules.ballots import Tally, TallyError, values_of
from rules.states import VoteState
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case
from tasks.voting.codes import left_by_class
from tasks.voting.sessions import Polling, polling


@dataclass(frozen=True, slots=True)
class Line:
    """What a batch says of one candidate: 收回 and 有效 slips with a mark for it, and the marks."""

    returned: int
    valid: int
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Slips of one class counted together; `issued` were handed out for it."""

    number: str
    voter_class: str
    issued: int
    lines: Mapping[str, Line]

    @property
    def returned(self) -> int:
        """Slips that came back at least: as many as name the candidate most often named."""
        return max((line.returned for line in self.lines.values()), default=0)


@use_case("录入纸质票")
def enter_batch(
    ctx: Context, campaign_id: int, vote: str, batch: Batch, *, file_id: int | None = None
) -> None:
    """Enter a batch; entered again before it is checked, it is replaced.

    Raises Refused with everything that does not add up.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN, lock="alone")
    if not batch.voter_class and len(session.vote.classes) == 1:
        batch = replace(batch, voter_class=session.vote.classes[0].code)
    row = _row(ctx, session, batch.number)
    if row is not None and row.checked_by:
        raise Refused([f"第{batch.number}批已由{row.checked_by}复核，不能再改"])
    problems = [*batch_problems(session, batch), *_room(ctx, session, batch, row)]
    if problems:
        raise Refused(problems)
    values: dict[str, Any] = {
        "voter_class": batch.voter_class,
        "issued": batch.issued,
        "entered_by": ctx.actor,
        "entered_key": ctx.who.key,
        "file_id": file_id,
        "lines": {
            code: {"returned": line.returned, "valid": line.valid, "grades": dict(line.grades)}
            for code, line in batch.lines.items()
        },
    }
    row = row or VoteBatch(session_id=session.id, number=batch.number, **values)
    row.sqlmodel_update(values)
    ctx.session.add(row)
    # Neither marks nor how many came back: no figure is told before the vote is closed.
    ctx.record(
        "vote.batch_entered", vote, campaign=campaign_id, batch=batch.number, issued=batch.issued
    )


@use_case("复核纸质票")
def check_batch(ctx: Context, campaign_id: int, vote: str, number: str) -> None:
    """A second person has counted the paper again and finds the batch as it was entered.

    Raises Refused where the same person entered it.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN, lock="alone")
    row = _row(ctx, session, number)
    if row is None:
        raise NotFound([f"“{session.vote.name}”没有第{number}批纸质票"])
    if row.entered_key == ctx.who.key:
        raise Refused([f"第{number}批由{row.entered_by}录入，须由另一人复核"])
    row.checked_by, row.checked_key = ctx.actor, ctx.who.key
    ctx.session.add(row)
    ctx.record("vote.batch_checked", vote, campaign=campaign_id, batch=number)


def batch_rows(ctx: Context, session: Polling) -> list[VoteBatch]:
    rows = ctx.session.exec(
        select(VoteBatch).where(col(VoteBatch.session_id) == session.id).order_by(col(VoteBatch.id))
    ).all()
    return list(rows)


def batch_of(row: VoteBatch) -> Batch:
    lines = {code: Line(**line) for code, line in row.lines.items()}
    return Batch(row.number, row.voter_class, row.issued, lines)


def batch_problems(session: Polling, batch: Batch) -> Iterator[str]:
    """What is wrong with a batch by itself."""
    name = f"第{batch.number}批"
    classes = [c.code for c in session.vote.classes]
    if batch.voter_class not in classes:
        yield f"{name}：没有“{batch.voter_class}”这一类投票人，可用：{'、'.join(classes)}"
    if missing := [code for code in session.candidates if code not in batch.lines]:
        yield f"{name}：缺候选 {'、'.join(missing)}，没有得票也请填 0"
    known = values_of(session.vote, session.plan)
    for code, line in batch.lines.items():
        if code not in session.candidates:
            yield f"{name}：{code} 不在这张票上，请删去"
        if unknown := [grade for grade in line.grades if grade not in known]:
            yield f"{name}：{code} 的“{'、'.join(unknown)}”不在票面上，可用：{'、'.join(known)}"
        try:
            Tally(tuple(line.grades.items()), batch.issued, line.returned, line.valid)
        except TallyError as error:
            yield from (f"{name}：{code} {problem}" for problem in error.problems)
    if 0 < batch.returned < session.vote.min_group:
        yield (
            f"{name}：只收回{batch.returned}张，不足{session.vote.min_group}张，单独计票会看出谁投了什么；"
            "请与其他批合并，或用验票码在终端上代为录入"
        )


def _room(ctx: Context, session: Polling, batch: Batch, known: VoteBatch | None) -> Iterator[str]:
    room = left_by_class(ctx, session)
    if known is not None and known.voter_class in room:
        room[known.voter_class] += known.issued
    if batch.issued > room.get(batch.voter_class, batch.issued):
        yield (
            f"第{batch.number}批：发出{batch.issued}张，按签到最多还能发{room[batch.voter_class]}张，"
            "请核对签到表和已发的验票码"
        )


def _row(ctx: Context, session: Polling, number: str) -> VoteBatch | None:
    return ctx.session.exec(
        select(VoteBatch).where(
            col(VoteBatch.session_id) == session.id, col(VoteBatch.number) == number
        )
    ).one_or_none()
