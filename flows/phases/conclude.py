"""The third phase, January: concluding (steps 3.1 to 3.4, public notice and casebook)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import phase_run_name
from flows.phases.phase_pass import advance_phase
from flows.results import PhaseResult

PHASE = "conclude"


@flow(name="评选总结阶段", flow_run_name=phase_run_name(PHASE))
def conclude(campaign: int, as_of: datetime | None = None) -> PhaseResult:
    """Decision, public notice, commendation, report, casebook, archive: each after the one before."""
    return advance_phase(PHASE, campaign, as_of)
