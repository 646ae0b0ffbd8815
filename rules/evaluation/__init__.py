"""How sheets, rounds, agencies and votes become one explained total, and windows a ranking."""

from rules.evaluation.components import ComponentScore
from rules.evaluation.measured import Mark, MarksError, Measured, Raw, ScoringMethod
from rules.evaluation.methods import METHODS
from rules.evaluation.totals import (
    SchemeMissingError,
    ScoreLine,
    round_half_up,
    scheme_of,
    score,
)
from rules.evaluation.windows import RankedWindow, WindowRanking, entity_problems, rank_windows

__all__ = [
    "METHODS",
    "ComponentScore",
    "Mark",
    "MarksError",
    "Measured",
    "RankedWindow",
    "Raw",
    "SchemeMissingError",
    "ScoreLine",
    "ScoringMethod",
    "WindowRanking",
    "entity_problems",
    "rank_windows",
    "round_half_up",
    "scheme_of",
    "score",
]
