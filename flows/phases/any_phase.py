"""A phase that another campaign's file brings along and that has no flow of its own."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import any_phase_run_name
from flows.phases.phase_pass import advance_phase
from flows.results import PhaseResult


@flow(name="阶段推进", flow_run_name=any_phase_run_name)
def any_phase(campaign: int, phase: str, as_of: datetime | None = None) -> PhaseResult:
    """The same pass as the named phases make: over the phase's steps, in order."""
    return advance_phase(phase, campaign, as_of)
