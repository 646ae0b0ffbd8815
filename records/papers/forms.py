"""Forms to fill in: applications by project or in a unit's name, recommendations of persons.

What they ask for follows the notice (R18 to R38) and the usual shape of such forms; sizes are for
writing by hand as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from records.papers.document import Cell, Grid
from records.papers.grids import form, long, pair

_Line = tuple[str, str | int]
"""Two questions, or one with the least lines to write on."""


NOTHING: Mapping[str, str] = MappingProxyType({})


def application_form(honour: Mapping[str, Any], said: Mapping[str, str] = NOTHING) -> Grid:
    """The form of an honour by its way of applying; `said` holds answers by what the form asks."""
    ways = {"project": _PROJECT, "unit": _UNIT, "recommendation": _PERSON}
    rows = [_asked(line, said) for line in ways[honour["way"]]]
    return form(*rows, _criteria(honour), *_opinions(honour, said))


_PROJECT: tuple[_Line, ...] = (
    ("单位名称", "单位类别"),
    ("项目名称", "项目类型（综合／单项创新）"),
    ("启动时间", "实施应用时间"),
    ("主要做法和创新点", 10),
    ("率先引领性（首创、唯一或排名依据）", 5),
    ("成效数据", 6),
    ("佐证材料目录", 4),
)
"""R18 to R20: comprehensive, or one field's major innovation, and it must lead."""
_UNIT: tuple[_Line, ...] = (
    ("单位名称", "单位类别"),
    ("主要负责人", "在岗人数"),
    ("主要事迹", 14),
    ("群众评价和成效数据", 6),
    ("佐证材料目录", 4),
)
"""R25: in the unit's name."""
_PERSON: tuple[_Line, ...] = (
    ("姓名", "性别"),
    ("民族", "出生年月"),
    ("政治面貌", "学历"),
    ("职务职级", "是否在编"),
    ("到岗时间", "是否一线受理岗位"),
    ("主要事迹（2000字以内，可另附）", 12),
    ("300字简介", 6),
    ("奖惩和信用情况", 3),
)
"""R29 to R38: recommended by the unit; identity numbers are not asked for."""


def _asked(line: _Line, said: Mapping[str, str]) -> tuple[Cell, ...]:
    first, second = line
    one = said.get(first, "")
    if isinstance(second, str):
        return pair(first, one, second, said.get(second, ""))
    return long(first, one, second)


def _opinions(honour: Mapping[str, Any], said: Mapping[str, str]) -> tuple[tuple[Cell, ...], ...]:
    first = "所在单位意见" if honour["subject"] == "person" else "单位意见"
    lead = f"牵头处室意见（{'、'.join(honour['leads'])}）"
    return tuple(_sealed(name, said.get(name, "")) for name in (first, "推荐单位意见", lead))


def _criteria(honour: Mapping[str, Any]) -> tuple[Cell, ...]:
    """R62: the positive criteria stand on the sheet."""
    return Cell("评选标准", label=True), Cell("；".join(honour["criteria"]), columns=3)


def _sealed(name: str, said: str) -> tuple[Cell, ...]:
    place = f"{said}\n\n　　　　　　　　　　　　　（盖章）　　　　年　　月　　日"
    return Cell(name, label=True), Cell(place, columns=3)
