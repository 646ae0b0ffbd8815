"""Checkpoints: what is printed on paper convicts a rewritten or shortened journal, and is typed with ease."""

# ruff: noqa: S608 - the damage is done in plain SQL, as a stranger with the file would

from __future__ import annotations

import os
import random
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, col, delete, select, update

from config.settings import Settings
from models import JournalCheckpoint, JournalEntry, JournalHead
from models.database import create_tables
from tasks import checkpoints, journal
from tasks.context import House, open_house
from tasks.journal_check import check
from tasks.journal_keys import KeyUnusableError, is_signed, make_key, signer_of
from tasks.stamps import Stamp, statement
from tests.support.campaign_builder import shanghai
from tests.support.databases import KINDS, database

NOON = shanghai("2021-12-17", "12:00")
MUTATIONS = int(os.environ.get("PINGXUAN_MUTATIONS", "300"))
ROWS = 12
COLUMNS = (
    "campaign_id", "at", "actor", "on_behalf_of", "what", "subject", "why", "payload", "salt",
    "digest", "previous", "hash",
)  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> House:
    ours = open_house(Settings(home=tmp_path))
    create_tables(ours.engine)
    return ours


def act(house: House, count: int, what: str = "duty.waived") -> None:
    with house.acting("办公室", now=NOON) as ctx:
        for number in range(count):
            ctx.record(what, str(number), why="理由", unit=number)


def stamped(house: House) -> Stamp:
    with house.acting("办公室", now=NOON) as ctx:
        return checkpoints.checkpoint(ctx, "试验")


def where(house: House, *printed: Stamp) -> int | None:
    with Session(house.engine) as session:
        broken = check(session, printed).broken
    return broken.seq if broken else None


def rewritten(house: House, first: int) -> None:
    """An attacker with the whole database redoes the chain from a row on, without an error."""
    with Session(house.engine) as session:
        rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
        for row in rows[first - 1 :]:
            row.why = "另一个理由"
            row.previous = rows[row.seq - 2].hash if row.seq > 1 else journal.GENESIS
            row.hash = journal.chain_hash(row.previous, journal.content_hash(row.model_dump()))
        session.execute(update(JournalHead).values(seq=rows[-1].seq, hash=rows[-1].hash))
        session.execute(delete(JournalCheckpoint))
        session.commit()


def test_the_short_form_is_row_hash_and_key_in_groups_of_four(house: House) -> None:
    act(house, 3)
    stamp = stamped(house)

    with Session(house.engine) as session:
        taken = session.exec(select(JournalCheckpoint)).one()
    digits = taken.hash[:16] + taken.key_id
    assert stamp.text == "-".join(["3", *(digits[n : n + 4] for n in range(0, 24, 4))])
    assert is_signed(taken.public_key, taken.signature, statement(3, taken.hash, NOON, "试验"))


def test_what_people_type_is_read_however_spaced_and_with_letters_for_digits() -> None:
    stamp = Stamp(1234, "9f3a77c201bd44ee", "5e1b09aa")

    typed = ("1234-9f3a-77c2-01bd-44ee-5e1b-09aa", " 1234 9F3A 77C2 O1BD 44EE 5ElB 09AA ",
             "1234·9f3a77c201bd44ee·5e1b09aa")  # fmt: skip
    assert [Stamp.read(text) for text in typed] == [stamp] * 3
    assert Stamp.read("1234-9f3a-77c2-01bd-44ee") == Stamp(1234, "9f3a77c201bd44ee")


@pytest.mark.parametrize("typed", ["", "1234", "1234-9f3a-77c2-01bd-44e", "x-9f3a-77c2-01bd-44ee",
                                   "1234-9g3a-77c2-01bd-44ee"])  # fmt: skip
def test_what_cannot_be_a_checkpoint_is_refused_with_the_right_form(typed: str) -> None:
    with pytest.raises(ValueError, match="检查点"):
        Stamp.read(typed)


def test_a_truncated_journal_is_found_by_the_paper_even_where_the_head_agrees(house: House) -> None:
    act(house, 9)
    paper = stamped(house)
    with Session(house.engine) as session:
        session.execute(delete(JournalEntry).where(col(JournalEntry.seq) > 5))
        last = session.get_one(JournalEntry, 5).hash
        session.execute(update(JournalHead).values(seq=5, hash=last))
        session.execute(delete(JournalCheckpoint))
        session.commit()

    assert (where(house), where(house, paper)) == (None, 6)


