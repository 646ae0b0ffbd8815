"""People and processes at it at the same time: one opinion each, numbers without gaps or doubles."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import col, select

from models import Paper, SignOff
from rules.signing import Verdict
from tasks import papers, sign_opinions, signatories
from tasks.errors import Refused
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.support.signers import DAY, DEPUTY, DIRECTOR, SECOND, Desk, appoint_all

T = TypeVar("T")
DECEMBER = shanghai("2021-12-01")


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        appoint_all(made)
        yield made


def at_once(*acts: Callable[[], T]) -> list[T | Refused]:
    """Every act in a thread of its own, all let go together; a refusal is an answer."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refused:
        gate.wait()
        try:
            return act()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def opinions(campaign: Built) -> list[tuple[str, str, str]]:
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(SignOff).order_by(col(SignOff.post))).all()
    return [(row.post, row.signer, row.verdict) for row in rows]


def test_two_posts_of_one_stage_signing_at_once_leave_one_opinion_each(campaign: Built) -> None:
    desk = Desk(campaign, "2.1", DECEMBER).draft()
    desk.send()
    desk.sign(DIRECTOR)
    at_once(*[lambda post=post: desk.sign(post) for post in (DEPUTY, SECOND) * 3])

    assert sorted(opinions(campaign)) == sorted(
        [
            (DIRECTOR, "zhuren", "approved"),
            (DEPUTY, "fenguan", "approved"),
            (SECOND, "fenguan2", "approved"),
        ]
    )


def test_holder_and_substitute_signing_at_once_leave_one_opinion(campaign: Built) -> None:
    who = signatories.Appointed(
        DIRECTOR, "daiqian", date(2021, 6, 1), date(2021, 6, 30), substitute=True, reason="出差"
    )
    with campaign.acting(DAY) as ctx:
        signatories.appoint(ctx, campaign.campaign, who)
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    done = at_once(
        lambda: desk.sign(DIRECTOR, by="zhuren"),
        lambda: desk.sign(DIRECTOR, Verdict.RETURNED, "请改", by="daiqian"),
    )

    assert len(opinions(campaign)) == 1
    assert sum(isinstance(one, Refused) for one in done) == 1


def test_drafting_at_once_leaves_one_draft(campaign: Built) -> None:
    drafts = at_once(*[lambda: Desk(campaign, "1.2").draft().paper for _ in range(4)])

    assert len(set(drafts)) == 1


def test_a_signed_sheet_entered_twice_at_once_is_kept_once(campaign: Built) -> None:
    desk = Desk(campaign, "1.2").draft()
    desk.send()
    said = sign_opinions.Said(DIRECTOR, desk.code)
    sheet = sign_opinions.SignedSheet("zhuren", date(2021, 6, 18), campaign.scan("签批单.pdf"))

    def enter() -> tuple[str, ...]:
        with campaign.acting(DAY, "ganshi") as ctx:
            return sign_opinions.enter_sheet(ctx, campaign.campaign, desk.paper, said, sheet)

    assert at_once(enter, enter) == [(DEPUTY,), (DEPUTY,)]
    assert len(opinions(campaign)) == 1


def test_numbers_taken_by_eight_at_once_have_no_gap_and_no_double(campaign: Built) -> None:
    """Every third one fails after it has taken its number, which then goes to the next."""

    def issue(number: int) -> None:
        for turn in range(4):
            content = papers.Content(f"kind-{number}-{turn}", "题", {})
            try:
                with campaign.acting(DAY) as ctx:
                    papers.issue(ctx, campaign.campaign, "1.1", content)
                    if (number + turn) % 3 == 0:
                        raise ConnectionError  # noqa: TRY301 - the process dies here
            except ConnectionError:
                continue

    at_once(*[lambda number=number: issue(number) for number in range(8)])
    with campaign.house.reading() as ctx:
        numbers = ctx.session.exec(select(Paper.number).order_by(col(Paper.number))).all()

    kept = sum((number + turn) % 3 != 0 for number in range(8) for turn in range(4))
    assert numbers == list(range(1, kept + 1))
