"""The campaign file by browser: checked, amended with the difference shown, copied for next year."""

from __future__ import annotations

import hashlib
import re

import httpx
from sqlmodel import select

from models import CampaignVersion
from tasks import attachments
from tasks.context import House
from tests.support.campaign_text import TEXT, changed
from tests.web.test_pages import text_of


def versions(house: House) -> list[int]:
    with house.reading() as ctx:
        return list(ctx.session.exec(select(CampaignVersion.version)))


async def send(office: httpx.AsyncClient, text: str | bytes) -> httpx.Response:
    data = text.encode() if isinstance(text, str) else text
    return await office.post("/campaign/upload", files={"file": ("new.yaml", data)})


def amended() -> str:
    """With another title: the smallest change that is one."""
    title = re.search(r"^title: .*$", TEXT, re.MULTILINE)
    assert title
    return changed((title[0], "title: 第三届主题活动（修订）"))


async def test_the_file_in_force_is_shown_with_its_check_and_decision_sheet(
    office: httpx.AsyncClient,
) -> None:
    told = text_of((await office.get("/campaign")).text)
    file = await office.get("/campaign/versions/1/file")

    assert "第 1 版" in told
    assert "没有发现问题" in told
    assert re.search(r" A1 .* A34 ", told)
    assert file.content == TEXT.encode()


async def test_an_amendment_shows_its_differences_and_takes_force_with_a_reason(
    house: House, office: httpx.AsyncClient
) -> None:
    sent = await send(office, amended())
    compared = await office.get(sent.headers["location"])
    without = await office.post(sent.headers["location"], data={"reason": "名称有误"})
    before = versions(house)
    done = await office.post(
        sent.headers["location"], data={"reason": "名称有误", "ordered_by": "办公室主任"}
    )
    shown = text_of((await office.get(done.headers["location"])).text)

    assert "（修订）" in compared.text
    assert (without.status_code, before, versions(house)) == (422, [1], [1, 2])
    assert "名称有误" in without.text
    assert done.headers["location"] == "/campaign/versions/2"
    assert re.search("理由 名称有误 作出决定的岗位 办公室主任 .*与上一版的差别 .*（修订）", shown)


async def test_a_file_with_mistakes_is_not_taken_and_each_has_its_line(
    house: House, office: httpx.AsyncClient
) -> None:
    broken = await send(office, TEXT.replace("year: 2021", "year: zweitausend", 1))
    binary = await send(office, b"\x00\xff\xfe\x80")

    assert (broken.status_code, binary.status_code) == (422, 422)
    assert re.search(r'<td class="number">\d+</td><td class="alert">错误</td>', broken.text)
    assert versions(house) == [1]


async def test_the_same_file_changes_nothing(office: httpx.AsyncClient) -> None:
    sent = await send(office, TEXT + "# 注释\n")

    assert "不必修改" in (await office.get(sent.headers["location"])).text


async def test_another_kind_of_file_behind_an_address_is_refused(
    house: House, office: httpx.AsyncClient
) -> None:
    with house.acting("测试") as ctx:
        kept = attachments.keep(ctx, "a.csv", b"a,b\n1,2\n")
    other = await office.get(f"/campaign/amend/{kept}")
    nothing = await office.get(f"/campaign/amend/{hashlib.sha256(b'').hexdigest()}")

    assert (other.status_code, nothing.status_code) == (409, 404)


async def test_next_year_s_copy_is_shown_and_downloaded(office: httpx.AsyncClient) -> None:
    shown = text_of((await office.get("/campaign/next")).text)
    file = await office.get("/campaign/next/file?year=2022")
    earlier = await office.get("/campaign/next?year=2020")

    assert "已改的地方" in shown
    assert "year: 2022" in file.text
    assert "应晚于" in earlier.text
