"""The archivist's page: seal, check against the sheet, put away."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select, update

from models import Campaign, Message, Step
from rules.access import Part
from rules.states import CampaignState, MessageState, StepState
from tasks.context import House
from tests.support.cast import Cast, browser_of


@pytest.fixture
async def archivist(app: FastAPI, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app, cast.accounts[Part.ARCHIVIST]) as client:
        yield client


async def test_a_package_is_sealed_downloaded_checked_and_put_away(
    archivist: httpx.AsyncClient, house: House
) -> None:
    assert "还没有封装" in (await archivist.get("/archive")).text
    with house.acting("办公室") as ctx:
        ctx.session.execute(update(Step).values(state=StepState.CLOSED))
        ctx.session.execute(update(Message).values(state=MessageState.SENT))

    sealed = await archivist.post("/archive/seal")
    assert (sealed.status_code, sealed.headers.get("location")) == (303, "/archive")
    data = (await archivist.get("/archive/package")).content
    sheet = (await archivist.get("/archive/sheet")).content
    checked = await archivist.post("/archive/verify", data={"printed": ""})
    digest = re.search(r"<code>([0-9a-f]{64})</code>", checked.text)
    assert digest is not None
    wrong = await archivist.post("/archive/freeze", data={"printed": "0" * 16})
    put_away = await archivist.post("/archive/freeze", data={"printed": digest[1][:16]})
    page = await archivist.get("/archive")

    assert ZipFile(BytesIO(data)).testzip() is None
    assert sheet.startswith(b"%PDF-1.7")
    assert "文件与清单一致" in checked.text
    assert (wrong.status_code, put_away.status_code) == (409, 303)
    assert "不能再改" in page.text
    with house.reading() as ctx:
        state = ctx.session.exec(select(Campaign.state).where(col(Campaign.id) == 1)).one()
    assert state is CampaignState.ARCHIVED


async def test_nothing_is_downloaded_before_it_is_sealed(archivist: httpx.AsyncClient) -> None:
    found = [(await archivist.get(f"/archive/{what}")).status_code for what in ("package", "sheet")]

    assert found == [404, 404]
