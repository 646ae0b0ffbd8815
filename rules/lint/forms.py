"""Aggregations, conversions and rubrics that cannot work, each with the place that is wrong."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rules.definition import (
    AsIs,
    Bands,
    DutyKind,
    Grades,
    Mean,
    Method,
    RankPoints,
    Scaled,
    Subject,
    TrimmedMean,
    WeightedMean,
)
from rules.lint.remarks import Path, Remark, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign, Component, Scheme

FULL = Decimal(100)
LEAST_TO_TRIM = 3


class _At(NamedTuple):
    """A component and where it stands."""

    path: Path
    component: Component
    campaign: Campaign

    def error(self, code: str, message: str, hint: str, *within: str | int) -> Remark:
        told = f"“{self.component.name}”{message}"
        return Remark((*self.path, *within), "error", code, told, hint)


def check_forms(campaign: Campaign) -> Iterator[Remark]:
    for s, scheme in enumerate(campaign.evaluation.schemes):
        for c, component in enumerate(scheme.components):
            at = _At(("evaluation", "schemes", s, "components", c), component, campaign)
            yield from _aggregation(at)
            yield from _conversion(at)
            yield from _rubric(at)
            yield from _reports(at, scheme)
        yield from _handed_in(("evaluation", "schemes", s), scheme, campaign)


def _aggregation(at: _At) -> Iterator[Remark]:
    by, method = at.component.aggregation, at.component.method
    if not isinstance(by, Mean) and not method.by_evaluators:
        message = "不是评委逐人打分的项目，合并办法不起作用。"
        hint = "请删去 aggregation；只有实地调研、现场察看、听取汇报、材料审阅可以写。"
        yield at.error("aggregation-without-evaluators", message, hint, "aggregation", "kind")
    if isinstance(by, TrimmedMean) and by.from_scores < LEAST_TO_TRIM:
        message = f"从{by.from_scores}个得分起去掉最高最低，去掉之后没有得分可以平均。"
        yield at.error("nothing-left-to-average", message, "至少写 3，常用 5。", "aggregation", "from_scores")  # fmt: skip
    if isinstance(by, WeightedMean):
        yield from _classes(at, by)


def _classes(at: _At, by: WeightedMean) -> Iterator[Remark]:
    known = {c.code for c in at.campaign.evaluation.evaluators}
    seen: set[str] = set()
    for w, part in enumerate(by.weights):
        within = ("aggregation", "weights", w, "role")
        if part.role not in known:
            message = f"按 {part.role} 加权，而 evaluation.evaluators 里没有这类评委。"
            hint = nearest(part.role, known) or "请先写 evaluation.evaluators。"
            yield at.error("unknown-evaluator-class", message, hint, *within)
        if part.role in seen:
            yield at.error("class-weighed-twice", f"给 {part.role} 写了两个权重。", "请只留一个。", *within)  # fmt: skip
        seen.add(part.role)


def _conversion(at: _At) -> Iterator[Remark]:
    by, method = at.component.conversion, at.component.method
    if method is Method.VOTE and not isinstance(by, AsIs | RankPoints):
        message = "是投票，票面等次已折算成分数，不能再这样折算。"
        yield at.error("vote-converted-twice", message, "请删去 conversion。", "conversion", "kind")
    match by:
        case Grades():
            yield from _grades(at, by)
        case Bands():
            yield from _bands(at, by)
        case RankPoints():
            yield from _ranks(at, by)
        case AsIs() | Scaled():
            return


def _points(at: _At, points: Decimal, *within: str | int) -> Iterator[Remark]:
    if not 0 <= points <= FULL:
        message = f"折算 {points} 分，不在 0 至 100 之间。"
        yield at.error("points-out-of-range", message, "请改正。", *within)


def _grades(at: _At, by: Grades) -> Iterator[Remark]:
    for g, grade in enumerate(by.grades):
        yield from _points(at, grade.points, "conversion", "grades", g, "points")
        if not 0 <= grade.figure <= FULL:
            message = f"的等次“{grade.name}”写作 {grade.figure}，表格只收 0 至 100 的数。"
            yield at.error("grade-out-of-range", message, "请改用 0 至 100 的数。", "conversion", "grades", g, "figure")  # fmt: skip
    ordered = sorted(enumerate(by.grades), key=lambda pair: (pair[1].figure, pair[0]))
    for (_, lower), (g, upper) in pairwise(ordered):
        if upper.figure == lower.figure:
            message = f"的等次“{lower.name}”和“{upper.name}”都写作 {upper.figure}。"
            yield at.error("two-grades-one-figure", message, "请分开。", "conversion", "grades", g, "figure")  # fmt: skip
        elif upper.points <= lower.points:
            message = f"的等次“{upper.name}”{upper.points} 分，不高于“{lower.name}”{lower.points} 分。"  # fmt: skip
            yield at.error("grades-out-of-order", message, "数大的等次分数要高。", "conversion", "grades", g, "points")  # fmt: skip


def _bands(at: _At, by: Bands) -> Iterator[Remark]:
    ordered = sorted(enumerate(by.bands), key=lambda pair: (pair[1].low, pair[0]))
    hint = "相邻两档的上下限应当相同；下限含本数，上限不含。"
    for b, band in ordered:
        yield from _points(at, band.points, "conversion", "bands", b, "points")
        if band.high <= band.low:
            message = f"有一档的上限 {band.high} 不高于下限 {band.low}。"
            yield at.error("band-upside-down", message, hint, "conversion", "bands", b, "high")
    for (_, lower), (b, upper) in pairwise(ordered):
        if upper.low != lower.high:
            told = "中间有空档" if upper.low > lower.high else "互相重叠"
            code = "band-gap" if upper.low > lower.high else "band-overlap"
            message = f"的分档到 {lower.high} 为止、又从 {upper.low} 开始，{told}。"
            yield at.error(code, message, hint, "conversion", "bands", b, "low")
        if upper.points < lower.points:
            message = f"从 {upper.low} 起折算 {upper.points} 分，低于下一档的 {lower.points} 分。"
            yield at.error("bands-out-of-order", message, "得分高的一档分数不能低。", "conversion", "bands", b, "points")  # fmt: skip
    (first, lowest), (last, highest) = ordered[0], ordered[-1]
    if lowest.low != 0:
        message = f"的分档从 {lowest.low} 开始，低于它没有分数。"
        yield at.error(
            "band-gap", message, "最低一档从 0 开始。", "conversion", "bands", first, "low"
        )
    if highest.high < FULL and at.component.method is not Method.REPORTS:
        message = f"的分档到 {highest.high} 为止，满分是 100。"
        yield at.error("band-gap", message, "最高一档到 100。", "conversion", "bands", last, "high")


def _ranks(at: _At, by: RankPoints) -> Iterator[Remark]:
    for r, band in enumerate(by.ranks):
        yield from _points(at, band.points, "conversion", "ranks", r, "points")
    for r, (better, worse) in enumerate(pairwise(by.ranks), start=1):
        if worse.to <= better.to:
            message = f"的名次表在第{better.to}名之后又写到第{worse.to}名。"
            yield at.error("ranks-out-of-order", message, "名次从前到后写。", "conversion", "ranks", r, "to")  # fmt: skip
        if worse.points >= better.points:
            message = f"的名次表：到第{worse.to}名 {worse.points} 分，不低于到第{better.to}名的 {better.points} 分。"  # fmt: skip
            yield at.error("ranks-not-falling", message, "名次越后分数越低。", "conversion", "ranks", r, "points")  # fmt: skip
    if by.beyond >= by.ranks[-1].points or by.beyond < 0:
        message = f"的名次表之后得 {by.beyond} 分，应当不小于 0 且低于最后一档的 {by.ranks[-1].points} 分。"  # fmt: skip
        within = "beyond" if "beyond" in by.model_fields_set else "ranks"
        yield at.error("ranks-not-falling", message, "请改正 beyond。", "conversion", within)


def _rubric(at: _At) -> Iterator[Remark]:
    rubric = at.component.rubric
    if not rubric:
        return
    if not at.component.method.by_evaluators:
        message = "不是评委逐人打分的项目，评分细项不起作用。"
        yield at.error("rubric-without-evaluators", message, "请删去 rubric。", "rubric")
    total = sum((item.full for item in rubric), Decimal())
    if total != FULL:
        parts = " + ".join(f"{item.full}" for item in rubric)
        gap = FULL - total
        hint = f"还差 {gap} 分。" if gap > 0 else f"多出 {-gap} 分。"
        message = f"的评分细项合计 {total} 分，应为 100（{parts}）。"
        yield at.error("rubric-not-a-hundred", message, hint, "rubric")
    seen: set[str] = set()
    for i, item in enumerate(rubric):
        if item.code in seen:
            message = f"的评分细项编码 {item.code} 重复。"
            yield at.error("rubric-item-twice", message, "请改用不同的编码。", "rubric", i, "code")
        seen.add(item.code)


def _reports(at: _At, scheme: Scheme) -> Iterator[Remark]:
    """A25: a count is not points, and is only a unit's."""
    if at.component.method is not Method.REPORTS:
        return
    if not isinstance(at.component.conversion, Bands | RankPoints):
        message = "统计的是篇数，须写明篇数怎样折算分数。"
        hint = "请写 conversion: {kind: bands, …} 或 rank_points。"
        yield at.error("count-without-points", message, hint, "method")
    persons = [h.name for h in at.campaign.honours if h.code in scheme.honours and h.subject is Subject.PERSON]  # fmt: skip
    if persons:
        message = f"统计的是单位的信息报送，不能给个人荣誉“{'、'.join(persons)}”计分。"
        yield at.error("count-of-a-person", message, "请删去这一项。", "method")
    if at.campaign.readings.report_points == "none":
        message = (
            f"“{at.component.name}”给信息报送计分，而 readings.report_points 写的是不计分（A25）。"
        )
        hint = "请写 readings.report_points: count_listed，并注明本局自定。"
        yield Remark((*at.path, "method"), "warning", "reports-counted", message, hint)


def _handed_in(path: Path, scheme: Scheme, campaign: Campaign) -> Iterator[Remark]:
    """Scores come only from an office whose duty it is; votes have their own session."""
    group = next((g for g in campaign.evaluation.groups if g.code == scheme.group), None)
    duties = [duty for step in campaign.steps for duty in step.duties]
    offices = {o for duty in duties if duty.kind is DutyKind.SCORE for o in duty.offices}
    known = {office.code for office in campaign.offices}
    if group is None or group.lead in offices or group.lead not in known:
        return
    for c, component in enumerate(scheme.components):
        if component.method is not Method.VOTE and component.method is not Method.REPORTS:
            message = f"“{scheme.name}”的“{component.name}”没有人报送得分：牵头处室 {group.lead} 没有评分任务。"
            hint = f"请在 kind: score 的任务的 offices 里加上 {group.lead}。"
            at: Path = (*path, "components", c, "method")
            yield Remark(at, "warning", "nobody-hands-in", message, hint)
