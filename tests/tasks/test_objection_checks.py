"""The check of an objection by two people, each under their own account, whatever they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rules.identity import Identity, of_account
from tasks import appointing, objection_checks, objections
from tasks.appointing import NewAccount
from tasks.errors import Refused
from tasks.meetings.guard import Said
from tasks.meetings.objecting import Verdict
from tasks.objection_checks import TWO_SESSIONS, Check
from tests.support.campaign_builder import Built, shanghai
from tests.support.databases import KINDS, database
from tests.support.publicised import decide, meet_again, object_to, publicised

DAY = "2022-01-10"
FOUND = Check("机关党委", date(2022, 1, 10), date(2022, 1, 10), "原始台账", "查阅台账并谈话")


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, publicised(tmp_path, url) as made:
        yield made


def two_of_one_name(campaign: Built) -> tuple[Identity, Identity]:
    with campaign.house.acting("测试") as ctx:
        first, second = (
            appointing.create(ctx, NewAccount(name, "王芳")) for name in ("wangfang", "wangfang2")
        )
    return of_account(first, None, "王芳"), of_account(second, None, "王芳")


def write(campaign: Built, number: str, who: Identity | str, found: Check = FOUND) -> None:
    with campaign.acting(shanghai(DAY, "17:00"), who) as ctx:
        objection_checks.check(ctx, campaign.campaign, number, found)


def confirm(campaign: Built, number: str, who: Identity | str, code: str = "") -> None:
    with campaign.acting(shanghai(DAY, "17:30"), who) as ctx:
        row = objections.row_of(ctx, campaign.campaign, number)
        told = code or objection_checks.finding_code(row)
        objection_checks.confirm(ctx, campaign.campaign, number, told)


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reasons


def test_two_people_of_one_name_are_two_and_one_person_is_one(campaign: Built) -> None:
    first, second = two_of_one_name(campaign)
    number = object_to(campaign, DAY)
    write(campaign, number, first)
    renamed = refused(lambda: confirm(campaign, number, Identity(first.key, "王芳（机关党委）")))
    nobody = refused(lambda: confirm(campaign, number, "王芳"))
    meet_again(campaign, "2022-01-11")
    verdict = Verdict("dismissed", Said("事迹属实"))
    early = refused(lambda: decide(campaign, number, "2022-01-11", verdict))
    for _ in range(2):
        confirm(campaign, number, second)
    decide(campaign, number, "2022-01-11", verdict)

    assert renamed == ("核查情况由王芳登记，须由另一人用自己的账号确认",)
    assert nobody == (TWO_SESSIONS,)
    assert early == (f"{number}的核查情况还没有由第二人确认",)
    told = [
        (entry.what, (entry.payload or {})["who"])
        for what in ("objection.checked", "objection.confirmed")
        for entry in campaign.journal(what)
    ]
    assert told == [("objection.checked", first.key), ("objection.confirmed", second.key)]


def test_a_finding_written_anew_is_confirmed_anew_and_only_as_it_was_read(campaign: Built) -> None:
    first, second = two_of_one_name(campaign)
    number = object_to(campaign, DAY)
    before = refused(lambda: confirm(campaign, number, second))
    write(campaign, number, first)
    with campaign.house.reading() as ctx:
        old = objection_checks.finding_code(objections.row_of(ctx, campaign.campaign, number))
    confirm(campaign, number, second)
    other = Check(FOUND.by, FOUND.since, FOUND.until, FOUND.documents, "另有发现")
    write(campaign, number, first, other)
    stale = refused(lambda: confirm(campaign, number, second, old))
    with campaign.house.reading() as ctx:
        row = objections.row_of(ctx, campaign.campaign, number)
        state = objections.state_of(row, date(2022, 1, 11))

    assert before == (f"{number}还没有登记核查情况，请先登记再由另一人确认",)
    assert stale == ("核查情况已经改过，请看过现在的内容再确认",)
    assert (row.confirmed_by, row.confirmed_at, state) == ("", None, "待第二人确认核查")


def test_the_database_itself_refuses_one_person_in_both_places(campaign: Built) -> None:
    first, _ = two_of_one_name(campaign)
    write(campaign, object_to(campaign, DAY), first)

    with pytest.raises(IntegrityError), campaign.house.engine.begin() as connection:
        connection.execute(text("UPDATE objection SET confirmed_key = found_key"))
