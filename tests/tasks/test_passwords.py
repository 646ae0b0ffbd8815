"""Passwords, authenticators and one-time links: what they let in, and what is used up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlmodel import select

from config.settings import Settings
from models import Account, JournalEntry, WebSession
from models.database import create_tables
from rules.access import Part
from tasks import accounts, appointing, passwords, second_factor, sign_in_links
from tasks.accounts import Must, NotSignedIn, SignedIn
from tasks.appointing import Appointed, NewAccount
from tasks.context import House, open_house
from tasks.errors import Refused
from tests.support.machine_clock import StillClock

GOOD = "竹林深处-2021-听雨"


@pytest.fixture
def machine() -> StillClock:
    return StillClock()


@pytest.fixture
def house(tmp_path: Path, machine: StillClock) -> Iterator[House]:
    house = open_house(Settings(home=tmp_path, totp_parts=(Part.OFFICE,)))
    house.machine = machine
    create_tables(house.engine)
    yield house
    house.engine.dispose()


@pytest.fixture
def clerk(house: House) -> int:
    with house.acting("测试") as ctx:
        return appointing.create(ctx, NewAccount("clerk", "办公室 陈示一"))


@pytest.fixture
def given(house: House, clerk: int) -> str:
    """The password that the office gave, to be changed."""
    with house.acting("测试") as ctx:
        return passwords.reset(ctx, clerk, reason="首次开通")


def must(house: House, token: str) -> Must | None:
    with house.reading() as ctx:
        visitor = accounts.visitor_of(ctx, token)
    assert visitor is not None
    return visitor.must


def admitted(house: House, password: str, code: str = "") -> SignedIn:
    outcome = accounts.sign_in(house, "clerk", password, code)
    assert isinstance(outcome, SignedIn)
    return outcome


def test_an_account_without_a_password_lets_nobody_in(house: House, clerk: int) -> None:
    assert clerk
    assert accounts.sign_in(house, "clerk", "") == NotSignedIn()


def test_a_given_password_has_to_be_changed_before_anything_else(
    house: House, clerk: int, given: str
) -> None:
    before = must(house, admitted(house, given).token)

    passwords.change(house, clerk, given, GOOD)

    assert (before, must(house, admitted(house, GOOD).token)) == (Must.PASSWORD, None)
    assert accounts.sign_in(house, "clerk", given) == NotSignedIn()


def test_all_that_is_wrong_with_a_new_password_is_said_at_once(
    house: House, clerk: int, given: str
) -> None:
    with pytest.raises(Refused) as refused:
        passwords.change(house, clerk, given, "Clerk123")

    assert refused.value.reasons == ("密码至少 10 位", "密码不能包含账号名")


def test_none_of_the_last_five_passwords_comes_back(house: House, clerk: int, given: str) -> None:
    chosen = [f"{n}{GOOD}" for n in range(6)]
    for old, new in zip([given, *chosen], chosen, strict=False):
        passwords.change(house, clerk, old, new)

    for earlier in chosen[1:]:
        with pytest.raises(Refused, match="最近 5 次"):
            passwords.change(house, clerk, chosen[-1], earlier)
    passwords.change(house, clerk, chosen[-1], chosen[0])


def test_a_reset_ends_every_session_and_no_secret_enters_the_journal(
    house: House, clerk: int, given: str
) -> None:
    admitted(house, given)
    with house.acting("管理员") as ctx:
        fresh = passwords.reset(ctx, clerk, reason="忘记密码")

    with house.reading() as ctx:
        sessions = ctx.session.exec(select(WebSession)).all()
        told = " ".join(str(row.model_dump()) for row in ctx.session.exec(select(JournalEntry)))
    assert sessions == []
    assert not [secret for secret in (given, fresh) if secret in told]


def test_with_an_authenticator_the_password_alone_is_not_enough_and_no_code_works_twice(
    house: House, machine: StillClock, clerk: int, given: str
) -> None:
    secret = second_factor.new_secret()

    def code() -> str:
        return pyotp.TOTP(secret).at(int(machine.now().timestamp()))

    with house.acting("clerk") as ctx:
        second_factor.enrol(ctx, clerk, secret, code())
    machine.pass_time(timedelta(minutes=1))

    without = accounts.sign_in(house, "clerk", given)
    wrong = accounts.sign_in(house, "clerk", given, "000000")
    with_it = accounts.sign_in(house, "clerk", given, code())
    again = accounts.sign_in(house, "clerk", given, code())

    assert (without, wrong, again) == (
        NotSignedIn(code_wanted=True),
        NotSignedIn(),
        NotSignedIn(),
    )
    assert isinstance(with_it, SignedIn)


def test_an_authenticator_is_not_turned_on_before_it_has_shown_a_right_code(
    house: House, clerk: int
) -> None:
    with pytest.raises(Refused, match="验证码不对"), house.acting("clerk") as ctx:
        second_factor.enrol(ctx, clerk, second_factor.new_secret(), "12345")

    with house.reading() as ctx:
        assert ctx.session.get_one(Account, clerk).totp_secret == ""


def test_a_part_that_needs_codes_is_led_to_them_first(house: House, clerk: int, given: str) -> None:
    passwords.change(house, clerk, given, GOOD)
    before = must(house, admitted(house, GOOD).token)
    with house.acting("管理员") as ctx:
        appointing.appoint(ctx, clerk, Appointed(Part.OFFICE), reason="分工")

    assert (before, must(house, admitted(house, GOOD).token)) == (None, Must.CODE)


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(house: House, clerk: int) -> None:
    with house.acting("办公室") as ctx:
        token = sign_in_links.make(ctx, [clerk], "/my")[clerk]
    with house.reading() as ctx:
        seen = [sign_in_links.owner_of(ctx, token) for _ in range(2)]

    with house.acting("链接") as ctx:
        signed, target = sign_in_links.use(ctx, token)
    with pytest.raises(Refused, match="已经用过"), house.acting("链接") as ctx:
        sign_in_links.use(ctx, token)

    assert seen == ["办公室 陈示一"] * 2
    assert (must(house, signed.token), target) == (None, "/my")
    with house.reading() as ctx:
        assert sign_in_links.owner_of(ctx, token) is None


@pytest.mark.parametrize("over", ["later", "newer", "closed", "authenticator"])
def test_a_link_ends(house: House, machine: StillClock, clerk: int, over: str) -> None:
    with house.acting("办公室") as ctx:
        token = sign_in_links.make(ctx, [clerk])[clerk]
    if over == "later":
        machine.pass_time(sign_in_links.LASTS)
    with house.acting("办公室") as ctx:
        if over == "newer":
            sign_in_links.make(ctx, [clerk])
        if over == "closed":
            appointing.close(ctx, clerk, reason="调离")
        if over == "authenticator":
            ctx.session.get_one(Account, clerk).totp_secret = second_factor.new_secret()

    with pytest.raises(Refused, match="已失效"), house.acting("链接") as ctx:
        sign_in_links.use(ctx, token)


def test_a_closed_account_lets_nobody_in_by_its_right_password(
    house: House, clerk: int, given: str
) -> None:
    session = admitted(house, given)
    with house.acting("管理员") as ctx:
        appointing.close(ctx, clerk, reason="调离")

    assert accounts.sign_in(house, "clerk", given) == NotSignedIn()
    with house.reading() as ctx:
        assert accounts.visitor_of(ctx, session.token) is None
