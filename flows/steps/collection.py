"""Measures, summaries and reports come in from the units (四·第一阶段·3、4)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import filings


@flow(name=KIND_NAMES[StepKind.COLLECTION], flow_run_name=step_run_name)
def collection(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """Whoever has not reported is reminded; the step runs to its last day."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(filings.count_handed_in)
        .queue_reminders()
        .close_when_complete()
    )
