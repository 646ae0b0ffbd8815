"""What would move in the running campaign, and how little would do; nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from rules.selection import Basis, Change, Margin, WhatIf, margins
from tasks import placements
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.selecting import supposed


def suppose(
    ctx: Context, campaign_id: int, changes: Sequence[Change], decisions: Path | None = None
) -> WhatIf:
    """The proposal as it stands beside the one under these changes; only reads.

    `decisions` is a workbook whose sheet 决定 stands instead of the recorded decisions.

    Raises Refused naming every change that means nothing here, and every decision that could not
    be applied under them.
    """
    return supposed(_basis(ctx, campaign_id), changes, decisions)


def close_calls(ctx: Context, campaign_id: int, within: Decimal) -> tuple[Margin, ...]:
    """Every result of the proposal as it stands that hangs on no more than `within`; only reads."""
    basis = _basis(ctx, campaign_id)
    return margins(basis.candidates, basis.proposed(), basis.campaign, within)


def _basis(ctx: Context, campaign_id: int) -> Basis:
    plan = definition_of(ctx, campaign_id)
    candidates = candidates_of(ctx, campaign_id, plan, explained=False)
    return Basis(tuple(candidates), plan, tuple(placements.decisions_of(ctx, campaign_id)))
