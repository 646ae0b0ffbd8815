"""Imports by browser: upload, every bad cell named, confirm; the file waits without being lost."""

from __future__ import annotations

import re
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook
from sqlmodel import col, func, select

from models import Filing, ImportedFile, JournalEntry
from tasks.context import House
from tasks.import_desk import WAYS
from tests.web.test_pages import text_of

HEAD = "单位代码,方面,标题,报送日期\n"
GOOD = HEAD + "u00002,便民惠企,窗口延时服务,2021-09-10\nu00004,改革创新,一件事联办,2021-09-12\n"
BAD = HEAD + "u00002,便民惠民,窗口延时服务,2021-09-10\nu00004,改革创新,一件事联办,九月\n"


async def upload(office: httpx.AsyncClient, way: str, content: str | bytes) -> httpx.Response:
    data = content.encode() if isinstance(content, str) else content
    return await office.post(f"/imports/{way}/upload", files={"file": ("信息.csv", data)})


def filings(house: House) -> int:
    with house.reading() as ctx:
        return ctx.session.exec(select(func.count()).select_from(Filing)).one()


async def test_a_file_is_tried_out_confirmed_and_found_again_by_its_number(
    house: House, office: httpx.AsyncClient
) -> None:
    kept = await upload(office, "reports", GOOD)
    tried = await office.get(kept.headers["location"])
    before = filings(house)
    done = await office.post(kept.headers["location"])
    shown = text_of((await office.get(done.headers["location"])).text)
    again = await office.post(kept.headers["location"])

    assert (kept.status_code, tried.status_code, done.status_code) == (303, 200, 303)
    assert "新增信息 2" in text_of(tried.text)
    assert (before, filings(house)) == (0, 2), "a dry run writes nothing, a second click no more"
    assert again.status_code == 303
    assert re.search(r"已导入 编号 1 .*信息.csv", shown)
    assert "信息.csv" in (await office.get("/imports")).text


async def test_every_bad_cell_is_named_with_sheet_row_column_and_reason_and_nothing_is_written(
    house: House, office: httpx.AsyncClient
) -> None:
    kept = await upload(office, "reports", BAD)
    tried = await office.get(kept.headers["location"])
    confirmed = await office.post(kept.headers["location"])
    book = await office.get(f"{kept.headers['location']}&format=xlsx")

    told = text_of(tried.text)
    assert tried.status_code == 422
    assert re.search(r"2 方面 .*便民惠民", told)
    assert re.search(r"3 报送日期 .*九月", told)
    assert confirmed.headers["location"] == kept.headers["location"]
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row == 3
    with house.reading() as ctx:
        assert ctx.session.exec(select(ImportedFile)).all() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "文件是空的"), (b"PK\x03\x04 nothing", "工作簿"), (b"\xd0\xcf\x11\xe0" * 9, "")],
)
async def test_what_is_no_workbook_is_refused_kindly_and_kept_nowhere(
    house: House, office: httpx.AsyncClient, content: bytes, reason: str
) -> None:
    reply = await upload(office, "roster", content)

    assert reply.status_code == 422
    assert 'href="#file"' in reply.text
    assert reason in reply.text
    assert not house.settings.attachments_folder.exists()


async def test_a_form_without_a_file_asks_for_one(office: httpx.AsyncClient) -> None:
    reply = await office.post("/imports/roster/upload", data={"as_of": "gestern"})

    assert reply.status_code == 422
    assert "请选择要上传的文件" in reply.text
    assert "日期不对" in reply.text
    assert "gestern" in reply.text


@pytest.mark.parametrize("way", [way.code for way in WAYS.values() if way.template])
async def test_the_empty_workbook_of_each_import_is_there_to_fill_in(
    office: httpx.AsyncClient, way: str
) -> None:
    reply = await office.get(f"/imports/{way}/template")

    assert load_workbook(BytesIO(reply.content)).sheetnames


@pytest.mark.parametrize(
    "path",
    ["/imports/nonsense", "/imports/score-sheet/template", "/imports/done/99",
     f"/imports/roster/{'0' * 64}"],
)  # fmt: skip
async def test_what_does_not_exist_is_not_found(office: httpx.AsyncClient, path: str) -> None:
    assert (await office.get(path)).status_code == 404


async def test_an_address_reaches_no_file_outside_the_attachments(
    house: House, office: httpx.AsyncClient
) -> None:
    reply = await office.get("/imports/roster/..%2F..%2Fpingxuan.db")

    assert reply.status_code in {404, 409}
    with house.reading() as ctx:
        written = ctx.session.exec(
            select(JournalEntry.what).where(col(JournalEntry.what).contains("imported"))
        ).all()
    assert written == []
