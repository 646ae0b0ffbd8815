"""What a selection has to say, gathered once for whoever writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rules.definition import Campaign, Cell
from rules.selection import Candidate, Margin, Proposal


@dataclass(frozen=True)
class Told:
    campaign: Campaign
    candidates: tuple[Candidate, ...]
    proposal: Proposal
    margins: tuple[Margin, ...]
    sources: Mapping[str, str]
    """SHA-256 of each file that it follows from, by what the file is."""

    @cached_property
    def by_number(self) -> dict[str, Candidate]:
        return {one.number: one for one in self.candidates}

    def named(self, number: str) -> str:
        return self.by_number[number].application.shown_name

    def cell(self, honour: str, cell: str) -> Cell | None:
        return next((c for c in self.campaign.honour(honour).cells if c.code == cell), None)

    def cell_name(self, honour: str, cell: str | None) -> str:
        found = self.cell(honour, cell) if cell else None
        return found.name if found else ""
