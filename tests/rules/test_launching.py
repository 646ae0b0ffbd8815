"""What a launch on a given day does with every step."""

from __future__ import annotations

from datetime import date

import pytest

from rules.definition import Opening
from rules.launching import Start, start_of
from tests.support.campaigns import suzhou


@pytest.mark.parametrize(
    ("today", "opening", "start"),
    [
        (date(2021, 6, 20), Opening.DATE, Start.BY_DATE),
        (date(2021, 6, 21), Opening.DATE, Start.AT_ONCE),
        (date(2021, 7, 30), Opening.EITHER, Start.AT_ONCE),
        (date(2021, 7, 31), Opening.DATE, Start.ON_PAPER),
        (date(2021, 6, 20), Opening.TRIGGER, Start.BY_HAND),
        (date(2021, 7, 30), Opening.TRIGGER, Start.BY_HAND),
        (date(2021, 7, 31), Opening.TRIGGER, Start.ON_PAPER),
    ],
)
def test_a_step_begins_by_its_window_and_its_way_of_opening(
    today: date, opening: Opening, start: Start
) -> None:
    step = suzhou().step("1.3").model_copy(update={"opening": opening})

    assert (step.opens, step.closes) == (date(2021, 6, 21), date(2021, 7, 30))
    assert start_of(step, today) is start
