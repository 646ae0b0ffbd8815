"""Which flow runs which phase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from prefect import Flow

from flows.phases.any_phase import any_phase
from flows.phases.appraise import appraise
from flows.phases.compete import compete
from flows.phases.conclude import conclude
from flows.results import PhaseResult

PHASE_FLOWS: Mapping[str, Flow[..., PhaseResult]] = MappingProxyType(
    {"compete": compete, "appraise": appraise, "conclude": conclude}
)


def run_phase(campaign: int, phase: str, as_of: datetime | None = None) -> PhaseResult:
    """Call the flow of a phase in this process; a phase without one of its own uses the common."""
    own = PHASE_FLOWS.get(phase)
    return own(campaign, as_of) if own else any_phase(campaign, phase, as_of)
