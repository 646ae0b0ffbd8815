"""The annual meeting commends the winners (四·第三阶段·2)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import certificates, printing
from tasks import commendation as work


@flow(name=KIND_NAMES[StepKind.COMMENDATION], flow_run_name=step_run_name)
def commendation(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """Results go to the winners once the leading group has decided."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.commend)
        .do(printing.print_issued)
        .do(certificates.print_certificates)
        .queue_reminders()
        .close_when_complete()
    )
