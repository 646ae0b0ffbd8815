"""Rows of a tally sheet that are paper of a vote held here, gathered into its batches."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from models import VoteSession
from records.workbooks.sheets import TallyRow
from tasks.context import Context
from tasks.errors import NotPossible, Refused
from tasks.voting.batches import Batch, Line, enter_batch


def held_votes(ctx: Context, campaign_id: int) -> set[str]:
    """Votes that are held in this system, whatever their state."""
    return set(
        ctx.session.exec(
            select(VoteSession.vote).where(col(VoteSession.campaign_id) == campaign_id)
        ).all()
    )


def enter_batches(
    ctx: Context, campaign_id: int, file: int, rows: Sequence[tuple[str, TallyRow]]
) -> None:
    """Each batch of each vote; raises Refused with what is wrong with any of them."""
    gathered: dict[tuple[str, str], list[TallyRow]] = {}
    for vote, row in rows:
        gathered.setdefault((vote, row.batch), []).append(row)
    reasons: list[str] = []
    for (vote, _), lines in gathered.items():
        try:
            enter_batch(ctx, campaign_id, vote, _batch(lines), file_id=file)
        except NotPossible as refusal:
            reasons += refusal.reasons
    if reasons:
        raise Refused(reasons)


def _batch(rows: Sequence[TallyRow]) -> Batch:
    first = rows[0]
    different = [r.candidate for r in rows if r.issued != first.issued]
    if different:
        what = f"第{first.batch}批：发出张数整批相同，{'、'.join(different)} 与前面不同，请核对"
        raise Refused([what])
    if len({row.voter_class for row in rows}) > 1:
        raise Refused([f"第{first.batch}批：一批只能有一类投票人，请分开编号"])
    lines = {row.candidate: Line(row.returned, row.valid, row.grades) for row in rows}
    return Batch(first.batch, first.voter_class, first.issued, lines)
