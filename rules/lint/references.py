"""Names that point to nothing, each with the nearest name that exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.lint.remarks import Path, Remark, Surroundings, each_step, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rules.definition import Campaign, Honour, Step

ACTORS = frozenset({"participants", "leading_group"})
"""Who may run a step besides an office."""


@dataclass(frozen=True, slots=True)
class _Reference:
    path: Path
    name: str
    what: str


class _Names:
    """What may be referred to, by what it is called in messages."""

    def __init__(self, campaign: Campaign) -> None:
        offices = {o.code for o in campaign.offices}
        self.known: dict[str, frozenset[str]] = {
            "单位类别": frozenset(k.code for k in campaign.unit_kinds),
            "处室": frozenset(offices),
            "办理者": frozenset(offices | ACTORS),
            "步骤": frozenset(s.code for p in campaign.phases for s in p.steps),
            "荣誉": frozenset(h.code for h in campaign.honours),
            "考评分组": frozenset(g.code for g in campaign.evaluation.groups),
            "提醒方案": frozenset(x.code for x in campaign.messaging.ladders),
            "职务层次": frozenset(campaign.ranks),
            "领导小组岗位": frozenset(campaign.leading_group.posts),
            "信息报送方面": frozenset(campaign.report_headings),
        }


def check_references(campaign: Campaign, around: Surroundings) -> Iterator[Remark]:
    names = _Names(campaign)
    for reference in _all(campaign):
        known = names.known[reference.what]
        if reference.name not in known:
            yield _unknown(reference.path, reference.name, reference.what, known)
    for path, step in each_step(campaign):
        yield from _blockers(path, step)
    yield from _units(campaign)
    if around.channels is not None:
        for index, channel in enumerate(campaign.messaging.channels):
            if channel not in around.channels:
                at: Path = ("messaging", "channels", index)
                yield _unknown(at, channel, "渠道", around.channels)


def _unknown(path: Path, name: str, what: str, known: Iterable[str]) -> Remark:
    return Remark(
        path, "error", "unknown-name", f"{what} {name} 在文件里没有定义。", nearest(name, known)
    )


def _all(campaign: Campaign) -> Iterator[_Reference]:
    for k, kind in enumerate(campaign.unit_kinds):
        if kind.group is not None:
            yield _Reference(("unit_kinds", k, "group"), kind.group, "考评分组")
    yield _Reference(("leading_group", "office"), campaign.leading_group.office, "处室")
    for path, step in each_step(campaign):
        yield from _of_step(path, step)
    for h, honour in enumerate(campaign.honours):
        yield from _of_honour(("honours", h), honour)
    yield from _of_evaluation(campaign)
    for a, addressees in enumerate(campaign.messaging.addressees):
        yield _Reference(("messaging", "addressees", a, "notice"), addressees.notice, "步骤")
    for n, seat in enumerate(campaign.meeting.seats):
        yield _Reference(("meeting", "seats", n, "post"), seat.post, "领导小组岗位")
        yield _Reference(("meeting", "seats", n, "office"), seat.office, "处室")
    office = campaign.readings.comprehensive_office
    yield _Reference(("readings", "comprehensive_office"), office, "处室")


def _of_step(path: Path, step: Step) -> Iterator[_Reference]:
    yield _Reference((*path, "actor"), step.actor, "办理者")
    yield from _list((*path, "after"), step.after, "步骤")
    yield from _list((*path, "after_open"), step.after_open, "步骤")
    for d, duty in enumerate(step.duties):
        at = (*path, "duties", d)
        yield from _list((*at, "kinds"), duty.kinds, "单位类别")
        yield from _list((*at, "offices"), duty.offices, "处室")
        yield _Reference((*at, "ladder"), duty.ladder, "提醒方案")
        yield from _list((*at, "headings"), duty.headings, "信息报送方面")


def _of_honour(path: Path, honour: Honour) -> Iterator[_Reference]:
    yield from _list((*path, "kinds"), honour.kinds, "单位类别")
    for c, cell in enumerate(honour.cells):
        yield from _list((*path, "cells", c, "kinds"), cell.kinds, "单位类别")
    yield from _list((*path, "leads"), honour.leads, "处室")
    yield from _list((*path, "cooperating"), honour.cooperating, "处室")
    yield from _list((*path, "excludes"), honour.excludes, "荣誉")
    for kind in honour.conditions.min_headcount:
        yield _Reference((*path, "conditions", "min_headcount", kind), kind, "单位类别")
    if honour.conditions.strong_town_only:
        at = (*path, "conditions", "strong_town_kinds")
        yield from _list(at, honour.conditions.strong_town_kinds, "单位类别")
    rank = honour.conditions.rank_at_most
    if rank is not None:
        yield _Reference((*path, "conditions", "rank_at_most"), rank, "职务层次")


def _of_evaluation(campaign: Campaign) -> Iterator[_Reference]:
    for g, group in enumerate(campaign.evaluation.groups):
        at: Path = ("evaluation", "groups", g)
        yield _Reference((*at, "lead"), group.lead, "处室")
        yield from _list((*at, "cooperating"), group.cooperating, "处室")
    for s, scheme in enumerate(campaign.evaluation.schemes):
        at = ("evaluation", "schemes", s)
        yield _Reference((*at, "group"), scheme.group, "考评分组")
        yield from _list((*at, "kinds"), scheme.kinds, "单位类别")
        yield from _list((*at, "honours"), scheme.honours, "荣誉")
    rule = campaign.evaluation.top_rule
    if rule is not None:
        at = ("evaluation", "top_rule")
        yield _Reference((*at, "kind"), rule.kind, "单位类别")
        yield _Reference((*at, "honour"), rule.honour, "荣誉")
        yield from _list((*at, "pool_honours"), rule.pool_honours, "荣誉")


def _list(path: Path, names: Iterable[str], what: str) -> Iterator[_Reference]:
    for index, name in enumerate(names):
        yield _Reference((*path, index), name, what)


def _blockers(path: Path, step: Step) -> Iterator[Remark]:
    codes = {d.code for d in step.duties}
    for d, duty in enumerate(step.duties):
        if duty.blocked_by is not None and duty.blocked_by not in codes - {duty.code}:
            at = (*path, "duties", d, "blocked_by")
            what = f"步骤 {step.code} 的任务"
            yield _unknown(at, duty.blocked_by, what, codes - {duty.code})


def _units(campaign: Campaign) -> Iterator[Remark]:
    """Single units come from the roster; of them the file itself knows the offices only."""
    offices = {o.code for o in campaign.offices}
    for h, honour in enumerate(campaign.honours):
        for c, cell in enumerate(honour.cells):
            for u, unit in enumerate(cell.units):
                if unit not in offices:
                    path: Path = ("honours", h, "cells", c, "units", u)
                    message = f"单位 {unit} 不在 offices 里，花名册中须有这个编码。"
                    yield Remark(
                        path, "warning", "unit-from-roster", message, nearest(unit, offices)
                    )
