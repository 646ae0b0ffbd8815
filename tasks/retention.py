"""The retention table of personal data: what is due to be erased of an archived campaign, and what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models import Erasure
from rules.definition import PersonalKind
from rules.personal_data import due_on, term
from rules.states import CampaignState, ErasureState
from tasks import personal_rows
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.context import Context
from tasks.erasures import erasures


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of personal data: its term, and what of it is still there."""

    kind: PersonalKind
    months: int | None
    """None: it stays for good with its item."""
    due_on: date | None
    due: bool
    rows: int
    files: int
    kept: int
    """Files that stay although their kind goes: the package does not have them, or others use them."""
    erasure: Erasure | None

    @property
    def unfinished(self) -> bool:
        return self.erasure is not None and self.erasure.state is ErasureState.FILES


def table(ctx: Context, campaign_id: int) -> list[Line]:
    """Every kind in its order; the number of statements does not grow with the campaign."""
    return list(_lines(ctx, campaign_id))


def due(ctx: Context, campaign_id: int) -> list[Line]:
    """What may be erased today: due, and not erased yet."""
    return [line for line in table(ctx, campaign_id) if line.due and line.erasure is None]


def _lines(ctx: Context, campaign_id: int) -> Iterator[Line]:
    campaign, plan = campaign_row(ctx, campaign_id), definition_of(ctx, campaign_id)
    calendar = calendar_of(ctx)
    today = calendar.day_of(ctx.now)
    sealed_on = calendar.day_of(campaign.closed_at) if campaign.closed_at else None
    done = {row.kind: row for row in erasures(ctx, campaign_id)}
    files = personal_rows.files(ctx, campaign_id)
    for kind in PersonalKind:
        day = due_on(plan.archive, kind, sealed_on) if sealed_on else None
        found = files.get(kind, personal_rows.NO_FILES)
        yield Line(
            kind,
            term(plan.archive, kind),
            day,
            campaign.state is CampaignState.ARCHIVED and day is not None and day <= today,
            personal_rows.count(ctx, campaign_id, kind),
            len(found.gone),
            len(found.kept),
            done.get(kind),
        )
