"""The decision sheet: all 34 points, what other readings would change, and the clash of January."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from hypothesis import given

from config.calendars import statutory
from rules.definition import Publicity, Readings
from rules.publicity import Remedy
from rules.readings_points import POINTS
from rules.readings_sheet import ONLY_RECORDED, decision_sheet, totals_per_local_centre
from rules.selection import Candidate, propose
from tests.rules.test_selection_properties import UNHURRIED, fields
from tests.support.campaigns import suzhou, suzhou_with

ROOT = Path(__file__).parents[2]
CALENDAR = statutory([2021, 2022])


def test_every_open_point_stands_on_the_sheet_in_order() -> None:
    rows = decision_sheet(suzhou(), CALENDAR).rows

    assert [row.number for row in rows] == [f"A{n}" for n in range(1, 35)]
    assert [point.setting for point in POINTS] == list(Readings.model_fields)
    assert [field.title for field in Readings.model_fields.values()] == [p.number for p in POINTS]


def test_every_value_that_can_be_chosen_has_its_words() -> None:
    for point in POINTS:
        schema = Readings.model_json_schema()["properties"][point.setting]
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        assert set(point.options) == set(values), point.number


def test_the_shipped_campaign_keeps_every_default() -> None:
    assert [row.number for row in decision_sheet(suzhou(), CALENDAR).rows if row.differs] == []


def test_another_reading_is_shown_beside_its_default() -> None:
    campaign = suzhou_with(top_three="among_applicants")

    (row,) = (row for row in decision_sheet(campaign, CALENDAR).rows if row.differs)

    assert (row.number, row.in_force, row.default) == (
        "A6",
        "在申报标兵的窗口中取前三",
        "先排前三，其中申报标兵的获评，不递补",
    )


def test_one_place_for_each_local_centre_would_more_than_double_the_places() -> None:
    assert totals_per_local_centre(suzhou(), 10) == {
        "standard_bearer": 35,
        "service_collective": 63,
        "window_star": 71,
        "advanced_worker": 56,
    }
    assert totals_per_local_centre(suzhou(), 1) == {h.code: h.total for h in suzhou().honours}


def test_the_defaults_of_a_later_year_are_those_of_that_year() -> None:
    kept = suzhou().readings.model_dump(
        exclude={"second_half_from", "in_use_by", "bimonthly_rounds"}, exclude_unset=True
    )
    later = suzhou().model_copy(update={"year": 2022, "readings": Readings.model_validate(kept)})

    rows = {row.number: row for row in decision_sheet(later, CALENDAR).rows}

    assert rows["A5"].in_force == "2022-1、2022-2、2022-3、2022-4、2022-5"
    assert (rows["A9"].default, rows["A9"].in_force) == ("2021-07-01", "2020-07-01")


def test_the_public_notice_cannot_end_within_the_first_ten_days_of_january() -> None:
    (clash,) = decision_sheet(suzhou(), CALENDAR).clashes

    assert clash.explained == (
        "2022-01-01 至 2022-01-10 只有 5 个工作日；公示 5 个工作日（首日不计），"
        "即使 2022-01-04 当天审定并公示，也要到 2022-01-11 期满。"
        "文件写的是 2022-01-06 至 2022-01-13。"
    )
    assert [(c.remedy, c.meeting, c.notice.last) for c in clash.choices] == [
        (Remedy.MEET_EARLIER, date(2021, 12, 31), date(2022, 1, 10)),
        (Remedy.RUN_PAST_THE_PHASE, date(2022, 1, 5), date(2022, 1, 12)),
        (Remedy.SHORTEN, date(2022, 1, 5), date(2022, 1, 10)),
    ]
    assert clash.chosen is Remedy.RUN_PAST_THE_PHASE


def test_a_short_enough_notice_clashes_with_nothing() -> None:
    short = suzhou().model_copy(update={"publicity": Publicity(working_days=3)})

    assert decision_sheet(short, CALENDAR).clashes == ()


def test_a_choice_that_no_rule_consults_is_said_to_change_nothing() -> None:
    """The sheet claims no effect that is not there: it names every setting without a reader."""
    files = [
        p
        for room in ("rules", "tasks", "records", "web", "cli")
        for p in (ROOT / room).rglob("*.py")
    ]
    sources = "\n".join(p.read_text("utf-8") for p in files if p.name != "readings_sheet.py")
    unread = {
        point.setting
        for point in POINTS
        if len(point.options) != 1 and not re.search(rf"readings\.{point.setting}\b", sources)
    }

    assert unread == set(ONLY_RECORDED)
    for row, point in zip(decision_sheet(suzhou(), CALENDAR).rows, POINTS, strict=True):
        assert ("此项只作记录" in row.otherwise) is (point.setting in ONLY_RECORDED)


@UNHURRIED
@given(fields())
def test_readings_that_are_only_recorded_leave_the_selection_as_it_is(
    field: list[Candidate],
) -> None:
    """A2, A3, A32 and their like: the same proposal whichever is chosen."""
    others = {
        "each_centre": "per_local_centre",
        "direct_units": "all_direct_units",
        "county_channel": "applications_too",
        "circulation_order": "after_decision",
        "extra_steps": "off",
    }

    assert propose(field, suzhou_with(**others)) == propose(field, suzhou())
