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
from rules.selection.result import (
    OUTCOME_NAMES,
    Cause,
    CellResult,
    HonourResult,
    OpenTie,
    Outcome,
    Proposal,
    Vacancy,
    Verdict,
)

__all__ = [
    "OUTCOME_NAMES",
    "Candidate",
    "Cause",
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
    "Vacancy",
    "Verdict",
    "candidate",
    "cell_of",
    "propose",
]
