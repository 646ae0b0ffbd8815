"""An observer office speaks of candidates by name, never by code, in the reader's language."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlmodel import select

from models import Application, Unit
from rules.access import Part
from tasks import observers
from tasks.campaigns import definition_of
from tasks.context import House
from tests.support.cast import Cast, browser_of
from web.pages import LANGUAGE_COOKIE

OFFICE = "zonghe_shenpi"


async def test_candidates_and_opinions_are_called_by_name(
    house: House, app: FastAPI, cast: Cast
) -> None:
    with house.acting("测试") as ctx:
        row, unit = ctx.session.exec(
            select(Application, Unit).where(Application.unit_id == Unit.id)
        ).first() or pytest.fail("nobody applied")
        honour = definition_of(ctx, 1).honour(row.honour)
        for about in (row.number, unit.code):
            observers.record(ctx, 1, OFFICE, about, f"说到{about[-2:]}")
        number, candidate, name = row.number, row.candidate, unit.name
    async with browser_of(app, cast.accounts[Part.OBSERVER]) as client:
        chinese = (await client.get("/observe")).text
        client.cookies.set(LANGUAGE_COOKIE, "en")
        english = (await client.get("/observe")).text

    said = [re.findall(r"<dt>([^<]*)</dt>", page) for page in (chinese, english)]
    assert {*said[0]} == {f"{candidate} · {honour.name}", name}
    assert said[1] == [one.replace(honour.name, honour.name_en) for one in said[0]]
    assert f'<option value="{number}">{candidate} · {honour.name}</option>' in chinese
    assert f'<option value="{number}">{candidate} · {honour.name_en}</option>' in english


async def test_what_other_offices_said_is_not_shown(house: House, app: FastAPI, cast: Cast) -> None:
    with house.acting("测试") as ctx:
        other = next(
            one.code for one in definition_of(ctx, 1).offices if one.observer and one.code != OFFICE
        )
        about = ctx.session.exec(select(Application.number)).first() or ""
        for office, text in ((OFFICE, "本处意见"), (other, "别处意见")):
            observers.record(ctx, 1, office, about, text)
    async with browser_of(app, cast.accounts[Part.OBSERVER]) as client:
        page = (await client.get("/observe")).text

    assert ("本处意见" in page, "别处意见" in page) == (True, False)
