"""Every list sorts by its headings both ways, prints, and is taken along as a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from rules.access import Part
from tasks.context import House
from tests.support.cast import UNIT, Cast, browser_of
from tests.support.december import december_house
from tests.support.populated import populated
from web.app import create_app
from web.lists import PAGE

LISTS = {
    "/duties": Part.OFFICE,
    "/messages": Part.OFFICE,
    "/applications": Part.OFFICE,
    "/rankings": Part.OFFICE,
    "/people": Part.OFFICE,
    "/events": Part.OFFICE,
    "/quotas": Part.OFFICE,
    "/votes": Part.OFFICE,
    "/objections": Part.OFFICE,
    "/honours": Part.OFFICE,
    "/visits": Part.OFFICE,
    "/meeting": Part.OFFICE,
    "/papers": Part.OFFICE,
    "/papers/materials": Part.OFFICE,
    "/papers/signers": Part.OFFICE,
    "/templates": Part.OFFICE,
    "/tasks": Part.OFFICE,
    "/imports": Part.OFFICE,
    "/messages/coming": Part.OFFICE,
    "/accounts": Part.ADMINISTRATOR,
    "/tokens": Part.ADMINISTRATOR,
    "/audit": Part.ADMINISTRATOR,
    "/audit/check": Part.AUDITOR,
    "/county/cases": Part.COUNTY,
    "/guidance": Part.OFFICE,
    "/opinions": Part.OFFICE,
    "/opinions/upload": Part.OFFICE,
    "/sheets/scores": Part.OFFICE,
    "/lead": Part.OFFICE,
    "/lead/groups/g4/recusals": Part.LEAD,
    "/lead/evidence/upload": Part.LEAD,
    "/county": Part.COUNTY,
    "/sheets": Part.EVALUATOR,
    f"/my/{UNIT}/filings": Part.CONTACT,
    "/my/messages": Part.CONTACT,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with december_house(tmp_path_factory.mktemp("lists"), units=60) as house:
        yield house


@pytest.fixture(scope="module")
def cast(house: House) -> Cast:
    return populated(house)


@pytest.fixture(scope="module")
def app(house: House) -> FastAPI:
    return create_app(house)


@pytest.mark.parametrize(("path", "part"), LISTS.items())
async def test_a_list_sorts_prints_and_is_taken_along(
    app: FastAPI, cast: Cast, path: str, part: Part
) -> None:
    async with browser_of(app, cast.accounts[part]) as client:
        page = (await client.get(path)).text
        asked = [unescape(q) for q in re.findall(r'<th[^>]*><a href="(\?[^"]*sort=[^"]*)"', page)]
        downwards = [f"{query}&down=1" for query in asked]
        sorted_ = [await client.get(path + query) for query in (*asked, *downwards)]
        book = await client.get(f"{path}?format=xlsx")

    assert {reply.status_code for reply in sorted_} <= {200}
    assert all('aria-sort="' in reply.text for reply in sorted_)
    assert "data-print" in page
    assert '<form class="filter"' in page
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row > 1
    assert None not in [cell.value for cell in sheet[1]]


def looked_for_in(page: str) -> list[str]:
    """The fields of a list's filter that take words."""
    form = re.search(r'<form class="filter" method="get".*?</form>', page, re.DOTALL)
    fields = re.findall(r"<input[^>]*>", form[0]) if form else []
    words = [field for field in fields if not re.search(r'type="(hidden|checkbox|date)"', field)]
    return [name for field in words for name in re.findall(r'name="([^"]+)"', field)]


@pytest.mark.parametrize(("path", "part"), LISTS.items())
async def test_a_list_shows_fifty_at_most_and_nothing_that_does_not_say_what_is_looked_for(
    app: FastAPI, cast: Cast, path: str, part: Part
) -> None:
    async with browser_of(app, cast.accounts[part]) as client:
        page = (await client.get(path)).text
        fields = looked_for_in(page)
        books = [await client.get(f"{path}?format=xlsx&{name}=无此字样") for name in fields]
        empty = [(await client.get(f"{path}?{name}=无此字样")).text for name in fields]

    tables = re.findall(r"<tbody.*?</tbody>", page, re.DOTALL)
    shown = [table.count("<tr") for table in tables]
    shown += [page.count("<article>"), page.count('<details class="message">')]
    assert 0 < max(shown) <= PAGE
    rows = [load_workbook(BytesIO(book.content)).worksheets[0].max_row for book in books]
    assert rows == [1] * len(fields), fields
    assert all("没有符合条件的" in said for said in empty), fields


async def test_the_telephone_list_is_sorted_and_shows_a_page_of_units(
    app: FastAPI, cast: Cast
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as client:
        up = (await client.get("/telephone?sort=county")).text
        down = (await client.get("/telephone?sort=county&down=1")).text
        chat = await client.get("/telephone/chat")

    counties = [re.findall(r"</a></th><td>([^<]*)</td>", html) for html in (up, down)]
    assert counties[0] == sorted(counties[0])
    assert counties[1] == sorted(counties[0], reverse=True)
    assert len(set(counties[0])) > 1
    assert '<form class="filter" method="get"' in up
    assert chat.status_code == 200
