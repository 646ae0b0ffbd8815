"""A notice is issued to its addressees, who sign for it (四·第一阶段·2, 第二阶段·1、2)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import notices, printing


@flow(name=KIND_NAMES[StepKind.NOTICE], flow_run_name=step_run_name)
def notice(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """The paper is written and its bulk message held for the office's release; signing is a duty."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .do(notices.issue)
        .do(printing.print_issued)
        .lay_on_duties()
        .queue_reminders()
        .close_when_complete()
    )
