"""The evaluator's pages: one's own sheet, and nobody else's marks before one's own are in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from models import SCALE, Assignment, Evaluator, ItemMark, JournalEntry, KeptForm, Score
from rules.access import Part
from tasks import recusals, score_sheets
from tasks.context import House
from tests.support.apps import app_over
from tests.support.cast import FOREIGN_UNIT, UNIT, Cast, browser_of, cast_of

SHEET = f"/sheets/field_research/{UNIT}"
SECRET, DRAFT = "87.1357", "93.4321"
"""Figures that occur nowhere else: another evaluator's mark, and what somebody has put aside."""


@pytest.fixture
def cast(house: House) -> Cast:
    made = cast_of(house)
    with house.acting("测试") as ctx:
        ctx.session.add(
            Evaluator(
                campaign_id=1, code="zj09", name="别的评委", entered_at=ctx.now, entered_by="测试"
            )
        )
        ctx.session.add(_assignment(ctx.now, "zj09", UNIT))
        ctx.session.add(_mark("zj09", 871357))
        ctx.record("roster.imported", "测试")
    return made


@pytest.fixture
async def evaluator(house: House, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app_over(house), cast.accounts[Part.EVALUATOR]) as client:
        yield client


async def test_others_marks_are_seen_once_ones_own_are_in(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    before = [await evaluator.get(path) for path in (SHEET, "/sheets", "/sheets/scores")]
    checked = await evaluator.post(SHEET, data={"mark": "88.5", "act": "check"})
    sent = await evaluator.post(SHEET, data={"mark": "88.5", "act": "submit"})
    after = [await evaluator.get(path) for path in (SHEET, "/sheets/scores")]

    assert [SECRET in page.text for page in before] == [False] * 3
    assert ("88.5" in checked.text, sent.headers["location"]) == (True, f"{SHEET}/receipt")
    assert [SECRET in page.text for page in after] == [True, True]
    with house.reading() as ctx:
        given = ctx.session.exec(
            select(Score.source, Score.scaled).order_by(col(Score.source))
        ).all()
        items = ctx.session.exec(select(ItemMark.item, ItemMark.scaled)).all()
    assert [tuple(row) for row in given] == [("p-evaluator", 885_000), ("zj09", 871_357)]
    assert [tuple(row) for row in items] == [("mark", 885_000)]


async def test_a_mark_that_does_not_fit_leads_to_its_field_and_keeps_what_was_typed(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    replies = [
        await evaluator.post(SHEET, data={"mark": typed, "act": "submit"})
        for typed in ("", "101", "88.3", "很好", "NaN")
    ]

    assert [reply.status_code for reply in replies] == [422] * 5
    assert all('href="#mark"' in reply.text for reply in replies)
    assert 'value="88.3"' in replies[2].text
    with house.reading() as ctx:
        assert ctx.session.exec(select(Score.source)).all() == ["zj09"]


async def test_a_mark_that_is_in_is_changed_only_with_a_reason(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    await evaluator.post(SHEET, data={"mark": "88", "act": "submit"})
    again = await evaluator.post(SHEET, data={"mark": "90", "act": "submit"})
    told = await evaluator.post(SHEET, data={"mark": "90", "act": "submit", "reason": "看漏一项"})

    assert (again.status_code, told.status_code) == (422, 303)
    assert "88 → 90" in again.text
    with house.reading() as ctx:
        why = ctx.session.exec(
            select(JournalEntry.why).where(col(JournalEntry.what) == "score.handed_in")
        ).all()
    assert why == ["", "看漏一项"]


async def test_a_draft_is_found_again_by_its_owner_and_counts_for_nothing(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    await evaluator.post(SHEET, data={"mark": DRAFT, "act": "draft"})
    found = await evaluator.get(SHEET)
    others = await evaluator.get("/sheets/scores")

    assert f'value="{DRAFT}"' in found.text
    assert (DRAFT in others.text, SECRET in found.text) == (False, False)
    await evaluator.post(SHEET, data={"mark": "88", "act": "submit"})
    with house.reading() as ctx:
        assert ctx.session.exec(select(KeptForm)).all() == []


async def test_who_steps_back_gives_a_reason_and_sees_no_marks(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    silent = await evaluator.post(f"{SHEET}/recuse", data={"reason": " "})
    done = await evaluator.post(f"{SHEET}/recuse", data={"reason": "曾在该单位任职"})
    page = await evaluator.get(SHEET)
    tried = await evaluator.post(SHEET, data={"mark": "88", "act": "submit"})

    assert (silent.status_code, done.status_code, tried.status_code) == (422, 303, 422)
    assert "曾在该单位任职" in page.text
    assert (SECRET in page.text, 'name="mark"' in page.text) == (False, False)
    with house.reading() as ctx:
        ended = ctx.session.exec(
            select(Assignment.recused_for).where(col(Assignment.evaluator) == "p-evaluator")
        ).all()
    assert ended == ["曾在该单位任职"]


async def test_a_candidate_under_a_conflict_is_shown_and_not_offered(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    with house.acting("办公室") as ctx:
        recusals.recuse(ctx, 1, "p-evaluator", FOREIGN_UNIT, reason="配偶在该单位")
        ctx.session.add(_assignment(ctx.now, "p-evaluator", FOREIGN_UNIT, "materials"))

    listed = await evaluator.get("/sheets")
    page = await evaluator.get(f"/sheets/materials/{FOREIGN_UNIT}")

    assert "已申报回避：配偶在该单位" in listed.text
    assert f'href="/sheets/materials/{FOREIGN_UNIT}/recuse"' not in listed.text
    assert ("按回避规定不能评分" in page.text, 'name="mark"' in page.text) == (True, False)


async def test_a_workbook_goes_out_and_comes_back_with_its_conflicts_named(
    evaluator: httpx.AsyncClient, house: House
) -> None:
    out = await evaluator.post("/sheets/book", data={"component": "field_research"})
    filled = _filled(out.content, 91)
    first = await _bring(evaluator, filled)
    other = await _bring(evaluator, _filled(out.content, 92))
    with_reason = await _bring(evaluator, _filled(out.content, 92), reason="复核后更正")

    assert (first.status_code, other.status_code, with_reason.status_code) == (200, 422, 200)
    assert f"{UNIT} 得分：91 → 92" in other.text
    with house.reading() as ctx:
        mine = ctx.session.exec(
            select(Score.scaled).where(col(Score.source) == "p-evaluator")
        ).one()
    assert mine == 92 * SCALE


async def test_somebody_elses_workbook_is_refused(
    evaluator: httpx.AsyncClient, house: House, tmp_path: Path
) -> None:
    with house.acting("办公室") as ctx:
        [path] = score_sheets.issue(ctx, 1, "field_research", tmp_path, evaluator="zj09").files

    reply = await _bring(evaluator, _filled(path.read_bytes(), 60))

    assert (reply.status_code, "这是别人的评分表" in reply.text) == (422, True)


def _assignment(
    now: datetime, evaluator: str, unit: str, component: str = "field_research"
) -> Assignment:
    return Assignment(
        campaign_id=1, component=component, candidate=unit, evaluator=evaluator, how="hand",
        assigned_at=now, assigned_by="测试",
    )  # fmt: skip


def _mark(evaluator: str, scaled: int) -> Score:
    return Score(
        campaign_id=1, component="field_research", candidate=UNIT, source=evaluator, scaled=scaled
    )


def _filled(data: bytes, mark: int) -> bytes:
    book = load_workbook(BytesIO(data))
    book.worksheets[0].cell(6, 4).value = mark
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


async def _bring(client: httpx.AsyncClient, data: bytes, reason: str = "") -> httpx.Response:
    files = {"file": ("评分表.xlsx", data)}
    return await client.post(
        "/sheets/upload", data={"act": "import", "reason": reason}, files=files
    )
