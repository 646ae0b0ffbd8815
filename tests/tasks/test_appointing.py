"""Which parts somebody plays: by post and day, by appointment, divided where an office must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, delete, select, update

from models import Account, Holding, Person, Post, Signatory, Unit
from rules.access import RIGHTS, Grant, Part, Profile, Right, Who
from rules.definition import Role
from tasks import accounts, appointing, grants, handovers
from tasks.appointing import Appointed, NewAccount
from tasks.context import House
from tasks.errors import Refused
from tasks.handovers import Successor
from tests.support.cast import UNIT, Cast, cast_of
from tests.support.december import december_house
from tests.support.earlier_year import EARLIER, THIS, add_an_earlier_year

TODAY = date(2021, 12, 17)
A_DAY = timedelta(days=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with december_house(tmp_path, units=12, proposed=False) as house:
        yield house


@pytest.fixture
def cast(house: House) -> Cast:
    return cast_of(house)


def parts(house: House, account_id: int) -> set[Part]:
    with house.reading() as ctx:
        return {grant.part for grant in grants.who_is(ctx, account_id).grants}


def test_everybody_plays_what_their_post_brings(house: House, cast: Cast) -> None:
    found = {part: parts(house, account) for part, account in cast.accounts.items()}

    assert found == {
        Part.ADMINISTRATOR: {Part.ADMINISTRATOR},
        Part.SECURITY: {Part.SECURITY},
        Part.AUDITOR: {Part.AUDITOR},
        Part.ARCHIVIST: {Part.ARCHIVIST},
        Part.GUEST: {Part.GUEST},
        Part.EVALUATOR: {Part.EVALUATOR},
        Part.CONTACT: {Part.CONTACT},
        Part.DEPUTY: {Part.DEPUTY},
        Part.LEADER: {Part.LEADER},
        Part.COUNTY: {Part.CONTACT, Part.COUNTY},
        Part.OFFICE: {Part.CONTACT, Part.OFFICE, Part.COOPERATING},
        Part.LEAD: {Part.CONTACT, Part.LEAD, Part.COOPERATING},
        Part.COOPERATING: {Part.CONTACT, Part.COOPERATING},
        Part.MEMBER: {Part.LEADER, Part.LEAD, Part.MEMBER},
        Part.SIGNATORY: {Part.SIGNATORY},
        Part.OBSERVER: {Part.CONTACT, Part.COOPERATING, Part.OBSERVER},
    }


DAYS = pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (TODAY, None, True),
        (TODAY + A_DAY, None, False),
        (TODAY - A_DAY, TODAY, True),
        (TODAY - A_DAY, TODAY - A_DAY, False),
    ],
)


@DAYS
def test_a_signatory_signs_from_the_first_day_to_the_last(
    house: House, cast: Cast, since: date, until: date | None, *, holds: bool
) -> None:
    with house.acting("测试") as ctx:
        row = ctx.session.exec(select(Signatory)).one()
        row.since, row.until = since, until
        ctx.record("signatory.recorded")

    expected = {Part.SIGNATORY} if holds else set()
    assert parts(house, cast.accounts[Part.SIGNATORY]) == expected


def test_who_signed_in_an_earlier_campaign_has_no_part_in_this_one(
    house: House, cast: Cast
) -> None:
    add_an_earlier_year(house)
    with house.acting("测试") as ctx:
        ctx.session.execute(delete(Signatory).where(col(Signatory.campaign_id) == THIS))
        ctx.record("signatory.ended")
        assert ctx.session.exec(select(Signatory.campaign_id)).one() == EARLIER

    assert parts(house, cast.accounts[Part.SIGNATORY]) == set()


@DAYS
def test_a_post_counts_from_its_first_day_to_its_last(
    house: House, cast: Cast, since: date, until: date | None, holds: bool
) -> None:
    account = cast.accounts[Part.CONTACT]
    with house.acting("测试") as ctx:
        person = ctx.session.get_one(Account, account).person_id
        ctx.session.execute(
            update(Holding)
            .where(col(Holding.person_id) == person, col(Holding.substitute).is_(False))
            .values(since=since, until=until)
        )
        ctx.record("roster.imported")

    assert parts(house, account) == ({Part.CONTACT} if holds else set())


def test_a_closed_unit_and_a_person_who_left_bring_nothing(house: House, cast: Cast) -> None:
    contact, leader = cast.accounts[Part.CONTACT], cast.accounts[Part.LEADER]
    with house.acting("测试") as ctx:
        person = ctx.session.get_one(Account, leader).person_id
        ctx.session.get_one(Person, person).active = False
        ctx.record("roster.imported")
    gone = parts(house, leader)
    with house.acting("测试") as ctx:
        handovers.close(ctx, UNIT, TODAY, reason="机构改革")

    assert (gone, parts(house, contact)) == (set(), set())


def test_a_handover_moves_the_post_to_its_successor_on_the_day(house: House, cast: Cast) -> None:
    with house.acting("测试") as ctx:
        post = ctx.session.exec(
            select(Post.id)
            .join(Unit, col(Unit.id) == col(Post.unit_id))
            .where(col(Unit.code) == UNIT, col(Post.role) == Role.CONTACT)
        ).one()
        assert post is not None
        to = Successor("p-new", "林示二", "new@units.example")
        handovers.hand_over(ctx, post, to, TODAY, reason="轮岗")
        person = ctx.session.exec(select(Person.id).where(col(Person.code) == "p-new")).one()
        account = appointing.create(ctx, NewAccount("p-new", "林示二", person))

    assert parts(house, cast.accounts[Part.CONTACT]) == set()
    assert parts(house, account) == {Part.CONTACT}


@pytest.mark.usefixtures("cast")
def test_a_handover_says_everything_that_stands_in_its_way(house: House) -> None:
    with pytest.raises(Refused) as refused, house.acting("测试") as ctx:
        handovers.hand_over(ctx, 1, Successor("nobody"), date(2020, 1, 1), reason=" ")

    assert refused.value.reasons == (
        "名册中没有这个编码；如为新人员，请填写姓名",
        "现任者到岗日不早于交接日，请核对日期",
        "请写明交接的理由",
    )


def test_the_last_administrator_stays(house: House, cast: Cast) -> None:
    account = cast.accounts[Part.ADMINISTRATOR]
    with house.reading() as ctx:
        (appointment,) = appointing.appointments_of(ctx, account)
    assert appointment.id is not None

    for leave in (appointing.dismiss, appointing.close):
        number = appointment.id if leave is appointing.dismiss else account
        with pytest.raises(Refused, match="最后一名系统管理员"), house.acting("测试") as ctx:
            leave(ctx, number, reason="调离")


def test_divided_administration_leaves_each_what_is_theirs(house: House, cast: Cast) -> None:
    house.settings = house.settings.model_copy(update={"profile": Profile.THREE})
    system, security, auditor = (
        Who((Grant(part),), Profile.THREE).rights
        for part in (Part.ADMINISTRATOR, Part.SECURITY, Part.AUDITOR)
    )

    assert system & {Right.ACCOUNTS, Right.AUDIT, Right.SCORES, Right.RUN} == set()
    assert security & {Right.SETTINGS, Right.AUDIT} == set()
    assert auditor & {Right.SETTINGS, Right.ACCOUNTS} == set()
    with pytest.raises(Refused, match="三员分立"), house.acting("测试") as ctx:
        appointing.appoint(
            ctx, cast.accounts[Part.SECURITY], Appointed(Part.AUDITOR), reason="人手不足"
        )


def test_every_part_has_rights_and_a_voter_is_none() -> None:
    assert set(RIGHTS) == set(Part)


@pytest.mark.usefixtures("cast")
def test_accounts_for_holders_are_made_once(house: House) -> None:
    with house.acting("测试") as ctx:
        person = Person(code="p-99", name="周示三")
        ctx.session.add(person)
        ctx.session.flush()
        ctx.session.add(Holding(post_id=1, person_id=person.id or 0, since=TODAY))
    with house.acting("测试") as ctx:
        first, second = (appointing.create_for_holders(ctx, TODAY) for _ in range(2))
        made = [ctx.session.get_one(Account, key).name for key in first]

    assert (made, second) == (["p-99"], ())
    assert accounts.sign_in(house, "p-99", "") == accounts.NotSignedIn()
