"""What a project must show: leading character, a start late enough, use early enough (R18 to R20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import Way
from rules.eligibility.reasons import Case, Effect, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rules.facts import ProjectFacts


def check_project(case: Case) -> Iterator[Reason]:
    if case.honour.way is not Way.PROJECT:
        return
    project = case.application.project
    if project is None:
        yield Reason("R18", "未填写申报项目，本荣誉按“项目”申报。")
        return
    if project.leading is None:
        yield Reason("R18", f"项目“{project.name}”是否具有率先引领性尚未认定。", Effect.RULING)
    elif not project.leading:
        yield Reason("R18", f"项目“{project.name}”未体现率先引领性。")
    yield from _started(project, _started_from(case))
    yield from _in_use(project, _in_use_by(case))


def _started_from(case: Case) -> date | None:
    """A date stated as the campaign's reading of A9 goes before the honour's own."""
    readings = case.campaign.readings
    own = case.honour.conditions.started_from
    stated = own is not None and "second_half_from" in readings.model_fields_set
    return readings.second_half_from if stated else own


def _in_use_by(case: Case) -> date | None:
    """A date stated as the campaign's reading of A10 goes before the honour's own."""
    readings = case.campaign.readings
    own = case.honour.conditions.in_use_by
    stated = own is not None and "in_use_by" in readings.model_fields_set
    return readings.in_use_by if stated else own


def _started(project: ProjectFacts, earliest: date | None) -> Iterator[Reason]:
    if earliest is None:
        return
    if project.started_on is None:
        yield Reason("R19", f"项目“{project.name}”未填写启动日期。", Effect.RULING)
    elif project.started_on < earliest:
        yield Reason(
            "R19",
            f"项目“{project.name}”{project.started_on}启动，早于{earliest}。",
        )


def _in_use(project: ProjectFacts, latest: date | None) -> Iterator[Reason]:
    if latest is None:
        return
    if project.in_use_on is None:
        yield Reason("R20", f"项目“{project.name}”未填写实施应用日期。", Effect.RULING)
    elif project.in_use_on > latest:
        yield Reason(
            "R20",
            f"项目“{project.name}”{project.in_use_on}才实施应用，晚于{latest}。",
        )
