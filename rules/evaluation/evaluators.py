"""What the methods by evaluators' sheets have in common: whose scores count and whose stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.evaluation.aggregate import mean_of
from rules.evaluation.measured import Digest, checked_figures

if TYPE_CHECKING:
    from rules.evaluation.measured import Measured, Raw


def measure_sheets(raw: Raw) -> Measured:
    """The mean of the evaluators' scores, observers' opinions beside them (R11).

    A digest holds the scores that count only, so there is nothing left to leave out.
    """
    figures = checked_figures(raw)
    if isinstance(figures, Digest):
        return mean_of(figures)
    counted = tuple(mark for mark in figures if not mark.observer)
    beside = tuple(f"{mark.text}（列席，仅供参考）" for mark in figures if mark.observer)
    return mean_of(counted, beside)
