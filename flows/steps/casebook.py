"""Good cases are compiled into a booklet (五·5)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import casebook as work
from tasks import certificates, printing


@flow(name=KIND_NAMES[StepKind.CASEBOOK], flow_run_name=step_run_name)
def casebook(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """The counties' cases and the winners' deeds, as far as they have come in."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.compile_when_due)
        .do(printing.print_issued)
        .do(certificates.print_certificates)
        .queue_reminders()
        .close_when_complete()
    )
