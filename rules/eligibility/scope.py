"""Who may apply for which honour: kinds of units, head-count, the mark of a strong town."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import Honour, Subject, Way
from rules.eligibility.reasons import Case, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def scope_rule(honour: Honour) -> str:
    """The rule that gives the scope of an honour of this nature."""
    if honour.subject is Subject.UNIT:
        return "R16" if honour.way is Way.PROJECT else "R23"
    return "R29" if honour.conditions.front_line else "R37"


def check_kind(case: Case) -> Iterator[Reason]:
    """R16, R23, R29, R37."""
    unit, honour = case.application.unit, case.honour
    rule = scope_rule(honour)
    named = any(unit.code in cell.units for cell in honour.cells)
    if unit.kind not in honour.kinds and not named:
        kind = case.campaign.unit_kind(unit.kind).name
        yield Reason(rule, f"{unit.name}属于“{kind}”，不在“{honour.name}”的参评范围内。")
    conditions = honour.conditions
    concerned = conditions.strong_town_only and unit.kind in conditions.strong_town_kinds
    if concerned and not unit.strong_town:
        yield Reason(rule, f"{unit.name}未标记为强镇扩权镇，不在“{honour.name}”的参评范围内。")


def check_headcount(case: Case) -> Iterator[Reason]:
    """R17, R24: the number itself counts unless A8 is read otherwise."""
    unit, honour = case.application.unit, case.honour
    least = honour.conditions.min_headcount.get(unit.kind)
    if least is None:
        return
    exclusive = case.campaign.readings.at_least == "exclusive"
    if unit.headcount < least + exclusive:
        rule = "R17" if honour.way is Way.PROJECT else "R24"
        wanted = f"多于{least}人" if exclusive else f"{least}人以上（含{least}人）"
        yield Reason(rule, f"{unit.name}申报时在岗{unit.headcount}人，须{wanted}。")
