"""One pass over the steps of a phase, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flows.household import house
from flows.results import PhaseResult, StepResult
from flows.steps.registry import run_step
from flows.troubles import Troubles
from tasks.steps import due_steps


def advance_phase(phase: str, campaign: int, as_of: datetime | None) -> PhaseResult:
    """Run every step that is open or due; a step that one of them has freed follows at once.

    A step that fails does not keep the others waiting; the pass fails with it at its end.
    """
    tried: list[str] = []
    done: list[StepResult] = []
    troubles = Troubles()
    while (step := _next(phase, campaign, as_of, tried)) is not None:
        tried.append(step)
        with troubles.kept():
            done.append(run_step(campaign, step, "advance", as_of))
    troubles.raise_all(phase)
    return PhaseResult(phase, tuple(done))


def _next(phase: str, campaign: int, as_of: datetime | None, tried: Sequence[str]) -> str | None:
    with house().reading(now=as_of) as ctx:
        due = due_steps(ctx, campaign, phase)
    return next((step for step in due if step not in tried), None)
