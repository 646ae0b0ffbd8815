"""The archivist's page of personal data: what is due, checked once more, erased with a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select

from models import Account, Erasure, Message
from rules.access import Part
from rules.definition import PersonalKind
from tasks import appointing
from tasks.appointing import Appointed
from tests.support.apps import app_over
from tests.support.cast import browser_of
from tests.support.personal import LATER, Archived, archived


class YearsLater:
    """The business clock when every term has ended."""

    def now(self) -> datetime:
        return LATER


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archived]:
    with archived(tmp_path) as found:
        found.house.clock = YearsLater()
        yield found


@pytest.fixture
async def archivist(kept: Archived) -> AsyncIterator[httpx.AsyncClient]:
    with kept.house.acting("测试") as ctx:
        account = Account(name="archivist", display="档案员甲", created_at=LATER)
        ctx.session.add(account)
        ctx.session.flush()
        number = account.id or 0
        appointing.appoint(ctx, number, Appointed(Part.ARCHIVIST), reason="测试")
    async with browser_of(app_over(kept.house), number) as client:
        yield client


async def test_what_is_due_is_checked_once_more_and_then_erased_with_its_reason(
    kept: Archived, archivist: httpx.AsyncClient
) -> None:
    page = await archivist.get("/personal-data")
    form = {"kinds": ["messages", "voters"], "printed": kept.sheet[:16], "reason": "保管期满"}
    asked = await archivist.post("/personal-data/check", data=form)
    assert (page.status_code, page.text.count('name="kinds"')) == (200, len(PersonalKind))
    assert (asked.status_code, asked.text.count('name="kinds"')) == (200, 2)
    assert erased(kept) == {}

    done = await archivist.post("/personal-data/erase", data=form)
    after = await archivist.get("/personal-data")

    assert (done.status_code, done.headers["location"]) == (303, "/personal-data")
    assert erased(kept) == {
        PersonalKind.MESSAGES: ("档案员甲", "保管期满"),
        PersonalKind.VOTERS: ("档案员甲", "保管期满"),
    }
    assert after.text.count('name="kinds"') == len(PersonalKind) - 2
    with kept.house.reading() as ctx:
        one = ctx.session.exec(select(Message).where(col(Message.key) == "k-personal")).one()
    assert (one.address, one.body) == ("", "")


async def test_what_is_missing_or_wrong_is_told_and_nothing_goes(
    kept: Archived, archivist: httpx.AsyncClient
) -> None:
    empty = await archivist.post("/personal-data/check", data={})
    form = {"kinds": "messages", "printed": "0" * 16, "reason": "保管期满"}
    wrong = await archivist.post("/personal-data/erase", data=form)

    assert [empty.status_code, wrong.status_code] == [409, 409]
    assert all(f'href="#{name}"' in empty.text for name in ("kinds", "printed", "reason"))
    assert "包校验值与移交清单所印不符" in wrong.text
    assert 'value="messages" checked' in wrong.text
    assert erased(kept) == {}


async def test_every_page_of_an_erased_campaign_still_opens(
    kept: Archived, archivist: httpx.AsyncClient
) -> None:
    with kept.house.acting("测试") as ctx:
        account = Account(name="office", display="办公室", created_at=LATER)
        ctx.session.add(account)
        ctx.session.flush()
        number = account.id or 0
        appointing.appoint(ctx, number, Appointed(Part.ADMINISTRATOR), reason="测试")
    form = {"kinds": [kind.value for kind in PersonalKind], "printed": kept.sheet, "reason": "期满"}
    async with browser_of(app_over(kept.house), number) as office:
        before = {path: (await office.get(path)).status_code for path in PAGES}
        assert (await archivist.post("/personal-data/erase", data=form)).status_code == 303
        after = {path: (await office.get(path)).status_code for path in PAGES}

    assert after == before
    assert list(after.values()).count(200) >= len(PAGES) - 1


PAGES = (
    "/", "/applications", "/applications/SZSC-2021-0002", "/applications/SZSC-2021-0003",
    "/messages", "/messages/1", "/duties", "/units/ck002", "/votes", "/votes/windows", "/objections",
    "/objections/YY-1", "/tasks", "/audit", "/events", "/papers", "/people", "/accounts", "/meeting", "/quotas",
    "/archive", "/personal-data", "/telephone", "/steps/2.2", "/steps/3.1", "/health",
)  # fmt: skip


def erased(kept: Archived) -> dict[PersonalKind, tuple[str, str]]:
    with kept.house.reading() as ctx:
        rows = ctx.session.exec(select(Erasure)).all()
    return {row.kind: (row.erased_by, row.reason) for row in rows}
