"""What the office must look at the same day: entered once, done with an outcome."""

from __future__ import annotations

from sqlmodel import col, update

from models import OfficeTask
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.statements import insert_new
from tasks.use_case import use_case


def add(ctx: Context, campaign_id: int, *, key: str, kind: str, text: str) -> bool:
    """Enter a task unless its key is known; says whether it is new."""
    row = {
        "campaign_id": campaign_id,
        "key": key,
        "kind": kind,
        "text": text[:1000],
        "created_at": ctx.now,
        "done_at": None,
        "outcome": "",
    }
    return bool(insert_new(ctx.session, "officetask", [row], unique=["key"]))


def settle(ctx: Context, key: str, *, outcome: str) -> None:
    """Close a task that has been dealt with by what was done about it; nothing where there is none."""
    ctx.session.execute(
        update(OfficeTask)
        .where(col(OfficeTask.key) == key, col(OfficeTask.done_at).is_(None))
        .values(done_at=ctx.now, outcome=outcome)
    )


@use_case("办结办公室事项")
def finish(ctx: Context, campaign_id: int, task_id: int, *, outcome: str) -> None:
    """Close a task with what came of it. Raises Refused without an outcome, NotFound for no task."""
    if not outcome.strip():
        raise Refused(["请写明处理结果，再办结事项"])
    task = ctx.session.get(OfficeTask, task_id)
    if task is None or task.campaign_id != campaign_id:
        raise NotFound([f"没有编号为 {task_id} 的办公室事项"])
    task.done_at, task.outcome = ctx.now, outcome
    ctx.session.add(task)
    ctx.record("office_task.done", task.key, why=outcome, campaign=campaign_id)
