"""A checkpoint in its two forms: the statement that is signed, and the few digits people can type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models import JournalCheckpoint, JournalHead
from tasks.journal import Act
from tasks.journal_keys import Signer, is_signed, key_id_of

MOMENTS = {"paper.issued": "印发", "step.closed": "环节办结", "phase.closed": "阶段办结"}
"""Acts after which the chain is signed where it then stands, with the words for their occasion."""
HASH_DIGITS, KEY_DIGITS, GROUP = 16, 8, 4
_LOOKALIKES = str.maketrans("oil", "011")
"""Letters that no hexadecimal number has, for the figure that the reader of a paper meant."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The short form of a checkpoint: row, beginning of its hash, and which key signed it if any."""

    seq: int
    start: str
    key_id: str = ""

    @classmethod
    def of(cls, seq: int, hash_: str, key_id: str) -> Stamp:
        return cls(seq, hash_[:HASH_DIGITS], key_id)

    @classmethod
    def read(cls, text: str) -> Stamp:
        """What somebody typed from a paper, however spaced; raises ValueError saying what is wrong."""
        first, *rest = re.split(r"[^0-9a-zA-Z]+", text.strip()) or [""]
        digits = "".join(rest).lower().translate(_LOOKALIKES)
        lengths = (HASH_DIGITS, HASH_DIGITS + KEY_DIGITS)
        if not first.isascii() or not first.isdigit() or len(digits) not in lengths:
            raise ValueError(
                f"检查点“{text}”读不懂：应为行号、四组四位校验码，后面可有两组四位密钥号，"
                "如 1234-9f3a-77c2-01bd-44ee-5e1b-09aa"
            )
        if not re.fullmatch("[0-9a-f]+", digits):
            raise ValueError(f"检查点“{text}”的校验码只能是 0 至 9 和 a 至 f，请对照纸面再输入一次")
        return cls(int(first), digits[:HASH_DIGITS], digits[HASH_DIGITS:])

    @property
    def text(self) -> str:
        digits = self.start + self.key_id
        groups = (digits[place : place + GROUP] for place in range(0, len(digits), GROUP))
        return "-".join((str(self.seq), *groups))


def statement(seq: int, hash_: str, at: datetime, occasion: str) -> str:
    """What a checkpoint's signature covers, word for word, a line each."""
    said = ("pingxuan journal checkpoint/1", seq, hash_, at.astimezone(UTC).isoformat(), occasion)
    return "".join(f"{part}\n" for part in said)


def stamp_of(session: Session, signer: Signer | None) -> Stamp:
    """Where the chain stands before this transaction, for a paper that it issues."""
    head = session.exec(select(JournalHead)).one()
    return Stamp.of(head.seq, head.hash, signer.key_id if signer else "")


def take(
    session: Session, head: JournalHead, signer: Signer | None, at: datetime, occasion: str
) -> JournalCheckpoint:
    """The checkpoint of where the chain ends; one that is there already is returned.

    The caller holds the head row, so that two never take the same one at once.
    """
    key_id = signer.key_id if signer else ""
    known = session.exec(
        select(JournalCheckpoint).where(
            col(JournalCheckpoint.seq) == head.seq, col(JournalCheckpoint.key_id) == key_id
        )
    ).first()
    if known is not None:
        return known
    taken = JournalCheckpoint(seq=head.seq, hash=head.hash, at=at, occasion=occasion, key_id=key_id)
    if signer is not None:
        taken.public_key = signer.public_hex
        taken.signature = signer.sign(statement(head.seq, head.hash, at, occasion))
    session.add(taken)
    session.flush()
    return taken


def occasion_of(acts: Iterable[Act]) -> str:
    """What these acts call for a checkpoint for; empty where nothing does."""
    told = (f"{MOMENTS[act.what]} {act.subject}" for act in acts if act.what in MOMENTS)
    return "、".join(told)[:200]


def is_honest(checkpoint: JournalCheckpoint) -> bool:
    """Whether its own signature fits what it says; an unsigned one claims nothing."""
    if not checkpoint.signature:
        return checkpoint.key_id == ""
    said = statement(checkpoint.seq, checkpoint.hash, checkpoint.at, checkpoint.occasion)
    return key_id_of(checkpoint.public_key) == checkpoint.key_id and is_signed(
        checkpoint.public_key, checkpoint.signature, said
    )
