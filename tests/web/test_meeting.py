"""What a meeting's pages decide: every way of deciding, a tie by hand, and nothing at a meeting that is over."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from models import Application, Placement
from rules.access import Part
from rules.meetings import Votes
from rules.selection import (
    Choose,
    Decision,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Override,
    Replace,
)
from tasks import overview, overview_meeting
from tasks.clocks import SimulatedClock
from tests.support.apps import app_over
from tests.support.campaign_builder import Built, built
from tests.support.cast import account_of, browser_of
from tests.support.judged import MEETING, convene, item, ready_for_the_meeting
from tests.support.stated import star
from web.routes.meeting.decision import DecisionForm, ways_of

TIED = {
    star("rx01", f"p-{n}", candidate=f"示例{n}"): points
    for n, points in ((1, 90), (2, 87), (3, 87), (4, 80))
}
FIRST, SECOND, THIRD = (f"SZSC-2021-000{n}" for n in range(1, 4))
SAID = {"reason": "经研究", "ordered_by": "领导小组"}
LIST = {"honour": "window_star", "cell": "hotline"}
WAYS: tuple[tuple[dict[str, object], Decision], ...] = (
    ({"what": "replace", "number": FIRST, "into": THIRD}, Replace(out=FIRST, into=THIRD, **SAID)),
    (
        {"what": "tie", "tied": (SECOND, THIRD)},
        GiveTieTo(**LIST, applications=(SECOND, THIRD), **SAID),
    ),
    ({"what": "fill", "number": THIRD}, FillVacancy(application=THIRD, **SAID)),
    ({"what": "vacant", "places": "1"}, LeaveVacant(**LIST, places=1, **SAID)),
    (
        {"what": "move", "source": "towns", "places": "2"},
        MovePlaces(honour="window_star", source="towns", target="hotline", places=2, **SAID),
    ),
    (
        {"what": "move", "source": "-", "places": "1"},
        MovePlaces(honour="window_star", source=None, target="hotline", places=1, **SAID),
    ),
    ({"what": "choose", "number": FIRST}, Choose(application=FIRST, **SAID)),
    (
        {"what": "override", "number": THIRD, "rules": "R40、R53"},
        Override(application=THIRD, rules=("R40", "R53"), **SAID),
    ),
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Everybody is in the room, and two candidates are tied for the last place."""
    with built(tmp_path_factory.mktemp("meeting")) as made:
        ready_for_the_meeting(made, TIED)
        convene(made)
        made.house.clock = SimulatedClock(MEETING)
        yield made


@pytest.fixture(scope="module")
def account(campaign: Built) -> int:
    return account_of(campaign.house, (Part.OFFICE, "bangongshi"))


@pytest.fixture
async def office(campaign: Built, account: int) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app_over(campaign.house), account) as client:
        yield client


def page_of(campaign: Built) -> overview_meeting.ItemPage:
    position = item(campaign, "cell", **LIST)
    with campaign.house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        return overview_meeting.item_page(ctx, at, 1, position)


def test_every_way_of_deciding_is_the_selections_own_decision(campaign: Built) -> None:
    page = page_of(campaign)
    forms = [DecisionForm.model_validate({**typed, **SAID}) for typed, _ in WAYS]

    assert [form.decision(page) for form in forms] == [decision for _, decision in WAYS]
    assert [list(form.wanting(page)) for form in forms] == [[]] * len(WAYS)


async def test_an_item_offers_what_it_may_be_decided_to_be_and_nothing_else(
    campaign: Built, office: httpx.AsyncClient
) -> None:
    place = f"/meeting/1/items/{item(campaign, 'cell', **LIST)}/decision"
    form = (await office.get(place)).text
    forced = [await office.post(place, data={"what": what}) for what in ("withdraw", "keep")]

    assert set(re.findall(r'name="what"[^>]* value="(\w+)"', form)) == set(
        ways_of(page_of(campaign))
    )
    assert [(reply.status_code, "请选择怎样决定" in reply.text) for reply in forced] == [
        (422, True)
    ] * 2


