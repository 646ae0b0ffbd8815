"""Voting on paper: the slip, which bears no trace of who marks it, and the sheets of the count."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Cell, Grid
from records.papers.grids import Facts, Tables, listing, signed


class Slip(TypedDict):
    """What stands on every copy of the slip alike."""

    marks: list[str]
    candidates: list[str]


class Count(TypedDict):
    """The counted vote of one class on one candidate."""

    candidate: str
    voter_class: str
    issued: int
    returned: int
    valid: int
    own: int
    grades: list[int]


def _slip(facts: Facts) -> Grid:
    slip = cast("Slip", facts["slip"])
    marks = slip["marks"]
    head = (Cell("序号", label=True), Cell("对象", label=True),
            *(Cell(mark, label=True) for mark in marks))  # fmt: skip
    rows = [
        (Cell(str(no)), Cell(name), *(Cell("") for _ in marks))
        for no, name in enumerate(slip["candidates"], 1)
    ]
    return Grid((2, 9, *[2] * len(marks)), (head, *rows), head_rows=1)


def _by_hand(facts: Facts) -> Grid:
    """Strokes of 正 go into the squares."""
    slip = cast("Slip", facts["slip"])
    head = ("序号", "对象", *slip["marks"], "有效票", "废票")
    blank = [""] * (len(head) - 2)
    rows = [(str(no), name, *blank) for no, name in enumerate(slip["candidates"], 1)]
    return listing((2, 8, *[3] * len(slip["marks"]), 2, 2), head, rows)


def _counted(facts: Facts) -> Grid:
    marks = cast("Slip", facts["slip"])["marks"]
    head = ("对象", "投票人类别", "发出", "收回", "有效", "废票", "本单位回避", *marks)
    rows = [
        (
            one["candidate"], one["voter_class"], str(one["issued"]), str(one["returned"]),
            str(one["valid"]), str(one["returned"] - one["valid"]), str(one["own"]),
            *(str(count) for count in one["grades"]),
        )
        for one in cast("list[Count]", facts["counted"])
    ]  # fmt: skip
    return listing((7, 6, 2, 2, 2, 2, 3, *[2] * len(marks)), head, rows)


def _signatures(facts: Facts) -> Grid:
    del facts
    return signed("唱票人", "计票人", "监票人", "投票负责人")


TABLES: Tables = {
    "民主测评票": ("slip", _slip),
    "手工计票": ("slip", _by_hand),
    "计票结果": ("counted", _counted),
    "计票签字": ("slip", _signatures),
}
