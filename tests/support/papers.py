"""A fictional official paper with every part that one can have, for the tests of how it is set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from records.papers.document import (
    Annex,
    Cell,
    Form,
    Grid,
    OfficialPaper,
    Paragraph,
    PrintNote,
    Run,
    Signature,
)
from records.papers.markup import paragraph

AT = datetime(2021, 12, 1, 2, tzinfo=UTC)
HAN = "各单位要紧扣职责把活动与日常工作结合起来做到有部署有检查有总结并按时报送进展情况和典型做法"
LIST = Grid(
    (1, 3, 2),
    (
        (Cell("序号", label=True), Cell("事项", label=True), Cell("时间", label=True)),
        (Cell("1"), Cell("报送申报材料"), Cell("2021年12月17日")),
    ),
    head_rows=1,
)
FORM = Grid(
    (2, 3, 2, 3),
    (
        (Cell("单位名称", label=True), Cell("", columns=3)),
        (Cell("项目名称", label=True), Cell(""), Cell("启动时间", label=True), Cell("")),
        (Cell("主要做法", label=True), Cell("", columns=3, lines=12)),
    ),
)


Part = Any
"""Fields of the dataclass, which keeps their types itself."""


def plain(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def a_notice(**changes: Part) -> OfficialPaper:
    paper = OfficialPaper(
        Form.DOCUMENT,
        "虚构市行政审批局",
        ("关于印发“双争双创”主题活动（第三届）", "考评工作安排的通知"),
        (
            plain(HAN),
            paragraph("一、总体安排"),
            paragraph(f"（一）材料报送。{HAN}。"),
            plain("请结合实际，认真组织落实。"),
        ),
        number="评选〔2021〕57号",
        to=("各市、区行政审批局", "各进驻部门窗口"),
        annexes=(Annex("附件1", "时间安排表", (LIST,)), Annex("附件2", "申报表", (FORM,))),
        signature=Signature(("虚构市行政审批局",), date(2021, 12, 1)),
        remark="此件公开发布",
        stamp="43-bfff-82c2-8150-6a69-b2df-0b30",
        print_note=PrintNote(
            ("省政务服务管理办公室", "市委办公室"), "虚构市行政审批局办公室", date(2021, 12, 1)
        ),
    )
    return replace(paper, **changes)
