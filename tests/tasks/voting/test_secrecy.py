"""What a closed vote keeps of who voted what: nothing, in no table, order, moment or byte of the file.

Twenty votes of fifty heads unless PINGXUAN_ELECTIONS says otherwise; PINGXUAN_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from models import JournalEntry, Voter, VoteSession
from rules.ballots import slip_key
from tasks.voting.codes import plain
from tasks.voting.upkeep import scrub
from tests.support.databases import KINDS, database
from tests.support.polls import WINDOWS, Poll, grades, poll, settings_of

ELECTIONS = int(os.environ.get("PINGXUAN_ELECTIONS", "20"))
VOTERS = 50
GRADES = ("优秀", "良好", "一般", "较差")

Order = Callable[[Sequence[str]], list[str]]
"""Keys of slips in the order in which an attacker finds them."""


@dataclass(frozen=True)
class Cast:
    """What only one voter knows: the keys of the own slips by candidate."""

    person: str
    keys: dict[str, str]


@dataclass
class Truth:
    """One vote in the order in which it was cast, and every secret that was on paper."""

    casts: list[Cast] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)


def elect(held: Poll, vote: str, chance: random.Random, *, close: bool = True) -> Truth:
    """The heads sign in, draw codes, and vote one after the other, leaving out the own window."""
    held.vote, held.codes = vote, []
    held.prepare()
    held.open()
    with held.acting() as ctx:
        session = select(VoteSession.id).where(col(VoteSession.vote) == vote)
        queue = list(
            ctx.session.exec(select(Voter).where(col(Voter.session_id).in_(session))).all()
        )[:VOTERS]
    truth = Truth(secrets=[code.text for code in held.codes])
    chance.shuffle(queue)
    chance.shuffle(held.codes)
    for voter in queue:
        given = chance.choices(GRADES, k=len(WINDOWS))
        marks = grades(*given, skip=voter.units[0])
        receipt = plain(held.cast(marks).text)
        truth.secrets.append(receipt)
        keys = {c: slip_key(f"szsc-2021/{vote}", c, receipt) for c in marks}
        truth.casts.append(Cast(voter.person, keys))
    if close:
        held.close()
    return truth


def guessed(truth: Truth, candidate: str, order: Order, *, by_person: bool) -> tuple[int, int]:
    """Take the nth slip for the nth voter's; how often that is right, of how many."""
    casts = [cast for cast in truth.casts if candidate in cast.keys]
    owners = {cast.keys[candidate]: cast.person for cast in casts}
    people = [cast.person for cast in casts]
    if by_person:
        people.sort()
    found = order(list(owners))
    right = sum(owners[key] == person for key, person in zip(found, people, strict=True))
    return right, len(people)


def linked(truth: Truth, order: Order) -> tuple[int, int]:
    """Take the nth slips of two candidates for one voter's."""
    first, second = WINDOWS[:2]
    both = [cast.keys for cast in truth.casts if {first, second} <= set(cast.keys)]
    pairs = {(keys[first], keys[second]) for keys in both}
    left, right = order([k[first] for k in both]), order([k[second] for k in both])
    return sum(pair in pairs for pair in zip(left, right, strict=True)), len(both)


def attacks(truths: Sequence[Truth], order: Order) -> Iterator[list[tuple[int, int]]]:
    """Every guess that can be made from one order, with its results vote by vote."""
    for by_person in (True, False):
        yield [guessed(t, WINDOWS[0], order, by_person=by_person) for t in truths]
    yield [linked(truth, order) for truth in truths]


def share(results: Sequence[tuple[int, int]]) -> float:
    return sum(right for right, _ in results) / sum(guesses for _, guesses in results)


def chance_of(results: Sequence[tuple[int, int]]) -> float:
    """One guess in n, and three sigma: right guesses of a vote have mean one and variance one."""
    votes, guesses = len(results), sum(n for _, n in results)
    return (votes + 3 * sqrt(votes)) / guesses


def by_place(keys: Sequence[str]) -> Order:
    place = {key: number for number, key in enumerate(keys)}
    return lambda wanted: sorted(wanted, key=place.__getitem__)


def orders_of(file: Path) -> dict[str, Order]:
    """Every order in which the closed file shows slips: as rows are read, as its bytes lie."""
    raw = file.read_bytes()
    with closing(sqlite3.connect(file)) as base:
        rows = "SELECT key FROM voteslip"
        read = [key for (key,) in base.execute(rows)]
        grouped = [key for (key,) in base.execute(f"{rows} ORDER BY session_id, candidate, value")]
    return {
        "as read": by_place(read),
        "as grouped": by_place(grouped),
        "as first bytes lie": lambda keys: sorted(keys, key=lambda key: raw.index(key.encode())),
        "as last bytes lie": lambda keys: sorted(keys, key=lambda key: raw.rindex(key.encode())),
    }


