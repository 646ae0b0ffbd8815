"""Checking the journal: the first row that is altered, missing, moved or too many, and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from models import JournalCheckpoint, JournalEntry, JournalHead
from tasks.journal import GENESIS, chain_hash, content_hash, digest_of
from tasks.stamps import HASH_DIGITS, Stamp, is_honest

Row = Mapping[str, Any]
BATCH = 5_000
"""Rows held in memory at a time, however long the journal is."""
LOWEST = -(2**31)
"""A row put in before the first one is seen as well."""
UNREADABLE = (ValueError, TypeError, AttributeError, DBAPIError)
"""What reading raises where somebody wrote bytes that no column of ours ever held."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place at which the journal is not what it was when it was written."""

    seq: int
    what: str

    @property
    def remedy(self) -> str:
        return (
            f"第{self.seq - 1}行及以前可信。请立即停止写入，把数据库原样复制一份封存，"
            f"用最近的备份逐行核对第{self.seq}行起的内容，并报告纪检部门"
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """How long the journal is, what its checkpoints say, and where it first breaks if it does."""

    rows: int
    erased: int
    """Rows whose payload was erased, which their digest allows."""
    checkpoints: int
    unsigned: int
    keys: tuple[str, ...]
    """Short names of the keys that signed, for comparison with the papers."""
    broken: Break | None


def check(session: Session, printed: Sequence[Stamp] = ()) -> Checked:
    """Read the whole journal once in batches, against its head, its checkpoints and printed ones.

    Without a printed checkpoint, whoever can rewrite the database and holds the key can also
    rewrite the end of the chain unseen.
    """
    taken = session.exec(select(JournalCheckpoint).order_by(col(JournalCheckpoint.seq))).all()
    forged = next((one for one in taken if not is_honest(one)), None)
    walk = Walk(_expected(taken, printed))
    broken = _walked(session, walk)
    if forged is not None and (broken is None or forged.seq < broken.seq):
        broken = Break(forged.seq, f"指向第{forged.seq}行的检查点签名不符，检查点被改动过")
    return Checked(
        walk.seq,
        walk.erased,
        len(taken),
        sum(not one.signature for one in taken),
        tuple(sorted({one.key_id for one in taken if one.key_id})),
        broken,
    )


def _walked(session: Session, walk: Walk) -> Break | None:
    """To the end; what others append meanwhile is read as well, since the head has it already."""
    after, head = LOWEST, None
    while head is None or (head.seq > walk.seq > after):
        after = walk.seq if head else LOWEST
        broken = walk.through(batches(session, after=after))
        if broken is not None:
            return broken
        query = select(JournalHead).execution_options(populate_existing=True)
        head = session.exec(query).one()
    return walk.ends_at(head)


class Walk:
    """One pass along the chain, remembering where it stands."""

    def __init__(self, expected: Mapping[int, Sequence[tuple[str, str]]]) -> None:
        self.seq, self.hash, self.erased = 0, GENESIS, 0
        self._expected = expected

    def through(self, batches: Iterable[Sequence[Row]]) -> Break | None:
        try:
            for rows in batches:
                for row in rows:
                    problem = self._step(row)
                    if problem is not None:
                        return Break(self.seq + 1, problem)
        except (_UnreadableRowError, *UNREADABLE):
            return Break(self.seq + 1, f"第{self.seq + 1}行读不出来，数据被改成了系统不会写的样子")
        return None

    def ends_at(self, head: JournalHead) -> Break | None:
        """Rows cut off or added at the end, by the head row and the checkpoints beyond it."""
        beyond = [seq for seq in self._expected if seq > self.seq]
        if beyond:
            told = "、".join(text for _, text in self._expected[max(beyond)])
            return Break(
                self.seq + 1, f"日志只到第{self.seq}行，{told}指向第{max(beyond)}行，其后的行被删去"
            )
        if (head.seq, head.hash) == (self.seq, self.hash):
            return None
        if head.seq > self.seq:
            return Break(
                self.seq + 1, f"日志只到第{self.seq}行，链头记到第{head.seq}行，其后的行被删去"
            )
        return Break(
            head.seq + 1, f"链头只记到第{head.seq}行，之后的行不是系统写入的，或链头被改动"
        )

    def _step(self, row: Row) -> str | None:
        seq, wanted = row["seq"], self.seq + 1
        if seq != wanted:
            return f"第{wanted}行不见了，下一行是第{seq}行"
        if row["previous"] != self.hash:
            return f"第{seq}行不接在第{self.seq}行之后：前一行的校验码不符"
        if row["hash"] != chain_hash(self.hash, content_hash(row)):
            return f"第{seq}行的内容与它的校验码不符，有字段被改动"
        if row["payload"] is None:
            self.erased += 1
        elif row["digest"] != digest_of(row["salt"], row["payload"]):
            return f"第{seq}行的附记与摘要不符，附记被改动"
        for start, text in self._expected.get(seq, ()):
            if not row["hash"].startswith(start):
                return f"第{seq}行的校验码与{text}不符，到这一行为止的日志被重写过"
        self.seq, self.hash = seq, row["hash"]
        return None


def _expected(
    taken: Iterable[JournalCheckpoint], printed: Iterable[Stamp]
) -> dict[int, list[tuple[str, str]]]:
    """By row: how its hash must begin, and who says so."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in taken:
        found[one.seq].append((one.hash, f"检查点（{one.occasion}）"))
    for stamp in printed:
        found[stamp.seq].append((stamp.start[:HASH_DIGITS], f"纸面上的检查点{stamp.text}"))
    return found


class _UnreadableRowError(ValueError):
    """The database gives a row back in no form that this program ever wrote."""


def batches(session: Session, *, after: int = LOWEST) -> Iterator[Sequence[Row]]:
    """By key, not by offset: the last batch is found as fast as the first."""
    last, size = after, BATCH
    while True:
        try:
            rows = _rows(session, last, size)
        except UNREADABLE as error:
            if size == 1:
                raise _UnreadableRowError from error
            size = 1  # one by one up to the row that cannot be read
            continue
        if not rows:
            return
        yield rows
        last = rows[-1]["seq"]


def _rows(session: Session, last: int, size: int) -> Sequence[Row]:
    table = cast("Any", JournalEntry).__table__
    query = select(table).where(table.c.seq > last).order_by(table.c.seq).limit(size)
    return cast("Sequence[Row]", session.connection().execute(query).mappings().all())
