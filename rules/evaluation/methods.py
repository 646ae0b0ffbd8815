"""The registry of evaluation methods (R5): a new one is a file here and a line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import Method
from rules.evaluation.bimonthly import BimonthlyMean
from rules.evaluation.sheets import SheetMean
from rules.evaluation.third_party import ImportedResult
from rules.evaluation.vote import VotePoints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.evaluation.measured import ScoringMethod

METHODS: Mapping[Method, ScoringMethod] = {
    Method.FIELD_RESEARCH: SheetMean("实地调研"),
    Method.SITE_VISIT: SheetMean("现场察看"),
    Method.HEARING: SheetMean("听取汇报"),
    Method.MATERIALS: SheetMean("材料审阅"),
    Method.THIRD_PARTY: ImportedResult(),
    Method.VOTE: VotePoints(),
    Method.BIMONTHLY: BimonthlyMean(),
}
