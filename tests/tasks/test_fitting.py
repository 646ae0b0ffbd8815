"""Texts that are too long for their place are refused in words and leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, func, select, update

from models import JournalEntry, OfficeTask
from tasks import journal_check
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database

DAY = shanghai("2021-06-18")
ROOM, REASON, SUBJECT = 1000, 2000, 200
"""Letters of a task of the office, of a reason and of a subject in the journal."""


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        yield made


def kept(campaign: Built) -> tuple[int, int]:
    with campaign.house.reading() as ctx:
        tasks = ctx.session.exec(select(func.count()).select_from(OfficeTask)).one()
        return tasks, ctx.session.exec(select(func.count()).select_from(JournalEntry)).one()


def task(text: str) -> OfficeTask:
    return OfficeTask(campaign_id=1, key=text[:10], kind="calendar", text=text, created_at=DAY)


def test_every_text_that_is_too_long_is_named_with_its_limit(campaign: Built) -> None:
    before = kept(campaign)

    with pytest.raises(Refused) as refused, campaign.acting(DAY) as ctx:
        ctx.session.add_all([task("甲" * (ROOM + 1)), task("乙" * ROOM), task("丙" * (ROOM + 2))])

    assert sorted(refused.value.reasons) == [
        f"“{'丙' * 20}…”超过{ROOM}个字，请缩短",
        f"“{'甲' * 20}…”超过{ROOM}个字，请缩短",
    ]
    assert kept(campaign) == before


def test_a_text_of_the_exact_length_is_kept_and_one_more_letter_refused(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        ctx.session.add(task("乙" * ROOM))
    before = kept(campaign)

    with pytest.raises(Refused), campaign.acting(DAY) as ctx:
        ctx.session.exec(
            select(OfficeTask).where(col(OfficeTask.key) == "乙" * 10)
        ).one().text += "乙"

    assert kept(campaign) == before


@pytest.mark.parametrize("campaign", ["sqlite"], indirect=True)
def test_a_long_text_kept_since_before_lets_the_rest_of_its_row_change(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        ctx.session.add(task("乙"))
        ctx.session.flush()
        ctx.session.execute(update(OfficeTask).values(text="乙" * 5000))

    with campaign.acting(DAY) as ctx:
        ctx.session.exec(select(OfficeTask)).one().outcome = "已办"

    with campaign.house.reading() as ctx:
        assert ctx.session.exec(select(OfficeTask.outcome)).one() == "已办"
    with pytest.raises(Refused, match="超过1000个字"), campaign.acting(DAY) as ctx:
        ctx.session.exec(select(OfficeTask)).one().text += "乙"


def test_a_reason_that_no_journal_takes_is_refused(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        ctx.record("call.logged", why="因" * REASON)
    before = kept(campaign)

    with pytest.raises(Refused, match="超过2000个字"), campaign.acting(DAY) as ctx:
        ctx.record("call.logged", why="因" * (REASON + 1))

    assert kept(campaign) == before


def test_a_subject_is_cut_to_its_place(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        ctx.record("paper.drafted", "题" * 400)

    with campaign.house.reading() as ctx:
        newest = select(JournalEntry.subject).order_by(col(JournalEntry.seq).desc()).limit(1)
        assert ctx.session.exec(newest).one() == "题" * (SUBJECT - 1) + "…"
        assert journal_check.check(ctx.session).broken is None


@pytest.mark.parametrize("campaign", ["postgresql"], indirect=True)
def test_what_only_the_database_finds_too_long_is_refused_too(campaign: Built) -> None:
    with campaign.acting(DAY) as ctx:
        ctx.session.add(task("乙"))

    with pytest.raises(Refused, match="有一处文字太长"), campaign.acting(DAY) as ctx:
        ctx.session.execute(update(OfficeTask).values(text="乙" * 5000))
