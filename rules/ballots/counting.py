"""From slips to counts that anybody can repeat: keys, the published list, and small classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.ballots.classes import digest
from rules.ballots.tally import JOINED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rules.definition import Vote


@dataclass(frozen=True, slots=True, order=True)
class Slip:
    """One voter's mark for one candidate; nothing on it tells which voter's other slips are whose."""

    key: str
    """SHA-256 that only the voter's receipt leads to."""
    voter_class: str
    candidate: str
    value: str
    """The grade or choice; empty where the class is too small for its marks to be known."""


def slip_key(session: str, candidate: str, receipt: str) -> str:
    """SHA-256 of `["pingxuan-slip/1", session, candidate, receipt]` as compact JSON in UTF-8.

    The receipt is the voter's secret without its hyphens, in capitals.
    """
    return digest(["pingxuan-slip/1", session, candidate, receipt])


def board_hash(session: str, slips: Iterable[Slip]) -> str:
    """SHA-256 of the published list, as compact JSON in UTF-8.

    `["pingxuan-board/1", session, [[key, class, candidate, value], …]]` with the rows sorted.
    """
    rows = sorted([s.key, s.voter_class, s.candidate, s.value] for s in slips)
    return digest(["pingxuan-board/1", session, rows])


def count_slips(slips: Iterable[Slip]) -> dict[tuple[str, str], Counter[str]]:
    """How often each value stands, by class and candidate; withheld slips are not counted."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for slip in slips:
        if slip.value:
            found.setdefault((slip.voter_class, slip.candidate), Counter())[slip.value] += 1
    return found


def groups_of(vote: Vote, voted: Mapping[str, int]) -> dict[str, str]:
    """Class to the name it is counted under: its own, several joined by `+`, or empty if withheld.

    `voted` is how many handed in a ballot. A group below `min_group` is taken in by the class
    that its members name, again and again; what stays too small is withheld. A class in which
    nobody voted hides nobody and keeps its name.
    """
    group = {c.code: {c.code} for c in vote.classes}
    while (merge := _next_merge(vote, group, voted)) is not None:
        joined = group[merge[0]] | group[merge[1]]
        group |= dict.fromkeys(joined, joined)
    return {code: _name(vote, members, voted) for code, members in group.items()}


def _next_merge(
    vote: Vote, group: Mapping[str, set[str]], voted: Mapping[str, int]
) -> tuple[str, str] | None:
    for one in vote.classes:
        target, members = one.merge_into, group[one.code]
        if target is not None and target not in members and _small(vote, members, voted):
            return one.code, target
    return None


def _small(vote: Vote, members: Iterable[str], voted: Mapping[str, int]) -> bool:
    return 0 < sum(voted.get(code, 0) for code in members) < vote.min_group


def _name(vote: Vote, members: set[str], voted: Mapping[str, int]) -> str:
    if _small(vote, members, voted):
        return ""
    return JOINED.join(c.code for c in vote.classes if c.code in members)
