"""Scores, eligibility and proposals become one dossier (四·第二阶段·4)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import step_run_name
from flows.results import StepResult
from flows.steps.step_pass import StepPass
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks import dossier as work


@flow(name=KIND_NAMES[StepKind.DOSSIER], flow_run_name=step_run_name)
def dossier(
    campaign: int,
    step: str,
    purpose: str = "advance",
    as_of: datetime | None = None,
) -> StepResult:
    """It is compiled once everything it needs is there; compiling again gives the same."""
    return (
        StepPass(campaign, step, purpose, as_of)
        .open_when_due()
        .lay_on_duties()
        .do(work.compile_when_complete)
        .queue_reminders()
        .close_when_complete()
    )
