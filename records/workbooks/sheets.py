"""The sheets that offices hand in during evaluation: assessments, measurements, scores, votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from records.workbooks.layout import Column, Kind, Layout
from rules.ballots import values_of
from rules.definition import Campaign, Method

SHEET_METHODS = (Method.FIELD_RESEARCH, Method.SITE_VISIT, Method.HEARING, Method.MATERIALS)
"""Methods whose scores come from evaluators' sheets."""
CANDIDATE_NOTE = "集体填单位代码，个人填申报编号。"
MOST_VOTES = 1_000_000


@dataclass(frozen=True, slots=True)
class BimonthlyRow:
    window: str
    round: str
    score: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class ThirdPartyRow:
    candidate: str
    agency: str
    score: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    evaluator: str
    candidate: str
    component: str
    score: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class TallyRow:
    candidate: str
    issued: int
    returned: int
    valid: int
    grades: Mapping[str, int] = field(default_factory=dict)
    name: str = ""
    voter_class: str = ""
    batch: str = ""
    teller: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    unit: str
    heading: str
    title: str
    happened_on: date
    link: str = ""


BIMONTHLY: Layout[BimonthlyRow] = Layout(
    "bimonthly",
    "双月度考核",
    (
        Column(
            "window", "窗口代码", Kind.CODE, required=True, aliases=("单位代码", "代码"),
            note="与单位名册一致；窗口不得拆分或合并（说明2）。", longest=40,
        ),
        Column("name", "窗口名称", aliases=("单位名称", "名称"), note="可留空；填写时须与名册相符。"),
        Column(
            "round", "轮次", Kind.ROUND, required=True, aliases=("考核轮次", "期次"),
            note="年-期，如 2021-3；请保持文本格式。",
        ),
        Column("score", "得分", Kind.SCORE, required=True, note="0 至 100，最多四位小数。"),
    ),
    BimonthlyRow,
    (BimonthlyRow("示例-ck001", "2021-1", Decimal("96.5"), "示例窗口"),),
)  # fmt: skip

THIRD_PARTY: Layout[ThirdPartyRow] = Layout(
    "third-party",
    "第三方测评",
    (
        Column(
            "candidate", "代码", Kind.CODE, required=True, note=CANDIDATE_NOTE, longest=40,
            aliases=("单位代码", "窗口代码", "候选代码", "申报编号"),
        ),
        Column("name", "名称", aliases=("单位名称", "窗口名称"), note="可留空；填写时须与名册相符。"),
        Column("agency", "测评机构", required=True, aliases=("机构",), longest=100),
        Column("score", "得分", Kind.SCORE, required=True, note="0 至 100，最多四位小数。"),
    ),
    ThirdPartyRow,
    (ThirdPartyRow("示例-ck001", "示例测评机构", Decimal("91.25"), "示例窗口"),),
)  # fmt: skip


def evaluation_layout(campaign: Campaign) -> Layout[EvaluationRow]:
    """The evaluators' sheet with the campaign's components that are scored by people."""
    components = [
        c
        for scheme in campaign.evaluation.schemes
        for c in scheme.components
        if c.method in SHEET_METHODS
    ]
    words = dict.fromkeys([*((c.name, c.code) for c in components), *((c.code, c.code) for c in components)])  # fmt: skip
    return Layout(
        "scores",
        "评分表",
        (
            Column(
                "evaluator", "评委", Kind.CODE, required=True, aliases=("评委编号", "评分人"),
                note="评委的人员编号，或评分处室的代码。", longest=100,
            ),
            Column(
                "candidate", "候选代码", Kind.CODE, required=True, note=CANDIDATE_NOTE,
                aliases=("代码", "单位代码", "申报编号"), longest=40,
            ),
            Column("name", "候选名称", aliases=("名称", "单位名称"), note="可留空；填写时须相符。"),
            Column(
                "component", "考评项目", Kind.CHOICE, required=True, aliases=("项目",),
                choices=tuple(words), note="从下拉列表中选择。",
            ),
            Column("score", "得分", Kind.SCORE, required=True, note="0 至 100，最多四位小数。"),
        ),
        EvaluationRow,
        tuple(
            EvaluationRow("示例-r000001", "示例-zh001", c.code, Decimal(88), "示例镇行政审批局")
            for c in components[:1]
        ),
    )  # fmt: skip


