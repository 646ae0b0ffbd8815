"""Components and weights into one total: exact until the one declared rounding, and explained."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.clauses import clause_of
from rules.definition import Method, RankPoints, Scheme
from rules.evaluation.components import ComponentScore, convert_component, measure_component
from rules.evaluation.conversions import Cohort
from rules.evaluation.measured import NOTHING, Measured, Raw, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.definition import Campaign, Component, TieLink

OWN = "本局自定"
"""Stands beside every weight and conversion that the notice does not give (A28, A29)."""


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
    def basis(self) -> str:
        """Where the weights come from: the clause of the notice (R43), or the office itself."""
        return clause_of("R43") if self.scheme.from_notice else OWN

    @property
    def missing(self) -> tuple[str, ...]:
        """Each component without a value, and why."""
        return tuple(
            f"{part.component.name}：{'、'.join(part.missing)}"
            for part in self.components
            if part.points is None
        )

    def by_method(self, method: Method) -> Fraction | None:
        """The points of the component scored by this method, for tie chains (A7)."""
        return next((p.points for p in self.components if p.component.method is method), None)

    def on_link(self, link: TieLink) -> Fraction | None:
        """What a link of a tie chain compares; None where this score does not have it."""
        by, code = link.split(":")
        if by == "method":
            return self.by_method(Method(code))
        return next((p.points for p in self.components if p.component.code == code), None)

    def explain(self) -> tuple[str, ...]:
        """The sum step by step, a line for each component and one for the total."""
        return (*(self._line(part) for part in self.components), self._sum())

    def _line(self, part: ComponentScore) -> str:
        name, measured = part.component.name, part.measured
        beside = f"；未计：{'、'.join(measured.left_out)}" if measured.left_out else ""
        if measured.value is None or part.contribution is None:
            return f"{name}：未完成（{'、'.join(part.missing)}）{beside}"
        used, how = "、".join(measured.used), f"{measured.how}（{OWN}），" if measured.how else ""
        figure = f"分母{plain(measured.denominator)}，得{shown(measured.value, self.decimals)}"
        if part.component.method is Method.VOTE:
            figure += f"（等次分值{OWN}）"
        if part.converted.told and part.points is not None:
            figure += f"，{part.converted.told}{shown(part.points, self.decimals)}（{OWN}）"
        weight = f"×{plain(part.component.weight)}（{self.basis}）"
        points = shown(part.contribution, self.decimals)
        return f"{name}：{used}；{how}{figure}，{weight}＝{points}{beside}"

    def _sum(self) -> str:
        if self.exact is None:
            return f"总分：未完成，缺{len(self.missing)}项，不按零分计算"
        if not self.components:
            return f"总分：{self.total}（给定，没有各项目得分）"
        terms = "＋".join(
            f"{shown(p.points, self.decimals)}×{plain(p.component.weight)}"
            for p in self.components
            if p.points is not None
        )
        return f"总分：{terms}＝{self.total}（四舍五入到{self.decimals}位小数，仅此一次）"


def shown(value: Fraction, decimals: int) -> str:
    """A figure for reading: exact where short enough, else marked as about so much."""
    rounded = round_half_up(value, decimals + 2)
    plain = f"{rounded:f}"
    text = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return text if Fraction(rounded) == value else f"约{text}"


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """The one declared rounding: a half goes up (四舍五入)."""
    scaled = (value * 10**decimals + Fraction(1, 2)).__floor__()
    return Decimal(scaled).scaleb(-decimals)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was handed in about one application."""

    scheme: Scheme
    honour: str
    raw: Mapping[str, Raw]
    """By component code."""
    competes: bool = True
    """Whether others are ranked against it; withdrawn and ineligible ones push nobody down."""


def score(scheme: Scheme, raw: Mapping[str, Raw], campaign: Campaign) -> ScoreLine:
    """One candidate's score line by itself, so that points by rank stay open.

    Raises MarksError or TallyError for figures that cannot be right.
    """
    measured = _measured(Entry(scheme, "", raw), campaign)
    return _line_of(scheme, [convert_component(c, m) for c, m in measured], campaign)


def score_together(entries: Sequence[Entry], campaign: Campaign) -> tuple[ScoreLine, ...]:
    """The score lines of all, each ranked among those of its scheme and honour that compete.

    Two passes: every figure by itself, then the conversions, which may look at the others' figures.
    The order of the entries makes no difference. Raises MarksError or TallyError as `score` does.
    """
    measured = [_measured(entry, campaign) for entry in entries]
    compared: dict[tuple[str, str, str], list[Fraction | None]] = defaultdict(list)
    for entry, parts in zip(entries, measured, strict=True):
        for component, part in parts:
            if entry.competes and isinstance(component.conversion, RankPoints):
                compared[entry.scheme.code, entry.honour, component.code].append(part.value)
    cohorts = {key: Cohort.of(values) for key, values in compared.items()}
    nobody = Cohort((), 0)
    return tuple(
        _line_of(
            entry.scheme,
            [
                convert_component(
                    c, m, cohorts.get((entry.scheme.code, entry.honour, c.code), nobody)
                )
                for c, m in parts
            ],
            campaign,
        )
        for entry, parts in zip(entries, measured, strict=True)
    )


def _measured(entry: Entry, campaign: Campaign) -> list[tuple[Component, Measured]]:
    return [
        (component, measure_component(component, entry.raw.get(component.code, NOTHING), campaign))
        for component in entry.scheme.components
    ]


def _line_of(scheme: Scheme, parts: Sequence[ComponentScore], campaign: Campaign) -> ScoreLine:
    known = [points for part in parts if (points := part.contribution) is not None]
    decimals = campaign.evaluation.decimals
    if len(known) < len(parts):
        return ScoreLine(scheme, tuple(parts), None, None, decimals)
    exact = sum(known, Fraction())
    return ScoreLine(scheme, tuple(parts), exact, round_half_up(exact, decimals), decimals)


def stated_total(scheme: Scheme, total: Decimal, campaign: Campaign) -> ScoreLine:
    """A total by itself, where the components behind it are not known."""
    decimals = campaign.evaluation.decimals
    exact = Fraction(total)
    return ScoreLine(scheme, (), exact, round_half_up(exact, decimals), decimals)


def scheme_of(kind: str, honour: str, campaign: Campaign) -> Scheme:
    """The scheme that applies; raises SchemeMissingError naming kind and honour where the file has none."""
    scheme = campaign.scheme_for(kind, honour)
    if scheme is None:
        names = f"“{campaign.unit_kind(kind).name}”申报“{campaign.honour(honour).name}”"
        raise SchemeMissingError(f"{names}没有评分方案，请在活动文件 evaluation.schemes 中补充。")
    return scheme
