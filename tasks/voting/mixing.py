"""Where hardly anybody of a class voted by code, its paper joins the list and hides them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models import VoteBatch
from rules.ballots import Slip
from rules.definition import Vote
from tasks.context import Context
from tasks.voting.sessions import Polling


def few_by_code(vote: Vote, groups: Mapping[str, str], used: Mapping[str, int]) -> set[str]:
    """Classes whose group has fewer ballots by code than `min_group`, yet some."""
    by_group: dict[str, int] = {}
    for code, group in groups.items():
        by_group[group] = by_group.get(group, 0) + used.get(code, 0)
    return {code for code, group in groups.items() if 0 < by_group[group] < vote.min_group}


def mixed_in(
    ctx: Context, session: Polling, batches: Sequence[VoteBatch], classes: set[str]
) -> list[Slip]:
    """The valid paper marks of these classes as slips; their batches keep the void ones only."""
    slips: list[Slip] = []
    for row in batches:
        if row.voter_class not in classes:
            continue
        slips.extend(_slips(ctx, row))
        row.lines = {code: _without_marks(line) for code, line in row.lines.items()}
        ctx.session.add(row)
    if slips:
        ctx.record("vote.paper_mixed_in", session.vote.code, campaign=session.row.campaign_id)
    return slips


def _slips(ctx: Context, row: VoteBatch) -> Iterator[Slip]:
    for candidate, line in row.lines.items():
        for value, count in line["grades"].items():
            for _ in range(count):
                # A key that no receipt leads to: paper has none.
                key = f"{ctx.house.chance.getrandbits(256):064x}"
                yield Slip(key, row.voter_class, candidate, value)


def _without_marks(line: Mapping[str, Any]) -> dict[str, Any]:
    void = line["returned"] - line["valid"]
    return {"returned": void, "valid": 0, "grades": dict.fromkeys(line["grades"], 0)}
