"""The second phase, December: appraising (steps 2.1 to 2.4 and the opinions asked for)."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import phase_run_name
from flows.phases.phase_pass import advance_phase
from flows.results import PhaseResult

PHASE = "appraise"


@flow(name="考评申报阶段", flow_run_name=phase_run_name(PHASE))
def appraise(campaign: int, as_of: datetime | None = None) -> PhaseResult:
    """Evaluation notice, applications, evaluation, dossier: running it twice changes nothing."""
    return advance_phase(PHASE, campaign, as_of)
