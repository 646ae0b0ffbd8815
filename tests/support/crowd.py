"""Many units, each with a contact and something owed: for drills and benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, select

from models import Step
from rules.definition import Role
from rules.states import ObligationState
from tasks.context import Context, House
from tasks.statements import TABLES, in_parts

DUE_ON = date(2021, 6, 25)
FIRST_RUNG = datetime(2021, 6, 24, 1, 37, tzinfo=UTC)
"""09:37 on the working day before."""
_FROM = 1_000_000
"""Ids of the crowd start here, clear of any roster's."""

ChannelOf = Callable[[int], str]


def mail(_number: int) -> str:
    return "email"


def crowd(house: House, campaign_id: int, count: int, channel_of: ChannelOf = mail) -> None:
    """Add units that each owe the acknowledgement of step 1.2, due on 25 June 2021."""
    for part in in_parts(range(_FROM, _FROM + count), 5000):
        with house.acting("测试") as ctx:
            _add(ctx, campaign_id, part, channel_of)


def _add(ctx: Context, campaign_id: int, ids: Sequence[int], channel_of: ChannelOf) -> None:
    step = ctx.session.exec(
        select(Step.id).where(col(Step.campaign_id) == campaign_id, col(Step.code) == "1.2")
    ).one()
    for table, row in _rows():
        values: list[dict[str, Any]] = [row(i, channel_of) for i in ids]
        if table == "obligation":
            values = [v | {"campaign_id": campaign_id, "step_id": step} for v in values]
        ctx.session.connection().execute(insert(TABLES[table]), values)


def _rows() -> Iterator[tuple[str, Callable[[int, ChannelOf], dict[str, Any]]]]:
    yield "unit", lambda i, _: {
        "id": i, "code": f"w{i}", "name": f"示例{i}窗口", "kind": "window", "county": "市本级",
        "headcount": 3, "member": False, "strong_town": False, "listed_order": i,
    }  # fmt: skip
    yield "person", lambda i, _: {"id": i, "code": f"p{i}", "name": f"甲{i}", "active": True}
    yield "post", lambda i, _: {"id": i, "unit_id": i, "role": Role.CONTACT, "title": "联系人"}
    yield "holding", lambda i, _: {
        "id": i, "post_id": i, "person_id": i, "since": date(2021, 1, 1), "substitute": False,
    }  # fmt: skip
    yield "address", lambda i, channel_of: {
        "id": i, "person_id": i, "channel": channel_of(i), "value": f"p{i}@units.example",
        "preference": 1, "failed": "",
    }  # fmt: skip
    yield "obligation", lambda i, _: _obligation(i)


def _obligation(number: int) -> dict[str, Any]:
    end = datetime(2021, 6, 25, 15, 59, 59, 999999, tzinfo=UTC)
    return {
        "id": number, "duty": "ack", "unit_id": number, "subject": "", "title": "签收实施意见",
        "state": ObligationState.PENDING, "opened_at": datetime(2021, 6, 18, 2, tzinfo=UTC),
        "due_on": DUE_ON, "shown_at": end, "enforced_at": end, "version": 1,
        "basis": ["截止日为 2021-06-25（周五，工作日）", "没有写明时刻，到当日 24:00 为止"],
        "next_nudge_at": FIRST_RUNG, "met_by": "", "met_how": "", "note": "",
    }  # fmt: skip
