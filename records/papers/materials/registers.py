"""Registers (汇总表): who applied and who is recommended for an honour, and who was found eligible."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Grid
from records.papers.grids import Facts, Tables, day, listing


class Applied(TypedDict):
    """One application as the register lists it."""

    number: str
    cell: str
    unit: str
    candidate: str
    applied_on: str | None
    opinion: str
    state: str


class Recommended(TypedDict):
    """One who is proposed for a place, or stands next in line."""

    number: str
    cell: str
    unit: str
    candidate: str
    rank: int | None
    total: str
    standing: str
    reason: str


class Judged(TypedDict):
    """One ruling on eligibility with all its reasons and clauses."""

    number: str
    honour: str
    unit: str
    candidate: str
    verdict: str
    reasons: str


class CellCount(TypedDict):
    """A category's places beside those who ask for them."""

    name: str
    places: int
    soft: bool
    listed: int


def _applied(facts: Facts) -> Grid:
    head = ("序号", "名额类别", "申报编号", "单位", "项目或个人", "申报日期", "上级意见", "状态")
    rows = [
        (
            str(no), one["cell"], one["number"], one["unit"], one["candidate"],
            day(one["applied_on"]), one["opinion"], one["state"],
        )
        for no, one in enumerate(cast("list[Applied]", facts["applied"]), 1)
    ]  # fmt: skip
    return listing((3, 7, 9, 12, 11, 9, 9, 6), head, rows)


def _recommended(facts: Facts) -> Grid:
    head = ("排序", "名额类别", "申报编号", "单位", "项目或个人", "名次", "得分", "结果", "理由")
    rows = [
        (
            str(no), one["cell"], one["number"], one["unit"], one["candidate"],
            "—" if one["rank"] is None else str(one["rank"]), one["total"] or "—",
            one["standing"], one["reason"],
        )
        for no, one in enumerate(cast("list[Recommended]", facts["recommended"]), 1)
    ]  # fmt: skip
    return listing((3, 7, 9, 11, 9, 3, 5, 5, 16), head, rows)


def _judged(facts: Facts) -> Grid:
    head = ("序号", "申报编号", "荣誉", "单位", "项目或个人", "结论", "理由和条款")
    rows = [
        (
            str(no), one["number"], one["honour"], one["unit"], one["candidate"], one["verdict"],
            one["reasons"] or "无异常",
        )
        for no, one in enumerate(cast("list[Judged]", facts["judged"]), 1)
    ]  # fmt: skip
    return listing((3, 9, 9, 11, 10, 5, 20), head, rows)


def _cells(facts: Facts) -> Grid:
    """R22 and its like: places by category beside the number listed."""
    found = cast("list[CellCount]", facts["cell_counts"])
    rows = [
        (one["name"], f"{one['places']}{'左右' if one['soft'] else ''}", str(one["listed"]))
        for one in found
    ]
    whole = (
        "合计",
        str(sum(one["places"] for one in found)),
        str(sum(one["listed"] for one in found)),
    )
    return listing((6, 3, 3), ("名额类别", "名额（个）", "列入（件）"), [*rows, whole])


TABLES: Tables = {
    "申报汇总": ("applied", _applied),
    "推荐汇总": ("recommended", _recommended),
    "资格审查": ("judged", _judged),
    "类别名额": ("cell_counts", _cells),
}
