"""Course and results are reported to the four addressees (四·第三阶段·3)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import certificates, printing
from tasks import reporting as work


@flow(name=KIND_NAMES[StepKind.REPORTING], flow_run_name=step_run_name)
def reporting(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """One circular, and for each addressee the proof that it went out."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.circulate)
        .do(printing.print_issued)
        .do(certificates.print_certificates)
        .queue_reminders()
        .close_when_complete()
    )
