"""One-time codes: drawn by chance within a class, kept as hashes only, handed out on paper."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlmodel import col, func, select

from models import VoteBatch, VoteCode
from rules.states import VoteState
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case
from tasks.voting.sessions import Polling, polling, present

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and digits that are taken for one another."""
CODE_LENGTH = 12
"""59 bits: not to be guessed while a vote is open, short enough to type."""


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code as it is printed; nobody keeps it but the paper."""

    voter_class: str
    text: str

    def printed(self, *, halves: bool) -> tuple[str, ...]:
        """In one piece, or in the two that two offices hand out."""
        middle = CODE_LENGTH // 2
        parts = (self.text[:middle], self.text[middle:]) if halves else (self.text,)
        return tuple(grouped(part) for part in parts)


@use_case("发放验票码")
def issue_codes(
    ctx: Context, campaign_id: int, vote: str, wanted: Mapping[str, int] | None = None
) -> tuple[Code, ...]:
    """New codes by class; without numbers, one for everybody present who has no slip yet.

    Raises Refused where more would be given out than voters are there.
    """
    session = polling(ctx, campaign_id, vote, VoteState.OPEN, lock="alone")
    room = left_by_class(ctx, session)
    counts = dict(room if wanted is None else wanted)
    _refuse_too_many(session, counts, room)
    chance = ctx.house.chance
    codes = [Code(code, words(chance, CODE_LENGTH)) for code, n in counts.items() for _ in range(n)]
    # The order of the list is chance as well: whoever deals the slips knows nothing by their place.
    chance.shuffle(codes)
    codes.sort(key=lambda code: list(counts).index(code.voter_class))
    rows = [
        {
            "hash": hash_of(session, code.text),
            "session_id": session.id,
            "voter_class": code.voter_class,
            "used": False,
        }
        for code in codes
    ]
    if rows:
        ctx.session.execute(insert(VoteCode), sorted(rows, key=lambda row: str(row["hash"])))
    ctx.record("vote.codes_issued", vote, campaign=campaign_id, counts=counts)
    return tuple(codes)


@use_case("收回未用的验票码")
def withdraw_codes(ctx: Context, campaign_id: int, vote: str, codes: Sequence[str]) -> int:
    """Codes handed back unused, as by somebody who takes paper instead; used ones are refused."""
    session = polling(ctx, campaign_id, vote, VoteState.OPEN, lock="alone")
    wanted = {hash_of(session, code) for code in codes}
    unused = ctx.session.exec(
        select(VoteCode.hash).where(
            col(VoteCode.session_id) == session.id,
            col(VoteCode.hash).in_(wanted),
            col(VoteCode.used).is_(False),
        )
    ).all()
    if len(unused) < len(wanted):
        missing = len(wanted) - len(unused)
        raise Refused([f"{missing}个验票码不存在或已经用过，一个也没有收回"])
    ctx.session.execute(delete(VoteCode).where(col(VoteCode.hash).in_(unused)))
    ctx.record("vote.codes_withdrawn", vote, campaign=campaign_id, count=len(unused))
    return len(unused)


def left_by_class(ctx: Context, session: Polling) -> dict[str, int]:
    """How many slips, by code or on paper, each class may still be given."""
    there = [voter.voter_class for voter in present(ctx, session)]
    coded = issued_codes(ctx, session)
    paper = paper_issued(ctx, session)
    return {
        c.code: there.count(c.code) - coded.get(c.code, 0) - paper.get(c.code, 0)
        for c in session.vote.classes
    }


def issued_codes(ctx: Context, session: Polling) -> dict[str, int]:
    rows = ctx.session.exec(
        select(VoteCode.voter_class, func.count())
        .where(col(VoteCode.session_id) == session.id)
        .group_by(col(VoteCode.voter_class))
    ).all()
    return dict(rows)


def paper_issued(ctx: Context, session: Polling) -> dict[str, int]:
    rows = ctx.session.exec(
        select(VoteBatch.voter_class, func.sum(col(VoteBatch.issued)))
        .where(col(VoteBatch.session_id) == session.id)
        .group_by(col(VoteBatch.voter_class))
    ).all()
    return dict(rows)


def hash_of(session: Polling, code: str) -> str:
    """Keyed with the session's pepper, so that a list of codes cannot be matched once it is wiped."""
    return hmac.new(
        bytes.fromhex(session.row.pepper), plain(code).encode(), hashlib.sha256
    ).hexdigest()


def plain(text: str) -> str:
    """A code or receipt as it is hashed: capitals, without what people put between groups."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def words(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(ALPHABET, k=length))


def grouped(text: str) -> str:
    """In fours, as it is printed."""
    return "-".join(text[n : n + 4] for n in range(0, len(text), 4))


def _refuse_too_many(session: Polling, counts: Mapping[str, int], room: Mapping[str, int]) -> None:
    reasons = []
    for code, count in counts.items():
        if code not in room:
            known = "、".join(room)
            reasons.append(f"“{session.vote.name}”没有“{code}”这一类投票人，可用：{known}")
        elif not 0 <= count <= max(room[code], 0):
            name = session.vote.voter_class(code).name
            reasons.append(f"{name}还可以发{room[code]}张，要发{count}张，请核对签到表")
    if reasons:
        raise Refused(reasons)
