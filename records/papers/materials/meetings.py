"""Papers of meetings: the leading group's agenda, the summary meeting's programme and sign-in list."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Cell, Grid
from records.papers.grids import Facts, Tables, listing


class Item(TypedDict):
    """One thing to decide, with what is proposed in one sentence."""

    title: str
    proposal: str


class Guest(TypedDict):
    """Somebody expected at the summary meeting; telephone numbers are not printed."""

    unit: str
    post: str
    name: str
    why: str


def _agenda(facts: Facts) -> Grid:
    rows = [
        (str(no), one["title"], one["proposal"], "")
        for no, one in enumerate(cast("list[Item]", facts["agenda"]), 1)
    ]
    return listing((2, 7, 12, 4), ("序号", "议题", "提请审议的建议", "审议情况"), rows)


def _guests(facts: Facts) -> Grid:
    head = tuple(Cell(word, label=True) for word in ("序号", "单位", "职务", "姓名", "签到"))
    rows = [
        (Cell(str(no)), Cell(one["unit"]), Cell(one["post"]), Cell(one["name"]), Cell("", lines=2))
        for no, one in enumerate(cast("list[Guest]", facts["guests"]), 1)
    ]
    return Grid((2, 8, 6, 4, 5), (head, *rows), head_rows=1)


TABLES: Tables = {"会议议题": ("agenda", _agenda), "签到": ("guests", _guests)}
