"""Authorities are asked for their opinions; the notice does not have this step."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import opinions as work
from tasks import printing


@flow(name=KIND_NAMES[StepKind.OPINIONS], flow_run_name=step_run_name)
def opinions(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """Letters go out once; answers are awaited until the last day."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.request_and_check)
        .do(printing.print_issued)
        .queue_reminders()
        .close_when_complete()
    )
