"""Marks of a rubric's items: within range, on a step, and whatever else is typed is told, never a fault."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.evaluation.rubric import item_problems
from tests.support.campaign_builder import shipped

SCHEMES = shipped().definition.evaluation.schemes
COMPONENT = next(c for scheme in SCHEMES for c in scheme.components if c.rubric)
HALF = Decimal("0.5")


def problems(mark: Decimal) -> list[str]:
    full = {item.code: item.full for item in COMPONENT.rubric}
    first = COMPONENT.rubric[0].code
    return [text for code, text in item_problems(COMPONENT, {**full, first: mark}, HALF) if code == first]  # fmt: skip


def test_a_mark_within_range_and_on_a_step_is_right() -> None:
    assert problems(Decimal("0.5")) == []


def test_a_mark_between_two_steps_is_told_with_the_step() -> None:
    [told] = problems(Decimal("0.3"))

    assert told.endswith("打了0.3分，不是0.5的整数倍")


@pytest.mark.parametrize("mark", ["1e400", "9" * 40, "-1e30", "NaN", "Infinity"])
def test_a_mark_far_outside_is_told_once(mark: str) -> None:
    [told] = problems(Decimal(mark))

    assert "不在0至" in told
