"""Marks and drafts: no page, no export and no search shows them beside the parts that are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from models import Evaluator, KeptForm, Score
from rules.access import Part
from tests.support.cast import UNIT, Cast, browser_of, cast_of
from tests.support.december import december_house
from tests.support.routes import Door, doors_of
from web.app import create_app

MARK, DRAFT = "87.1357", "93.4321"
"""Figures that occur nowhere else: another evaluator's mark, and what an evaluator has put aside."""
SHEET = f"/sheets/field_research/{UNIT}"
FILTER = re.compile(r'<form class="filter" method="get".*?</form>', re.DOTALL)
CONSOLIDATING = {Part.ADMINISTRATOR, Part.OFFICE, Part.LEAD, Part.COOPERATING}
"""The office, and the offices of the candidate's honour."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, Cast]]:
    with december_house(tmp_path_factory.mktemp("marks"), units=12, proposed=False) as house:
        cast = cast_of(house)
        with house.acting("测试") as ctx:
            ctx.session.add(
                Evaluator(
                    campaign_id=1,
                    code="zj09",
                    name="别的评委",
                    entered_at=ctx.now,
                    entered_by="测试",
                )
            )
            ctx.session.add(
                Score(
                    campaign_id=1, component="field_research", candidate=UNIT, source="zj09",
                    scaled=871_357,
                )
            )  # fmt: skip
            ctx.session.add(
                KeptForm(
                    account_id=cast.accounts[Part.EVALUATOR], path=SHEET, fields={"mark": [DRAFT]},
                    kept_at=ctx.now,
                )
            )  # fmt: skip
            ctx.record("roster.imported", "测试")
        yield create_app(house), cast


@pytest.mark.parametrize("part", [None, *Part])
async def test_only_the_named_parts_find_a_mark_or_a_draft(
    told: tuple[FastAPI, Cast], part: Part | None
) -> None:
    app, cast = told
    found: dict[str, set[str]] = {MARK: set(), DRAFT: set()}
    async with browser_of(app, None if part is None else cast.accounts[part]) as client:
        for door in doors_of(app):
            for reply in await _replies(client, door) if door.method == "GET" else ():
                text = _text(reply)
                for figure, where in found.items():
                    if figure in text:
                        where.add(door.pattern)

    assert found == {
        MARK: {"/sheets/scores"} if part in CONSOLIDATING else set(),
        DRAFT: {"/sheets/{component}/{candidate}"} if part is Part.EVALUATOR else set(),
    }


async def _replies(client: httpx.AsyncClient, door: Door) -> list[httpx.Response]:
    """The page; of a list its workbook, and the page as searched for the mark in every field it has."""
    first = await client.get(f"{door.path}?format=xlsx")
    if not _is_workbook(first):
        return [first]
    form = FILTER.search((await client.get(door.path)).text)
    fields = re.findall(r'<input[^>]* name="(\w+)"', form[0]) if form else []
    return [first, await client.get(door.path, params=dict.fromkeys(fields, MARK))]


def _is_workbook(reply: httpx.Response) -> bool:
    return "spreadsheetml" in reply.headers.get("content-type", "")


def _text(reply: httpx.Response) -> str:
    """What a reply tells; of a workbook every cell."""
    if not _is_workbook(reply):
        # What was asked for may be repeated, in its form and in links; only what is told counts.
        told = FILTER.sub("", re.sub(r'name="csrf" value="[^"]*"', "", reply.text))
        return told.replace(f"={MARK}", "")
    sheet = load_workbook(BytesIO(reply.content)).worksheets[0]
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
