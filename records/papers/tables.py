"""The ruled tables that papers carry, made of the facts they state."""

from __future__ import annotations

from records.papers.document import Grid
from records.papers.forms import application_form
from records.papers.grids import Facts, Table, Tables, day, listing
from records.papers.materials import (
    ballots,
    dossiers,
    fieldwork,
    meetings,
    objections,
    opinions,
    registers,
    reports,
    scores,
    signoff,
    volumes,
)


def tables_of(facts: Facts) -> dict[str, Table]:
    """Every table that these facts can fill, by the name a template calls it."""
    made = {name: make(facts) for name, (key, make) in _TABLES.items() if key in facts}
    return made | {honour["name"]: application_form(honour) for honour in facts.get("honours", ())}


def _timetable(facts: Facts) -> Grid:
    """R4: the 考评工作时间安排表, a line for each step and each duty in it."""
    rows = [
        (step["name"], "、".join(_duties(step)) or "—", _window(step), step["by"])
        for step in facts["timetable"]
    ]
    return listing((3, 5, 4, 3), ("环节", "报送事项和期限", "起止时间", "负责"), rows)


def _duties(step: Facts) -> list[str]:
    return [f"{duty['title']}（{day(duty['due'])}前）" for duty in step["duties"]]


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
    opens, closes = day(step["opens"]), day(step["closes"])
    return opens if opens == closes else f"{opens}至{closes}"


_TABLES: Tables = {
    "时间安排": ("timetable", _timetable),
    "名额": ("honours", _places),
    **ballots.TABLES,
    **dossiers.TABLES,
    **fieldwork.TABLES,
    **meetings.TABLES,
    **objections.TABLES,
    **opinions.TABLES,
    **registers.TABLES,
    **reports.TABLES,
    **scores.TABLES,
    **signoff.TABLES,
    **volumes.TABLES,
}
