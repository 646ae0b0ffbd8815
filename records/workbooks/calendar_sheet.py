"""The official calendar of a year as a table: each day off and each make-up day with its holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from records.workbooks.layout import Column, Kind, Layout


@dataclass(frozen=True, slots=True)
class CalendarRow:
    day: date
    name: str
    off: str


CALENDAR: Layout[CalendarRow] = Layout(
    "calendar",
    "放假安排",
    (
        Column("day", "日期", Kind.DAY, required=True, note="逐日填写；普通周末不用填。"),
        Column("name", "节日", required=True, aliases=("名称", "节日名称"), longest=20),
        Column(
            "off", "安排", Kind.CHOICE, required=True, aliases=("放假或上班", "类型"),
            choices=(
                ("放假", "off"), ("休", "off"), ("休息", "off"), ("上班", "work"), ("班", "work"),
                ("调休上班", "work"),
            ),
            note="放假，或调休上班。",
        ),
    ),
    CalendarRow,
)  # fmt: skip
