"""A candidate's dossier on one page: who, what for, scores, evidence, ruling, and why so."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Block, Cell, Chapter, Contents, Grid
from records.papers.grids import Facts, Tables, form, listing, long, pair


class PartOf(TypedDict):
    """What one component gave: figures used, points, weight, and what it adds to the total."""

    name: str
    used: str
    points: str
    weight: str
    adds: str


class Dossier(TypedDict):
    """Everything on one candidate that the leading group looks at."""

    number: str
    name: str
    unit: str
    kind: str
    cell: str
    applied_on: str
    parts: list[PartOf]
    total: str
    rank: str
    evidence: str
    ruling: str
    opinion: str
    outcome: str
    reason: str


def _dossiers(facts: Facts) -> tuple[Block, ...]:
    blocks: list[Block] = [Contents()]
    for one in cast("list[Dossier]", facts["dossiers"]):
        blocks += [Chapter(f"{one['number']}　{one['name']}"), _about(one), _scores(one), _end(one)]
    return tuple(blocks)


def _about(one: Dossier) -> Grid:
    return form(
        pair("所在单位", one["unit"], "单位类别", one["kind"]),
        pair("名额类别", one["cell"] or "—", "申报日期", one["applied_on"]),
        long("资格审查", one["ruling"]),
    )


def _scores(one: Dossier) -> Grid:
    head = ("考评项目", "采用的数据", "得分", "权重", "计入总分")
    rows = [(p["name"], p["used"], p["points"], p["weight"], p["adds"]) for p in one["parts"]]
    table = listing((5, 12, 4, 3, 4), head, rows)
    last = (Cell("总　分", label=True, columns=4), Cell(one["total"] or "缺项"))
    return Grid(table.widths, (*table.rows, last), head_rows=1)


def _end(one: Dossier) -> Grid:
    return form(
        long("名　　次", one["rank"]),
        long("各方意见", one["opinion"] or "无"),
        long("佐证材料", one["evidence"] or "无"),
        long("结　　果", one["outcome"]),
        long("理由和条款", one["reason"]),
    )


TABLES: Tables = {"候选档案": ("dossiers", _dossiers)}
