"""Forms to fill in: applications by project or in a unit's name, recommendations of persons.

What they ask for follows the notice (R18 to R38) and the usual shape of such forms; sizes are for
writing by hand as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records.papers.document import Cell, Grid

_WIDTHS = (2, 3, 2, 3)


def application_form(honour: Mapping[str, Any]) -> Grid:
    """The empty form of an honour, by its way of applying."""
    ways = {"project": _project, "unit": _unit, "recommendation": _person}
    rows = (*ways[honour["way"]](), _criteria(honour), *_opinions(honour))
    return Grid(_WIDTHS, tuple(rows))


def _project() -> tuple[tuple[Cell, ...], ...]:
    """R18 to R20: comprehensive, or one field's major innovation, and it must lead."""
    return (
        _pair("单位名称", "单位类别"),
        _pair("项目名称", "项目类型（综合／单项创新）"),
        _pair("启动时间", "实施应用时间"),
        _long("主要做法和创新点", 10),
        _long("率先引领性（首创、唯一或排名依据）", 5),
        _long("成效数据", 6),
        _long("佐证材料目录", 4),
    )


def _unit() -> tuple[tuple[Cell, ...], ...]:
    """R25: in the unit's name."""
    return (
        _pair("单位名称", "单位类别"),
        _pair("主要负责人", "在岗人数"),
        _long("主要事迹", 14),
        _long("群众评价和成效数据", 6),
        _long("佐证材料目录", 4),
    )


def _person() -> tuple[tuple[Cell, ...], ...]:
    """R29 to R38: recommended by the unit; identity numbers are not asked for."""
    return (
        _pair("姓名", "性别"),
        _pair("民族", "出生年月"),
        _pair("政治面貌", "学历"),
        _pair("职务职级", "是否在编"),
        _pair("到岗时间", "是否一线受理岗位"),
        _long("主要事迹（2000字以内，可另附）", 12),
        _long("300字简介", 6),
        _long("奖惩和信用情况", 3),
    )


def _opinions(honour: Mapping[str, Any]) -> tuple[tuple[Cell, ...], ...]:
    first = "所在单位意见" if honour["subject"] == "person" else "单位意见"
    lead = f"牵头处室意见（{'、'.join(honour['leads'])}）"
    return (_sealed(first), _sealed("推荐单位意见"), _sealed(lead))


def _pair(first: str, second: str) -> tuple[Cell, ...]:
    return Cell(first, label=True), Cell(""), Cell(second, label=True), Cell("")


def _long(name: str, lines: int) -> tuple[Cell, ...]:
    return Cell(name, label=True), Cell("", columns=3, lines=lines)


def _criteria(honour: Mapping[str, Any]) -> tuple[Cell, ...]:
    """R62: the positive criteria stand on the sheet."""
    return Cell("评选标准", label=True), Cell("；".join(honour["criteria"]), columns=3)


def _sealed(name: str) -> tuple[Cell, ...]:
    place = "\n\n　　　　　　　　　　　　　（盖章）　　　　年　　月　　日"
    return Cell(name, label=True), Cell(place, columns=3)
