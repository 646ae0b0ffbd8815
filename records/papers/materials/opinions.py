"""The table on which an authority says what it knows of each candidate (征求意见表)."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Grid
from records.papers.grids import Facts, Tables, day, listing


class Asked(TypedDict):
    """One candidate with the authority's answer, empty until it has come."""

    number: str
    name: str
    kind: str
    result: str
    document: str
    answered_on: str | None
    remark: str


def _asked(facts: Facts) -> Grid:
    head = ("序号", "申报编号", "单位或个人", "类别", "有无异议", "文号", "日期", "说明")
    rows = [
        (
            str(no), one["number"], one["name"], one["kind"], one["result"] or "□无　□有",
            one["document"], day(one["answered_on"]), one["remark"],
        )
        for no, one in enumerate(cast("list[Asked]", facts["asked"]), 1)
    ]  # fmt: skip
    return listing((3, 9, 14, 4, 8, 9, 9, 11), head, rows)


TABLES: Tables = {"征求意见": ("asked", _asked)}
