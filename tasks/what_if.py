"""What would move in the running campaign if something were otherwise; nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rules.selection import Basis, Change, WhatIf
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
    plan = definition_of(ctx, campaign_id)
    candidates = candidates_of(ctx, campaign_id, plan, explained=False)
    taken = placements.decisions_of(ctx, campaign_id)
    return supposed(Basis(tuple(candidates), plan, tuple(taken)), changes, decisions)
