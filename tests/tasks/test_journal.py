"""The journal: whoever changes, drops, swaps or adds a row afterwards is found; erasing is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from config.settings import Settings
from models import JournalEntry, JournalHead
from models.database import create_tables, open_database
from tasks import journal
from tasks.context import House, open_house
from tasks.journal_check import Walk, check
from tasks.stamps import Stamp
from tests.support.campaign_builder import SHANGHAI, built, shanghai
from tests.support.databases import KINDS, database

ROWS = 6
NOON = datetime(2021, 12, 17, 12, tzinfo=SHANGHAI)
TEXTS = ("actor", "on_behalf_of", "what", "subject", "why", "salt", "digest", "previous", "hash")


@contextmanager
def house_on(url: str, home: Path) -> Iterator[House]:
    house = open_house(Settings(home=home, database=url))
    create_tables(house.engine)
    try:
        yield house
    finally:
        house.engine.dispose()


def act(number: int) -> journal.Act:
    return journal.Act(
        "duty.waived", f"{number}", "理由", {"unit": number, "post": "办公室"}, None, "办公室", "",
        NOON + timedelta(minutes=number),
    )  # fmt: skip


def chain(count: int = ROWS) -> list[dict[str, Any]]:
    """Rows as they are read back from a database in memory."""
    engine = open_database("sqlite://")
    create_tables(engine)
    with Session(engine) as session:
        journal.append(session, [act(n) for n in range(count)], iter(map(str, range(99))).__next__)
        session.commit()
    with Session(engine) as session:
        rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
    engine.dispose()
    return [row.model_dump() for row in rows]


CHAIN = chain()


def copies() -> list[dict[str, Any]]:
    return [dict(row) for row in CHAIN]


def first_broken(rows: list[dict[str, Any]]) -> int | None:
    broken = Walk({}).through([rows])
    return broken.seq if broken else None


def where(session: Session, *printed: Stamp) -> int | None:
    """The first row at which the journal of a database does not hold."""
    broken = check(session, printed).broken
    return broken.seq if broken else None


def test_rows_written_in_the_campaigns_zone_are_whole_when_read_back_in_utc() -> None:
    assert CHAIN[0]["at"] == NOON
    assert CHAIN[0]["at"].tzinfo is UTC
    assert first_broken(CHAIN) is None


@given(place=st.integers(0, ROWS - 1), field=st.sampled_from(TEXTS), value=st.text(max_size=64))
def test_a_changed_text_of_any_row_is_found_there(place: int, field: str, value: str) -> None:
    rows = copies()
    changed = rows[place][field] != value
    rows[place][field] = value

    assert first_broken(rows) == (place + 1 if changed else None)


@given(cut=st.integers(1, 3), separator=st.sampled_from(["\x1f", ",", '", "', "|", "\x00"]))
def test_words_moved_from_one_field_to_the_next_are_found(cut: int, separator: str) -> None:
    rows = copies()
    row = rows[2]
    row["what"], row["subject"] = row["what"][:-cut], row["what"][-cut:] + row["subject"]
    assert first_broken(rows) == 3

    rows = copies()
    joined = separator.join((rows[2]["subject"], rows[2]["why"]))
    rows[2] |= {"subject": joined, "why": ""}
    assert first_broken(rows) == 3


@given(
    place=st.integers(0, ROWS - 1),
    change=st.sampled_from(
        [
            {"at": NOON + timedelta(days=400)},
            {"campaign_id": 7},
            {"payload": {"unit": 99}},
            {"payload": {}},
            {"seq": 99},
        ]
    ),
)
def test_a_changed_moment_campaign_payload_or_number_is_found(
    place: int, change: dict[str, Any]
) -> None:
    rows = copies()
    rows[place] |= change

    assert first_broken(rows) == place + 1


@given(places=st.sets(st.integers(0, ROWS - 2), min_size=1))
def test_the_first_row_that_was_taken_out_is_named(places: set[int]) -> None:
    rows = [row for place, row in enumerate(copies()) if place not in places]

    assert first_broken(rows) == min(places) + 1


@given(two=st.sets(st.integers(0, ROWS - 1), min_size=2, max_size=2))
def test_rows_that_change_places_are_found(two: set[int]) -> None:
    rows = copies()
    first, second = sorted(two)
    rows[first], rows[second] = rows[second], rows[first]

    assert first_broken(rows) == first + 1


@given(places=st.sets(st.integers(0, ROWS - 1)))
def test_erased_payloads_leave_the_chain_whole(places: set[int]) -> None:
    rows = copies()
    for place in places:
        rows[place]["payload"] = None

    assert first_broken(rows) is None


def test_the_digest_of_an_erased_payload_cannot_be_guessed_without_its_salt() -> None:
    payload = {"unit": 3, "post": "办公室"}

    assert journal.digest_of("a", payload) != journal.digest_of("b", payload)
    assert journal.digest_of("a", payload) == journal.digest_of(
        "a", dict(reversed(payload.items()))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_rows_cut_off_the_end_and_rows_added_past_the_head_are_found(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url, house_on(url, tmp_path) as house:
        with Session(house.engine) as session:
            assert check(session).broken is None
        for number in range(4):
            with house.acting("办公室", now=NOON) as ctx:
                ctx.record("duty.waived", str(number), why="理由", unit=number)
        with Session(house.engine) as session:
            whole = where(session)
            session.execute(delete(JournalEntry).where(col(JournalEntry.seq) > 2))
            cut = where(session)
            session.execute(update(JournalHead).values(seq=1))
            beyond = where(session)
            session.rollback()

    assert (whole, cut, beyond) == (None, 3, 2)


def _fail_in_the_middle(house: House) -> None:
    with house.acting("办公室", now=NOON) as ctx:
        ctx.record("duty.waived", "1")
        ctx.session.flush()
        raise ValueError("in the middle")


def test_an_act_that_fails_leaves_neither_its_rows_nor_its_journal(tmp_path: Path) -> None:
    with house_on("", tmp_path) as house:
        with pytest.raises(ValueError, match="in the middle"):
            _fail_in_the_middle(house)
        with Session(house.engine) as session:
            rows = session.exec(select(JournalEntry)).all()

    assert rows == []


@pytest.mark.parametrize("kind", KINDS)
def test_writers_at_once_keep_one_chain_without_gaps(kind: str, tmp_path: Path) -> None:
    writers, acts = 6, 8

    with database(kind, tmp_path) as url, house_on(url, tmp_path) as house:
        with house.acting("办公室", now=NOON) as ctx:
            ctx.record("campaign.launched")

        def write(writer: int) -> None:
            for number in range(acts):
                with house.acting(f"第{writer}人", now=NOON) as ctx:
                    ctx.record("a", str(number))
                    ctx.record("b", str(number))

        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, range(writers)))
        with Session(house.engine) as session:
            rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
            broken = where(session)

    assert broken is None
    assert [row.seq for row in rows] == list(range(1, 2 + 2 * writers * acts))
    for writer in range(writers):
        own = [(row.what, row.subject) for row in rows if row.actor == f"第{writer}人"]
        assert own == [(what, str(n)) for n in range(acts) for what in "ab"]


def test_a_built_campaign_has_a_whole_journal(tmp_path: Path) -> None:
    with built(tmp_path) as campaign:
        campaign.open("2.2", shanghai("2021-12-02"))
        with campaign.house.reading() as ctx:
            broken = where(ctx.session)
        told = [(entry.seq, entry.actor) for entry in campaign.journal("duties.laid_on")]

    assert (broken, told) == (None, [(2, "办公室")])
