"""Which days people work, as the State Council's calendar and the office's closures make them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rules.said import Said

_A_DAY = timedelta(days=1)
_LAST_INSTANT = time(23, 59, 59, 999999)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SATURDAY = 5

FIXED_DATES: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        (1, 1): "元旦",
        (5, 1): "劳动节",
        (5, 2): "劳动节",
        (10, 1): "国庆节",
        (10, 2): "国庆节",
        (10, 3): "国庆节",
    }
)
"""Holidays that fall on the same date each year: all one can know of an unpublished year."""


class CalendarNotPublished(Exception):  # noqa: N818 - it states a fact of the world, not a fault of the program
    """The statutory calendar of `year` is not known, so its working days cannot be counted."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year} 年的法定节假日安排尚未公布或未导入，不能推算该年的工作日。"
            f"请导入 {year} 年的放假安排，或先按暂定日历推算。"
        )
        self.year = year

    def __reduce__(self) -> tuple[type[CalendarNotPublished], tuple[int]]:
        return type(self), (self.year,)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days and moments of one zone; a value, so a changed calendar is a new one."""

    zone: ZoneInfo
    days_off: Mapping[date, str] = field(hash=False)
    """Days of statutory rest with the holiday's name; ordinary weekends are not listed."""
    make_up_days: Mapping[date, str] = field(hash=False)
    """Weekend days worked in exchange (调休) with the holiday's name."""
    published: frozenset[int]
    """Years whose official calendar is known."""
    closures: Mapping[date, str] = field(default_factory=dict, hash=False)
    """Days the office is closed on its own account, with the reason."""
    provisional: bool = False
    """Whether unpublished years are estimated from weekends and fixed dates."""
    close_of_business: time = time(17, 30)
    _cache: dict[int, list[date]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def is_working(self, day: date) -> bool:
        self._require(day.year)
        if day in self.closures or day in self.days_off:
            return False
        return day in self.make_up_days or not self._rests_by_rule(day)

    def is_provisional(self, day: date) -> bool:
        """Whether what is said of this day is an estimate."""
        return day.year not in self.published

    def why(self, day: date) -> Said:
        """Why people work or rest on this day, in words for the screen."""
        self._require(day.year)
        reason = self._reason(day)
        return Said("{why}（暂定）", why=reason) if self.is_provisional(day) else reason

    def named(self, day: date) -> Said:
        """The day as it stands in explanations: `2021-09-18（周六，调休上班：中秋节）`."""
        weekday = Said(WEEKDAYS[day.weekday()])
        return Said("{day}（{weekday}，{why}）", day=day, weekday=weekday, why=self.why(day))

    def next_working(self, day: date) -> date:
        """The day itself if people work on it, else the first working day after it."""
        return day if self.is_working(day) else self.shift(day, 1)

    def previous_working(self, day: date) -> date:
        """The day itself if people work on it, else the last working day before it."""
        return day if self.is_working(day) else self.shift(day, -1)

    def shift(self, day: date, working_days: int) -> date:
        """The n-th working day after the day (before it: negative); zero is the day itself."""
        if working_days == 0:
            return day
        year = day.year
        worked = self._working_days(year)
        if working_days > 0:
            index = bisect_right(worked, day) + working_days - 1
            while index >= len(worked):
                index -= len(worked)
                year += 1
                worked = self._working_days(year)
            return worked[index]
        index = bisect_left(worked, day) + working_days
        while index < 0:
            year -= 1
            worked = self._working_days(year)
            index += len(worked)
        return worked[index]

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` comes first.

        It undoes `shift`: between(day, shift(day, n)) is n.
        """
        if end >= start:
            return self._count(start + _A_DAY, end)
        return -self._count(end, start - _A_DAY)

    def at(self, day: date, clock: time) -> datetime:
        """The instant of a wall-clock time in the calendar's zone, in UTC."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The last instant that still belongs to the day, in UTC."""
        return self.at(day, _LAST_INSTANT)

    def day_of(self, moment: datetime) -> date:
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """The moment on the wall clock of the calendar's zone.

        Raises ValueError for a moment without a zone, which would be guessed from the machine.
        """
        if moment.tzinfo is None:
            raise ValueError(f"时刻 {moment.isoformat()} 没有时区，无法换算：请给出带时区的时刻。")
        return moment.astimezone(self.zone)

    def with_closures(self, closures: Mapping[date, str]) -> Calendar:
        """The same calendar with further closures of the office."""
        return replace(self, closures={**self.closures, **closures})

    def _require(self, year: int) -> None:
        if year not in self.published and not self.provisional:
            raise CalendarNotPublished(year)

    def _working_days(self, year: int) -> list[date]:
        # Filled on first use: counting is then two bisections, however many deadlines there are.
        if year not in self._cache:
            self._require(year)
            first = date(year, 1, 1)
            days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
            self._cache[year] = [day for day in days if self.is_working(day)]
        return self._cache[year]

    def _count(self, first: date, last: date) -> int:
        years = map(self._working_days, range(first.year, last.year + 1))
        return sum(max(0, bisect_right(days, last) - bisect_left(days, first)) for days in years)

    def _rests_by_rule(self, day: date) -> bool:
        return day.weekday() >= _SATURDAY or (
            self.is_provisional(day) and (day.month, day.day) in FIXED_DATES
        )

    def _reason(self, day: date) -> Said:
        if day in self.days_off:
            return Said(self.days_off[day])
        if day in self.closures:
            return Said("停工：{reason}", reason=self.closures[day])
        if day in self.make_up_days:
            return Said("调休上班：{holiday}", holiday=Said(self.make_up_days[day]))
        if self.is_provisional(day) and (day.month, day.day) in FIXED_DATES:
            return Said(FIXED_DATES[day.month, day.day])
        return Said("周末") if day.weekday() >= _SATURDAY else Said("工作日")
