"""What a paper quotes, fact by fact: which still hold, and how those that do not differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

Facts: TypeAlias = Mapping[str, Any]

AT_ISSUE = frozenset({"issued_on", "first", "last", "journal", "result_head"})
"""Known only on the day of issue: neither signed off beforehand nor ever out of date."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "title": "标题",
        "main": "主送",
        "copies": "抄送",
        "campaign": "活动名称",
        "issuer": "发文机关",
        "output": "成果",
        "clause": "出处",
        "basis": "依据文件",
        "posts": "领导小组岗位",
        "timetable": "考评工作时间安排",
        "phases": "阶段和环节",
        "kinds": "参加范围",
        "task_areas": "目标任务",
        "honours": "荣誉和名额",
        "places": "名额总数",
        "groups": "考评分组",
        "winners": "名单",
        "lists": "审定名单",
        "model_windows": "标兵窗口",
        "meeting_on": "总结会议日期",
        "figures": "活动数字",
        "wording": "用词",
        "working_days": "公示工作日数",
        "counting": "公示期计算",
        "answer_working_days": "答复工作日数",
        "candidate": "对象",
        "honour": "荣誉",
    }
)
"""What the facts are called; one without a name is called by its code."""

SHOWN = 6
"""How many entries of a list a difference names."""
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is no longer what the paper says."""

    fact: str
    was: str
    now: str

    @property
    def text(self) -> str:
        return f"{NAMES.get(self.fact, self.fact)}：{self.was} → {self.now}"


def differing(stated: Facts, now: Facts) -> tuple[Difference, ...]:
    """Facts that the paper states otherwise than they stand now; what is not known now is left out."""
    return tuple(
        Difference(name, *_shown(stated[name], now[name]))
        for name in now
        if name in stated and name not in AT_ISSUE and stated[name] != now[name]
    )


def _shown(was: object, now: object) -> tuple[str, str]:
    """Both in short; of lists and tables only what went and what came."""
    before, after = tuple(_leaves(was, ())), tuple(_leaves(now, ()))
    if len(before) <= 1 and len(after) <= 1:
        return _some(before), _some(after)
    gone = [leaf for leaf in before if leaf not in set(after)]
    new = [leaf for leaf in after if leaf not in set(before)]
    if not gone and not new:
        return "原来的次序", "次序有变"
    return _some(gone), _some(new)


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[str]:
    """Every plain value with the keys that lead to it; places in lists do not count."""
    if isinstance(value, Mapping):
        if "shown" in value:
            yield " ".join((*path, str(value["shown"])))
            return
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, path)
    elif value not in (None, ""):
        yield " ".join((*path, str(value)))


def _some(leaves: Sequence[str]) -> str:
    if not leaves:
        return "无"
    cut = [leaf if len(leaf) <= LONGEST else f"{leaf[:LONGEST]}…" for leaf in leaves[:SHOWN]]
    more = f"等{len(leaves)}项" if len(leaves) > SHOWN else ""
    return "、".join(cut) + more
