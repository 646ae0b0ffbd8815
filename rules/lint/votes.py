"""Votes that serve nothing or serve twice, weights that are not one whole, classes that nobody is in."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from rules.definition import Method, VoteMode
from rules.lint.remarks import Path, Remark, Surroundings, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign, Vote, VoterClass

FULL = 100


def check_votes(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    yield from _components_without_vote(campaign)
    served: dict[tuple[str, str], Vote] = {}
    for v, vote in enumerate(campaign.votes):
        path: Path = ("votes", v)
        yield from _schemes(path, vote, campaign, served)
        yield from _mode(path, vote)
        yield from _share_points(path, vote)
        yield from _classes(path, vote, campaign)
        yield from _merging(path, vote)
    for v, code in _given_twice([vote.code for vote in campaign.votes]):
        yield _error(("votes", v, "code"), "given-twice", f"投票 {code} 写了两次。", "请改名。")


def _components_without_vote(campaign: Campaign) -> Iterator[Remark]:
    for s, scheme in enumerate(campaign.evaluation.schemes):
        for c, component in enumerate(scheme.components):
            if component.method is not Method.VOTE or campaign.vote_for(
                scheme.code, component.code
            ):
                continue
            at: Path = ("evaluation", "schemes", s, "components", c, "method")
            what = f"方案“{scheme.name}”的“{component.name}”没有对应的投票。"
            yield _error(at, "component-without-vote", what, f"请在 votes 里写上 {scheme.code}。")


def _schemes(
    path: Path, vote: Vote, campaign: Campaign, served: dict[tuple[str, str], Vote]
) -> Iterator[Remark]:
    schemes = {s.code: s for s in campaign.evaluation.schemes}
    for n, code in enumerate(vote.schemes):
        at = (*path, "schemes", n)
        scheme = schemes.get(code)
        if scheme is None:
            what = f"考评方案 {code} 在文件里没有定义。"
            yield _error(at, "unknown-name", what, nearest(code, schemes))
            continue
        voted = {c.code for c in scheme.components if c.method is Method.VOTE}
        if vote.component not in voted:
            what = f"方案“{scheme.name}”没有叫 {vote.component} 的投票项目。"
            yield _error(at, "vote-without-component", what, nearest(vote.component, voted))
        first = served.setdefault((code, vote.component), vote)
        if first is not vote:
            what = f"方案“{scheme.name}”已由投票“{first.name}”出分。"
            yield _error(at, "two-votes", what, "一个考评项目只能有一次投票。")


def _mode(path: Path, vote: Vote) -> Iterator[Remark]:
    choosing = vote.mode is VoteMode.CHOOSE
    if choosing and vote.at_most is None:
        what = f"投票“{vote.name}”是选人，没有写最多选几个。"
        yield _error((*path, "mode"), "choose-without-limit", what, "请写 at_most。")
    if not choosing and vote.at_most is not None:
        what = f"投票“{vote.name}”逐个评等次，不限选几个。"
        yield _error(
            (*path, "at_most"), "limit-without-choose", what, "请删去，或改为 mode: choose。"
        )
    if not choosing and vote.share_points:
        what = f"投票“{vote.name}”按等次折算，得票率折算用不上。"
        yield _error(
            (*path, "share_points"), "limit-without-choose", what, "请删去，或改为 mode: choose。"
        )
    if choosing and vote.all_equal_invalid:
        what = f"投票“{vote.name}”是选人，没有等次可比。"
        yield _error((*path, "all_equal_invalid"), "limit-without-choose", what, "请删去。")


def _share_points(path: Path, vote: Vote) -> Iterator[Remark]:
    for n, step in enumerate(vote.share_points):
        if not 0 <= step.points <= FULL:
            at = (*path, "share_points", n, "points")
            what = f"得票率折算 {step.points} 分，不在 0 至 {FULL} 之间。"
            yield _error(at, "points-out-of-range", what, "请改正。")
    for n, (lower, upper) in enumerate(pairwise(vote.share_points), start=1):
        if upper.at_least <= lower.at_least or upper.points <= lower.points:
            at = (*path, "share_points", n)
            what = f"得票率 {upper.at_least} 折算 {upper.points} 分，没有高于前一档。"
            yield _error(at, "points-out-of-order", what, "得票率从低到高排列，分数依次升高。")
    if vote.share_points and vote.share_points[0].at_least != 0:
        at = (*path, "share_points", 0, "at_least")
        what = f"得票率低于 {vote.share_points[0].at_least} 时没有分数。"
        yield _error(at, "points-with-gap", what, "第一档请从 0 开始。")


def _classes(path: Path, vote: Vote, campaign: Campaign) -> Iterator[Remark]:
    at = (*path, "classes")
    total = sum((c.weight for c in vote.classes), Decimal(0))
    if total != 1:
        what = f"投票“{vote.name}”各类投票人的权重合计 {total}，应为 1。"
        yield _error(at, "weights-do-not-sum-to-one", what, "请改正各类的 weight。")
    kinds = {k.code for k in campaign.unit_kinds}
    for c, one in enumerate(vote.classes):
        yield from _one_class((*at, c), one, kinds)
    for key in ("kinds", "units"):
        yield from _in_two_classes(at, vote, key)
    for c, code in _given_twice([one.code for one in vote.classes]):
        what = f"投票人类别 {code} 写了两次。"
        yield _error((*at, c, "code"), "given-twice", what, "请改名。")


def _one_class(path: Path, one: VoterClass, kinds: set[str]) -> Iterator[Remark]:
    if one.weight == 0:
        what = f"“{one.name}”的权重是 0，投了也不算。"
        yield _error((*path, "weight"), "weight-of-nothing", what, "请改正或删去这一类。")
    if not one.kinds and not one.units:
        what = f"“{one.name}”没有写单位类别，也没有写单位。"
        yield _error(path, "class-of-nobody", what, "请写 kinds 或 units。")
    for k, kind in enumerate(one.kinds):
        if kind not in kinds:
            what = f"单位类别 {kind} 在文件里没有定义。"
            yield _error((*path, "kinds", k), "unknown-name", what, nearest(kind, kinds))


def _in_two_classes(at: Path, vote: Vote, key: str) -> Iterator[Remark]:
    first: dict[str, VoterClass] = {}
    for c, one in enumerate(vote.classes):
        for k, name in enumerate(getattr(one, key)):
            known = first.setdefault(name, one)
            if known is not one:
                what = f"{name} 已在“{known.name}”中。"
                yield _error((*at, c, key, k), "two-classes", what, "一个单位的负责人只能在一类。")


def _merging(path: Path, vote: Vote) -> Iterator[Remark]:
    codes = {c.code for c in vote.classes}
    for c, one in enumerate(vote.classes):
        at = (*path, "classes", c, "merge_into")
        if one.merge_into is not None and one.merge_into not in codes - {one.code}:
            what = f"“{one.name}”要并入的 {one.merge_into} 不是这次投票的另一类。"
            yield _error(at, "unknown-name", what, nearest(one.merge_into, codes - {one.code}))
    if len(vote.classes) > 1 and not any(c.merge_into for c in vote.classes):
        what = f"投票“{vote.name}”有几类投票人，都没有写人数不足时并入哪一类。"
        hint = f"不足{vote.min_group}人投票的类别将不公布、不计分；请写 merge_into。"
        yield Remark((*path, "classes"), "warning", "class-without-neighbour", what, hint)


def _given_twice(codes: list[str]) -> Iterator[tuple[int, str]]:
    seen: Counter[str] = Counter()
    for place, code in enumerate(codes):
        seen[code] += 1
        if seen[code] > 1:
            yield place, code


def _error(path: Path, code: str, message: str, hint: str) -> Remark:
    return Remark(path, "error", code, message, hint)