def test_a_journal_rewritten_without_an_error_is_found_by_the_paper(house: House) -> None:
    act(house, 9)
    paper = stamped(house)
    rewritten(house, 4)

    assert (where(house), where(house, paper)) == (None, 9)


def test_a_checkpoint_that_was_altered_or_moved_to_another_row_is_found(house: House) -> None:
    act(house, 4)
    stamped(house)
    act(house, 4)
    for forged in ({"hash": "0" * 64}, {"seq": 5}, {"signature": "0" * 128},
                   {"public_key": "0" * 64}, {"occasion": "另一次"}, {"key_id": "00000000"}):  # fmt: skip
        with Session(house.engine) as session:
            session.execute(update(JournalCheckpoint).values(**forged))
            session.flush()
            broken = check(session).broken
            session.rollback()
        assert broken is not None, forged


def test_papers_and_closed_steps_take_a_checkpoint_of_their_own_act(house: House) -> None:
    act(house, 2)
    act(house, 1, "paper.issued")
    act(house, 1, "step.closed")

    with Session(house.engine) as session:
        taken = session.exec(select(JournalCheckpoint).order_by(col(JournalCheckpoint.seq))).all()
        checked = check(session)
    assert [(one.seq, one.occasion) for one in taken] == [(3, "印发 0"), (4, "环节办结 0")]
    assert (checked.checkpoints, checked.unsigned, checked.broken) == (2, 0, None)


def test_one_a_day_is_enough_and_none_is_due_where_nothing_happened(house: House) -> None:
    days = ("2021-12-17", "2021-12-17", "2021-12-18", "2021-12-18")
    due = []
    for day in days:
        with house.acting("办公室", now=shanghai(day)) as ctx:
            ctx.record("a", day)
        with house.acting("流程", now=shanghai(day, "23:00")) as ctx:
            due.append(checkpoints.daily_due(ctx))
            if due[-1]:
                checkpoints.checkpoint(ctx, "每日")
    with house.reading(now=shanghai("2021-12-20")) as ctx:
        due.append(checkpoints.daily_due(ctx))

    assert due == [True, False, True, False, True]


def test_the_key_is_made_once_for_its_owner_only_and_its_public_half_laid_beside(
    house: House, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(8) as pool:
        signers = list(
            pool.map(lambda _: signer_of(house.settings, random.SystemRandom()), range(8))
        )

    names = sorted(path.name for path in tmp_path.iterdir() if "key" in path.name)
    found = {signer.public_hex for signer in signers if signer}
    assert names == ["journal-key.pem", "journal-key.pub"]
    assert stat.S_IMODE((tmp_path / names[0]).stat().st_mode) == 0o600
    assert found == {(tmp_path / names[1]).read_text().strip()}


def test_a_key_in_the_safe_leaves_checkpoints_unsigned_and_work_going(tmp_path: Path) -> None:
    away = Settings(home=tmp_path, journal_key=tmp_path / "safe" / "key.pem")
    ours = open_house(away)
    create_tables(ours.engine)
    act(ours, 1, "paper.issued")
    unsigned = stamped(ours)
    made = make_key(tmp_path / "safe" / "key.pem", random.SystemRandom())
    signed = stamped(ours)

    assert (unsigned.key_id, signed.key_id) == ("", made.key_id)
    assert (where(ours), where(ours, unsigned, signed)) == (None, None)
    with pytest.raises(FileExistsError):
        make_key(tmp_path / "safe" / "key.pem", random.SystemRandom())


def test_a_damaged_key_is_named_to_who_asks_and_stops_no_other_work(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "journal-key.pem").write_text("not a key")
    act(house, 1, "paper.issued")

    with Session(house.engine) as session:
        assert check(session).unsigned == 1
    with pytest.raises(KeyUnusableError, match=r"journal-key\.pem"):
        signer_of(house.settings, random.SystemRandom())


def test_a_rotated_key_leaves_earlier_checkpoints_valid(house: House, tmp_path: Path) -> None:
    act(house, 1)
    first = stamped(house)
    for name in ("journal-key.pem", "journal-key.pub"):
        (tmp_path / name).unlink()
    act(house, 1)
    second = stamped(house)

    with Session(house.engine) as session:
        checked = check(session, [first, second])
    assert checked.keys == tuple(sorted((first.key_id, second.key_id)))
    assert checked.broken is None


@pytest.mark.parametrize("kind", KINDS)
def test_two_first_writers_at_once_do_not_collide(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as url:
        ours = open_house(Settings(home=tmp_path, database=url))
        create_tables(ours.engine)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda _: act(ours, 1, "paper.issued"), range(6)))
        with Session(ours.engine) as session:
            checked = check(session)
        ours.engine.dispose()

    assert (checked.rows, checked.checkpoints, checked.broken) == (6, 6, None)


