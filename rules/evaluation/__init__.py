"""How sheets, rounds, agencies and votes become one explained total, and windows a ranking."""

from rules.evaluation.aggregate import digest_of
from rules.evaluation.components import ComponentScore, measure_component, sums_suffice
from rules.evaluation.conversions import Cohort, Converted, convert
from rules.evaluation.measured import (
    Digest,
    Listing,
    Mark,
    MarksError,
    Measured,
    Raw,
    ScoringMethod,
    Spread,
)
from rules.evaluation.methods import METHODS
from rules.evaluation.rubric import sheet_mark
from rules.evaluation.totals import (
    OWN,
    Entry,
    SchemeMissingError,
    ScoreLine,
    round_half_up,
    scheme_of,
    score,
    score_together,
    shown,
    stated_total,
)
from rules.evaluation.windows import RankedWindow, WindowRanking, entity_problems, rank_windows

__all__ = [
    "METHODS",
    "OWN",
    "Cohort",
    "ComponentScore",
    "Converted",
    "Digest",
    "Entry",
    "Listing",
    "Mark",
    "MarksError",
    "Measured",
    "RankedWindow",
    "Raw",
    "SchemeMissingError",
    "ScoreLine",
    "ScoringMethod",
    "Spread",
    "WindowRanking",
    "convert",
    "digest_of",
    "entity_problems",
    "measure_component",
    "rank_windows",
    "round_half_up",
    "scheme_of",
    "score",
    "score_together",
    "sheet_mark",
    "shown",
    "stated_total",
    "sums_suffice",
]
