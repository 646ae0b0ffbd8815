"""Several evaluators' scores joined into one figure: mean, weighted, trimmed, median; all exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.definition import Mean, Median, TrimmedMean, WeightedMean
from rules.evaluation.measured import Digest, Mark, MarksError, Measured, Spread, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.definition import Aggregation, EvaluatorClass
    from rules.evaluation.measured import Figures

TRIMMED = 2
"""One highest and one lowest score."""


def mean_of(figures: Figures, left_out: tuple[str, ...] = ()) -> Measured:
    """The plain mean of the figures that are there, with their number as the denominator."""
    if not figures or (isinstance(figures, Digest) and not figures.count):
        return Measured(None, left_out=left_out, missing=("尚无得分",))
    digest = digest_of(figures)
    value = Fraction(_total(digest)) / digest.count
    return Measured(value, _used(figures), left_out, digest.count, figures=figures)


def joined(measured: Measured, by: Aggregation, classes: Sequence[EvaluatorClass] = ()) -> Measured:
    """The same figures joined as the component says; a value that is missing stays missing.

    Raises MarksError for a median without the single scores.
    """
    if measured.value is None or isinstance(by, Mean):
        return measured
    if isinstance(by, WeightedMean):
        return _weighted(measured, by, {c.code: c.name for c in classes})
    if isinstance(by, TrimmedMean):
        return _trimmed(measured, by)
    return _median(measured, by)


def digest_of(figures: Figures) -> Digest:
    """Marks summed up by class of evaluators."""
    if isinstance(figures, Digest):
        return figures
    by_role: dict[str, list[Decimal]] = {}
    for mark in figures:
        by_role.setdefault(mark.role, []).append(mark.score)
    return Digest(
        tuple(
            Spread(len(scores), sum(scores, Decimal()), min(scores), max(scores), role)
            for role, scores in sorted(by_role.items())
        )
    )


def _weighted(measured: Measured, by: WeightedMean, names: Mapping[str, str]) -> Measured:
    weights = {part.role: part.weight for part in by.weights}
    counted = [
        (spread, weight)
        for spread in digest_of(measured.figures).spreads
        if (weight := weights.get(spread.role, by.others))
    ]
    denominator = sum((weight * spread.count for spread, weight in counted), Decimal())
    told = [f"{names.get(role, role)}×{plain(weight)}" for role, weight in weights.items()]
    how = f"加权平均（{'、'.join([*told, f'其他×{plain(by.others)}'])}）"
    if not denominator:
        return replace(measured, value=None, missing=("没有计权的评委打分",), how=how)
    value = sum((Fraction(w) * Fraction(spread.total) for spread, w in counted), Fraction())
    used, left_out = measured.used, measured.left_out
    if not isinstance(measured.figures, Digest):
        weighed = [(mark, weights.get(mark.role, by.others)) for mark in measured.figures]
        used = tuple(f"{mark.text}×{plain(weight)}" for mark, weight in weighed if weight)
        nothing = tuple(f"{mark.text}（权重0，不计）" for mark, weight in weighed if not weight)
        left_out = (*nothing, *left_out)
    return replace(
        measured, value=value / Fraction(denominator), used=used, left_out=left_out,
        denominator=denominator, how=how,
    )  # fmt: skip


def _trimmed(measured: Measured, by: TrimmedMean) -> Measured:
    digest = digest_of(measured.figures)
    if digest.count < max(by.from_scores, TRIMMED + 1):
        return replace(measured, how=f"不足{by.from_scores}个，不去最高最低，平均")
    low = min(spread.low for spread in digest.spreads)
    high = max(spread.high for spread in digest.spreads)
    left = digest.count - TRIMMED
    value = Fraction(_total(digest) - low - high) / left
    used, dropped = measured.used, (f"{high}（最高分，去掉）", f"{low}（最低分，去掉）")
    if not isinstance(measured.figures, Digest):
        kept = list(measured.figures)
        dropped = (
            f"{_taken(kept, high).text}（最高分，去掉）",
            f"{_taken(kept, low).text}（最低分，去掉）",
        )
        used = _used(tuple(kept))
    return replace(
        measured, value=value, used=used, left_out=(*dropped, *measured.left_out),
        denominator=left, how="去掉一个最高分和一个最低分后平均",
    )  # fmt: skip


def _median(measured: Measured, by: Median) -> Measured:
    if isinstance(measured.figures, Digest):
        raise MarksError((f"{by.kind} 须逐个列出得分，不能只有合计",))
    scores = sorted(mark.score for mark in measured.figures)
    middle = (Fraction(scores[(len(scores) - 1) // 2]) + Fraction(scores[len(scores) // 2])) / 2
    return replace(measured, value=middle, how="取中位数")


def _taken(kept: list[Mark], score: Decimal) -> Mark:
    """Take out the first mark of this score; which of equal ones goes makes no difference."""
    return kept.pop(next(place for place, mark in enumerate(kept) if mark.score == score))


def _used(figures: Figures) -> tuple[str, ...]:
    if isinstance(figures, Digest):
        return (f"{figures.count}个得分合计{_total(figures)}",)
    return tuple(mark.text for mark in figures)


def _total(digest: Digest) -> Decimal:
    return sum((spread.total for spread in digest.spreads), Decimal())