def test_what_is_missing_for_a_way_is_told_at_its_field(campaign: Built) -> None:
    page = page_of(campaign)
    forms = [DecisionForm(what=what) for what in ("approve", "cut", "replace", "tie", "move")]

    assert [[problem.field for problem in form.wanting(page)] for form in forms] == [
        ["reason"],
        ["number", "remedy", "reason"],
        ["number", "into", "reason"],
        ["tied", "reason"],
        ["source", "places", "reason"],
    ]


def test_votes_and_places_of_full_width_are_numbers(campaign: Built) -> None:
    typed = {"agree": "１２", "disagree": "１", "abstain": "０", "places": "１"}
    form = DecisionForm.model_validate({"what": "vacant", **SAID, **typed})

    assert list(form.wanting(page_of(campaign))) == []
    assert (form.votes, form.decision(page_of(campaign))) == (
        Votes(12, 1, 0), LeaveVacant(**LIST, places=1, **SAID),
    )  # fmt: skip


async def test_meetings_are_narrowed_by_kind_state_and_words(office: httpx.AsyncClient) -> None:
    wanted = ("", "kind=special", "kind=circulated", "state=open", "state=over", "text=礼堂")
    pages = [(await office.get(f"/meeting?{query}")).text for query in wanted]
    book = await office.get("/meeting?kind=circulated&format=xlsx")

    found = ["领导小组专题会议（第1次）" in page for page in pages]
    assert found == [True, True, False, True, False, False]
    assert ["没有符合条件的记录" in page for page in pages] == [not one for one in found]
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row == 1


async def test_a_supposition_by_address_is_not_answered(
    office: httpx.AsyncClient, campaign: Built
) -> None:
    path = f"/meeting/1/items/{item(campaign, 'cell', **LIST)}/suppose"
    asked = await office.get(path, params={"places": "1"})
    forged = await office.post(path, data={"places": "1"}, headers={"x-csrf-token": "no"})
    supposed = await office.post(path, data={"places": "1"})
    absurd = await office.post(path, data={"number": FIRST, "total": "1e99999"})

    assert [asked.status_code, forged.status_code, supposed.status_code] == [405, 403, 200]
    assert "不在0至100之间" in absurd.text
    assert "只是推演，什么也没有改变" in supposed.text


async def test_an_address_beyond_every_meeting_is_no_error(office: httpx.AsyncClient) -> None:
    paths = (f"/meeting/{10**30}", f"/meeting/1/items/{10**30}", "/meeting/7", "/meeting/1/items/0")

    assert [(await office.get(path)).status_code for path in paths] == [404, 404, 404, 422]


async def test_a_tie_is_given_to_one_by_hand_and_offered_no_more(
    office: httpx.AsyncClient, campaign: Built
) -> None:
    page = page_of(campaign)
    path = f"/meeting/1/items/{page.item.position}/decision"
    asked = await office.get(path, params={"what": "tie"})
    typed = {"what": "tie", "tied": THIRD, **SAID}
    checked = await office.post(path, data={**typed, "act": "check"})
    before = outcomes(campaign)
    done = await office.post(path, data={**typed, "act": "confirm"})

    assert (asked.text.count('name="tied"'), f'name="tied" value="{THIRD}"' in checked.text) == (
        2,
        True,
    )
    assert (done.status_code, before, outcomes(campaign)) == (
        303,
        ["won", "tie", "tie", "reserve"],
        ["won", "reserve", "won", "reserve"],
    )
    assert ("tie" in ways_of(page), "tie" in ways_of(page_of(campaign))) == (True, False)


def outcomes(campaign: Built) -> list[str]:
    with campaign.house.reading() as ctx:
        return list(
            ctx.session.exec(
                select(Placement.outcome)
                .join(Application, col(Application.id) == col(Placement.application_id))
                .order_by(col(Application.number))
            ).all()
        )
