"""Why decisions cannot be applied: unknown names, nothing to lift, no such place; all at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rules.selection.decisions import (
    Choose,
    Decision,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Override,
    Replace,
)
from rules.selection.screening import in_the_way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.definition import Campaign
    from rules.selection.candidates import Candidate
    from rules.selection.result import Verdict


def refused_beforehand(
    candidates: Sequence[Candidate],
    by_number: Mapping[str, Candidate],
    decisions: Sequence[Decision],
    campaign: Campaign,
) -> list[str]:
    """What is wrong whatever the selection says: doubles, unknown names, missing reasons."""
    problems = _doubles(candidates) if len(by_number) < len(candidates) else []
    honours = {honour.code for honour in campaign.honours}
    for decision in decisions:
        if not decision.reason.strip() or not decision.ordered_by.strip():
            problems.append(f"{_named(decision)}：须写明理由和作出决定的人")
        unknown = [number for number in _numbers(decision) if number not in by_number]
        problems.extend(f"{_named(decision)}：没有编号为{number}的申报" for number in unknown)
        if isinstance(decision, GiveTieTo | LeaveVacant | MovePlaces):
            if decision.honour not in honours:
                known = "、".join(sorted(honours))
                problems.append(f"{_named(decision)}：没有荣誉{decision.honour}，可用：{known}")
        elif isinstance(decision, Override) and not unknown:
            problems.extend(_about_override(decision, by_number[decision.application], campaign))
    return problems


def _doubles(candidates: Sequence[Candidate]) -> list[str]:
    return [
        f"申报编号{number}出现{count}次，编号须唯一"
        for number, count in Counter(one.number for one in candidates).items()
        if count > 1
    ]


def why_not_applied(waiting: Sequence[Decision], verdicts: Mapping[str, Verdict]) -> list[str]:
    """Why decisions about cells found nothing to act on, from what became of the candidates."""
    problems: list[str] = []
    for decision in waiting:
        if isinstance(decision, Replace):
            problems.append(
                f"{_named(decision)}：被替换者须为拟获评，替换者须为同一类别的备选；"
                f"{_became(decision.out, verdicts)}；{_became(decision.into, verdicts)}"
            )
        elif isinstance(decision, FillVacancy):
            became = _became(decision.application, verdicts)
            problems.append(f"{_named(decision)}：只有备选可以递补空缺；{became}")
        elif isinstance(decision, GiveTieTo):
            problems.append(f"{_named(decision)}：没有类别{decision.cell}")
    return problems


def _became(number: str, verdicts: Mapping[str, Verdict]) -> str:
    verdict = verdicts.get(number)
    return f"{number}：{verdict.reason.rstrip('。')}" if verdict else f"{number}：没有这件申报"


def _about_override(decision: Override, one: Candidate, campaign: Campaign) -> list[str]:
    named = _named(decision)
    possible = in_the_way(one, campaign, decision)
    problems = [
        f"{named}：{rule}对{one.number}没有可以突破的限制"
        for rule in decision.rules
        if rule not in possible
    ]
    cells = [cell.code for cell in campaign.honour(one.application.honour).cells]
    if decision.cell is not None and decision.cell not in cells:
        problems.append(f"{named}：没有类别{decision.cell}，可用：{'、'.join(cells)}")
    return problems


def _numbers(decision: Decision) -> tuple[str, ...]:
    match decision:
        case Override() | FillVacancy() | Choose():
            return (decision.application,)
        case Replace():
            return (decision.out, decision.into)
        case GiveTieTo():
            return decision.applications
        case _:
            return ()


_NAMES = {
    "Override": "突破限制",
    "Replace": "替换",
    "GiveTieTo": "同分决定",
    "FillVacancy": "递补空缺",
    "LeaveVacant": "空缺",
    "MovePlaces": "调整名额",
    "Choose": "本人选择",
    "ConfirmRanking": "审核排名",
}


def _named(decision: Decision) -> str:
    about = "、".join(_numbers(decision))
    return (
        f"{_NAMES[type(decision).__name__]}（{about}）"
        if about
        else _NAMES[type(decision).__name__]
    )
