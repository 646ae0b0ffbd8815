"""The small values that flows give back, and the tables that Prefect's pages show of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from prefect.artifacts import create_table_artifact


@runtime_checkable
class Tabular(Protocol):
    """A result that can tell itself as one row of a table."""

    def row(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Done:
    """One use case that a flow performed, and what came of it."""

    title: str
    outcome: object

    def row(self) -> dict[str, str]:
        return {"事项": self.title, "结果": _in_words(self.outcome)}


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one pass over a step did."""

    step: str
    name: str
    opened: bool
    closed: bool
    done: tuple[Done, ...] = ()

    def publish(self, campaign: str, purpose: str) -> StepResult:
        """Show it as a table beside the run and, under the step's name, in the list of artifacts."""
        if self.done:
            show(
                f"{campaign}-{self.step}", [d.row() for d in self.done], f"{self.name} · {purpose}"
            )
        return self


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """What one pass over a phase did, step by step."""

    phase: str
    steps: tuple[StepResult, ...]

    @property
    def closed(self) -> tuple[str, ...]:
        return tuple(step.step for step in self.steps if step.closed)


def show(name: str, table: Sequence[Mapping[str, str]], description: str) -> None:
    """Write a table artifact; Prefect takes small letters, digits and dashes only as its key."""
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    create_table_artifact(key=key, table=[dict(row) for row in table], description=description)


def _in_words(outcome: object) -> str:
    if isinstance(outcome, Tabular):
        return "，".join(f"{label} {_in_words(value)}" for label, value in outcome.row().items())
    if isinstance(outcome, bool):
        return "是" if outcome else "否"
    return "无" if outcome is None else str(outcome)
