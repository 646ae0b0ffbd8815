"""What a unit does beside its forms: evidence with its application, somebody who stands in."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi import FastAPI
from sqlmodel import col, select

from models import Account, Attachment, Holding, Obligation, Person, Unit
from rules.access import Part
from rules.states import ObligationState
from tasks import grants
from tasks.application_drafts import begin
from tasks.application_rows import Entry
from tasks.context import House
from tests.support.cast import OWN, UNIT, Cast, browser_of
from tests.support.shared_house import app, cast, house
from tests.web.test_pages import text_of

__all__ = ["app", "cast", "house"]

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def test_evidence_lies_with_its_application_until_it_is_taken_back(
    app: FastAPI, house: House, cast: Cast
) -> None:
    with house.acting("测试") as ctx:
        number = begin(ctx, 1, Entry("standard_bearer", UNIT))
    place = f"/my/{UNIT}/applications/{number}"
    async with browser_of(app, cast.accounts[Part.CONTACT]) as client:
        sent = await client.post(f"{place}/upload", files={"file": ("佐证.pdf", PDF)})
        refused = await client.post(f"{place}/upload", files={"file": ("佐证.pdf", b"MZ\x90")})
        form = await client.get(place)
        with house.reading() as ctx:
            kept = ctx.session.exec(
                select(Attachment).where(col(Attachment.name) == "佐证.pdf")
            ).one()
        file = await client.get(f"{place}/evidence/{kept.id}")
        foreign = await client.get(f"{place}/evidence/{OWN}")
        await client.post(f"{place}/evidence/{kept.id}/withdraw")
        after = await client.get(place)

    assert (sent.status_code, refused.status_code) == (303, 422)
    assert ("佐证.pdf" in form.text, "佐证.pdf" in after.text) == (True, False)
    assert (file.content, file.headers["content-disposition"].split(";")[0]) == (PDF, "attachment")
    assert foreign.status_code == 404


async def test_a_substitute_does_what_the_post_does_from_day_to_day(
    app: FastAPI, house: House, cast: Cast
) -> None:
    place = f"/my/{UNIT}/substitutes"
    with house.reading() as ctx:
        post = ctx.session.exec(select(Holding.post_id).where(col(Holding.id) == OWN)).one()
        guest = ctx.session.exec(
            select(Account.id).where(col(Account.name) == Part.EVALUATOR)
        ).one()
    typed = {
        "post": str(post), "code": f"p-{Part.EVALUATOR}", "since": "2021-12-17",
        "until": "2021-12-24", "reason": "出差",
    }  # fmt: skip
    async with browser_of(app, cast.accounts[Part.CONTACT]) as client:
        wrong = await client.post(place, data={**typed, "until": "2021-12-01", "reason": ""})
        named = await client.post(place, data=typed)
        twice = await client.post(place, data=typed)
        standing = plays(house, guest or 0)
        with house.reading() as ctx:
            row = ctx.session.exec(
                select(Holding)
                .join(Person, col(Person.id) == col(Holding.person_id))
                .where(col(Person.code) == f"p-{Part.EVALUATOR}")
            ).one()
        await client.post(f"{place}/{row.id}/end")

    assert (wrong.status_code, named.status_code, twice.status_code) == (422, 303, 422)
    assert all(told in wrong.text for told in ("结束日不能早于开始日", "请写明代理的理由"))
    assert (row.since, row.until) == (date(2021, 12, 17), date(2021, 12, 24))
    assert (standing, plays(house, guest or 0)) == (True, False)


def plays(house: House, account: int) -> bool:
    """Whether the account acts for the unit today."""
    with house.reading() as ctx:
        return grants.who_is(ctx, account).plays(Part.CONTACT)


async def test_what_was_handed_in_says_whether_it_was_in_time_and_takes_evidence(
    app: FastAPI, house: House, cast: Cast
) -> None:
    with house.acting("测试") as ctx:
        owed = ctx.session.exec(
            select(Obligation)
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(col(Unit.code) == UNIT, col(Obligation.duty) == "summary_2")
        ).one()
        owed.state, owed.met_at = ObligationState.PENDING, None
        owed.shown_at = ctx.now - timedelta(minutes=5)
        owed.enforced_at = ctx.now + timedelta(minutes=5)
    typed = {"title": "三季度小结", "heading": "便民惠企", "act": "confirm"}
    async with browser_of(app, cast.accounts[Part.CONTACT]) as client:
        done = [
            await client.post(f"/my/{UNIT}/hand-in/summary", data={**typed, "happened_on": day})
            for day in ("2021-12-17", "2021-12-16")
        ]
        first, second = (reply.headers["location"].split("?")[0] for reply in done)
        sent = await client.post(f"{first}/upload", files={"file": ("小结.pdf", PDF)})
        refused = await client.post(f"{first}/upload", files={"file": ("小结.pdf", b"MZ\x90")})
        shown = (await client.get(first)).text
        link = re.search(rf'href="({first}/evidence/\d+)">小结.pdf', shown)
        assert link
        file = await client.get(link[1])
        foreign = await client.get(link[1].replace(first, second))
        await client.post(f"{link[1]}/withdraw")
        after = (await client.get(first)).text
        listed = text_of((await client.get(f"/my/{UNIT}/filings")).text)

    assert [reply.status_code for reply in (*done, sent, refused, foreign)] == [
        303, 303, 303, 422, 404,
    ]  # fmt: skip
    assert "小结.pdf：" in refused.text
    assert "三季度小结" in refused.text, "the page of the filing itself, not a general one"
    assert "宽限到 2021-12-17 10:25" in shown
    assert file.content == PDF
    assert (link[1] in shown, link[1] in after) == (True, False)
    assert re.search("三季度小结 便民惠企 2021-12-17 .{16} 已办", listed)
    assert re.search("三季度小结 便民惠企 2021-12-16 .{16} —", listed)