CLASS_AND_BATCH = (
    Column(
        "voter_class", "投票人类别", aliases=("类别",), longest=40,
        note="类别代码；只有一类投票人时可留空。",
    ),
    Column(
        "batch", "批次", Kind.CODE, aliases=("批号",), longest=40,
        note="本局投票的纸质票按批录入，须由另一人复核；别处已经计好的票留空。",
    ),
)  # fmt: skip


def tally_layout(campaign: Campaign) -> Layout[TallyRow]:
    """The counted vote, with one column for each mark that may stand on a slip of the campaign."""
    grades = marks_of(campaign)
    one_form = len({vote.mode for vote in campaign.votes}) < 2  # noqa: PLR2004 - grades and choices
    numbers = (("issued", "发出"), ("returned", "收回"), ("valid", "有效"))
    return Layout(
        "tallies",
        "计票单",
        (
            Column(
                "candidate", "候选代码", Kind.CODE, required=True, note=CANDIDATE_NOTE,
                aliases=("代码", "单位代码", "窗口代码", "申报编号"), longest=40,
            ),
            Column("name", "候选名称", aliases=("名称", "单位名称", "窗口名称"), note="可留空；填写时须相符。"),
            *CLASS_AND_BATCH,
            *(
                Column(
                    key, word, Kind.WHOLE, required=True, aliases=(f"{word}票数", f"{word}票"),
                    most=MOST_VOTES,
                )
                for key, word in numbers
            ),
            *(
                Column(
                    grade, grade, Kind.WHOLE, required=one_form, aliases=(f"{grade}票", f"{grade}票数"),
                    note="没有就填 0；各等次之和等于有效票。", most=MOST_VOTES,
                )
                for grade in grades
            ),
            Column(
                "teller", "计票人", Kind.CODE, aliases=("监票人",), longest=40,
                note="计票人的人员编号；须回避的人不能计票。",
            ),
        ),
        TallyRow,
        (TallyRow("示例-ck001", 60, 58, 57, _spread(57, grades), "示例窗口"),),
        "grades",
    )  # fmt: skip


def marks_of(campaign: Campaign) -> list[str]:
    """The marks of all votes, grades first; a campaign without votes has its grades."""
    grades = [g.grade for g in campaign.evaluation.grades]
    marks = [mark for vote in campaign.votes for mark in values_of(vote, campaign)]
    return list(dict.fromkeys(sorted(marks, key=lambda m: m not in grades) or grades))


def reports_layout(campaign: Campaign) -> Layout[ReportRow]:
    """Information reports under the campaign's headings (R56)."""
    return Layout(
        "reports",
        "信息报送",
        (
            Column("unit", "单位代码", Kind.CODE, required=True, aliases=("代码",), longest=40),
            Column(
                "heading", "方面", Kind.CHOICE, required=True, aliases=("类别", "栏目"),
                choices=tuple((h, h) for h in campaign.report_headings),
            ),
            Column("title", "标题", required=True, aliases=("信息标题",), longest=300),
            Column("happened_on", "报送日期", Kind.DAY, required=True, aliases=("日期",)),
            Column("link", "链接", aliases=("网址",), longest=500),
        ),
        ReportRow,
        (
            ReportRow(
                "示例-zh001", campaign.report_headings[0], "示例：一件事改革新做法",
                date(campaign.year, 7, 15), "https://example.com/1",
            ),
        ),
    )  # fmt: skip


def _spread(votes: int, grades: list[str]) -> dict[str, int]:
    """Votes for an example, all but a few for the first grade."""
    given = dict.fromkeys(grades, 0)
    given[grades[0]] = votes - min(7, votes) * (len(grades) > 1)
    given[grades[-1 if len(grades) == 1 else 1]] += votes - sum(given.values())
    return given
