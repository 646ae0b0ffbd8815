"""The first phase, June to November: competing (steps 1.1 to 1.5)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import phase_run_name
from flows.phases.phase_pass import advance_phase
from flows.results import PhaseResult

PHASE = "compete"


@flow(name="全面争创阶段", flow_run_name=phase_run_name(PHASE))
def compete(campaign: int, as_of: datetime | None = None) -> PhaseResult:
    """Group, opinion, measures, reports and visits: whatever is due by now and not done gets done."""
    return advance_phase(PHASE, campaign, as_of)
