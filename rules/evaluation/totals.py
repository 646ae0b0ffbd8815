"""Components and weights into one total: exact until the one declared rounding, and explained."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.definition import Method, Scheme
from rules.evaluation.components import ComponentScore, score_component
from rules.evaluation.measured import NOTHING, Raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definition import Campaign, TieLink


class SchemeMissingError(LookupError):
    """Nothing in the campaign file scores this kind of unit for this honour."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A candidate's score: what ranks is `total`, the rounded figure that everybody can see."""

    scheme: Scheme
    components: tuple[ComponentScore, ...]
    exact: Fraction | None
    total: Decimal | None
    decimals: int = 2

    @property
    def missing(self) -> tuple[str, ...]:
        """Each component without a value, and why."""
        return tuple(
            f"{part.component.name}：{'、'.join(part.measured.missing)}"
            for part in self.components
            if part.measured.value is None
        )

    def by_method(self, method: Method) -> Fraction | None:
        """The value of the component scored by this method, for tie chains (A7)."""
        return next(
            (p.measured.value for p in self.components if p.component.method is method), None
        )

    def on_link(self, link: TieLink) -> Fraction | None:
        """What a link of a tie chain compares; None where this score does not have it."""
        by, code = link.split(":")
        if by == "method":
            return self.by_method(Method(code))
        return next((p.measured.value for p in self.components if p.component.code == code), None)

    def explain(self) -> tuple[str, ...]:
        """The sum step by step, a line for each component and one for the total."""
        return (*(self._line(part) for part in self.components), self._sum())

    def _line(self, part: ComponentScore) -> str:
        name, measured = part.component.name, part.measured
        beside = f"；未计：{'、'.join(measured.left_out)}" if measured.left_out else ""
        if measured.value is None or part.contribution is None:
            return f"{name}：未完成（{'、'.join(measured.missing)}）{beside}"
        used = "、".join(measured.used)
        value, points = self._shown(measured.value), self._shown(part.contribution)
        weight = part.component.weight.normalize()
        return (
            f"{name}：{used}；分母{measured.denominator}，得{value}，×{weight:f}＝{points}{beside}"
        )

    def _sum(self) -> str:
        if self.exact is None:
            return f"总分：未完成，缺{len(self.missing)}项，不按零分计算"
        terms = "＋".join(
            f"{self._shown(p.measured.value)}×{p.component.weight.normalize():f}"
            for p in self.components
            if p.measured.value is not None
        )
        return f"总分：{terms}＝{self.total}（四舍五入到{self.decimals}位小数，仅此一次）"

    def _shown(self, value: Fraction) -> str:
        """A figure for reading: exact where short enough, else marked as about so much."""
        rounded = round_half_up(value, self.decimals + 2)
        plain = f"{rounded:f}"
        text = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return text if Fraction(rounded) == value else f"约{text}"


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """The one declared rounding: a half goes up (四舍五入)."""
    scaled = (value * 10**decimals + Fraction(1, 2)).__floor__()
    return Decimal(scaled).scaleb(-decimals)


def score(scheme: Scheme, raw: Mapping[str, Raw], campaign: Campaign) -> ScoreLine:
    """A candidate's score line from what was handed in per component code.

    Raises MarksError or TallyError for figures that cannot be right.
    """
    parts = tuple(
        score_component(component, raw.get(component.code, NOTHING), campaign)
        for component in scheme.components
    )
    contributions = [part.contribution for part in parts]
    known = [points for points in contributions if points is not None]
    decimals = campaign.evaluation.decimals
    if len(known) < len(parts):
        return ScoreLine(scheme, parts, None, None, decimals)
    exact = sum(known, Fraction())
    return ScoreLine(scheme, parts, exact, round_half_up(exact, decimals), decimals)


def scheme_of(kind: str, honour: str, campaign: Campaign) -> Scheme:
    """The scheme that applies; raises SchemeMissingError naming kind and honour where the file has none."""
    scheme = campaign.scheme_for(kind, honour)
    if scheme is None:
        names = f"“{campaign.unit_kind(kind).name}”申报“{campaign.honour(honour).name}”"
        raise SchemeMissingError(f"{names}没有评分方案，请在活动文件 evaluation.schemes 中补充。")
    return scheme
