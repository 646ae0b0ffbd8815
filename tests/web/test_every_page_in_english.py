"""Every page that the router knows, in English: no Chinese but data and what is marked as Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from fastapi import FastAPI

from config.settings import Settings
from rules.access import Part
from tasks.context import House, open_house
from tests.support.cast import Cast, browser_of
from tests.support.remembered import han_beside, texts
from tests.support.routes import doors_of
from tests.support.shared_house import cast, house
from tests.support.spoken import spoken
from web.app import create_app
from web.pages import LANGUAGE_COOKIE

__all__ = ["cast", "house"]

PAGES = tuple(
    door for door in doors_of(create_app(open_house(Settings(database="sqlite://"))))
    if door.method == "GET"
)  # fmt: skip
CHINESE: Mapping[str, str] = MappingProxyType(
    {"/guide/{guide_page}": "the guide is Chinese", "/guide/voter": "the guide is Chinese"}
)
"""Addresses whose pages are Chinese, each with the reason."""


@pytest.mark.parametrize("part", [Part.ADMINISTRATOR, Part.CONTACT])
async def test_a_part_finds_no_chinese_on_any_english_page(
    house: House, cast: Cast, part: Part
) -> None:
    app: FastAPI = create_app(house)
    data = texts(house)
    found = {}
    async with browser_of(app, cast.accounts[part]) as client:
        client.cookies.set(LANGUAGE_COOKIE, "en")
        for door in PAGES:
            reply = await client.get(door.path, follow_redirects=True)
            if door.pattern in CHINESE or "text/html" not in reply.headers.get("content-type", ""):
                continue
            if left := han_beside(spoken(reply.text), data):
                found[door.pattern] = left

    assert found == {}


def test_what_is_marked_as_chinese_is_left_out_with_all_that_is_in_it() -> None:
    page = '<p>a<b lang="zh-CN">甲<br><i title="乙">丙</i></b>b<img alt="c"></p>丁'

    assert spoken(page) == "a\nb\nc\n丁"
