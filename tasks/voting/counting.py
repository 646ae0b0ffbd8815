"""The count of a closed vote from what is kept: slips, checked batches, slips handed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.ballots import Slip, Tally, VoteCount, Voter, count_slips, own_voters, values_of
from tasks.voting.batches import Batch
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
    return {
        candidate: VoteCount.of(
            session.vote.code,
            [
                (group, _tally(session, kept, candidate, members, marks.get((group, candidate))))
                for group, members in members_of(session.row.groups).items()
            ],
        )
        for candidate in session.candidates
    }


def members_of(groups: Mapping[str, str]) -> dict[str, list[str]]:
    """Name of a group to its classes; those too small to be counted are left out."""
    found: dict[str, list[str]] = {}
    for code, group in groups.items():
        if group:
            found.setdefault(group, []).append(code)
    return found


def _tally(
    session: Polling,
    kept: Kept,
    candidate: str,
    members: Sequence[str],
    marks: Mapping[str, int] | None,
) -> Tally:
    """Slips and paper of a group together: paper that was mixed in has only its void ones left."""
    given = Counter(marks or {})
    issued = sum(session.row.figures["issued"].get(code, 0) for code in members)
    void = 0
    for batch in (b for b in kept.batches if b.voter_class in members):
        line = batch.lines[candidate]
        given.update(line.grades)
        issued += batch.issued
        void += line.returned - line.valid
    valid = given.total()
    counts = tuple((v, given[v]) for v in values_of(session.vote, session.plan))
    return Tally(counts, issued, valid + void, valid, _own(session, kept, candidate, members))


def _own(session: Polling, kept: Kept, candidate: str, members: Sequence[str]) -> int:
    """How many of those who could get a slip should leave the candidate out."""
    if session.vote.self_vote:
        return 0
    by_class = own_voters(kept.there, session.candidates[candidate][1])
    return sum(by_class.get(code, 0) for code in members)
