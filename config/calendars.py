"""Where calendars come from: the statutory years that ship, an uploaded year, the office's closures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import cast
from zoneinfo import ZoneInfo

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

from rules.calendar import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
DECEMBER = 12

# The library says 清明, 端午, 中秋; people read the names of the State Council's papers.
_FULL_NAMES: Mapping[str, str] = MappingProxyType(
    {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
)


def _named(days: Mapping[date, str]) -> dict[date, str]:
    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    return {day: _FULL_NAMES.get(chinese[name], chinese[name]) for day, name in days.items()}


_DAYS_OFF: Mapping[date, str] = MappingProxyType(_named(holidays))
_MAKE_UP_DAYS: Mapping[date, str] = MappingProxyType(_named(workdays))
KNOWN_YEARS = frozenset(day.year for day in _DAYS_OFF)
"""Years whose official calendar ships with the product."""


class CalendarFileError(ValueError):
    """An uploaded calendar that cannot be used, with every reason at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One year's official calendar as it was announced, with its source."""

    year: int
    days_off: Mapping[date, str]
    make_up_days: Mapping[date, str]
    papers: tuple[str, ...] = ()


def statutory(years: Iterable[int], *, provisional: bool = False) -> Calendar:
    """The statutory calendar of those of `years` that are known.

    Counting into another year raises CalendarNotPublished, or gives provisional days if allowed.
    """
    known = KNOWN_YEARS & frozenset(years)
    return Calendar(
        zone=SHANGHAI,
        days_off={day: name for day, name in _DAYS_OFF.items() if day.year in known},
        make_up_days={day: name for day, name in _MAKE_UP_DAYS.items() if day.year in known},
        published=known,
        provisional=provisional,
    )


def with_closures(calendar: Calendar, closures: Mapping[date, str]) -> Calendar:
    """The calendar with days on which the office closes, each for a stated reason.

    Raises CalendarFileError naming every closure without a reason or on a day off.
    """
    problems = [
        f"停工 {day:%Y-%m-%d}：没有写明原因。请填写原因。"
        for day, reason in closures.items()
        if not reason.strip()
    ] + [
        f"停工 {day:%Y-%m-%d}：当天本来就不上班（{calendar.why(day)}）。请删去这一天。"
        for day in closures
        if day not in calendar.closures and not calendar.is_working(day)
    ]
    if problems:
        raise CalendarFileError(problems)
    return calendar.with_closures({day: reason.strip() for day, reason in closures.items()})


def with_year(calendar: Calendar, uploaded: PublishedYear) -> Calendar:
    """The calendar with an announced year; what was known of that year before gives way.

    Days of the December before are added, because an announcement may reach back into it.
    """

    def merged(known: Mapping[date, str], told: Mapping[date, str]) -> dict[date, str]:
        kept = {
            day: name
            for day, name in known.items()
            if day.year != uploaded.year and day not in announced
        }
        return kept | dict(told)

    announced = uploaded.days_off.keys() | uploaded.make_up_days.keys()
    return replace(
        calendar,
        days_off=merged(calendar.days_off, uploaded.days_off),
        make_up_days=merged(calendar.make_up_days, uploaded.make_up_days),
        published=calendar.published | {uploaded.year},
    )


def from_holiday_cn_json(text: str) -> PublishedYear:
    """One year in the format of the holiday-cn project.

    Raises CalendarFileError with every mistake and where it stands.
    """
    year, days, papers = _outline(text)
    problems: list[str] = []
    named: dict[bool, dict[date, str]] = {True: {}, False: {}}
    for number, item in enumerate(days, start=1):
        read, faults = _day(item, year)
        if read is not None and any(read[0] in known for known in named.values()):
            faults = (f"{read[0]:%Y-%m-%d} 出现了两次。请只保留一次。",)
        problems += [f"days 第 {number} 项：{fault}" for fault in faults]
        if read is not None and not faults:
            day, name, off = read
            named[off][day] = name
    if problems:
        raise CalendarFileError(problems)
    return PublishedYear(year, days_off=named[True], make_up_days=named[False], papers=papers)


def _outline(text: str) -> tuple[int, list[object], tuple[str, ...]]:
    try:
        found: object = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise CalendarFileError(
            [f"第 {error.lineno} 行第 {error.colno} 列：不是有效的 JSON。请重新下载或检查该处。"]
        ) from error
    if not isinstance(found, dict):
        raise CalendarFileError(["文件：最外层应为一个对象，含 year 和 days。"])
    year, days, papers = found.get("year"), found.get("days"), found.get("papers", [])
    problems: list[str] = []
    if type(year) is not int or not min(KNOWN_YEARS) <= year <= date.max.year - 1:
        problems.append(f"year：{_shown(year)} 不是年份。请写四位数字，例如 2027。")
    if not isinstance(days, list):
        problems.append("days：应为日期列表。")
    elif not days:
        problems.append("days：列表为空，说明该年的放假安排尚未公布。请在公布之后再导入。")
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        problems.append("papers：应为文件网址的列表。")
    if problems:
        raise CalendarFileError(problems)
    return cast("int", year), cast("list[object]", days), tuple(cast("list[str]", papers))


def _day(item: object, year: int) -> tuple[tuple[date, str, bool] | None, tuple[str, ...]]:
    """One entry as (day, name, off), or nothing and what is wrong with it."""
    if not isinstance(item, dict):
        return None, (f"{_shown(item)} 不是一个对象，应含 name、date、isOffDay。",)
    name, off = item.get("name"), item.get("isOffDay")
    day = _date(item.get("date"))
    faults: list[str] = []
    if day is None:
        faults.append(f"date：{_shown(item.get('date'))} 不是日期。请写成 {year}-10-01 的样子。")
    elif day.year != year and (day.year, day.month) != (year - 1, DECEMBER):
        faults.append(f"date：{day:%Y-%m-%d} 不在 {year} 年，也不在上一年的 12 月。")
    if not isinstance(name, str) or not name.strip():
        faults.append("name：缺少节日名称。")
    if not isinstance(off, bool):
        faults.append(f"isOffDay：{_shown(off)} 应为 true（放假）或 false（上班）。")
    if faults or day is None:
        return None, tuple(faults)
    return (day, cast("str", name).strip(), cast("bool", off)), ()


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - enough to find it again
