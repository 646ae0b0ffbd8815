"""Units report their application materials (四·第二阶段·2, 说明4)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import applications as work


@flow(name=KIND_NAMES[StepKind.APPLICATIONS], flow_run_name=step_run_name)
def applications(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """What was handed in is judged for eligibility, with every reason, as soon as it can be."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.settle)
        .queue_reminders()
        .close_when_complete()
    )
