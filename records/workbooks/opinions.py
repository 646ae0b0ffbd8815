"""The table of opinions as a workbook: one row for each candidate and authority, to fill in and return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from records.workbooks.layout import Column, Kind, Layout
from rules.definition import Campaign
from rules.opinions import RESULT_NAMES


@dataclass(frozen=True, slots=True)
class OpinionRow:
    candidate: str
    authority: str
    result: str = ""
    """Empty: not answered yet, such a row is passed over."""
    document: str = ""
    on: date | None = None
    remark: str = ""
    scan: str = ""
    name: str = ""


def opinions_layout(campaign: Campaign) -> Layout[OpinionRow]:
    """With the campaign's authorities and the three results as choices."""
    authorities = [(a.name, a.code) for a in campaign.opinions.authorities]
    authorities += [(a.code, a.code) for a in campaign.opinions.authorities]
    results = tuple((name, result.value) for result, name in RESULT_NAMES.items())
    return Layout(
        "opinions",
        "征求意见表",
        (
            Column("candidate", "申报编号", Kind.CODE, required=True, longest=40),
            Column("name", "名称", note="可留空。"),
            Column("authority", "部门", Kind.CHOICE, required=True, choices=tuple(authorities)),
            Column("result", "结果", Kind.CHOICE, note="未回复的留空。", choices=results),
            Column("document", "来函文号", note="电话答复的填电话记录编号。", longest=100),
            Column("on", "答复日期", Kind.DAY),
            Column("remark", "内容", note="有异议的必填。", longest=2000),
            Column("scan", "扫描件", note="文件名。"),
        ),
        OpinionRow,
        (OpinionRow("示例-0001", "credit", "none", "信复〔2021〕1号", date(2021, 12, 29)),),
    )
