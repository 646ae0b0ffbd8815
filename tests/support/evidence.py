"""Something that files can belong to: a filing of its own for whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from models import Filing
from tasks.attachments import Owner
from tasks.context import Context

NUMBERS = count(1)


def some_evidence(ctx: Context, campaign_id: int) -> Owner:
    row = Filing(
        campaign_id=campaign_id, unit_id=1, kind="evidence", title=f"虚构佐证{next(NUMBERS)}",
        happened_on=date(2021, 12, 1), entered_at=datetime(2021, 12, 1, tzinfo=UTC), entered_by="x",
    )  # fmt: skip
    ctx.session.add(row)
    ctx.session.flush()
    return Owner("filing", row.id or 0)
