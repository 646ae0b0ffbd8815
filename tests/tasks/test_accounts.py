"""Sign-in: the password, the lock-out, the session that falls idle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from config.settings import Settings
from models import Account, Appointment, JournalEntry
from models.database import create_tables
from rules.access import Grant, Part
from tasks import accounts
from tasks.accounts import NotSignedIn, SignedIn
from tasks.context import House, open_house

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@dataclass
class Hand:
    """A machine clock set by hand."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def machine() -> Hand:
    return Hand(NOON)


@pytest.fixture
def house(tmp_path: Path, machine: Hand) -> Iterator[House]:
    house = open_house(Settings(home=tmp_path))
    house.machine = machine
    create_tables(house.engine)
    yield house
    house.engine.dispose()


@pytest.fixture
def password(house: House) -> str:
    with house.acting("set-up") as ctx:
        made = accounts.first_administrator(ctx)
    assert made is not None
    return made


def test_the_first_administrator_is_created_once(house: House, password: str):
    with house.acting("set-up") as ctx:
        again = accounts.first_administrator(ctx)

    assert again is None
    with house.reading() as ctx:
        account = ctx.session.exec(select(Account)).one()
        appointed = ctx.session.exec(select(Appointment)).one()
    assert (account.name, appointed.part) == ("admin", Part.ADMINISTRATOR)
    assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert password not in account.password_hash


def test_the_right_password_opens_a_session_that_names_its_person(house: House, password: str):
    signed = accounts.sign_in(house, "admin", password)

    assert isinstance(signed, SignedIn)
    with house.reading() as ctx:
        visitor = accounts.visitor_of(ctx, signed.token)
    assert visitor is not None
    assert (visitor.name, visitor.who.grants, visitor.csrf, visitor.stale) == (
        "admin",
        (Grant(Part.ADMINISTRATOR),),
        signed.csrf,
        False,
    )


@pytest.mark.parametrize(("name", "secret"), [("admin", "wrong"), ("nobody", "wrong"), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    house: House, password: str, name: str, secret: str
):
    assert password != secret
    assert accounts.sign_in(house, name, secret) == NotSignedIn()


def test_five_failures_in_a_row_lock_for_a_quarter_of_an_hour(
    house: House, machine: Hand, password: str
):
    tries = [accounts.sign_in(house, "admin", "wrong") for _ in range(5)]

    locked_until = NOON + timedelta(minutes=15)
    assert tries == [NotSignedIn()] * 4 + [NotSignedIn(locked_until)]
    assert accounts.sign_in(house, "admin", password) == NotSignedIn(locked_until)
    machine.moment = locked_until
    assert isinstance(accounts.sign_in(house, "admin", password), SignedIn)


def test_a_success_forgives_earlier_failures(house: House, password: str):
    for _ in range(4):
        accounts.sign_in(house, "admin", "wrong")
    accounts.sign_in(house, "admin", password)

    assert accounts.sign_in(house, "admin", "wrong") == NotSignedIn()


def test_a_session_falls_idle_after_half_an_hour_unless_touched(
    house: House, machine: Hand, password: str
):
    signed = accounts.sign_in(house, "admin", password)
    assert isinstance(signed, SignedIn)

    machine.moment = NOON + timedelta(minutes=29)
    with house.acting("admin") as ctx:
        visitor = accounts.visitor_of(ctx, signed.token)
        accounts.touch(ctx, signed.token)
    machine.moment = NOON + timedelta(minutes=58)
    with house.reading() as ctx:
        still_there = accounts.visitor_of(ctx, signed.token)
    machine.moment = NOON + timedelta(minutes=60)
    with house.reading() as ctx:
        gone = accounts.visitor_of(ctx, signed.token)

    assert visitor is not None
    assert visitor.stale
    assert still_there is not None
    assert gone is None


def test_no_session_outlives_half_a_day(house: House, machine: Hand, password: str):
    signed = accounts.sign_in(house, "admin", password)
    assert isinstance(signed, SignedIn)

    visitor = None
    for minutes in range(20, 12 * 60 + 1, 20):
        machine.moment = NOON + timedelta(minutes=minutes)
        with house.acting("admin") as ctx:
            visitor = accounts.visitor_of(ctx, signed.token)
            accounts.touch(ctx, signed.token)

    assert visitor is None


def test_signing_out_ends_the_session(house: House, password: str):
    signed = accounts.sign_in(house, "admin", password)
    assert isinstance(signed, SignedIn)

    with house.acting("admin") as ctx:
        accounts.sign_out(ctx, signed.token)

    with house.reading() as ctx:
        assert accounts.visitor_of(ctx, signed.token) is None


def test_what_happens_at_the_door_is_in_the_journal_and_secrets_are_not(
    house: House, password: str
):
    for _ in range(5):
        accounts.sign_in(house, "admin", "guess-that-must-not-be-kept")

    with house.reading() as ctx:
        rows = ctx.session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
    assert [row.what for row in rows] == [
        "account.created",
        *["account.refused"] * 4,
        "account.locked",
    ]
    told = " ".join(str(row.model_dump()) for row in rows)
    assert "guess-that-must-not-be-kept" not in told
    assert password not in told
