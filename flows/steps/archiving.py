"""All material is sorted and archived, last of all (四·第三阶段·4)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import archiving as work
from tasks import certificates


@flow(name=KIND_NAMES[StepKind.ARCHIVING], flow_run_name=step_run_name)
def archiving(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """Papers, tables, journal and file are sealed with checksums; the campaign ends."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(certificates.print_certificates)
        .do(work.archive_what_is_new)
        .queue_reminders()
        .close_when_complete()
    )
