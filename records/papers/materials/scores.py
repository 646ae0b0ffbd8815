"""Score and ranking tables: how each total was made, with methods, weights and denominators."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Grid
from records.papers.grids import Facts, Tables, listing


class Part(TypedDict):
    """A component of a scheme: its way, its weight, and where the weight is from."""

    name: str
    method: str
    weight: str
    basis: str
    joined: str


class Line(TypedDict):
    """One candidate's points by component, each with how many figures it was made of."""

    rank: int | None
    number: str
    name: str
    points: list[str]
    total: str


class Round(TypedDict):
    """One window's bimonthly figures."""

    code: str
    name: str
    figures: list[str]
    mean: str


def _parts(facts: Facts) -> Grid:
    rows = [
        (one["name"], one["method"], one["weight"], one["joined"], one["basis"])
        for one in cast("list[Part]", facts["parts"])
    ]
    return listing((5, 4, 3, 6, 6), ("考评项目", "方式", "权重", "合成办法", "依据"), rows)


def _ranking(facts: Facts) -> Grid:
    names = [part["name"] for part in cast("list[Part]", facts["parts"])]
    head = ("名次", "编号", "对象", *names, "总分")
    rows = [
        (
            "—" if one["rank"] is None else str(one["rank"]), one["number"], one["name"],
            *one["points"], one["total"] or "缺项",
        )
        for one in cast("list[Line]", facts["ranking"])
    ]  # fmt: skip
    return listing((3, 8, 12, *[6] * len(names), 4), head, rows)


def _rounds(facts: Facts) -> Grid:
    names = cast("list[str]", facts["rounds"])
    rows = [
        (str(no), one["code"], one["name"], *one["figures"], one["mean"])
        for no, one in enumerate(cast("list[Round]", facts["bimonthly"]), 1)
    ]
    head = ("序号", "窗口编码", "窗口", *names, "平均")
    return listing((2, 4, 8, *[3] * len(names), 3), head, rows)


TABLES: Tables = {
    "考评项目": ("parts", _parts),
    "综合排名": ("ranking", _ranking),
    "双月度得分": ("bimonthly", _rounds),
}
