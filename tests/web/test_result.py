"""The result with its proof taken along in the browser, by whom, in which form, and why not yet."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from sqlmodel import select, update

from models import Account, Appointment, Assignment, Placement
from rules.access import Part
from tasks import proof
from tests.support.apps import app_over
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.cast import account_of, browser_of
from tests.support.exported import decided, verified_by_a_stranger
from tests.support.judged import MEETING
from tests.support.publicised import publish


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


@asynccontextmanager
async def browsing(campaign: Built, part: Part, code: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody appointed to this part."""
    async with browser_of(
        app_over(campaign.house), account_of(campaign.house, (part, code))
    ) as client:
        yield client


def unpacked(reply: httpx.Response, folder: Path) -> Path:
    """The one folder of the archive."""
    with zipfile.ZipFile(BytesIO(reply.content)) as package:
        package.extractall(folder)
    [only] = folder.iterdir()
    return only


async def test_the_office_takes_both_forms_and_each_proves_itself(
    campaign: Built, tmp_path: Path
) -> None:
    decided(campaign)
    async with browsing(campaign, Part.OFFICE, "bangongshi") as office:
        page = await office.get("/result")
        taken = {form: await office.post(f"/result/{form}") for form in ("public", "full")}
    folders = {form: unpacked(reply, tmp_path / form) for form, reply in taken.items()}
    with campaign.house.reading(now=MEETING) as ctx:
        head = proof.head_of(ctx, campaign.campaign)
    checked = {
        form: verified_by_a_stranger(folder, "--head", heads(folder))[0]
        for form, folder in folders.items()
    }

    assert head in page.text
    assert [folder.name for folder in folders.values()] == [
        "评选结果-SZSC-2021-公开版",
        "评选结果-SZSC-2021-完整版",
    ]
    assert heads(folders["public"]) == head
    assert checked == {"public": 0, "full": 0}
    told = [
        (act.subject, (act.payload or {})["head"]) for act in campaign.journal("result.exported")
    ]
    assert told == [("公开版", head), ("完整版", heads(folders["full"]))]


def heads(folder: Path) -> str:
    return (folder / "HEAD.txt").read_text().strip()


async def test_before_a_list_is_proposed_it_is_told_why_there_is_none(campaign: Built) -> None:
    async with browsing(campaign, Part.OFFICE, "bangongshi") as office:
        page = await office.get("/result")
        refused = [await office.post(f"/result/{form}") for form in ("public", "full")]

    assert "考评结束、提出名单建议以后，才有可以核验的结果" in page.text
    assert "下载公开版" not in page.text
    assert [one.status_code for one in refused] == [422, 422]
    assert all("考评结束、提出名单建议以后" in one.text for one in refused)
    assert campaign.journal("result.exported") == []


async def test_the_auditor_takes_the_public_form_once_the_list_is_public(campaign: Built) -> None:
    decided(campaign)
    async with browsing(campaign, Part.AUDITOR) as auditor:
        early = await auditor.get("/result"), await auditor.post("/result/public")
        campaign.open("publicity", shanghai("2022-01-06"))
        publish(campaign, "2022-01-06")
        page, taken = await auditor.get("/result"), await auditor.post("/result/public")
        full = await auditor.post("/result/full")

    assert [("名单还没有公布" in one.text, one.status_code) for one in early] == [
        (True, 200),
        (True, 422),
    ]
    assert ("下载公开版" in page.text, "下载完整版" in page.text) == (True, False)
    assert (taken.headers["content-type"], full.status_code) == ("application/zip", 403)


async def test_whoever_still_has_to_score_takes_nothing(campaign: Built) -> None:
    decided(campaign)
    with campaign.house.acting("测试") as ctx:
        ctx.session.add(
            Assignment(
                campaign_id=campaign.campaign, component="field_research", candidate="xq01",
                evaluator="zj77", how="hand", assigned_at=ctx.now, assigned_by="测试",
            )
        )  # fmt: skip
    async with browsing(campaign, Part.OFFICE, "bangongshi") as office:
        with campaign.house.acting("测试") as ctx:
            account = ctx.session.exec(select(Account.id)).one()
            ctx.session.add(
                Appointment(
                    account_id=account or 0, part=Part.EVALUATOR, code="zj77", appointed_by="测试"
                )
            )
        page, taken = await office.get("/result"), await office.post("/result/public")

    assert "您自己还有 1 件没有评分" in page.text
    assert taken.status_code == 422


async def test_a_list_that_does_not_follow_is_told_with_each_place(campaign: Built) -> None:
    decided(campaign)
    with campaign.house.acting("测试") as ctx:
        ctx.session.execute(update(Placement).values(total="1.00"))
        ctx.record("roster.imported", "测试")
    async with browsing(campaign, Part.OFFICE, "bangongshi") as office:
        page, taken = await office.get("/result"), await office.post("/result/public")

    assert "名单与得分、决定不一致" in page.text
    assert (taken.status_code, "名单与得分、决定不一致" in taken.text) == (422, True)
