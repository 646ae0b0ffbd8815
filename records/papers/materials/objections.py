"""Objections on paper: the empty form, the handling sheet of each, and the list for the report."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Block, Chapter, Contents, Grid
from records.papers.grids import Facts, Tables, day, form, listing, long, pair


class Handled(TypedDict):
    """An objection or enquiry from receipt to answer."""

    number: str
    kind: str
    raised_by: str
    signature: str
    about: str
    received_on: str
    answer_due: str
    text: str
    checked: str
    documents: str
    finding: str
    effect: str
    answered: str


class Shown(TypedDict):
    """An objection as a report tells it: who raised it is masked."""

    number: str
    raised_by: str
    about: str
    received_on: str
    effect: str
    answered_on: str | None


class Notice(TypedDict):
    """A public notice with its days."""

    number: str
    first: str
    last: str
    working_days: int
    listed: int


def _empty(facts: Facts) -> Grid:
    del facts
    return form(
        pair("提出人或单位", "", "联系方式", ""),
        pair("对象", "", "申报编号", ""),
        long("所获荣誉", "", 1),
        long("异议内容\n（事实和依据）", "", 12),
        long("所附材料", "", 4),
        long(
            "提出人签名\n（单位盖章）", "\n\n　　　　　　　　　　　　　　　　　　　年　　月　　日"
        ),
        pair("登记编号", "", "收到日期", "　　　年　月　日"),
        pair("登记人", "", "答复期限", "　　　年　月　日"),
    )


def _handled(facts: Facts) -> tuple[Block, ...]:
    blocks: list[Block] = [Contents()]
    for one in cast("list[Handled]", facts["handled"]):
        blocks += [Chapter(f"{one['number']}　{one['kind']}"), _sheet(one)]
    return tuple(blocks)


def _sheet(one: Handled) -> Grid:
    return form(
        pair("提出人", one["raised_by"], "署名方式", one["signature"]),
        pair("所涉申报", one["about"] or "—", "收到日期", day(one["received_on"])),
        long("内　　容", one["text"], 4),
        pair("核查处室", one["checked"], "答复期限", day(one["answer_due"])),
        long("核查依据", one["documents"], 2),
        long("核查情况", one["finding"], 4),
        long("处理决定", one["effect"], 3),
        long("答复情况", one["answered"], 2),
        long("审核意见", "\n\n　　　　　　　　　　　　　　签字　　　　年　　月　　日"),
    )


def _notices(facts: Facts) -> Grid:
    rows = [
        (
            one["number"], f"{day(one['first'])}至{day(one['last'])}",
            str(one["working_days"]), str(one["listed"]),
        )
        for one in cast("list[Notice]", facts["notices"])
    ]  # fmt: skip
    return listing((7, 11, 3, 4), ("公示文号", "公示期", "工作日", "公示（个）"), rows)


def _shown(facts: Facts) -> Grid:
    rows = [
        (
            one["number"], one["raised_by"], one["about"], day(one["received_on"]), one["effect"],
            day(one["answered_on"]) or "待答复",
        )
        for one in cast("list[Shown]", facts["objections"])
    ]  # fmt: skip
    head = ("登记编号", "提出人", "所涉申报", "收到日期", "处理结果", "答复日期")
    return listing((10, 6, 9, 8, 6, 8), head, rows, wide=True)


TABLES: Tables = {
    "异议登记表": ("blank_objection", _empty),
    "异议处理": ("handled", _handled),
    "公示安排": ("notices", _notices),
    "异议情况": ("objections", _shown),
}
