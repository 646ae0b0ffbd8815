"""Weights that are not one whole, bands with gaps or overlaps, schemes that get in each other's way."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from rules.definition import DutyKind, Method
from rules.lint.forms import check_forms
from rules.lint.remarks import Path, Remark, Surroundings, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Band, Campaign, Scheme

FULL = Decimal(100)


def check_scores(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    for s, scheme in enumerate(campaign.evaluation.schemes):
        path: Path = ("evaluation", "schemes", s)
        yield from _weights(path, scheme)
        yield from _votes(path, scheme, campaign)
        yield from _kinds(path, scheme, campaign)
    yield from _overlapping_schemes(campaign)
    yield from _bands(campaign)
    yield from _grades(campaign)
    yield from _own_methods(campaign)
    yield from check_forms(campaign)
    yield from _evaluators(campaign)
    mark = campaign.evaluation.pass_mark
    if not 0 <= mark <= FULL:
        message = f"最低分 {mark} 不在 0 至 100 之间。"
        at: Path = ("evaluation", "pass_mark")
        yield Remark(at, "error", "mark-out-of-range", message, "请改正。")


def _weights(path: Path, scheme: Scheme) -> Iterator[Remark]:
    total = sum((c.weight for c in scheme.components), Decimal(0))
    if total != 1:
        parts = " + ".join(f"{c.weight}" for c in scheme.components) or "0"
        gap = 1 - total
        hint = f"还差 {gap}。" if gap > 0 else f"多出 {-gap}。"
        message = f"方案“{scheme.name}”的权重合计 {total}，应为 1（{parts}）。"
        at = (*path, "components")
        yield Remark(at, "error", "weights-do-not-sum-to-one", message, hint)
    for c, component in enumerate(scheme.components):
        if component.weight == 0:
            message = f"“{component.name}”的权重是 0，不影响总分。"
            at = (*path, "components", c, "weight")
            yield Remark(at, "warning", "weight-of-nothing", message, "请改正或删去。")


def _votes(path: Path, scheme: Scheme, campaign: Campaign) -> Iterator[Remark]:
    for c, component in enumerate(scheme.components):
        if component.method is Method.VOTE and not campaign.evaluation.grades:
            message = f"“{component.name}”是投票，但没有写票面等次怎样折算分数。"
            at = (*path, "components", c, "method")
            yield Remark(at, "error", "vote-without-grades", message, "请写 evaluation.grades。")


def _kinds(path: Path, scheme: Scheme, campaign: Campaign) -> Iterator[Remark]:
    members = {k.code for k in campaign.unit_kinds if k.group == scheme.group}
    known = {k.code for k in campaign.unit_kinds}
    for k, kind in enumerate(scheme.kinds):
        if kind in known - members:
            message = f"方案“{scheme.name}”属于 {scheme.group} 组，而 {kind} 不在这一组。"
            hint = "请改 group 或 kinds。"
            yield Remark((*path, "kinds", k), "error", "kind-of-other-group", message, hint)


def _overlapping_schemes(campaign: Campaign) -> Iterator[Remark]:
    first: dict[tuple[str, str], Scheme] = {}
    groups = {k.code: k.group for k in campaign.unit_kinds}
    for s, scheme in enumerate(campaign.evaluation.schemes):
        named = scheme.kinds or tuple(groups)
        kinds = [kind for kind in named if groups.get(kind) == scheme.group]
        clash = {
            first[kind, honour].name
            for kind in kinds
            for honour in scheme.honours
            if first.setdefault((kind, honour), scheme) is not scheme
        }
        if clash:
            message = (
                f"方案“{scheme.name}”与“{'、'.join(sorted(clash))}”为同一类单位的同一荣誉评分。"
            )
            hint = "请用 kinds 或 honours 分开。"
            yield Remark(("evaluation", "schemes", s), "error", "two-schemes", message, hint)


def _bands(campaign: Campaign) -> Iterator[Remark]:
    numbered = sorted(enumerate(campaign.evaluation.bands), key=lambda pair: pair[1].low)
    for index, band in numbered:
        if band.high <= band.low:
            message = f"等次“{band.name}”的上限 {band.high} 不高于下限 {band.low}。"
            yield _band(index, "high", "band-upside-down", message)
    for (_, lower), (index, upper) in pairwise(numbered):
        if upper.low > lower.high:
            message = f"“{lower.name}”到 {lower.high} 为止，“{upper.name}”从 {upper.low} 开始，中间有空档。"
            yield _band(index, "low", "band-gap", message)
        if upper.low < lower.high:
            message = (
                f"“{lower.name}”到 {lower.high} 为止，“{upper.name}”从 {upper.low} 开始，互相重叠。"
            )
            yield _band(index, "low", "band-overlap", message)
    if numbered:
        yield from _ends(numbered[0], numbered[-1])


def _ends(lowest: tuple[int, Band], highest: tuple[int, Band]) -> Iterator[Remark]:
    """The bands together reach from nothing to the full score."""
    index, band = lowest
    if band.low != 0:
        message = f"最低的等次“{band.name}”从 {band.low} 开始，低于它的分数没有等次。"
        yield _band(index, "low", "band-gap", message)
    index, band = highest
    if band.high != FULL:
        message = f"最高的等次“{band.name}”到 {band.high} 为止，满分是 100。"
        yield _band(index, "high", "band-gap", message)


def _band(index: int, key: str, code: str, message: str) -> Remark:
    hint = "相邻等次的上下限应当相同；下限含本数，上限不含。"
    return Remark(("evaluation", "bands", index, key), "error", code, message, hint)


def _grades(campaign: Campaign) -> Iterator[Remark]:
    grades = campaign.evaluation.grades
    for g, grade in enumerate(grades):
        if not 0 <= grade.points <= FULL:
            message = f"等次“{grade.grade}”折算 {grade.points} 分，不在 0 至 100 之间。"
            yield _grade(g, "grade-out-of-range", message)
    for g, (better, worse) in enumerate(pairwise(grades), start=1):
        if worse.points >= better.points:
            message = f"“{worse.grade}”{worse.points} 分，不低于前一等次“{better.grade}”。"
            yield _grade(g, "grades-out-of-order", message)


def _grade(index: int, code: str, message: str) -> Remark:
    path: Path = ("evaluation", "grades", index, "points")
    return Remark(path, "error", code, message, "等次从高到低排列，分数依次降低。")


def _own_methods(campaign: Campaign) -> Iterator[Remark]:
    """R42: a group with a method of its own needs a duty for the paper that sets it."""
    tasked = {
        office
        for step in campaign.steps
        for duty in step.duties
        if duty.kind is DutyKind.TASK
        for office in duty.offices
    }
    for g, group in enumerate(campaign.evaluation.groups):
        if group.own_method and group.lead not in tasked:
            message = f"{group.name}须另行制定办法，但没有任务要求 {group.lead} 制定。"
            hint = "请在考评步骤里加一项 kind: task 的任务（说明2）。"
            path: Path = ("evaluation", "groups", g, "own_method")
            yield Remark(path, "warning", "method-not-asked-for", message, hint)


def _evaluators(campaign: Campaign) -> Iterator[Remark]:
    """Classes of evaluators name offices and unit kinds that exist, and somebody at all."""
    known = {
        "offices": {office.code for office in campaign.offices},
        "kinds": {kind.code for kind in campaign.unit_kinds},
    }
    for e, evaluators in enumerate(campaign.evaluation.evaluators):
        path: Path = ("evaluation", "evaluators", e)
        if not evaluators.offices and not evaluators.kinds:
            message = f"评委类别“{evaluators.name}”没有写是哪些人。"
            yield Remark(path, "error", "empty-evaluator-class", message, "请写 offices 或 kinds。")
        for key, words in (("offices", evaluators.offices), ("kinds", evaluators.kinds)):
            for w, word in enumerate(words):
                if word not in known[key]:
                    message = f"评委类别“{evaluators.name}”里没有 {word} 这个单位。"
                    hint = nearest(word, known[key])
                    yield Remark((*path, key, w), "error", "unknown-evaluators", message, hint)
