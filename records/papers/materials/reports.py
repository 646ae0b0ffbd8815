"""Reports at the end: proof of delivery, figures of the whole campaign, cases, texts of plaques."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Block, Chapter, Contents, Grid, Paragraph, Run
from records.papers.grids import Facts, Tables, day, listing


class Delivery(TypedDict):
    """One addressee, and what proves that he has it (R60)."""

    addressee: str
    copy: bool
    delivered_on: str | None
    proof: str


class Part(TypedDict):
    """How units of one kind took part."""

    kind: str
    units: int
    took_part: int
    filings: int
    applications: int


class Timely(TypedDict):
    """How a duty was met."""

    duty: str
    owed: int
    in_time: int
    late: int
    missing: int
    reminders: int


class Places(TypedDict):
    """What became of an honour's places."""

    honour: str
    total: int
    applied: int
    given: int
    vacant: int


class Case(TypedDict):
    """A case of the booklet with the unit that it is about."""

    title: str
    unit: str
    on: str
    source: str
    text: str


class Area(TypedDict):
    """A chapter of the booklet."""

    name: str
    cases: list[Case]


class Plaque(TypedDict):
    """What one plaque says, under its serial number."""

    serial: str
    unit: str
    honour: str
    wording: str


def _deliveries(facts: Facts) -> Grid:
    rows = [
        (
            str(no), one["addressee"], "抄送" if one["copy"] else "主送",
            day(one["delivered_on"]) or "未送达", one["proof"],
        )
        for no, one in enumerate(cast("list[Delivery]", facts["deliveries"]), 1)
    ]  # fmt: skip
    return listing((2, 7, 3, 6, 8), ("序号", "送达单位", "类型", "送达日期", "送达凭据"), rows)


def _participation(facts: Facts) -> Grid:
    found = cast("list[Part]", facts["participation"])
    rows = [
        (p["kind"], str(p["units"]), str(p["took_part"]), str(p["filings"]), str(p["applications"]))
        for p in found
    ]
    totals = [
        str(sum(counts))
        for counts in zip(
            *((p["units"], p["took_part"], p["filings"], p["applications"]) for p in found),
            strict=True,
        )
    ] or ["0"] * 4
    head = ("单位类别", "单位数", "参与单位", "报送（篇）", "申报（件）")
    return listing((8, 3, 3, 4, 4), head, [*rows, ("合计", *totals)])


def _timeliness(facts: Facts) -> Grid:
    rows = [
        (
            one["duty"], str(one["owed"]), str(one["in_time"]), str(one["late"]),
            str(one["missing"]), _share(one["in_time"], one["owed"]), str(one["reminders"]),
        )
        for one in cast("list[Timely]", facts["timeliness"])
    ]  # fmt: skip
    head = ("事项", "应办", "按期", "逾期", "未办", "按期率", "提醒（次）")
    return listing((8, 2, 2, 2, 2, 3, 4), head, rows)


def _share(part: int, whole: int) -> str:
    """In whole percent, half up; a dash of nothing."""
    return f"{(200 * part + whole) // (2 * whole)}%" if whole else "—"


def _outcome(facts: Facts) -> Grid:
    rows = [
        (p["honour"], str(p["total"]), str(p["applied"]), str(p["given"]), str(p["vacant"]))
        for p in cast("list[Places]", facts["places_given"])
    ]
    return listing((8, 3, 3, 3, 3), ("荣誉", "名额", "申报", "评出", "空缺"), rows)


def _casebook(facts: Facts) -> tuple[Block, ...]:
    blocks: list[Block] = [Contents()]
    for area in cast("list[Area]", facts["areas"]):
        blocks.append(Chapter(area["name"]))
        for case in area["cases"]:
            told = f"{case['unit']}　{day(case['on'])}　{case['source']}"
            blocks += [
                Chapter(case["title"], level=2, new_page=False),
                Paragraph((Run(told),), indent=0),
                *(Paragraph((Run(words),)) for words in case["text"].splitlines() if words.strip()),
            ]
    return tuple(blocks)


def _plaques(facts: Facts) -> Grid:
    rows = [
        (one["serial"], one["unit"], one["wording"])
        for one in cast("list[Plaque]", facts["plaques"])
    ]
    return listing((5, 7, 12), ("编号", "授予单位", "奖牌文字"), rows)


TABLES: Tables = {
    "送达情况": ("deliveries", _deliveries),
    "参与情况": ("participation", _participation),
    "办理时效": ("timeliness", _timeliness),
    "名额结果": ("places_given", _outcome),
    "案例汇编": ("areas", _casebook),
    "奖牌文字": ("plaques", _plaques),
}
