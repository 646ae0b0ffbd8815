"""The workbook that a selection starts from where no campaign runs: candidates, figures, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from records.workbooks.layout import Column, Kind, Layout
from rules.definition import Campaign
from rules.facts import Media

BOOK = "评选输入"
NUMBER_NOTE = "与“候选”表的申报编号一致。"


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One application with what is known on its day; what is left empty is not stated, never no."""

    number: str
    honour: str
    unit: str
    unit_name: str
    kind: str
    applied_on: date
    county: str = ""
    parent: str = ""
    headcount: int = 0
    member: bool = False
    strong_town: bool = False
    person: str = ""
    person_name: str = ""
    recommended: bool = False
    front_line: bool | None = None
    on_establishment: bool | None = None
    rank: str = ""
    reported_on: date | None = None
    whole_year: bool | None = None
    served_until: date | None = None
    project: str = ""
    started_on: date | None = None
    in_use_on: date | None = None
    leading: bool | None = None
    priority: str = ""
    priority_by: str = ""
    withdrawn: bool = False
    total: Decimal | None = None
    """Where the components are not known; with components it is computed."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    number: str
    component: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class RecordRow:
    number: str
    what: str
    gist: str
    on: date | None = None
    media: str = Media.MUNICIPAL
    by_poor_work: bool | None = None
    serious: bool = True


@dataclass(frozen=True, slots=True)
class RulingRow:
    number: str
    rule: str
    accepted: bool
    reason: str
    ordered_by: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    order: str
    kind: str
    reason: str
    ordered_by: str
    numbers: str = ""
    into: str = ""
    honour: str = ""
    cell: str = ""
    source: str = ""
    places: int = 0
    rules: str = ""


RECORDS: Layout[RecordRow] = Layout(
    "records",
    "不良记录",
    (
        Column("number", "申报编号", Kind.CODE, required=True, note=NUMBER_NOTE, longest=40),
        Column(
            "what", "类型", Kind.CHOICE, required=True,
            choices=(
                ("负面曝光", "exposures"), ("重大负面事件", "negative_events"), ("处分", "discipline"),
                ("失信", "credit"), ("违法违纪", "law"),
            ),
        ),
        Column("gist", "事由", required=True, longest=500),
        Column("on", "日期", Kind.DAY),
        Column(
            "media", "媒体级别", Kind.CHOICE, choices=tuple((m.value, m.value) for m in Media),
            note="只对负面曝光；不填按市级。",
        ),
        Column("by_poor_work", "因工作不力", Kind.YES_NO, note="留空表示尚未认定。"),
        Column("serious", "较重以上", Kind.YES_NO, note="只对失信；留空为是。"),
    ),
    RecordRow,
    (RecordRow("示例-0001", "exposures", "示例事由", date(2021, 8, 1), Media.MUNICIPAL, by_poor_work=False),),
)  # fmt: skip

RULINGS: Layout[RulingRow] = Layout(
    "rulings",
    "资格裁定",
    (
        Column("number", "申报编号", Kind.CODE, required=True, note=NUMBER_NOTE, longest=40),
        Column("rule", "规则", Kind.CODE, required=True, note="如 R33，见待认定的理由。"),
        Column("accepted", "认定符合", Kind.YES_NO, required=True),
        Column("reason", "理由", required=True, longest=500),
        Column("ordered_by", "裁定人", required=True, longest=100),
    ),
    RulingRow,
    (RulingRow("示例-0001", "R33", reason="示例理由", ordered_by="示例领导小组", accepted=True),),
)

UNIT_COLUMNS = (
    Column("county", "市、区"),
    Column("parent", "上级单位代码", Kind.CODE, longest=40),
    Column("headcount", "人数", Kind.WHOLE, note="申报之日在岗人数。"),
    Column("member", "成员单位", Kind.YES_NO),
    Column("strong_town", "强镇扩权镇", Kind.YES_NO),
)
PERSON_COLUMNS = (
    Column("person", "人员编号", Kind.CODE, longest=40, note="个人荣誉必填；同一人用同一编号。"),
    Column("person_name", "姓名", longest=60),
    Column("recommended", "单位推荐", Kind.YES_NO),
    Column("front_line", "一线受理", Kind.YES_NO, note="留空表示未填写，须裁定。"),
    Column("on_establishment", "在职在编", Kind.YES_NO, note="留空表示未填写，须裁定。"),
    Column("rank", "职级", longest=60),
    Column("reported_on", "报到日期", Kind.DAY),
    Column("whole_year", "连续工作全年", Kind.YES_NO, note="留空表示未填写，须裁定。"),
    Column("served_until", "工作至", Kind.DAY, note="仍在岗的留空。"),
)
PROJECT_COLUMNS = (
    Column("project", "项目名称", note="按项目申报的荣誉必填。"),
    Column("started_on", "项目启动日期", Kind.DAY),
    Column("in_use_on", "实施应用日期", Kind.DAY),
    Column("leading", "率先引领", Kind.YES_NO, note="留空表示尚未认定，须裁定。"),
)

DECISION_WORDS = (
    ("突破限制", "Override"),
    ("替换", "Replace"),
    ("同分决定", "GiveTieTo"),
    ("递补空缺", "FillVacancy"),
    ("空缺", "LeaveVacant"),
    ("调整名额", "MovePlaces"),
    ("本人选择", "Choose"),
    ("审核排名", "ConfirmRanking"),
)


def candidates_layout(campaign: Campaign) -> Layout[CandidateRow]:
    return Layout(
        "candidates",
        "候选",
        (
            Column("number", "申报编号", Kind.CODE, required=True, longest=40, note="不得重复。"),
            Column("honour", "荣誉", Kind.CHOICE, required=True, choices=_named(campaign.honours)),
            Column("unit", "单位代码", Kind.CODE, required=True, longest=40),
            Column("unit_name", "单位名称", required=True),
            Column("kind", "单位类别", Kind.CHOICE, required=True, choices=_named(campaign.unit_kinds)),
            Column("applied_on", "申报日期", Kind.DAY, required=True),
            *UNIT_COLUMNS,
            *PERSON_COLUMNS,
            *PROJECT_COLUMNS,
            Column("priority", "优先推荐理由", longest=500, note="市、区审批局优先推荐的填理由。"),
            Column("priority_by", "推荐单位"),
            Column("withdrawn", "已撤回", Kind.YES_NO),
            Column("total", "总分", Kind.SCORE, note="“得分”表有各项目得分的留空，由系统计算。"),
        ),
        CandidateRow,
        (
            CandidateRow(
                "示例-0001", campaign.honours[0].code, "示例-u001", "示例单位", campaign.unit_kinds[0].code,
                date(campaign.year, 12, 1), headcount=6, project="示例项目",
                started_on=date(campaign.year, 1, 4), in_use_on=date(campaign.year, 9, 1),
                leading=True, total=Decimal("91.25"),
            ),
        ),
    )  # fmt: skip


def figures_layout(campaign: Campaign) -> Layout[FigureRow]:
    """Values of components, as a method gives them: before conversion and weight."""
    components = [c for scheme in campaign.evaluation.schemes for c in scheme.components]
    return Layout(
        "figures",
        "得分",
        (
            Column("number", "申报编号", Kind.CODE, required=True, note=NUMBER_NOTE, longest=40),
            Column(
                "component", "考评项目", Kind.CHOICE, required=True, choices=_names(components),
                note="没有得分的项目不填，不按零分计算。",
            ),
            Column("value", "得分", Kind.SCORE, required=True, note="折算、加权之前，0 至 100。"),
        ),
        FigureRow,
        tuple(FigureRow("示例-0002", c.name, Decimal("88.5")) for c in components[:1]),
    )  # fmt: skip


def decisions_layout(campaign: Campaign) -> Layout[DecisionRow]:
    """What the leading group decided, in order; each kind needs its own columns."""
    cells = [cell for honour in campaign.honours for cell in honour.cells]
    return Layout(
        "decisions",
        "决定",
        (
            Column("order", "序号", Kind.CODE, required=True, longest=10, note="自上而下执行。"),
            Column("kind", "决定", Kind.CHOICE, required=True, choices=DECISION_WORDS),
            Column("numbers", "申报编号", longest=400, note="有关的申报；同分决定可写几件，用顿号隔开。"),
            Column("into", "替换为", Kind.CODE, longest=40, note="替换：由哪件申报顶替。"),
            Column("honour", "荣誉", Kind.CHOICE, choices=_named(campaign.honours)),
            Column(
                "cell", "名额类别", Kind.CHOICE, choices=_names(cells),
                note="同分、空缺的类别；调整名额调入的类别；突破限制后在哪一类参评。",
            ),
            Column("source", "调出类别", Kind.CHOICE, choices=_names(cells), note="未分配的名额留空。"),
            Column("places", "名额", Kind.WHOLE, most=1000, note="空缺、调整名额必填。"),
            Column("rules", "规则", longest=100, note="突破限制：哪几条，如 R40，用顿号隔开。"),
            Column("reason", "理由", required=True, longest=500),
            Column("ordered_by", "决定人", required=True, longest=100),
        ),
        DecisionRow,
        (
            DecisionRow("示例1", "ConfirmRanking", "排名无误", "领导小组会议"),
            DecisionRow(
                "示例2", "Override", "情况特殊", "领导小组会议", numbers="示例-0001", rules="R40"
            ),
        ),
    )  # fmt: skip


def selection_layouts(campaign: Campaign) -> tuple[Layout[Any], ...]:
    """All sheets of the workbook, the first of them the only one that it cannot do without."""
    return (
        candidates_layout(campaign),
        figures_layout(campaign),
        RECORDS,
        RULINGS,
        decisions_layout(campaign),
    )


def _named(things: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Names first, which the drop-down shows, then codes."""
    listed = list(things)
    return (*((one.name, one.code) for one in listed), *((one.code, one.code) for one in listed))


def _names(things: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Names that mean one thing within an honour or a scheme only, so each stands for itself."""
    return tuple((name, name) for name in dict.fromkeys(one.name for one in things))
