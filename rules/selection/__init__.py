"""Who is proposed for which place, and why everybody else is not: a pure function of its inputs."""

from rules.selection.candidates import Candidate, candidate, cell_of
from rules.selection.decisions import (
    Choose,
    ConfirmRanking,
    Decision,
    DecisionRefusedError,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Override,
    Replace,
)
from rules.selection.propose import propose
from rules.selection.result import CellResult, HonourResult, OpenTie, Outcome, Proposal, Verdict

__all__ = [
    "Candidate",
    "CellResult",
    "Choose",
    "ConfirmRanking",
    "Decision",
    "DecisionRefusedError",
    "FillVacancy",
    "GiveTieTo",
    "HonourResult",
    "LeaveVacant",
    "MovePlaces",
    "OpenTie",
    "Outcome",
    "Override",
    "Proposal",
    "Replace",
    "Verdict",
    "candidate",
    "cell_of",
    "propose",
]
