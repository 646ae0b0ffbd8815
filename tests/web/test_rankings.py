"""What the ranking says of itself follows the campaign: before the list is public, and after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import Paper
from rules.access import Part
from rules.states import PaperState
from tasks.context import House
from tests.support.apps import app_over
from tests.support.cast import browser_of, cast_of
from tests.support.december import december_house

BEFORE, AFTER = "名单尚未公布，不得外传", "名单已经公布，得分和排名不公布，不得外传"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with december_house(tmp_path_factory.mktemp("rankings"), units=12) as house:
        yield house


async def test_the_caption_of_the_ranking_follows_the_announcement(house: House) -> None:
    cast = cast_of(house)
    app = app_over(house)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as client:
        before = (await client.get("/rankings")).text
        with house.acting("测试") as ctx:
            ctx.session.add(
                Paper(
                    campaign_id=1,
                    step="publicity",
                    kind="public-notice",
                    series="评选",
                    year=2022,
                    number=1,
                    title="公示",
                    state=PaperState.ISSUED,
                    issued_at=ctx.now,
                )
            )
        after = (await client.get("/rankings")).text

    assert [(BEFORE in page, AFTER in page) for page in (before, after)] == [
        (True, False),
        (False, True),
    ]
