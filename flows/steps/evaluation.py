"""Groups are evaluated by their lead offices (四·第二阶段·3, 说明2)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import evaluation as work


@flow(name=KIND_NAMES[StepKind.EVALUATION], flow_run_name=step_run_name)
def evaluation(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """Component scores are gathered until all are there; then they become totals."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.advance)
        .queue_reminders()
        .close_when_complete()
    )
