"""What differs between two versions of a campaign file, each difference in words a clerk reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from rules.definition import Campaign, Readings

Path: TypeAlias = tuple[str, ...]
Item: TypeAlias = dict[str, Any]

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


def differences(old: Campaign, new: Campaign, titles: Mapping[str, str]) -> tuple[Difference, ...]:
    """Everything that differs in meaning, in the order of the file; comments and layout do not.

    `titles` says what each key is called; a key without a title is called by itself.
    """
    told = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(_Comparison(titles).of(*told, (), ()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    titles: Mapping[str, str]

    def of(self, old: object, new: object, path: Path, label: Path) -> Iterator[Difference]:
        if old == new:
            return
        if isinstance(old, dict) and isinstance(new, dict):
            for key in dict.fromkeys((*old, *new)):
                below = (*label, *self._called(path, key))
                yield from self.of(old.get(key), new.get(key), (*path, key), below)
        elif path[-1:] and path[-1] in ITEMS and isinstance(old, list) and isinstance(new, list):
            yield from self._items(old, new, path, label)
        else:
            yield Difference(path, " · ".join(label), self._shown(old), self._shown(new))

    def _items(
        self, old: Sequence[Item], new: Sequence[Item], path: Path, label: Path
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
                yield from self.of(before[key], after[key], here, named)
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            place = " · ".join((*label, f"{self.titles.get(path[-1], path[-1])}的次序"))
            order = (kept, [key for key in after if key in before])
            yield Difference(path, place, *("、".join(keys) for keys in order))

    def _called(self, path: Path, key: str) -> Path:
        """What a key is called; lists are named by their items, two sections by what is in them."""
        if key in ITEMS or (not path and key in {"messaging", "evaluation"}):
            return ()
        if path == ("readings",):
            return (Readings.model_fields[key].title or key,)
        return (self.titles.get(key, key),)

    def _shown(self, value: object) -> str:
        """A value as a person reads it in a list of changes."""
        match value:
            case None | [] | "":
                return NOTHING
            case bool():
                return "是" if value else "否"
            case {"working_days": int(days), "at": str(at), "to": list(to)}:
                return f"T{days:+d} {at[:5]}（{'、'.join(to)}）"
            case dict():
                said = {k: v for k, v in value.items() if v is not None}
                return "，".join(
                    f"{self.titles.get(k, k)} {self._shown(v)}" for k, v in said.items()
                )
            case list():
                return "、".join(self._shown(one) for one in value)
            case _:
                return str(value)


def _by_identity(items: Sequence[Item]) -> dict[str, Item]:
    return {str(next(item[key] for key in IDENTITY if key in item)): item for item in items}
