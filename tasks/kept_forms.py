"""What somebody has typed and not sent: kept while it is typed, found again, gone once it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, delete

from models import KeptForm
from tasks.context import Context
from tasks.use_case import use_case

MOST_FIELDS = 400


@use_case("暂存填写内容")
def keep(ctx: Context, account_id: int, path: str, fields: Mapping[str, list[str]]) -> None:
    """Put aside what is in the form now. Not journaled: nobody has said anything yet."""
    row = KeptForm(
        account_id=account_id,
        path=path,
        fields=dict(list(fields.items())[:MOST_FIELDS]),
        kept_at=ctx.house.machine.now(),
    )
    ctx.session.merge(row)


def kept(ctx: Context, account_id: int, path: str) -> KeptForm | None:
    """What was typed into this form last, if it was never sent."""
    return ctx.session.get(KeptForm, (account_id, path))


@use_case("清除暂存内容")
def forget(ctx: Context, account_id: int, path: str) -> None:
    """The form was sent, or its owner threw away what was typed."""
    ctx.session.execute(
        delete(KeptForm).where(col(KeptForm.account_id) == account_id, col(KeptForm.path) == path)
    )
