"""The ruled tables that papers carry, made of the facts they state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from records.papers.document import Cell, Grid
from records.papers.forms import application_form
from rules.dates import date_cn

Facts = Mapping[str, Any]
"""What a paper states: plain values, as they are kept with it."""


def tables_of(facts: Facts) -> dict[str, Grid]:
    """Every table that these facts can fill, by the name a template calls it."""
    made = {name: make(facts) for name, (key, make) in _TABLES.items() if key in facts}
    return made | {honour["name"]: application_form(honour) for honour in facts.get("honours", ())}


def listing(
    widths: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[str]], *, wide: bool = False
) -> Grid:
    """A list whose head repeats on every page."""
    labels = tuple(Cell(name, label=True) for name in head)
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Grid(tuple(widths), (labels, *cells), head_rows=1, wide=wide)


def _timetable(facts: Facts) -> Grid:
    """R4: the 考评工作时间安排表, a line for each step and each duty in it."""
    rows = [
        (step["name"], "、".join(_duties(step)) or "—", _window(step), step["by"])
        for step in facts["timetable"]
    ]
    return listing((3, 5, 4, 3), ("环节", "报送事项和期限", "起止时间", "负责"), rows)


def _duties(step: Facts) -> list[str]:
    return [f"{duty['title']}（{_day(duty['due'])}前）" for duty in step["duties"]]


def _places(facts: Facts) -> Grid:
    """R22, R27, R32, R39: places by honour and category; 左右 as the notice has it."""
    rows = [(honour["name"], str(honour["total"]), _cells(honour)) for honour in facts["honours"]]
    return listing((3, 1, 8), ("荣誉", "名额", "类别分配"), rows)


def _cells(honour: Facts) -> str:
    around = {True: "左右", False: ""}
    return "；".join(
        f"{cell['name']}{cell['places']}个{around[cell['soft']]}" for cell in honour["cells"]
    )


def _window(step: Facts) -> str:
    opens, closes = _day(step["opens"]), _day(step["closes"])
    return opens if opens == closes else f"{opens}至{closes}"


def _day(text: str) -> str:
    return date_cn(date.fromisoformat(text))


_TABLES: Mapping[str, tuple[str, Callable[[Facts], Grid]]] = {
    "时间安排": ("timetable", _timetable),
    "名额": ("honours", _places),
}
