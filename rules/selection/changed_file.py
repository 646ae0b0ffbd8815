"""A campaign as its file would say it under changed readings, weights and places."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import ValidationError

from rules.definition import Campaign, Readings
from rules.evaluation.measured import plain
from rules.selection.changes import PlacesAre, ReadingIs, WeightIs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.definition import Honour, Scheme
    from rules.selection.changes import Change

BEFORE_FIGURES = ("bimonthly_rounds",)
"""Readings that decide how figures are joined; what was joined already cannot be taken apart."""


def changed_file(campaign: Campaign, changes: Sequence[Change], problems: list[str]) -> Campaign:
    readings = [c for c in changes if isinstance(c, ReadingIs)]
    weights = [c for c in changes if isinstance(c, WeightIs)]
    places = [c for c in changes if isinstance(c, PlacesAre)]
    update: dict[str, object] = {}
    if readings:
        update["readings"] = _readings(campaign.readings, readings, problems)
    if weights:
        schemes = _schemes(campaign.evaluation.schemes, weights, problems)
        update["evaluation"] = campaign.evaluation.model_copy(update={"schemes": schemes})
    if places:
        update["honours"] = _honours(campaign.honours, places, problems)
    return campaign.model_copy(update=update) if update else campaign


def _readings(readings: Readings, changes: Sequence[ReadingIs], problems: list[str]) -> Readings:
    stated: dict[str, object] = readings.model_dump(exclude_unset=True)
    for change in changes:
        if change.setting in BEFORE_FIGURES:
            problems.append(f"改变{change.setting}须重新汇总原始得分，不能只由各项得分推算")
            continue
        if change.setting not in Readings.model_fields:
            problems.append(
                f"没有{change.setting}这一项理解，可用：{'、'.join(Readings.model_fields)}"
            )
            continue
        stated[change.setting] = change.value
    try:
        return Readings.model_validate(stated)
    except ValidationError as error:
        problems += [_bad_value(str(e["loc"][0]), e["input"]) for e in error.errors()]
        return readings


def _bad_value(setting: str, value: object) -> str:
    schema = Readings.model_json_schema()["properties"][setting]
    known = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return f"{setting}不能取“{value}”" + (f"，可取：{'、'.join(known)}" if known else "")


def _schemes(
    schemes: Sequence[Scheme], changes: Sequence[WeightIs], problems: list[str]
) -> tuple[Scheme, ...]:
    wanted = {(c.scheme, c.component): c.weight for c in changes}
    known = {(s.code, c.code) for s in schemes for c in s.components}
    problems += [f"没有评分方案和项目{s}:{c}" for s, c in sorted(wanted.keys() - known)]
    problems += [
        f"{s}:{c}的权重{weight}不在0至1之间"
        for (s, c), weight in wanted.items()
        if not 0 <= weight <= 1
    ]
    made: list[Scheme] = []
    for scheme in schemes:
        components = tuple(
            c.model_copy(update={"weight": wanted.get((scheme.code, c.code), c.weight)})
            for c in scheme.components
        )
        total = sum(c.weight for c in components)
        if scheme.code in {c.scheme for c in changes} and total != 1:
            told = "、".join(f"{c.code} {plain(c.weight)}" for c in components)
            problems.append(
                f"{scheme.name}的权重合计须为1，现为{plain(Decimal(total))}（{told}），请一并调整"
            )
        made.append(scheme.model_copy(update={"components": components}))
    return tuple(made)


def _honours(
    honours: Sequence[Honour], changes: Sequence[PlacesAre], problems: list[str]
) -> tuple[Honour, ...]:
    wanted = {(c.honour, c.cell): c.places for c in changes}
    known = {(h.code, c.code) for h in honours for c in h.cells}
    problems += [f"没有荣誉和类别{h}:{c}" for h, c in sorted(wanted.keys() - known)]
    problems += [f"{h}:{c}的名额{n}须为0或更多" for (h, c), n in wanted.items() if n < 0]
    made: list[Honour] = []
    for honour in honours:
        cells = tuple(
            c.model_copy(update={"places": wanted.get((honour.code, c.code), c.places)})
            for c in honour.cells
        )
        more = sum(c.places for c in cells) - sum(c.places for c in honour.cells)
        made.append(honour.model_copy(update={"cells": cells, "total": honour.total + more}))
    return tuple(made)
