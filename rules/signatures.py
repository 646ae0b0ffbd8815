"""Who signs under the scores, and what exactly the signature covers (A17)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rules.definition import Campaign
from rules.identity import Identity
from rules.selection import Candidate

Kind = Literal["group", "honour"]


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature that is due: a group scores and signs first, an honour consolidates it."""

    kind: Kind
    subject: str
    office: str


def signers(competing: Iterable[Candidate], plan: Campaign) -> tuple[Signer, ...]:
    """The lead and cooperating offices of every group, the leads of every honour, that has candidates.

    Candidates of no group are scored by their honour's lead, whose signature covers both.
    """
    candidates = tuple(competing)
    groups = {group_of(one, plan) for one in candidates}
    honours = {one.application.honour for one in candidates}
    of_groups = (
        Signer("group", group.code, office)
        for group in plan.evaluation.groups
        if group.code in groups
        for office in (group.lead, *group.cooperating)
    )
    of_honours = (
        Signer("honour", honour.code, office)
        for honour in plan.honours
        if honour.code in honours
        for office in honour.leads
    )
    return (*of_groups, *of_honours)


def group_of(one: Candidate, plan: Campaign) -> str | None:
    return plan.unit_kind(one.application.unit.kind).group


def covered(
    kind: Kind, subject: str, competing: Iterable[Candidate], plan: Campaign
) -> tuple[Candidate, ...]:
    """The candidates under a signature, in order of their numbers."""
    return tuple(
        sorted(
            (
                one
                for one in competing
                if subject == (group_of(one, plan) if kind == "group" else one.application.honour)
            ),
            key=lambda one: one.number,
        )
    )


def digest(kind: Kind, candidates: Sequence[Candidate]) -> str:
    """SHA-256 of what is signed: of a group every figure that counted, of an honour the totals."""
    lines = [
        [one.number, _figures(one) if kind == "group" else [], _total(one)] for one in candidates
    ]
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def groups_before(
    honour: str, competing: Iterable[Candidate], unsigned: Collection[Signer], plan: Campaign
) -> tuple[Signer, ...]:
    """Signatures of groups that an honour's lead waits for: it consolidates what they scored."""
    groups = {group_of(one, plan) for one in covered("honour", honour, competing, plan)}
    return tuple(s for s in unsigned if s.kind == "group" and s.subject in groups)


def second_place(signer: Signer, who: Identity, given: Mapping[Signer, Identity]) -> Signer | None:
    """The other office for which somebody has signed under the same group or honour already.

    Two offices sign so that two people look: a person with a post in both signs for one of them.
    """
    return next(
        (
            other
            for other, by in given.items()
            if by == who
            and other.office != signer.office
            and (other.kind, other.subject) == (signer.kind, signer.subject)
        ),
        None,
    )


def _total(one: Candidate) -> str | None:
    return None if one.total is None else str(one.total)


def _figures(one: Candidate) -> list[list[object]]:
    parts = one.score.components if one.score else ()
    return [
        [part.component.code, str(part.measured.value), list(part.measured.used)] for part in parts
    ]