def test_every_random_mutation_of_the_database_is_found(house: House) -> None:
    """Bits flipped, rows deleted, put in, swapped, fields reordered, the end cut off."""
    act(house, ROWS)
    paper = stamped(house)
    chance = random.Random(2021)  # noqa: S311 - one seed, one drill
    missed = []
    for number in range(MUTATIONS):
        with house.engine.connect() as connection:
            said = chance.choice(DAMAGES)(connection, chance)
            with Session(connection) as session:
                if check(session, [paper]).broken is None:
                    missed.append((number, said))
            connection.rollback()

    assert missed == []
    assert where(house, paper) is None


def _flip(connection: Connection, chance: random.Random) -> str:
    seq, column = chance.randint(1, ROWS), chance.choice(COLUMNS)
    old = connection.execute(text(f"SELECT {column} FROM journalentry WHERE seq={seq}")).scalar()
    raw = bytearray(str("" if old is None else old).encode())
    if raw and chance.random() < 0.8:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    else:
        raw.insert(chance.randint(0, len(raw)), chance.randrange(1, 128))
    if _means_the_same(column, raw, str(old)):
        raw = bytearray(b"null and void")
    connection.execute(
        text(f"UPDATE journalentry SET {column}=CAST(:new AS TEXT) WHERE seq={seq}"),
        {"new": bytes(raw)},
    )
    return f"flip {column} of {seq}"


def _means_the_same(column: str, raw: bytearray, old: str) -> bool:
    """Another blank between the tokens of JSON, or another sign between day and hour."""
    if column == "at":
        return raw[:10] + raw[11:] == old.encode()[:10] + old.encode()[11:]
    return column == "payload" and raw.split() == old.encode().split()


def _delete(connection: Connection, chance: random.Random) -> str:
    seq = chance.randint(1, ROWS)
    connection.execute(text(f"DELETE FROM journalentry WHERE seq={seq}"))
    return f"delete {seq}"


def _close_the_gap(connection: Connection, chance: random.Random) -> str:
    seq = chance.randint(1, ROWS - 1)
    connection.execute(text(f"DELETE FROM journalentry WHERE seq={seq}"))
    for later in range(seq + 1, ROWS + 1):
        connection.execute(text(f"UPDATE journalentry SET seq={later - 1} WHERE seq={later}"))
    return f"delete {seq} and move up"


def _insert(connection: Connection, chance: random.Random) -> str:
    seq, at = chance.randint(1, ROWS), chance.choice((-1, 0, ROWS + 1, ROWS + 5))
    rest = ", ".join(COLUMNS)
    connection.execute(
        text(
            f"INSERT INTO journalentry (seq, {rest}) "
            f"SELECT {at}, {rest} FROM journalentry WHERE seq={seq}"
        )
    )
    return f"insert {seq} at {at}"


def _swap(connection: Connection, chance: random.Random) -> str:
    one, other = chance.sample(range(1, ROWS + 1), 2)
    for old, new in ((one, 99), (other, one), (99, other)):
        connection.execute(text(f"UPDATE journalentry SET seq={new} WHERE seq={old}"))
    return f"swap {one} {other}"


def _reorder(connection: Connection, chance: random.Random) -> str:
    seq = chance.randint(1, ROWS)
    one, other = chance.sample(("actor", "what", "subject", "why", "salt", "digest", "hash"), 2)
    connection.execute(
        text(f"UPDATE journalentry SET {one}={other}, {other}={one} WHERE seq={seq}")
    )
    return f"exchange {one} and {other} of {seq}"


def _truncate(connection: Connection, chance: random.Random) -> str:
    last = chance.randint(0, ROWS - 1)
    connection.execute(text(f"DELETE FROM journalentry WHERE seq>{last}"))
    if chance.random() < 0.5:
        connection.execute(
            text(
                f"UPDATE journalhead SET seq={last}, hash=COALESCE((SELECT hash FROM journalentry"
                f" WHERE seq={last}), '{journal.GENESIS}')"
            )
        )
        connection.execute(text("DELETE FROM journalcheckpoint"))
    return f"truncate after {last}"


def _move_the_head(connection: Connection, chance: random.Random) -> str:
    connection.execute(text(f"UPDATE journalhead SET seq={chance.randint(0, ROWS - 1)}"))
    return "move the head"


DAMAGES = (_flip, _flip, _delete, _close_the_gap, _insert, _swap, _reorder, _truncate, _move_the_head)  # fmt: skip
