"""What differs between two versions of a campaign file, each difference in words a clerk reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from rules.definition import Campaign, Readings

Path: TypeAlias = tuple[str, ...]

ITEMS: Mapping[str, str] = MappingProxyType(
    {
        "phases": "阶段“{name}”",
        "steps": "环节 {code} {name}",
        "duties": "事项“{title}”",
        "honours": "荣誉“{name}”",
        "cells": "名额类别“{name}”",
        "unit_kinds": "单位类别“{name}”",
        "offices": "处室“{name}”",
        "task_areas": "目标任务“{name}”",
        "groups": "考评组“{name}”",
        "schemes": "评分方案“{name}”",
        "components": "评分项“{name}”",
        "grades": "等次“{grade}”",
        "ladders": "提醒方案 {code}",
        "addressees": "发文 {notice}《{title}》",
    }
)
"""Lists whose items keep their identity, and how one of their items is called."""

IDENTITY = ("code", "notice", "grade")
"""The key that tells an item from its neighbours, whichever of them it has."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "名称", "name": "名称", "short": "简称", "name_en": "英文名称",
        "opens": "开始日", "closes": "结束日", "due": "截止日", "opening": "启动方式",
        "after": "须待其办结的环节", "after_open": "须待其开始的环节", "enabled": "是否启用",
        "actor": "办理单位", "output": "成果", "clause": "依据", "past_phase": "超出阶段的理由",
        "how": "办理方法", "kind": "种类", "kinds": "单位类别", "ladder": "提醒方案",
        "blocked_by": "前置事项", "headings": "报送方面", "total": "名额总数", "places": "名额",
        "soft": "名额写有“左右”", "units": "指定单位", "leads": "牵头处室",
        "cooperating": "配合处室", "lead": "牵头处室", "criteria": "评选标准",
        "conditions": "硬性条件", "excludes": "不可兼得的荣誉", "weight": "权重",
        "method": "考评方法", "points": "分值", "rungs": "提醒时点", "quiet": "免打扰时段",
        "start": "起", "end": "止", "grace_minutes": "宽限分钟数", "channels": "通道次序",
        "main": "主送", "copies": "抄送", "readings": "读法", "publicity": "公示",
        "working_days": "工作日数", "first_day_counts": "当日是否计入", "closures": "停工",
        "basis": "文件依据", "leading_group": "领导小组", "wording": "表扬或表彰",
        "approval": "批准文件", "organiser": "主办单位", "report_headings": "报送方面",
        "ranks": "职务层次", "evaluation": "考评", "pass_mark": "及格线", "decimals": "小数位数",
        "bands": "分数段", "top_rule": "前几名规则", "voters": "投票的单位类别",
        "messaging": "消息", "listed": "是否编号", "in_notice": "是否在通知内",
        "head": "组长", "deputies": "副组长", "members": "成员", "office": "办公室",
        "office_head": "办公室主任", "member": "是否成员单位", "observer": "是否列席",
        "group": "考评组", "affiliated": "是否附属企业", "gist": "要点", "in_quiet_hours": "免打扰时段内照发",
    }
)  # fmt: skip
"""Field to word; a field without one is called by its key, as the file's author knows it."""

NOTHING = "无"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of the file that says something else: where, what it was and what it is."""

    path: Path
    label: str
    old: str
    new: str

    @property
    def text(self) -> str:
        return f"{self.label}：{self.old} → {self.new}"


def differences(old: Campaign, new: Campaign) -> tuple[Difference, ...]:
    """Everything that differs in meaning, in the order of the file; comments and layout do not."""
    return tuple(_compared(old.model_dump(mode="json"), new.model_dump(mode="json"), (), ()))


def _compared(old: object, new: object, path: Path, label: Path) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _compared(
                old.get(key), new.get(key), (*path, key), (*label, *_word(path, key))
            )
    elif path[-1:] and path[-1] in ITEMS and isinstance(old, list) and isinstance(new, list):
        yield from _items(old, new, path, label)
    else:
        yield Difference(path, " · ".join(label) or "文件", _shown(old), _shown(new))


def _items(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], path: Path, label: Path
) -> Iterator[Difference]:
    before, after = _by_identity(old), _by_identity(new)
    for key in dict.fromkeys((*before, *after)):
        item = before.get(key) or after[key]
        around = () if path[-1] == "steps" else label  # a step's code says enough
        named = (*around, ITEMS[path[-1]].format_map(item))
        here = (*path, key)
        if key not in after:
            yield Difference(here, " · ".join(named), "有", "删去")
        elif key not in before:
            yield Difference(here, " · ".join(named), NOTHING, "新增")
        else:
            yield from _compared(before[key], after[key], here, named)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        place = " · ".join((*label, _named_list(path[-1])))
        yield Difference(path, place, "、".join(kept), "、".join(k for k in after if k in before))


def _by_identity(items: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(next(item[key] for key in IDENTITY if key in item)): item for item in items}


def _named_list(key: str) -> str:
    """`环节的次序` out of the pattern for one of them."""
    return ITEMS[key].partition("“")[0].partition(" ")[0] + "的次序"


def _word(path: Path, key: str) -> Path:
    """What a field is called; the lists of `ITEMS` are named by their items, sections by nothing."""
    if key in ITEMS or (not path and key in {"messaging", "evaluation"}):
        return ()
    if path == ("readings",):
        return (Readings.model_fields[key].title or key,)
    return (WORDS.get(key, key),)


def _shown(value: object) -> str:
    """A value as a person reads it in a list of changes."""
    match value:
        case None | [] | "":
            return NOTHING
        case bool():
            return "是" if value else "否"
        case dict():
            if {"working_days", "at", "to"} <= value.keys():
                return f"T{value['working_days'] or 0:+d} {value['at'][:5]}（{'、'.join(value['to'])}）"
            told = (f"{WORDS.get(k, k)} {_shown(v)}" for k, v in value.items() if v is not None)
            return "，".join(told)
        case list():
            return "、".join(_shown(one) for one in value)
        case _:
            return str(value)
