"""Signatories in the browser: recorded for a post, substitutes with a reason, and ended on a day."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from models import Signatory
from rules.access import Part
from tasks.context import House
from tests.support.cast import Cast, browser_of
from tests.support.earlier_year import APART, add_an_earlier_year
from tests.support.signers import DEPUTY, DIRECTOR, HEAD
from tests.web.test_pages import text_of

ROW = Signatory.post, Signatory.name, Signatory.since, Signatory.until, Signatory.substitute
HOLDER = {"post": DEPUTY, "who": "p-contact", "since": "2021-12-01"}
STAND_IN = {
    **HOLDER, "until": "2021-12-31", "substitute": "1", "reason": "外出学习，局长同意",
}  # fmt: skip
OF_THE_CAST = (DIRECTOR, "signatory", date(2021, 1, 1), date(2031, 1, 1), True)


def on_record(house: House) -> list[tuple[object, ...]]:
    with house.reading() as ctx:
        return [tuple(row) for row in ctx.session.exec(select(*ROW).order_by(col(Signatory.id)))]  # type: ignore[call-overload]


async def test_who_signs_is_recorded_and_named_on_the_page(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        empty = text_of((await office.get("/papers/signers")).text)
        done = await office.post("/papers/signers", data=HOLDER, follow_redirects=True)
    page = text_of(done.text)

    assert on_record(house) == [
        OF_THE_CAST, (DEPUTY, "测试contact", date(2021, 12, 1), None, False)
    ]  # fmt: skip
    assert f"{DEPUTY} 没有人，送到这里的公文会停下" in empty
    assert "签批人已登记，从开始日起可以签批。" in page
    assert f"{DEPUTY} 测试contact {HEAD} 没有人" in page.split("今天由谁签批")[1]


async def test_a_substitute_stands_with_the_reason_and_signs_at_once(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post("/papers/signers", data={**STAND_IN, "who": "guest"})
        page = text_of((await office.get("/papers/signers")).text)
    async with browser_of(app, cast.accounts[Part.GUEST]) as guest:
        papers = await guest.get("/papers")

    row = (DEPUTY, "测试guest", date(2021, 12, 1), date(2021, 12, 31), True)
    assert on_record(house) == [OF_THE_CAST, row]
    assert f"{DEPUTY} 测试guest 代签 2021-12-01 2021-12-31 外出学习，局长同意" in page
    assert "待我签批" in papers.text


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({}, ["请写明由谁签批", "请填写开始日期，例如 2021-12-20"]),
        ({**HOLDER, "until": "圣诞节"}, ["请填写结束日期，例如 2021-12-20"]),
        (
            {**HOLDER, "until": "2021-11-30", "post": "局长助理", "substitute": "1"},
            ["没有岗位“局长助理”", "结束日2021-11-30早于开始日2021-12-01", "代签须写明原因和批准"],
        ),
        ({**HOLDER, "substitute": "1"}, ["代签须写明到哪一天为止", "代签须写明原因和批准"]),
        ({**HOLDER, "who": "无此人"}, ["没有账号名或人员编码为“无此人”的人"]),
        (
            {**HOLDER, "who": "无此人", "substitute": "1"},
            [
                "代签须写明到哪一天为止",
                "代签须写明原因和批准",
                "没有账号名或人员编码为“无此人”的人",
            ],
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_all_reasons_and_stays_in_the_form(
    app: FastAPI, cast: Cast, house: House, typed: dict[str, str], reasons: list[str]
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        reply = await office.post("/papers/signers", data=typed)

    assert reply.status_code == 422
    assert [reason for reason in reasons if reason not in reply.text] == []
    assert f'id="who" name="who" type="text" value="{typed.get("who", "")}"' in reply.text
    assert on_record(house) == [OF_THE_CAST]


async def test_an_end_is_recorded_with_its_last_day(app: FastAPI, cast: Cast, house: House) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        done = await office.post(
            "/papers/signers/1/end", data={"on": "2021-12-16"}, follow_redirects=True
        )
    async with browser_of(app, cast.accounts[Part.SIGNATORY]) as gone:
        after = await gone.get("/papers")

    assert on_record(house) == [(*OF_THE_CAST[:3], date(2021, 12, 16), True)]
    assert "离任已登记，过了这一天就不能再签。" in done.text
    assert "已结束" in done.text
    assert after.status_code == 403


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2021-12-17", "2021-12-17", (False, False)),
        ("2021-12-18", "2021-12-18", (True, False)),
        ("2021-12-16", "2021-12-16", (False, True)),
    ],
)
async def test_the_first_and_the_last_day_are_days_on_which_somebody_signs(
    app: FastAPI, cast: Cast, since: str, until: str, told: tuple[bool, bool]
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post("/papers/signers", data={**HOLDER, "since": since, "until": until})
        page = text_of((await office.get("/papers/signers")).text)

    listed, today = page.split("今天由谁签批")
    assert ("未到" in listed, "已结束" in listed) == told
    assert (f"{DEPUTY} 测试contact" in today) is (told == (False, False))


async def test_somebody_may_end_on_the_very_day_they_began(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        await office.post("/papers/signers/1/end", data={"on": "2021-01-01"})

    assert on_record(house) == [(*OF_THE_CAST[:3], date(2021, 1, 1), True)]


@pytest.mark.parametrize(
    ("signer", "on", "told"),
    [
        (1, "", (422, "请填写离任日期")),
        (1, "2020-12-31", (422, "signatory从2021-01-01起签批，离任日期不能更早")),
        (1, "2031-01-01", (422, "signatory签批到2031-01-01为止，不必再登记")),
        (7, "2021-12-16", (404, "没有编号为7的签批人")),
    ],
)
async def test_an_end_that_cannot_be_is_refused(
    app: FastAPI, cast: Cast, house: House, signer: int, on: str, told: tuple[int, str]
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        reply = await office.post(f"/papers/signers/{signer}/end", data={"on": on})

    assert (reply.status_code, told[1] in reply.text) == (told[0], True)
    assert on_record(house) == [OF_THE_CAST]


async def test_a_signatory_of_an_earlier_campaign_is_nobody_here(
    app: FastAPI, cast: Cast, house: House
) -> None:
    add_an_earlier_year(house)
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        page = text_of((await office.get("/papers/signers")).text)
        reply = await office.post(f"/papers/signers/{1 + APART}/end", data={"on": "2021-12-16"})

    assert page.count("登记离任") == 1
    assert (reply.status_code, f"没有编号为{1 + APART}的签批人" in reply.text) == (404, True)


async def test_said_again_with_another_reason_the_reason_is_corrected(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        for reason in ("外出学习", "外出学习，局长同意"):
            await office.post("/papers/signers", data={**STAND_IN, "reason": reason})

    with house.reading() as ctx:
        newest = select(Signatory.reason).order_by(col(Signatory.id).desc()).limit(1)
        assert ctx.session.exec(newest).one() == "外出学习，局长同意"


async def test_nobody_but_who_drafts_papers_records_who_signs_them(
    app: FastAPI, cast: Cast, house: House
) -> None:
    async with browser_of(app, cast.accounts[Part.SIGNATORY]) as signatory:
        seen = await signatory.get("/papers/signers")
        typed = await signatory.post("/papers/signers", data=HOLDER)

    assert (seen.status_code, typed.status_code) == (403, 403)
    assert on_record(house) == [OF_THE_CAST]


async def test_a_refusal_and_what_was_done_are_told_in_english_too(
    app: FastAPI, cast: Cast
) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        office.cookies.set("pingxuan_lang", "en")
        refused = await office.post("/papers/signers", data={**HOLDER, "substitute": "1"})
        done = await office.post("/papers/signers", data=HOLDER, follow_redirects=True)

    assert "A substitute needs a reason and the post that approved it" in refused.text
    assert "The signatory is on record" in done.text
