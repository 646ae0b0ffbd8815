"""Letters of authorities on the office's page: listed, their scans attached and handed out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tasks import opinions
from tasks.clocks import SimulatedClock
from tasks.context import House
from tasks.opinion_replies import Letter, record_reply
from tests.support import files
from tests.support.apps import app_over
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import ready_for_the_meeting
from tests.support.stated import star
from tests.support.visitors import signed_in

ASKED = shanghai("2021-12-27")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One authority has answered by a letter."""
    with built(tmp_path) as made:
        ready_for_the_meeting(made, {star("rx01", "p-1", candidate="示例1"): 90})
        made.close("2.2", shanghai("2021-12-22"))
        made.open("opinions", ASKED)
        made.house.clock = SimulatedClock(ASKED)
        _answered(made)
        yield made.house


def _answered(made: Built) -> None:
    with made.acting(ASKED, "流程") as ctx:
        opinions.request_and_check(ctx, made.campaign, "opinions")
        letter = Letter("discipline", ASKED.date(), "示例函〔2021〕1号", "函.pdf")
        record_reply(ctx, made.campaign, letter, {}, others="none")


@pytest.fixture
def app(house: House) -> FastAPI:
    return app_over(house)


async def test_a_letter_gets_its_scan_and_hands_it_out_to_be_saved(app: FastAPI) -> None:
    told = {"authority": "discipline", "document": "示例函〔2021〕1号"}
    scan = {"scan": ("函.pdf", files.pdf(), "application/pdf")}
    async with signed_in(app) as office:
        active = {"scan": ("函.pdf", b"<script>", "application/pdf")}
        wrong = await office.post("/opinions/upload", data=told, files=active)
        none = await office.post("/opinions/upload", data=told)
        unknown = await office.post(
            "/opinions/upload", data={**told, "document": "无此函"}, files=scan
        )
        done = await office.post("/opinions/upload", data=told, files=scan)
        page = await office.get("/opinions/upload")
        link = re.findall(r'href="(/opinions/scans/\d+)"', page.text)[0]
        given = await office.get(link)
        book = await office.get("/opinions/upload?format=xlsx")

    assert (wrong.status_code, none.status_code, unknown.status_code) == (422, 422, 404)
    assert (done.status_code, book.status_code) == (303, 200)
    assert (given.content, given.headers["content-disposition"].split(";")[0]) == (
        files.pdf(), "attachment",
    )  # fmt: skip
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"
