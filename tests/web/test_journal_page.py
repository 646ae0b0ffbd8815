"""The journal in the auditor's hands: whole or broken where, compared with paper, taken along as an extract."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import sqlalchemy
from fastapi import FastAPI
from sqlmodel import col, func, select, update

from models import JournalEntry
from rules.access import Part
from tasks import checkpoints
from tasks.context import House
from tasks.cut import EVERYTHING
from tests.support.cast import Cast, browser_of
from tests.web.test_pages import text_of


@pytest.fixture
async def auditor(app: FastAPI, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app, cast.accounts[Part.AUDITOR]) as client:
        yield client


@pytest.fixture
def printed(house: House, cast: Cast) -> str:
    """A checkpoint as a paper would carry it."""
    assert cast.accounts
    with house.acting("测试") as ctx:
        return checkpoints.checkpoint(ctx, "年中核对").text


def rows_in(house: House) -> int:
    with house.reading() as ctx:
        return ctx.session.exec(select(func.count()).select_from(JournalEntry)).one()


async def test_the_check_says_how_many_rows_it_read_and_compared(
    auditor: httpx.AsyncClient, house: House, printed: str
) -> None:
    before = text_of((await auditor.get("/audit/check")).text)
    alone = text_of((await auditor.post("/audit/check")).text)
    compared = await auditor.post("/audit/check", data={"printed": f"\n{printed}\n{printed} "})

    read = f"共读 {rows_in(house)} 行，从第一行到最后一行都与写入时一致"
    assert ("年中核对" in before, printed in before, "共读" in before) == (True, True, False)
    assert (read in alone, "与纸面对照 0 个" in alone) == (True, True)
    assert "与纸面对照 2 个" in compared.text


async def test_a_checkpoint_is_taken_for_a_reason_and_stands_first(
    auditor: httpx.AsyncClient, house: House
) -> None:
    before = rows_in(house)
    without = await auditor.post("/audit/checkpoint", data={"occasion": " "})
    done = await auditor.post("/audit/checkpoint", data={"occasion": "纪检抽查"})
    page = await auditor.get(done.headers["location"])

    with house.reading() as ctx:
        rows, _ = checkpoints.page_of(ctx, EVERYTHING)
    assert (without.status_code, done.status_code) == (422, 303)
    assert "请写明为何取检查点" in without.text
    assert (rows[0].occasion, rows[0].seq, bool(rows[0].signature)) == ("纪检抽查", before, True)
    assert "已取检查点" in page.text
    assert f'<td class="number">{before}</td>' in page.text


async def test_a_line_that_does_not_fit_is_a_rewritten_journal_and_nonsense_is_told(
    auditor: httpx.AsyncClient, printed: str
) -> None:
    row, first, *rest = printed.split("-")
    other = "-".join((row, "0000" if first != "0000" else "1111", *rest))
    forged = await auditor.post("/audit/check", data={"printed": other})
    nonsense = await auditor.post("/audit/check", data={"printed": f"第三行\n{printed}\n12-xyz"})

    assert f"第 {row} 行与写入时不一致" in forged.text
    assert "日志被重写过" in forged.text
    assert nonsense.status_code == 422
    assert ("检查点“第三行”读不懂" in nonsense.text, "检查点“12-xyz”读不懂" in nonsense.text) == (
        True, True,
    )  # fmt: skip
    assert "第三行\n" in nonsense.text
    assert "共读" not in nonsense.text


async def test_an_altered_row_is_named_with_what_to_do(
    auditor: httpx.AsyncClient, house: House, printed: str
) -> None:
    assert printed
    with house.engine.begin() as connection:
        connection.execute(
            update(JournalEntry).where(col(JournalEntry.seq) == 2).values(why="改过")
        )
    told = text_of((await auditor.post("/audit/check")).text)

    assert "第 2 行与写入时不一致" in told
    assert "请立即停止写入" in told


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    program = folder / "journal" / "verify_journal.py"
    return subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("payloads", ["", "1"])
async def test_the_extract_is_checked_by_the_program_inside_it_and_noted(
    auditor: httpx.AsyncClient, house: House, tmp_path: Path, payloads: str
) -> None:
    count = rows_in(house)
    got = await auditor.post("/audit/extract", data={"payloads": payloads})
    with zipfile.ZipFile(BytesIO(got.content)) as package:
        package.extractall(tmp_path)
    verified = verify(tmp_path)
    chain = (tmp_path / "journal" / "chain.jsonl").read_text(encoding="utf-8")

    assert got.headers["content-disposition"].startswith("attachment;")
    assert (verified.returncode, len(chain.splitlines()) - 1) == (0, count), verified.stdout
    assert ('"payload"' in chain) is bool(payloads)
    with house.reading() as ctx:
        last = ctx.session.exec(
            select(JournalEntry).order_by(sqlalchemy.desc(col(JournalEntry.seq)))
        ).first()
    assert last is not None
    assert (last.what, last.payload) == (
        "journal.exported", {"payloads": bool(payloads), "rows": count},
    )  # fmt: skip


async def test_nobody_but_the_audit_gets_at_the_journal(app: FastAPI, cast: Cast) -> None:
    async with browser_of(app, cast.accounts[Part.OFFICE]) as office:
        replies = [
            await office.get("/audit/check"),
            await office.post("/audit/check"),
            await office.post("/audit/checkpoint"),
            await office.post("/audit/extract"),
        ]

    assert [one.status_code for one in replies] == [403] * 4
