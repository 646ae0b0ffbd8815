"""Changes as they are typed for `what-if`: `whom:what=value`, every mistake told at once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from rules.selection import Change, FigureIs, PlacesAre, ReadingIs, TotalIs, WeightIs
from tasks.errors import Refused

FORMS = {
    "figure": "编号或单位代码:项目=得分，如 C-12:vote=88.5",
    "total": "编号或单位代码=总分，如 C-12=90.25",
    "weight": "方案:项目=权重，如 window_collective:vote=0.3",
    "reading": "名称=取值，如 top_three=among_applicants",
    "places": "荣誉:类别=名额，如 window_star:county=6",
}
"""How each option is written; `reading` takes the names of `readings` in the campaign file."""


def read_changes(words: Iterable[tuple[str, str]]) -> tuple[Change, ...]:
    """The changes that pairs of option and text mean. Raises Refused naming every bad text."""
    changes: list[Change] = []
    problems: list[str] = []
    for option, text in words:
        try:
            changes.append(_change(option, text))
        except (ValueError, InvalidOperation):
            problems.append(f"看不懂 --{option} “{text}”，应写成：{FORMS[option]}")
    if problems:
        raise Refused(problems)
    return tuple(changes)


def _change(option: str, text: str) -> Change:
    left, value = _two(text, "=")
    if option == "total":
        return TotalIs(left, _number(value))
    if option == "reading":
        return ReadingIs(left, value)
    first, second = _two(left, ":")
    match option:
        case "figure":
            return FigureIs(first, second, _number(value))
        case "weight":
            return WeightIs(first, second, _number(value))
        case _:
            return PlacesAre(first, second, int(value))


def _two(text: str, between: str) -> tuple[str, str]:
    before, found, after = (part.strip() for part in text.rpartition(between))
    if not (before and found and after):
        raise ValueError(text)
    return before, after


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number
