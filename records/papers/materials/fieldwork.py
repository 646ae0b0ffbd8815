"""Record sheets of the methods (实地调研, 现场察看, 听取汇报 …) and of visits and symposia."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Block, Cell, Chapter, Contents, Grid
from records.papers.grids import Facts, Tables, day, form, long, pair, signed

ROOM = 6
"""Lines to write on where a sheet goes into the field empty."""


class Item(TypedDict):
    """A line of the sheet with the marks it was given, one an evaluator."""

    name: str
    full: str
    criteria: str
    marks: list[str]


class RecordSheet(TypedDict):
    """One sheet; without a candidate it is the empty one for the field."""

    heading: str
    method: str
    number: str
    name: str
    held_on: str | None
    evaluators: list[str]
    items: list[Item]
    result: str
    beside: str


class VisitRecord(TypedDict):
    """A visit or symposium as it was held (R61)."""

    kind: str
    title: str
    unit: str
    planned_on: str
    held_on: str | None
    attended: int
    record: str


def _sheets(facts: Facts) -> tuple[Block, ...]:
    blocks: list[Block] = [Contents()]
    for one in cast("list[RecordSheet]", facts["sheets"]):
        blocks += [Chapter(one["heading"]), _about(one), _marks(one), _after(one)]
    return tuple(blocks)


def _about(one: RecordSheet) -> Grid:
    return form(
        pair("考评对象", one["name"], "编　　号", one["number"]),
        pair("考评方式", one["method"], "考评日期", day(one["held_on"]) or "　　　年　月　日"),
    )


def _marks(one: RecordSheet) -> Grid:
    names = one["evaluators"] or ["评　　分"]
    head = ("考评项目", "满分", "评分标准", *names)
    rows = [tuple(Cell(name, label=True) for name in head)]
    for item in one["items"]:
        given = item["marks"] or [""] * len(names)
        texts = (item["name"], item["full"], item["criteria"], *given)
        # A hand needs more room than a figure in print.
        least = 1 if item["marks"] else 2
        rows.append(tuple(Cell(text, lines=least) for text in texts))
    return Grid((5, 2, 8, *[3] * len(names)), tuple(rows), head_rows=1)


def _after(one: RecordSheet) -> Grid:
    rows = (
        long("得　　分", one["result"], 1),
        long("情况记录", one["beside"], ROOM),
        pair("考评人签名", "", "考评对象签名", ""),
    )
    return form(*rows)


def _visits(facts: Facts) -> tuple[Block, ...]:
    blocks: list[Block] = [Contents()]
    for one in cast("list[VisitRecord]", facts["visits"]):
        blocks += [
            Chapter(one["title"]),
            form(
                pair("形　　式", one["kind"], "到访单位", one["unit"] or "多个单位"),
                pair("计划日期", day(one["planned_on"]), "实际日期", day(one["held_on"])),
                long("参加人数", f"{one['attended']}人" if one["attended"] else "　　　人"),
                long("情况记录", one["record"], ROOM * 2),
            ),
            signed("记录人", "审核人"),
        ]
    return tuple(blocks)


TABLES: Tables = {"记录表": ("sheets", _sheets), "调研座谈记录": ("visits", _visits)}
