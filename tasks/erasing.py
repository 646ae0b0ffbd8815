"""Erasing personal data whose term has ended: the rows in one transaction, the files after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models import Erasure
from models.personal import overwrite_freed
from rules.definition import PersonalKind
from rules.personal_data import NAMES
from rules.said import Said
from rules.states import CampaignState, ErasureState
from tasks import attachment_store, personal_rows, retention
from tasks.campaigns import campaign_row
from tasks.context import Context, House
from tasks.erasures import erasures
from tasks.errors import Refused
from tasks.putting_away import checked
from tasks.retention import Line
from tasks.use_case import use_case


@use_case("清除个人信息")
def erase(
    ctx: Context, campaign_id: int, kinds: Sequence[PersonalKind], *, printed: str, reason: str
) -> list[Erasure]:
    """Erase these kinds, or say everything that stands against it; what is erased already stays so.

    The package must be the one of the hand-over sheet: from now on it alone has what goes here.
    Files go with `finish`. Raises Refused.
    """
    lines = {line.kind: line for line in retention.table(ctx, campaign_id)}
    wanted = [lines[kind] for kind in PersonalKind if kind in kinds]
    if problems := _problems(ctx, campaign_id, wanted, reason):
        raise Refused(problems)
    to_do = [line for line in wanted if line.erasure is None]
    if to_do:
        _, problems = checked(ctx, campaign_id, printed)
        if problems:
            raise Refused(problems)
        _open_freed_space(ctx)
    return [_erased(ctx, campaign_id, line, reason.strip()) for line in to_do]


def finish(house: House, campaign_id: int, *, actor: str, now: datetime | None = None) -> int:
    """Remove the files of what was erased, and leave nothing in the database's freed space.

    Says how many files are gone; may be run again after a failure at any point.
    """
    with house.acting(actor, now=now) as ctx:
        removed = remove_files(ctx, campaign_id)
    overwrite_freed(house.engine)
    return removed


@use_case("删除已清除的文件", retries=2)
def remove_files(ctx: Context, campaign_id: int) -> int:
    """A file that somebody has needed since stays."""
    waiting = [row for row in erasures(ctx, campaign_id) if row.state is ErasureState.FILES]
    if not waiting:
        return 0
    needed = personal_rows.in_use(ctx, campaign_id)
    gone = {sha for row in waiting for sha in row.files} - needed
    for sha in sorted(gone):
        attachment_store.remove(ctx.house.settings, sha)
    for row in waiting:
        row.state, row.finished_at = ErasureState.DONE, ctx.now
        ctx.session.add(row)
    ctx.record("personal.files_removed", campaign=campaign_id, files=len(gone))
    return len(gone)


def _erased(ctx: Context, campaign_id: int, line: Line, reason: str) -> Erasure:
    """The triggers let it through only while its own row says that it is under way."""
    assert line.due_on is not None  # noqa: S101 - what has no term is never due
    files = sorted(
        personal_rows.files(ctx, campaign_id).get(line.kind, personal_rows.NO_FILES).gone
    )
    row = Erasure(
        campaign_id=campaign_id, kind=line.kind, due_on=line.due_on, state=ErasureState.ERASING,
        files=files, reason=reason, erased_at=ctx.now, erased_by=ctx.actor,
    )  # fmt: skip
    ctx.session.add(row)
    ctx.session.flush()
    row.rows = personal_rows.erase(ctx, campaign_id, line.kind)
    row.state = ErasureState.FILES if files else ErasureState.DONE
    row.finished_at = None if files else ctx.now
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "personal.erased", line.kind.value, why=reason, campaign=campaign_id,
        rows=row.rows, files=len(files), due_on=line.due_on.isoformat(),
    )  # fmt: skip
    return row


def _problems(ctx: Context, campaign_id: int, wanted: Sequence[Line], reason: str) -> list[str]:
    if campaign_row(ctx, campaign_id).state is not CampaignState.ARCHIVED:
        return ["活动还没有归档入库，个人信息不能清除"]
    problems = [] if wanted else ["请选择要清除的个人信息"]
    problems += [] if reason.strip() else ["请写明清除的理由"]
    problems += [
        Said("{kind}还没有到期，不能清除", kind=NAMES[line.kind])
        for line in wanted
        if not line.due and line.erasure is None
    ]
    return problems


def _open_freed_space(ctx: Context) -> None:
    """SQLite overwrites what is deleted from here on instead of only letting go of it."""
    connection = ctx.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
