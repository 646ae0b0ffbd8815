"""Codes that are given twice, so that a reference could mean either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.lint.remarks import Path, Remark, Surroundings, each_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.definition import Campaign


def check_duplicates(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    for what, places in _named(campaign):
        first: dict[str, Path] = {}
        for path, name in places:
            if name in first:
                message = f"{what} {name} 写了两次。"
                hint = "请改名，或删去其中一处。"
                yield Remark(path, "error", "given-twice", message, hint, also=(first[name],))
            first.setdefault(name, path)


def _named(campaign: Campaign) -> Iterator[tuple[str, list[tuple[Path, str]]]]:
    evaluation, messaging = campaign.evaluation, campaign.messaging
    yield "目标任务", _codes(("task_areas",), [a.code for a in campaign.task_areas])
    yield "单位类别", _codes(("unit_kinds",), [k.code for k in campaign.unit_kinds])
    yield "处室", _codes(("offices",), [o.code for o in campaign.offices])
    yield "阶段", _codes(("phases",), [p.code for p in campaign.phases])
    yield "步骤", [((*path, "code"), step.code) for path, step in each_step(campaign)]
    yield "荣誉", _codes(("honours",), [h.code for h in campaign.honours])
    yield "考评分组", _codes(("evaluation", "groups"), [g.code for g in evaluation.groups])
    yield "考评方案", _codes(("evaluation", "schemes"), [s.code for s in evaluation.schemes])
    grades = [g.grade for g in evaluation.grades]
    yield "票面等次", _codes(("evaluation", "grades"), grades, "grade")
    yield "提醒方案", _codes(("messaging", "ladders"), [x.code for x in messaging.ladders])
    notices = [a.notice for a in messaging.addressees]
    yield "发文", _codes(("messaging", "addressees"), notices, "notice")
    yield "职务层次", _plain(("ranks",), campaign.ranks)
    seats = [seat.post for seat in campaign.meeting.seats]
    yield "领导小组岗位", _codes(("meeting", "seats"), seats, "post")
    authorities = [a.code for a in campaign.opinions.authorities]
    yield "征求意见的部门", _codes(("opinions", "authorities"), authorities)
    yield from _inside(campaign)


def _inside(campaign: Campaign) -> Iterator[tuple[str, list[tuple[Path, str]]]]:
    """Names that need to be unique within one part only."""
    for path, step in each_step(campaign):
        yield f"步骤 {step.code} 的任务", _codes((*path, "duties"), [d.code for d in step.duties])
    for h, honour in enumerate(campaign.honours):
        at: Path = ("honours", h)
        yield f"{honour.name}的名额", _codes((*at, "cells"), [c.code for c in honour.cells])
        yield f"{honour.name}的参评范围", _plain((*at, "kinds"), honour.kinds)
    for s, scheme in enumerate(campaign.evaluation.schemes):
        parts = [c.code for c in scheme.components]
        yield f"{scheme.name}的项目", _codes(("evaluation", "schemes", s, "components"), parts)
    for x, ladder in enumerate(campaign.messaging.ladders):
        # A nudge is one rung of one duty: two rungs on one day could not be told apart.
        labels = [r.label for r in ladder.rungs]
        rungs: Path = ("messaging", "ladders", x, "rungs")
        yield f"提醒方案 {ladder.code} 的", _codes(rungs, labels, "working_days")


def _codes(path: Path, names: Sequence[str], key: str = "code") -> list[tuple[Path, str]]:
    return [((*path, index, key), name) for index, name in enumerate(names)]


def _plain(path: Path, names: Sequence[str]) -> list[tuple[Path, str]]:
    return [((*path, index), name) for index, name in enumerate(names)]
