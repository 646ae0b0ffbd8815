"""Scans of signed pages: the office takes every one along, a member only their own, an observer none."""

from __future__ import annotations

from fastapi import FastAPI
from sqlmodel import col, select

from models import Attachment
from rules.access import Part
from tasks.context import House
from tests.support.cast import SIGNED_PAGE, Cast, browser_of


async def test_a_members_hand_is_shown_to_nobody_but_the_office_and_themselves(
    app: FastAPI, cast: Cast, house: House
) -> None:
    with house.acting("测试") as ctx:
        own = ctx.session.exec(select(Attachment).where(col(Attachment.id) == SIGNED_PAGE)).one()
        other = Attachment(**{**own.model_dump(), "id": 9010, "note": "督查处处长"})
        ctx.session.add(other)
    found = {}
    for part in (Part.OFFICE, Part.MEMBER, Part.OBSERVER):
        async with browser_of(app, cast.accounts[part]) as client:
            found[part] = [
                (await client.get(f"/meeting/1/scans/{number}")).status_code
                for number in (SIGNED_PAGE, 9010)
            ]

    assert found == {Part.OFFICE: [200, 200], Part.MEMBER: [200, 404], Part.OBSERVER: [404, 404]}
