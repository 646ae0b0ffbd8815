"""The registry of evaluation methods (R5): a new one is a file here and a line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import Method
from rules.evaluation.bimonthly import BimonthlyMean
from rules.evaluation.field_research import FieldResearch
from rules.evaluation.hearing import Hearing
from rules.evaluation.materials import MaterialsReview
from rules.evaluation.reports import ReportCount
from rules.evaluation.site_visit import SiteVisit
from rules.evaluation.third_party import ImportedResult
from rules.evaluation.vote import VotePoints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.evaluation.measured import ScoringMethod

METHODS: Mapping[Method, ScoringMethod] = {
    Method.FIELD_RESEARCH: FieldResearch(),
    Method.SITE_VISIT: SiteVisit(),
    Method.HEARING: Hearing(),
    Method.MATERIALS: MaterialsReview(),
    Method.THIRD_PARTY: ImportedResult(),
    Method.VOTE: VotePoints(),
    Method.BIMONTHLY: BimonthlyMean(),
    Method.REPORTS: ReportCount(),
}
