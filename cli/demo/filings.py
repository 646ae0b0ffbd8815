"""What fictional units write: measures against the task areas, summaries, applications."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from models import Unit
from rules.definition import Campaign, Honour, Subject, Way
from rules.facts import Exposure, Media, PersonFacts, ProjectFacts, RecordFacts
from tasks.application_rows import Entry
from tasks.facts_of import Stated

PROJECTS = (
    "一件事一次办专窗", "拿地即开工全链条服务", "企业开办半日办结", "远程异地评标协同",
    "热线诉求智能分派", "自助服务进社区", "政策免申即享", "工程审批一码管理",
)  # fmt: skip
SURNAMES = "甄假虚拟样例试演"
GIVEN = "甲乙丙丁戊己庚辛壬癸"
UNSUITABLE = 0.08
"""Share of applications that fail a condition of the notice."""
EXPOSED = 0.4
"""Of these, the share that failed by negative exposure."""


def measures_of(plan: Campaign) -> dict[str, dict[str, dict[str, str]]]:
    """A gap and measures for every task area (R55)."""
    return {
        "areas": {
            area.code: {
                "gap": "与先进地区相比仍有差距",
                "measures": f"围绕“{area.name}”列出三项举措",
            }
            for area in plan.task_areas
        }
    }


def wanted_honours(plan: Campaign, unit: str, kind: str, chance: random.Random) -> list[Honour]:
    """Honours a unit goes for among those with places for its kind; few go for all."""
    keen = {Way.PROJECT: 0.55, Way.UNIT: 0.75, Way.RECOMMENDATION: 0.6}
    return [
        honour
        for honour in plan.honours
        if any(kind in cell.kinds or unit in cell.units for cell in honour.cells)
        and chance.random() < keen[honour.way]
    ]


def entry_for(honour: Honour, unit: Unit, chance: random.Random) -> Entry:
    """An application that mostly meets the conditions; now and then one fails a single rule."""
    unsuitable = chance.random() < UNSUITABLE
    if honour.subject is Subject.PERSON:
        person = _person(chance, unsuitable=unsuitable)
        return Entry(honour.code, unit.code, Stated(person=person, recommended=True))
    exposed = unsuitable and chance.random() < EXPOSED
    record = (
        RecordFacts(
            exposures=(Exposure("窗口排队超时被报道", date(2021, 9, 8), Media.MUNICIPAL, True),)
        )
        if exposed
        else RecordFacts()
    )
    if honour.way is not Way.PROJECT:
        return Entry(honour.code, unit.code, Stated(record=record), unit.name)
    project = _project(chance, unsuitable=unsuitable and not exposed)
    stated = Stated(project=project, record=record)
    return Entry(honour.code, unit.code, stated, f"{unit.name}·{project.name}")


def corrected(entry: Entry) -> Entry:
    """What a unit hands in again after its application came back: the dates filled in."""
    if entry.stated.project is None:
        return entry
    dated = replace(entry.stated.project, started_on=date(2020, 9, 1), in_use_on=date(2021, 6, 30))
    return replace(entry, stated=replace(entry.stated, project=dated))


def _project(chance: random.Random, *, unsuitable: bool) -> ProjectFacts:
    started = date(2020, 7, 6) + timedelta(days=chance.randint(0, 330))
    if unsuitable:
        started = date(2020, 3, 2) + timedelta(days=chance.randint(0, 100))
    used = min(started + timedelta(days=chance.randint(60, 200)), date(2021, 11, 26))
    return ProjectFacts(chance.choice(PROJECTS), started, used, leading=True)


def _person(chance: random.Random, *, unsuitable: bool) -> PersonFacts:
    name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
    reported = date(2016, 3, 1) + timedelta(days=chance.randint(0, 1800))
    return PersonFacts(
        code=f"r-{chance.randrange(10**8):08}",
        name=name,
        reported_on=date(2021, 6, 1) if unsuitable else reported,
        whole_year=True,
        on_establishment=True,
        rank=chance.choice(("正科职", "副科职", "科员及以下")),
        front_line=not unsuitable,
    )
