"""One pass over the steps of a phase, in their order."""

from __future__ import annotations

from datetime import datetime

from flows.household import house
from flows.results import PhaseResult, StepResult
from flows.steps.registry import run_step
from tasks.steps import due_steps


def advance_phase(phase: str, campaign: int, as_of: datetime | None) -> PhaseResult:
    """Run every step that is open or due; a step that one of them has freed follows at once."""
    done: dict[str, StepResult] = {}
    while (step := _next(phase, campaign, as_of, tuple(done))) is not None:
        done[step] = run_step(campaign, step, "advance", as_of)
    return PhaseResult(phase, tuple(done.values()))


def _next(phase: str, campaign: int, as_of: datetime | None, done: tuple[str, ...]) -> str | None:
    with house().reading(now=as_of) as ctx:
        due = due_steps(ctx, campaign, phase)
    return next((step for step in due if step not in done), None)
