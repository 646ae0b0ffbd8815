"""Whom a message reaches: holders of the day, by the first address that works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import Address, Holding, Person, Unit
from rules.definition import Audience, Role
from tasks.recipients import overseer_of, recipients_of, units_by_code
from tests.support.campaign_builder import Built, shanghai, shipped
from tests.support.post_room import mailing

ON = date(2021, 6, 24)
AT = shanghai("2021-06-24")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        yield made


def reached(campaign: Built, unit: str, audience: Audience = Audience.CONTACT) -> list[str]:
    with campaign.house.reading() as ctx:
        id_ = units_by_code(ctx, [unit])[unit]
        found = recipients_of(ctx, [id_], audience, ON)[id_]
    return [f"{one.channel}:{one.address}" for one in found]


def add_address(campaign: Built, channel: str, value: str, preference: int) -> None:
    with campaign.acting(AT) as ctx:
        person = ctx.session.exec(select(Person.id).where(col(Person.code) == "xq01-contact")).one()
        assert person is not None
        ctx.session.add(
            Address(person_id=person, channel=channel, value=value, preference=preference)
        )


def test_each_post_has_its_own_holder(campaign: Built) -> None:
    assert reached(campaign, "xq01") == ["email:xq01-contact@units.example"]
    assert reached(campaign, "xq01", Audience.LEADER) == ["email:xq01-leader@units.example"]
    assert reached(campaign, "xq01", Audience.DEPUTY) == []


def test_the_preferred_address_comes_first(campaign: Built) -> None:
    add_address(campaign, "email", "first@units.example", 0)

    assert reached(campaign, "xq01") == ["email:first@units.example"]


def test_a_channel_that_is_switched_off_is_passed_over(campaign: Built) -> None:
    add_address(campaign, "sms_http", "10000000001", 0)

    assert reached(campaign, "xq01") == ["email:xq01-contact@units.example"]


def test_without_a_working_address_the_inbox_of_the_house_is_left(campaign: Built) -> None:
    with campaign.acting(AT) as ctx:
        ctx.session.execute(update(Address).values(failed="550 no such user"))

    assert reached(campaign, "xq01") == ["inbox:xq01-contact"]


def test_yesterdays_and_tomorrows_holders_are_not_told(campaign: Built) -> None:
    with campaign.acting(AT) as ctx:
        ctx.session.execute(update(Holding).values(since=date(2021, 6, 25)))
    assert reached(campaign, "xq01") == []

    with campaign.acting(AT) as ctx:
        ctx.session.execute(update(Holding).values(since=ON, until=ON))
    assert reached(campaign, "xq01") == ["email:xq01-contact@units.example"]


def test_many_units_are_looked_up_at_once_in_the_order_asked(campaign: Built) -> None:
    with campaign.house.reading() as ctx:
        units = [id_ for id_ in ctx.session.exec(select(Unit.id)).all() if id_ is not None]
        found = recipients_of(ctx, units, Audience.CONTACT, ON)

    assert (list(found), {len(people) for people in found.values()}) == (units, {1})


def test_who_watches_over_a_unit_stands_in_the_campaign_file() -> None:
    plan = shipped().definition

    assert overseer_of(plan, "window", Audience.LEAD_OFFICE) == ("ducha", Role.CONTACT)
    assert overseer_of(plan, "window", Audience.OFFICE_DIRECTOR) == ("bangongshi", Role.LEADER)


def test_an_audience_outside_the_unit_is_not_asked_of_the_unit(campaign: Built) -> None:
    with campaign.house.reading() as ctx, pytest.raises(ValueError, match="lead_office"):
        recipients_of(ctx, [1], Audience.LEAD_OFFICE, ON)
