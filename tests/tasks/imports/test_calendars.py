"""An official year comes in as JSON or as a table; marks of provisional days go, nothing moves alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import CalendarYear, Obligation, Step
from rules.states import StepState
from tasks import closures, duties
from tasks.campaigns import calendar_of, launch
from tasks.errors import Refused
from tasks.imports.calendars import CalendarImport, import_calendar
from tests.support.campaign_builder import Built, _add_units, shanghai
from tests.support.campaign_files import moved_to
from tests.support.launched import bare_house

YEAR = 2031
"""Far enough from any published calendar for some years of this suite's life."""
NOW = shanghai(f"{YEAR}-12-05")
FILE = {
    "year": YEAR,
    "papers": [],
    "days": [
        {"name": "元旦", "date": f"{YEAR}-01-01", "isOffDay": True},
        {"name": "示例节", "date": f"{YEAR}-12-17", "isOffDay": True},
        {"name": "示例节", "date": f"{YEAR}-12-20", "isOffDay": False},
    ],
}
"""A Wednesday off on which applications are due, and a Saturday worked for it."""
TABLE = (
    "日期,节日,安排\n"
    f"{YEAR}-01-01,元旦,放假\n{YEAR}-12-17,示例节,放假\n{YEAR}年12月20日,示例节,调休上班\n"
)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with bare_house(tmp_path) as house:
        with house.acting("办公室", now=shanghai(f"{YEAR}-06-18", "08:00")) as ctx:
            _add_units(ctx.session)
            id_ = launch(ctx, moved_to(YEAR), simulated=True).campaign_id
            ctx.session.execute(
                update(Step).where(col(Step.code) == "2.2").values(state=StepState.OPEN)
            )
            duties.lay_on(ctx, id_, "2.2")
        yield Built(house, id_)


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def bring(campaign: Built, path: Path, **how: bool) -> CalendarImport:
    with campaign.acting(NOW) as ctx:
        return import_calendar(ctx, campaign.campaign, path, **how)


def working(campaign: Built) -> dict[int, tuple[bool, bool]]:
    """Whether a day of December is worked, and whether that is only an estimate."""
    with campaign.house.reading() as ctx:
        calendar = calendar_of(ctx)
    days = (date(YEAR, 12, day) for day in (16, 17, 20))
    return {d.day: (calendar.is_working(d), calendar.is_provisional(d)) for d in days}


@pytest.mark.parametrize("name", ["2031.json", "放假安排.csv"])
def test_a_year_makes_estimates_official_whatever_its_form(
    campaign: Built, tmp_path: Path, name: str
) -> None:
    content = json.dumps(FILE, ensure_ascii=False) if name.endswith("json") else TABLE
    before = working(campaign)

    done = bring(campaign, written(tmp_path, name, content))

    assert before == {16: (True, True), 17: (True, True), 20: (False, True)}
    assert working(campaign) == {16: (True, False), 17: (False, False), 20: (True, False)}
    assert (done.year, done.days_off, done.make_up_days, done.replaces) == (YEAR, 2, 1, False)
    assert any("2031-12-17（周三，示例节）" in line for line in done.settled)
    with campaign.house.reading() as ctx:
        assert [row.content for row in ctx.session.exec(select(CalendarYear)).all()] == [FILE]


def test_a_deadline_on_a_new_day_off_is_proposed_anew_and_not_moved(
    campaign: Built, tmp_path: Path
) -> None:
    done = bring(campaign, written(tmp_path, "2031.json", json.dumps(FILE)))

    with campaign.house.reading(now=NOW) as ctx:
        due = set(
            ctx.session.exec(select(col(Obligation.due_on)).where(Obligation.duty == "apply")).all()
        )
        assert closures.proposed(ctx, campaign.campaign) == done.affected.proposed
    [one] = done.affected.proposed
    assert due == {date(YEAR, 12, 17)}
    assert (one.old_due_on, one.new_due_on) == (date(YEAR, 12, 17), date(YEAR, 12, 18))


def test_a_dry_run_and_the_same_file_again_write_nothing(campaign: Built, tmp_path: Path) -> None:
    path = written(tmp_path, "2031.json", json.dumps(FILE))

    dry = bring(campaign, path, dry_run=True)
    untouched = working(campaign)
    first, again = bring(campaign, path), bring(campaign, path)

    assert untouched[17] == (True, True)
    assert (dry, first.unchanged, again.unchanged) == (first, False, True)
    assert len(campaign.journal("calendar.imported")) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.json", '{"year": 2031, "days": [{]}', "不是有效的 JSON"),
        ("x.json", '{"year": 2031, "days": []}', "列表为空"),
        ("x.csv", "日期,节日,安排\n2031-01-01,元旦,放假\n2031-01-01,元旦,放假\n", "与第2行重复"),
        ("x.csv", "日期,节日,安排\n2031-01-01,元旦,放假\n2029-05-01,劳动节,放假\n", "不在 2031 年"),
        ("x.csv", "日期,节日,安排\n2031-01-01,元旦,半天\n", "没有“半天”这一项"),
        ("x.csv", "日期,节日\n2031-01-01,元旦\n", "安排"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(
    campaign: Built, tmp_path: Path, name: str, content: str, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        bring(campaign, written(tmp_path, name, content))

    assert working(campaign)[17] == (True, True)
