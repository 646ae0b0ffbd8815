"""The dashboard and a step's page as every part sees them: no button and no figure that is not theirs."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from fastapi import FastAPI
from starlette.routing import Match

from rules.access import Part
from tasks.context import House
from tasks.grants import who_is
from tests.support.cast import Cast, browser_of
from tests.support.routes import leaves
from tests.support.shared_house import app, cast, house
from tests.web.test_pages import text_of
from web.doors import opens

__all__ = ["app", "cast", "house"]

PAGES = ("/", "/steps/2.2", "/steps/2.3", "/quotas")
LINK = re.compile(r'(?:href|hx-get|action)="(/(?!static/)[^"]*)"')
ALWAYS = {"/language", "/look", "/sign-out"}


@pytest.mark.parametrize("part", Part)
async def test_nothing_is_offered_that_does_not_open(
    app: FastAPI, house: House, cast: Cast, part: Part
) -> None:
    async with browser_of(app, cast.accounts[part]) as client:
        pages = [await client.get(path) for path in PAGES]
    with house.reading() as ctx:
        who = who_is(ctx, cast.accounts[part])
    links = {unescape(link) for page in pages for link in LINK.findall(page.text)}

    assert [page.status_code for page in pages] == [200] * len(PAGES)
    assert {link for link in links - ALWAYS if not opens(_endpoint(app, link), who)} == set()


def _endpoint(app: FastAPI, link: str) -> object:
    path = unquote(urlsplit(link).path)
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    found = (r.endpoint for r in leaves(app.routes) if r.matches(scope)[0] is Match.FULL)
    return next(found, None)


async def test_a_guest_sees_progress_and_nothing_else(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.GUEST]) as client:
        told = text_of((await client.get("/")).text)
        step = text_of((await client.get("/steps/2.2")).text)

    assert "2.2 总结并报送申报材料" in told
    assert re.search("未完成 \\d+ 已逾期 \\d+", told)
    for kept in (
        "待放行",
        "发送失败",
        "启动阶段",
        "调整截止",
        "最新记事",
        "办公室当日待办",
        "今日待签",
    ):
        assert kept not in told
    for kept in ("调整截止", "计划运行", "本环节记事", "文号", "再次运行"):
        assert kept not in step
