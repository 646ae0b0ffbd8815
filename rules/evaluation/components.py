"""One component of a score: its figures measured by its method, joined, converted and weighted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.definition import Campaign, Component, Grades, Median, Method, Scaled
from rules.evaluation.aggregate import joined
from rules.evaluation.conversions import Cohort, Converted, convert, graded
from rules.evaluation.measured import Digest, MarksError, Measured, Raw, out_of_scale
from rules.evaluation.methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class ComponentScore:
    component: Component
    measured: Measured
    converted: Converted

    @property
    def points(self) -> Fraction | None:
        """The value on the common scale 0 to 100; None while it is missing."""
        return self.converted.points

    @property
    def contribution(self) -> Fraction | None:
        """Weight times points."""
        return None if self.points is None else Fraction(self.component.weight) * self.points

    @property
    def missing(self) -> tuple[str, ...]:
        return self.measured.missing or self.converted.missing


def measure_component(component: Component, raw: Raw, campaign: Campaign) -> Measured:
    """The figure before conversion; one that is measured already stays as it is.

    Raises MarksError or TallyError for figures that cannot be right, all at once.
    """
    if isinstance(raw, Measured):
        return raw
    problems = list(_over(component, raw))
    try:
        figures = graded(raw, component.conversion)
        measured = METHODS[component.method].measure(figures, campaign)
    except MarksError as error:
        raise MarksError((*problems, *error.problems)) from error
    if problems:
        raise MarksError(tuple(problems))
    return joined(measured, component.aggregation, campaign.evaluation.evaluators)


def convert_component(
    component: Component, measured: Measured, cohort: Cohort | None = None
) -> ComponentScore:
    if measured.value is None:
        return ComponentScore(component, measured, Converted(None))
    return ComponentScore(
        component, measured, convert(measured.value, component.conversion, cohort)
    )


def sums_suffice(component: Component) -> bool:
    """Whether number, sum, lowest and highest give the value without the single scores."""
    single = isinstance(component.aggregation, Median) or isinstance(component.conversion, Grades)
    return component.method.by_evaluators and not single


def _over(component: Component, raw: Raw) -> Iterator[str]:
    """Figures over a full mark of their own; the method itself knows only the scale to a hundred."""
    by = component.conversion
    counted = component.method in {Method.VOTE, Method.REPORTS}
    if isinstance(by, Scaled) and not counted and isinstance(raw, tuple | Digest):
        yield from (text for _, text in out_of_scale(raw, by.full))
