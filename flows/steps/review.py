"""The leading group hears the results and decides the lists (四·第三阶段·1)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import printing
from tasks import review as work


@flow(name=KIND_NAMES[StepKind.REVIEW], flow_run_name=step_run_name)
def review(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """A proposal with its reasons is laid before it; only its meeting decides."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.propose)
        .do(printing.print_issued)
        .queue_reminders()
        .close_when_complete()
    )
