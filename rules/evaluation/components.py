"""One component of a score: its raw figures measured by its method, with its weight."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rules.definition import Campaign, Component
from rules.evaluation.measured import Measured, Raw
from rules.evaluation.methods import METHODS


@dataclass(frozen=True, slots=True)
class ComponentScore:
    component: Component
    measured: Measured

    @property
    def contribution(self) -> Fraction | None:
        """Weight times value; None while the value is missing."""
        value = self.measured.value
        return None if value is None else Fraction(self.component.weight) * value


def score_component(component: Component, raw: Raw, campaign: Campaign) -> ComponentScore:
    return ComponentScore(component, METHODS[component.method].measure(raw, campaign))