def seeded() -> random.Random:
    seed = int(os.environ.get("PINGXUAN_SEED", "20211220"))
    return random.Random(seed)  # noqa: S311 - plays voters, keeps no secret


def many_votes() -> list[dict[str, object]]:
    return [dict(settings_of(f"v{n}", component=f"c{n}")) for n in range(ELECTIONS)]


def test_a_thousand_votes_cannot_be_linked_to_their_voters_better_than_by_chance(
    tmp_path: Path,
) -> None:
    chance = seeded()
    with poll(tmp_path, votes=many_votes(), windows=VOTERS) as held:
        truths = [elect(held, f"v{n}", chance) for n in range(ELECTIONS)]
        scrub(held.campaign.house)
    leak = by_place([key for t in truths for cast in t.casts for key in cast.keys.values()])

    tried = {
        (name, number): results
        for name, order in orders_of(tmp_path / "pingxuan.db").items()
        for number, results in enumerate(attacks(truths, order))
    }
    control = [share(results) for results in attacks(truths, leak)]

    assert len(tried) == 12
    assert {what: share(r) for what, r in tried.items() if share(r) > chance_of(r)} == {}
    # The same attack on slips kept in the order of casting finds everybody: it can succeed.
    assert control[1:] == [1.0, 1.0]


def test_the_file_keeps_no_code_and_no_receipt_after_closing_and_kept_codes_before(
    tmp_path: Path,
) -> None:
    with poll(tmp_path, windows=VOTERS) as held:
        truth = elect(held, "windows", seeded(), close=False)
        with held.acting() as ctx:
            hashes = [
                h for (h,) in ctx.session.connection().execute(text("SELECT hash FROM votecode"))
            ]
            [pepper] = ctx.session.exec(select(VoteSession.pepper)).all()
        before = bytes_of(tmp_path)
        held.close()
        scrub(held.campaign.house)
        after = bytes_of(tmp_path)

    assert [h for h in (*hashes, pepper) if h.encode() not in before] == []
    assert [h for h in (*hashes, pepper) if h.encode() in after] == []
    assert [s for s in truth.secrets if s.encode() in before or s.encode() in after] == []


def bytes_of(home: Path) -> bytes:
    """The database with its log, as a thief would carry them off."""
    return b"".join(path.read_bytes() for path in sorted(home.glob("pingxuan.db*")))


def test_slips_have_no_moment_no_number_and_no_row_of_sqlites_own(tmp_path: Path) -> None:
    with poll(tmp_path) as held, held.acting() as ctx:
        base = ctx.session.connection()
        tables = "SELECT name, sql FROM sqlite_master WHERE name IN ('voteslip', 'votecode')"
        made = {str(row.name): str(row.sql) for row in base.execute(text(tables))}
        columns = {
            name: [c[1] for c in base.execute(text(f"PRAGMA table_info({name})"))] for name in made
        }

    assert all("WITHOUT ROWID" in sql for sql in made.values())
    assert columns == {
        "voteslip": ["key", "session_id", "voter_class", "candidate", "value"],
        "votecode": ["hash", "session_id", "voter_class", "used"],
    }


def test_casting_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        before = journal(held)
        for _ in range(8):
            held.cast(grades("较差", "良好"))
        during = journal(held)
        held.close()
        new = [entry for entry in journal(held) if entry not in before]

    assert during == before
    assert [(entry[1], sorted(entry[2] or {})) for entry in new] == [
        ("vote.closed", ["board_hash", "issued", "paper", "slips", "used"])
    ]
    everything = "".join(str(entry) for entry in (*before, *new))
    assert [word for word in (*GRADES, "-leader") if word in everything] == []


def journal(held: Poll) -> list[tuple[int, str, dict[str, object] | None]]:
    with held.acting() as ctx:
        rows = ctx.session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
        return [(row.seq, row.what, row.payload) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_the_slips_of_a_closed_vote_stand_in_the_order_of_their_keys(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url, poll(tmp_path, url) as held:
        truth = elect(held, "windows", seeded())
        scrub(held.campaign.house)
        with held.acting() as ctx:
            read = [
                k for (k,) in ctx.session.connection().execute(text("SELECT key FROM voteslip"))
            ]

    cast = [key for one in truth.casts for key in one.keys.values()]
    assert (read, cast == read) == (sorted(cast), False)
