"""Who may not judge whom (回避): the one guard that every path of assigning and scoring asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.definition import Judging


@dataclass(frozen=True, slots=True)
class Judge:
    """An evaluator, agency or teller as the roster and the declarations know them."""

    code: str
    name: str
    person: str = ""
    """Code of the person in the roster; empty for offices, agencies and outside experts."""
    units: frozenset[str] = frozenset()
    """Codes of the units whose posts the person holds, or of the office itself."""
    above: frozenset[str] = frozenset()
    """Codes of the units directly above those."""
    observer: bool = False
    """Belongs to an observer office (R11)."""
    declared: Mapping[str, str] = field(default_factory=dict)
    """Code of a candidate or of its unit → the reason that was declared."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate as sheets name it: a unit by its code, a person by the application's number."""

    code: str
    name: str
    unit: str
    parent: str = ""
    """Code of the unit directly above; empty where there is none."""
    person: str = ""
    """Code of the person, where a person is judged."""


def conflict(judge: Judge, judged: Judged, judging: Judging) -> str:
    """Why this judge may not judge this candidate; empty where nothing stands against it."""
    if judge.person and judge.person == judged.person:
        return "是候选人本人"
    if judged.unit in judge.units:
        return "与候选同属一个单位"
    if judging.related_units != "own" and judged.parent in judge.units:
        return "所在单位是候选单位的上级"
    if judging.related_units == "parent_and_child" and judged.unit in judge.above:
        return "所在单位是候选单位的下级"
    for about in (judged.code, judged.unit):
        if (declared := judge.declared.get(about)) is not None:
            return f"已申报回避：{declared}"
    return ""


def may_assign(judge: Judge, judged: Judged, judging: Judging) -> str:
    """The same for giving somebody a candidate to score; observers score nobody (R11)."""
    if judge.observer:
        return "属于列席单位，只提参考意见、不评分（附件1）"
    return conflict(judge, judged, judging)
