"""Where everybody's work begins, and that it opens to them."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from rules.access import Grant, Part, Who
from tests.support.cast import Cast, browser_of
from web.navigation import home_of

HOMES = {
    Part.ADMINISTRATOR: "/", Part.SECURITY: "/accounts", Part.AUDITOR: "/audit", Part.OFFICE: "/",
    Part.LEAD: "/lead", Part.COOPERATING: "/lead", Part.COUNTY: "/county", Part.CONTACT: "/my",
    Part.DEPUTY: "/my", Part.LEADER: "/my", Part.EVALUATOR: "/sheets", Part.MEMBER: "/meeting",
    Part.SIGNATORY: "/papers", Part.OBSERVER: "/observe", Part.ARCHIVIST: "/archive", Part.GUEST: "/",
}  # fmt: skip


def test_everybody_begins_with_what_only_they_do() -> None:
    assert {part: home_of(Who((Grant(part),))) for part in Part} == HOMES


@pytest.mark.parametrize("part", Part)
async def test_where_somebody_begins_opens_to_them(app: FastAPI, cast: Cast, part: Part) -> None:
    async with browser_of(app, cast.accounts[part]) as client:
        page = await client.get("/home", follow_redirects=True)

    assert page.status_code == httpx.codes.OK
