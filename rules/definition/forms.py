"""How figures become points: aggregations and conversions as closed forms, told apart by `kind`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from rules.definition.values import Code, Text, Value


class EvaluatorClass(Value):
    """Evaluators whose scores may weigh differently: the people of these offices or unit kinds."""

    code: Code
    name: Text
    offices: tuple[Code, ...] = ()
    kinds: tuple[Code, ...] = ()


class Mean(Value):
    """The plain mean of all scores."""

    kind: Literal["mean"] = "mean"


class ClassWeight(Value):
    role: Code
    """A class of `evaluation.evaluators`."""
    weight: Decimal = Field(gt=0)


class WeightedMean(Value):
    """Each score counts with the weight of its evaluator's class."""

    kind: Literal["weighted_mean"]
    weights: tuple[ClassWeight, ...]
    others: Decimal = Field(default=Decimal(1), ge=0)
    """The weight of evaluators in none of the classes; 0 leaves their scores out."""


class TrimmedMean(Value):
    """The mean without one highest and one lowest score; the plain mean below `from_scores`."""

    kind: Literal["trimmed_mean"]
    from_scores: int = Field(default=5, ge=1)


class Median(Value):
    """The middle score, or the mean of the two in the middle."""

    kind: Literal["median"]


Aggregation = Annotated[Mean | WeightedMean | TrimmedMean | Median, Field(discriminator="kind")]


class AsIs(Value):
    """The figure is already points from 0 to 100."""

    kind: Literal["as_is"] = "as_is"


class Scaled(Value):
    """From another full mark, such as an agency's five points, to a hundred."""

    kind: Literal["scaled"]
    full: Decimal = Field(gt=0, le=100)


class Grade(Value):
    """A grade that is handed in as a number, such as five stars, and its points."""

    figure: Decimal
    name: Text
    points: Decimal


class Grades(Value):
    """Every figure is one of these grades; anything else is refused. Points rise with the figure."""

    kind: Literal["grades"]
    grades: tuple[Grade, ...] = Field(min_length=1)


class PointBand(Value):
    """Figures from `low` (included) to `high` (excluded; the top band takes its end and beyond)."""

    low: Decimal
    high: Decimal
    points: Decimal


class Bands(Value):
    """The joint figure falls into a range that gives the points."""

    kind: Literal["bands"]
    bands: tuple[PointBand, ...] = Field(min_length=1)


class RankBand(Value):
    """Ranks after those of the band before, up to and with `to`."""

    to: int = Field(ge=1)
    points: Decimal


class RankPoints(Value):
    """Points by rank among the candidates of the same scheme and honour that compete."""

    kind: Literal["rank_points"]
    ranks: tuple[RankBand, ...] = Field(min_length=1)
    beyond: Decimal = Decimal(0)
    """For every rank after the last band."""
    ties: Literal["best", "mean"] = "best"
    """Equal figures share a rank: all get its points, or the mean of the ranks that they fill."""


Conversion = Annotated[
    AsIs | Scaled | Grades | Bands | RankPoints, Field(discriminator="kind")
]  # fmt: skip
