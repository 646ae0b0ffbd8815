"""Places that do not add up or that nobody can win."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rules.definition import Subject
from rules.lint.remarks import Path, Remark, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign, Cell, Honour


def check_honours(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    for h, honour in enumerate(campaign.honours):
        path: Path = ("honours", h)
        yield from _sum(path, honour)
        yield from _scope(path, honour)
        yield from _shared(path, honour)
        for c, cell in enumerate(honour.cells):
            yield from _reachable((*path, "cells", c), cell, honour, campaign)
        if honour.code in honour.excludes:
            message = f"{honour.name}排除了自己。"
            yield Remark((*path, "excludes"), "error", "excludes-itself", message, "请删去。")
    yield from _top_rule(campaign)


def _sum(path: Path, honour: Honour) -> Iterator[Remark]:
    given = sum(cell.places for cell in honour.cells)
    if given != honour.total:
        parts = " + ".join(str(cell.places) for cell in honour.cells) or "0"
        message = f"{honour.name}共 {honour.total} 个，各类合计 {given}（{parts}）。"
        more = honour.total - given
        hint = f"还差 {more} 个。" if more > 0 else f"多出 {-more} 个。"
        yield Remark((*path, "total"), "error", "places-do-not-add-up", message, hint)


def _scope(path: Path, honour: Honour) -> Iterator[Remark]:
    celled = {kind for cell in honour.cells for kind in cell.kinds}
    by_unit = any(cell.units for cell in honour.cells)
    for k, kind in enumerate(honour.kinds):
        if kind not in celled and not by_unit:
            message = f"{honour.name}的范围包括 {kind}，但没有一类名额给它。"
            hint = "请在某个 cells 的 kinds 里加上它，或从范围中去掉。"
            yield Remark((*path, "kinds", k), "warning", "kind-without-places", message, hint)
    for kind in honour.conditions.min_headcount:
        if kind not in honour.kinds:
            at = (*path, "conditions", "min_headcount", kind)
            message = f"{honour.name}的范围不包括 {kind}，这项人数条件用不上。"
            yield Remark(at, "warning", "condition-out-of-scope", message, "请删去或补入范围。")


def _shared(path: Path, honour: Honour) -> Iterator[Remark]:
    for key in ("kinds", "units"):
        first: dict[str, str] = {}
        for c, cell in enumerate(honour.cells):
            for index, name in enumerate(getattr(cell, key)):
                if name in first and first[name] != cell.code:
                    at = (*path, "cells", c, key, index)
                    message = f"{honour.name}：{name} 既属于 {first[name]} 又属于 {cell.code}。"
                    yield Remark(at, "error", "two-cells", message, "请只留一处。")
                first.setdefault(name, cell.code)


def _reachable(path: Path, cell: Cell, honour: Honour, campaign: Campaign) -> Iterator[Remark]:
    if not cell.kinds and not cell.units:
        message = f"{honour.name}的“{cell.name}”没有写明由谁参评。"
        yield _unreachable(path, message, "请写 kinds 或 units。")
    for k, kind in enumerate(cell.kinds):
        if kind not in honour.kinds:
            message = f"{honour.name}的“{cell.name}”给了 {kind}，但它不在参评范围。"
            yield _unreachable((*path, "kinds", k), message, "请补入 kinds，或从名额中去掉。")
        elif not _scored(campaign, kind, honour):
            message = f"没有考评方案为 {kind} 的{honour.name}评分，“{cell.name}”的名额无法产生。"
            yield _unreachable(
                (*path, "kinds", k), message, "请在 evaluation.schemes 里补一个方案。"
            )
    if cell.units and not cell.kinds and honour.subject is Subject.UNIT:
        yield from _named_units(path, cell, honour, campaign)


def _named_units(path: Path, cell: Cell, honour: Honour, campaign: Campaign) -> Iterator[Remark]:
    if cell.places > len(cell.units):
        message = f"“{cell.name}”有 {cell.places} 个名额，只有 {len(cell.units)} 个单位可评。"
        yield _unreachable((*path, "places"), message, "请减少名额或增加单位。")
    members = {o.code for o in campaign.offices if o.member}
    if honour.member_units_barred and members.issuperset(cell.units):
        message = f"“{cell.name}”只列了领导小组成员单位，它们原则上不参评{honour.name}。"
        yield _unreachable((*path, "units"), message, "请改列其他单位（说明3）。")


def _unreachable(path: Path, message: str, hint: str) -> Remark:
    return Remark(path, "error", "places-unreachable", message, hint)


def _scored(campaign: Campaign, kind: str, honour: Honour) -> bool:
    if all(known.code != kind for known in campaign.unit_kinds):
        return True
    return campaign.scheme_for(kind, honour.code) is not None


def _top_rule(campaign: Campaign) -> Iterator[Remark]:
    rule = campaign.evaluation.top_rule
    honour = next((h for h in campaign.honours if rule and h.code == rule.honour), None)
    if rule is None or honour is None:
        return
    path: Path = ("evaluation", "top_rule")
    places: Counter[str] = Counter()
    for cell in honour.cells:
        places.update(dict.fromkeys(cell.kinds, cell.places))
    if places[rule.kind] < rule.ranks:
        message = f"前 {rule.ranks} 名可获评{honour.name}，但 {rule.kind} 只有 {places[rule.kind]} 个名额。"
        hint = "请调整名额或 ranks。"
        yield Remark((*path, "ranks"), "error", "places-unreachable", message, hint)
    if rule.honour not in rule.pool_honours:
        message = f"排名的范围没有包括申报{honour.name}的单位。"
        hint = "请在 pool_honours 里加上它。"
        yield Remark((*path, "pool_honours"), "error", "pool-without-honour", message, hint)
