"""What was given and what follows from it, laid out as the files of an exported result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models import Decision, ImportedFile, Score, TallySheet
from records.proof.result_folder import Result
from rules import definition
from rules.score_cards import ScoreCard
from rules.selection import Candidate, Proposal
from tasks import proof_lines as lines
from tasks.candidates import scored
from tasks.facts_of import Sheets
from tasks.proof_lines import AgendaRef, Line, Mask


@dataclass(frozen=True, slots=True)
class Versions:
    """Which campaign it is, under which version of its file, with the bytes of all versions."""

    code: str
    title: str
    version: int
    file_sha256: str
    texts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """All inputs of a result, in any order."""

    sheets: Sheets
    """The campaign with all marks, counts and reports."""
    versions: Versions
    candidates: Sequence[Candidate]
    scores: Sequence[Score]
    tallies: Sequence[TallySheet]
    decisions: Sequence[Decision]
    meetings: Mapping[int, AgendaRef]
    """Where decisions were taken, by the decision's id."""
    boards: Mapping[str, str]
    """Published lists of votes by file name."""
    files: Sequence[ImportedFile]

    @property
    def plan(self) -> definition.Campaign:
        return self.sheets.plan


def mask_for(given: Given, proposal: Proposal, *, full: bool) -> Mask:
    """What the export of this form withholds."""
    if full:
        return lines.full_mask(given.candidates)
    sources = lines.evaluators(given.sheets.figures, given.plan)
    return lines.public_mask(given.candidates, proposal, sources)


def as_shown(given: Given, mask: Mask) -> list[Candidate]:
    """The candidates again, their scores explained under the names that stand for evaluators."""
    shown = {about: mask.marked(raw) for about, raw in given.sheets.figures.items()}
    judged = [(one.application, one.eligibility) for one in given.candidates]
    return scored(judged, replace(given.sheets, figures=shown))


def result_of(
    given: Given,
    proposal: Proposal,
    mask: Mask,
    cards: Iterable[ScoreCard],
    journal: Mapping[str, Iterable[Line]],
) -> Result:
    """The content of an export; sorted here, because databases differ in how they order text."""
    versions, candidates = given.versions, sorted(given.candidates, key=lambda one: one.number)
    about = {
        "campaign": versions.code,
        "title": versions.title,
        "version": versions.version,
        "form": "full" if mask.facts else "public",
    }
    campaign = {
        "file_sha256": versions.file_sha256,
        "version": versions.version,
        "definition": given.plan.model_dump(mode="json"),
    }
    results: dict[str, Iterable[Line]] = {
        "results/scores": lines.score_lines(candidates),
        "results/ranking": lines.ranking_lines(proposal.ranking),
        "results/cells": lines.cell_lines(proposal),
        "results/verdicts": lines.verdict_lines(proposal, mask),
        "results/summary": [{"model_windows": list(proposal.model_windows)}],
    }
    everything = {**_inputs(given, candidates, mask), **results, **_cards(given, cards, mask)}
    boards = {name: mask.anywhere(text) for name, text in given.boards.items()}
    return Result(about, campaign, versions.texts, everything, boards, journal)


def _cards(given: Given, cards: Iterable[ScoreCard], mask: Mask) -> dict[str, Iterable[Line]]:
    of: dict[str, list[ScoreCard]] = {honour.code: [] for honour in given.plan.honours}
    for card in cards:
        of[card.honour].append(card)
    return {f"cards/{honour}": lines.card_lines(some, mask) for honour, some in of.items()}


def _inputs(
    given: Given, candidates: Sequence[Candidate], mask: Mask
) -> dict[str, Iterable[dict[str, Any]]]:
    brought = {s.file_id for s in given.scores} | {t.file_id for t in given.tallies}
    files = {file.id: file for file in given.files if file.id in brought}
    sums = {key or 0: file.sha256 for key, file in files.items()}
    of_marks = {
        (s.component, s.candidate, s.source): sums.get(s.file_id or 0) for s in given.scores
    }
    tallies = sorted(given.tallies, key=lambda t: (t.component, t.candidate, t.voter_class))
    decisions = sorted(given.decisions, key=lambda d: d.id or 0)
    return {
        "inputs/candidates": lines.candidate_lines(candidates, given.plan, mask),
        "inputs/marks": lines.mark_lines(given.sheets.figures, of_marks, mask),
        "inputs/reports": lines.report_lines(given.sheets.reports, mask),
        "inputs/tallies": [lines.tally_line(t, sums.get(t.file_id or 0)) for t in tallies],
        "inputs/decisions": lines.decision_lines(decisions, given.meetings, mask),
        "inputs/files": [
            {"kind": f.kind, "name": f.name, "sha256": f.sha256, "rows": f.rows}
            for f in sorted(files.values(), key=lambda f: f.id or 0)
        ],
    }
