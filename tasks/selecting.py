"""A selection by workbook: read, proposed and written, without database or running campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from config.campaign_file import CampaignFile
from records.selection import NotASelectionError, Told, write_selection
from rules.selection import (
    Basis,
    Candidate,
    Change,
    DecisionRefusedError,
    DecisionsAre,
    Proposal,
    WhatIf,
    WhatIfError,
    margins,
    what_if,
)
from tasks.errors import Refused
from tasks.imports.book import read_book
from tasks.imports.selection import Given, read_decisions, read_selection


@dataclass(frozen=True, slots=True)
class Selected:
    candidates: tuple[Candidate, ...]
    proposal: Proposal
    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def select(campaign: CampaignFile, workbook: Path, out: Path, *, within: Decimal) -> Selected:
    """Write the proposal that follows from the workbook; the same inputs give the same bytes.

    Raises:
        Refused: Naming every bad cell and every decision that cannot be applied; then nothing was
            written.
    """
    book = read_book(workbook)
    given, plan = read_selection(book, campaign.definition), campaign.definition
    basis = basis_of(campaign, given)
    try:
        proposal = basis.proposed()
        close = margins(given.candidates, proposal, plan, within)
        sources = {"campaign": campaign.sha256, "candidates": book.sha256}
        told = Told(plan, given.candidates, proposal, close, sources)
        files = write_selection(out, told)
    except DecisionRefusedError as error:
        raise Refused(error.problems) from error
    except NotASelectionError as error:
        raise Refused([str(error)]) from error
    return Selected(given.candidates, proposal, files, given.warnings)


def suppose(
    campaign: CampaignFile,
    workbook: Path,
    changes: Sequence[Change],
    decisions: Path | None = None,
) -> WhatIf:
    """What the workbook's selection would be under these changes; nothing is written.

    Raises Refused as `select` does, and for changes that mean nothing here.
    """
    given = read_selection(read_book(workbook), campaign.definition)
    return supposed(basis_of(campaign, given), changes, decisions)


def supposed(basis: Basis, changes: Sequence[Change], decisions: Path | None = None) -> WhatIf:
    """`rules.selection.what_if`, where a workbook may bring other decisions; refusals as told to people."""
    if decisions is not None:
        honours = {one.number: one.application.honour for one in basis.candidates}
        instead = read_decisions(read_book(decisions), honours, basis.campaign)
        changes = (*changes, DecisionsAre(instead))
    try:
        return what_if(basis, changes)
    except (DecisionRefusedError, WhatIfError) as error:
        raise Refused(error.problems) from error


def basis_of(campaign: CampaignFile, given: Given) -> Basis:
    return Basis(given.candidates, campaign.definition, given.decisions)
