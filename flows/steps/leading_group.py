"""The leading group is adjusted and duties are made clear (四·第一阶段·1)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import notices, printing


@flow(name=KIND_NAMES[StepKind.LEADING_GROUP], flow_run_name=step_run_name)
def leading_group(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """The notice that names the group's posts is written; the step ends with it."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .do(notices.issue)
        .do(printing.print_issued)
        .lay_on_duties()
        .queue_reminders()
        .close_when_complete()
    )
