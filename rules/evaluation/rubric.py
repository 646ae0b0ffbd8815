"""An evaluator's rubric sheet: marks item by item, checked, and summed to the sheet's mark."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rules.evaluation.measured import MarksError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.definition import Component


def sheet_mark(component: Component, items: Mapping[str, Decimal | None]) -> Decimal:
    """The mark of a whole sheet from its marks by item code; missing is never zero.

    Raises MarksError naming every item that is unknown, left empty or out of its range.
    """
    if problems := tuple(text for _, text in _problems(component, items)):
        raise MarksError(problems)
    return sum((mark for mark in items.values() if mark is not None), Decimal())


def item_problems(
    component: Component, items: Mapping[str, Decimal | None], step: Decimal
) -> tuple[tuple[str, str], ...]:
    """What is wrong with the marks of a sheet, each with the code of its item; steps of marks included."""
    wrong = tuple(_problems(component, items))
    named = {code for code, _ in wrong}
    return (*wrong, *(one for one in _off_step(component, items, step) if one[0] not in named))


def _off_step(
    component: Component, items: Mapping[str, Decimal | None], step: Decimal
) -> Iterator[tuple[str, str]]:
    for item in component.rubric:
        mark = items.get(item.code)
        # What lies far outside has no remainder that could be told exactly.
        if mark is not None and mark.is_finite() and 0 <= mark <= item.full and mark % step:
            yield item.code, f"“{item.name}”打了{mark}分，不是{step.normalize():f}的整数倍"


def _problems(
    component: Component, items: Mapping[str, Decimal | None]
) -> Iterator[tuple[str, str]]:
    known = {item.code: item for item in component.rubric}
    for code in items:
        if code not in known:
            asked = "、".join(known) or "（没有评分细项）"
            yield code, f"“{component.name}”没有评分细项 {code}，可填：{asked}"
    for code, item in known.items():
        mark = items.get(code)
        if mark is None:
            yield code, f"“{component.name}”的“{item.name}”没有打分；不打分不等于零分，请补全"
        elif not mark.is_finite() or not 0 <= mark <= item.full:
            yield code, f"“{component.name}”的“{item.name}”打了{mark}分，不在0至{item.full}之间"
