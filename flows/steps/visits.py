"""Visits and symposia are held and recorded (四·第一阶段·5)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import visits as work


@flow(name=KIND_NAMES[StepKind.VISITS], flow_run_name=step_run_name)
def visits(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """Those planned are checked against those held; the office owes the records."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.check_held)
        .queue_reminders()
        .close_when_complete()
    )
