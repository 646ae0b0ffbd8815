"""Who may decide on an item: the one guard of every path, screen, command and signed page alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models import AgendaItem, SignedPage
from rules.meetings import Bench, Concern, Member, Position, Votes, count, recusals
from rules.selection import (
    Candidate,
    Choose,
    Decision,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Outcome,
    Override,
    Proposal,
    Replace,
)
from tasks.context import Context
from tasks.meetings import rows
from tasks.meetings.rows import Held


@dataclass(frozen=True, slots=True)
class Matter:
    """A meeting with its candidates as they stand, read once for all its items."""

    meeting: Held
    members: Sequence[Member]
    candidates: Sequence[Candidate]
    proposal: Proposal
    declared: dict[int, dict[str, str]]
    pages: Sequence[SignedPage]

    def concerns(self, item: AgendaItem, decision: Decision | None = None) -> list[Concern]:
        """The candidates an item is about, with those that a decision on it names."""
        cells = {(item.honour, item.cell)} if item.cell else set()
        numbers = set(item.proposal["about"])
        if decision is not None:
            cells |= cells_named(decision)
            numbers |= numbers_named(decision)
        return [
            _concern(one)
            for one in self.candidates
            if one.number in numbers or self._competes(one, cells)
        ]

    def _competes(self, one: Candidate, cells: set[tuple[str, str]]) -> bool:
        verdict = self.proposal.verdicts[one.number]
        if verdict.outcome is Outcome.WITHDRAWN:
            return False
        return (verdict.honour, verdict.cell or "") in cells

    def bench(self, item: AgendaItem, decision: Decision | None = None) -> Bench:
        """Posts that take part in an item: in the room or by a signed page, and the recused ones."""
        recused = recusals(self.members, self.concerns(item, decision))
        recused |= self.declared.get(item.id or 0, {})
        signed = {page.post for page in self.pages if str(item.position) in page.positions}
        written = signed if self.counts_pages else set()
        posts = self.meeting.plan.leading_group.posts
        return Bench(posts, self.meeting.present | written, recused)

    @property
    def counts_pages(self) -> bool:
        """A signed page shows who said what, so it is no part of an anonymous ballot."""
        circulated = self.meeting.row.kind == "circulated"
        return circulated or self.meeting.plan.meeting.ballot != "anonymous"

    def written(self, item: AgendaItem, bench: Bench) -> Votes:
        """What the signed pages of those who may vote add up to."""
        if not self.counts_pages:
            return Votes(0)
        said = (
            Position(page.positions[str(item.position)]["said"])
            for page in self.pages
            if page.post in bench.voters and str(item.position) in page.positions
        )
        return count(said)


def matter_of(
    ctx: Context, meeting: Held, candidates: Sequence[Candidate], proposal: Proposal
) -> Matter:
    pages = ctx.session.exec(
        select(SignedPage)
        .where(col(SignedPage.meeting_id) == meeting.row.id)
        .order_by(col(SignedPage.id))
    ).all()
    return Matter(
        meeting,
        rows.members_of(ctx, meeting),
        candidates,
        proposal,
        rows.declared_of(ctx, meeting.row),
        pages,
    )


def cells_named(decision: Decision) -> set[tuple[str, str]]:
    """Cells that a decision touches by name."""
    match decision:
        case MovePlaces():
            codes = [decision.source, decision.target]
            return {(decision.honour, code) for code in codes if code is not None}
        case GiveTieTo() | LeaveVacant():
            return {(decision.honour, decision.cell)}
        case _:
            return set()


def numbers_named(decision: Decision) -> set[str]:
    """Applications that a decision touches by number."""
    match decision:
        case Override() | FillVacancy() | Choose():
            return {decision.application}
        case Replace():
            return {decision.out, decision.into}
        case GiveTieTo():
            return set(decision.applications)
        case _:
            return set()


def _concern(one: Candidate) -> Concern:
    facts = one.application
    person = facts.person.code if facts.person else None
    return Concern(one.number, facts.shown_name, facts.unit.code, facts.unit.parent, person)
