"""Which flow runs which kind of step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from prefect import Flow

from flows.household import house
from flows.results import StepResult
from flows.steps.applications import applications
from flows.steps.archiving import archiving
from flows.steps.casebook import casebook
from flows.steps.collection import collection
from flows.steps.commendation import commendation
from flows.steps.dossier import dossier
from flows.steps.evaluation import evaluation
from flows.steps.leading_group import leading_group
from flows.steps.notice import notice
from flows.steps.opinions import opinions
from flows.steps.publicity import publicity
from flows.steps.reporting import reporting
from flows.steps.review import review
from flows.steps.visits import visits
from rules.definition import StepKind
from tasks.campaigns import definition_of

STEP_FLOWS: Mapping[StepKind, Flow[..., StepResult]] = MappingProxyType(
    {
        StepKind.LEADING_GROUP: leading_group,
        StepKind.NOTICE: notice,
        StepKind.COLLECTION: collection,
        StepKind.VISITS: visits,
        StepKind.APPLICATIONS: applications,
        StepKind.EVALUATION: evaluation,
        StepKind.DOSSIER: dossier,
        StepKind.CASEBOOK: casebook,
        StepKind.OPINIONS: opinions,
        StepKind.REVIEW: review,
        StepKind.PUBLICITY: publicity,
        StepKind.COMMENDATION: commendation,
        StepKind.REPORTING: reporting,
        StepKind.ARCHIVING: archiving,
    }
)


def run_step(
    campaign: int, step: str, purpose: str = "advance", as_of: datetime | None = None
) -> StepResult:
    """Call the flow of a step's kind in this process, as a planned run would."""
    with house().reading() as ctx:
        kind = definition_of(ctx, campaign).step(step).kind
    return STEP_FLOWS[kind](campaign, step, purpose, as_of)
