"""Who may vote: heads of units in their classes, each person once, and the hash of that list (R44)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.definition import Vote, VoterClass


@dataclass(frozen=True, slots=True)
class Voter:
    """A person entitled to vote; heads of several units vote once and leave out all of them."""

    person: str
    name: str
    voter_class: str
    units: tuple[str, ...]
    substitute: bool = False
    reason: str = ""
    """Why somebody stands in for the head."""


def class_of(vote: Vote, unit: str, kind: str) -> VoterClass | None:
    """The class in which a unit's head votes: by the unit's own code first, else by its kind."""
    named = next((c for c in vote.classes if unit in c.units), None)
    return named or next((c for c in vote.classes if kind in c.kinds), None)


def electorate(heads: Iterable[Voter], vote: Vote) -> tuple[Voter, ...]:
    """Each person once, in the first of their classes in the order of the file, by person's code."""
    order = {c.code: place for place, c in enumerate(vote.classes)}
    found: dict[str, Voter] = {}
    for head in sorted(heads, key=lambda h: (order[h.voter_class], h.units, h.person)):
        known = found.get(head.person)
        units = head.units if known is None else (*known.units, *head.units)
        found[head.person] = replace(known or head, units=tuple(sorted(set(units))))
    return tuple(found[code] for code in sorted(found))


def electorate_hash(session: str, voters: Iterable[Voter]) -> str:
    """SHA-256 of the list of voters, as compact JSON in UTF-8.

    `["pingxuan-electorate/1", session, [[class, person, [unit, …], substitute], …]]` with rows
    and units sorted and `substitute` true or false. `session` is `campaign/vote`, by their codes.
    """
    rows = sorted([v.voter_class, v.person, sorted(v.units), v.substitute] for v in voters)
    return digest(["pingxuan-electorate/1", session, rows])


def own_voters(voters: Iterable[Voter], unit: str) -> dict[str, int]:
    """How many voters of each class head this unit."""
    found: dict[str, int] = {}
    for voter in voters:
        if unit in voter.units:
            found[voter.voter_class] = found.get(voter.voter_class, 0) + 1
    return found


def digest(content: object) -> str:
    """SHA-256 of plain values as compact JSON in UTF-8: the one canonical form of this package."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
