"""What the office must look at the same day: entered once, done with an outcome."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select, update

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


def uncertain_key(campaign_id: int, message: int, attempts: int) -> str:
    """The task to find out whether a message has arrived, one for each handing over."""
    return f"{campaign_id}:uncertain:{attempts}:{message}"


def waiting(ctx: Context, campaign_id: int, kind: str) -> Sequence[str]:
    """Keys of the tasks of a kind that are still to be done."""
    return ctx.session.exec(
        select(OfficeTask.key).where(
            col(OfficeTask.campaign_id) == campaign_id,
            col(OfficeTask.kind) == kind,
            col(OfficeTask.done_at).is_(None),
        )
    ).all()


def settle(ctx: Context, *keys: str, outcome: str) -> None:
    """Close tasks that have been dealt with by what was done about them; nothing where there is none."""
    ctx.session.execute(
        update(OfficeTask)
        .where(col(OfficeTask.key).in_(keys), col(OfficeTask.done_at).is_(None))
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
