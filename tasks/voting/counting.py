"""The count of a closed vote from what is kept: slips, checked batches, slips handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.ballots import Slip, Tally, VoteCount, Voter, count_slips, own_voters, values_of
from tasks.voting.batches import Batch, tally_of
from tasks.voting.sessions import Polling


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything a count rests on."""

    slips: Sequence[Slip]
    batches: Sequence[Batch]
    there: Sequence[Voter]


def tallies_of(session: Polling, kept: Kept) -> dict[str, VoteCount]:
    """By candidate, the count of each group of classes; withheld classes have none."""
    marks = count_slips(kept.slips)
    found = {}
    for candidate in session.candidates:
        paper = _paper(session, kept.batches, candidate)
        own = _own(session, kept.there, candidate)
        parts = []
        for group, members in members_of(session.row.groups).items():
            tally = _electronic(session, marks.get((group, candidate), {}), members)
            for code in members:
                tally += paper.get(code, _nothing(session)) + _nothing(session, own.get(code, 0))
            parts.append((group, tally))
        found[candidate] = VoteCount.of(session.vote.code, parts)
    return found


def members_of(groups: Mapping[str, str]) -> dict[str, list[str]]:
    """Name of a group to its classes; those too small to be counted are left out."""
    found: dict[str, list[str]] = {}
    for code, group in groups.items():
        if group:
            found.setdefault(group, []).append(code)
    return found


def _electronic(session: Polling, marks: Mapping[str, int], members: Sequence[str]) -> Tally:
    issued = sum(session.row.figures["issued"].get(code, 0) for code in members)
    counts = tuple((v, marks.get(v, 0)) for v in values_of(session.vote, session.plan))
    laid = sum(marks.values())
    return Tally(counts, issued, laid, laid)


def _paper(session: Polling, batches: Sequence[Batch], candidate: str) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for batch in batches:
        known = found.get(batch.voter_class, _nothing(session))
        found[batch.voter_class] = known + tally_of(batch, candidate)
    return found


def _own(session: Polling, there: Sequence[Voter], candidate: str) -> dict[str, int]:
    """By class, how many of those present should leave the candidate out."""
    if session.vote.self_vote:
        return {}
    return own_voters(there, session.candidates[candidate][1])


def _nothing(session: Polling, own: int = 0) -> Tally:
    counts = tuple((v, 0) for v in values_of(session.vote, session.plan))
    return Tally(counts, 0, 0, 0, own)
