"""The sheets of the judging itself: evaluators, assignments, and opinions of observers."""

from __future__ import annotations

from dataclasses import dataclass

from records.workbooks.layout import Column, Kind, Layout
from records.workbooks.sheets import CANDIDATE_NOTE, evaluation_layout
from rules.definition import Campaign


@dataclass(frozen=True, slots=True)
class EvaluatorRow:
    code: str
    name: str
    component: str
    group: str = ""
    role: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    evaluator: str
    candidate: str
    component: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ObserverOpinionRow:
    office: str
    candidate: str
    text: str
    name: str = ""


def evaluators_layout(campaign: Campaign) -> Layout[EvaluatorRow]:
    """One row for each seat: whoever sits on two panels has two rows."""
    groups = [(name, g.code) for g in campaign.evaluation.groups for name in (g.name, g.code)]
    component = _component(campaign)
    return Layout(
        "evaluators",
        "评委",
        (
            Column(
                "code", "评委编号", Kind.CODE, required=True, aliases=("评委", "编号"), longest=40,
                note="名册中的人员编号或处室代码；外部专家由办公室编号。",
            ),
            Column("name", "姓名", required=True, aliases=("评委姓名", "名称"), longest=100),
            component,
            Column(
                "group", "考评分组", Kind.CHOICE, aliases=("分组",), choices=tuple(groups),
                note="留空为该考评项目的全部分组。",
            ),
            Column("role", "评委类别", aliases=("类别",), note="如 处室、专家。", longest=40),
            Column("outside", "外部", Kind.YES_NO, note="不在名册里的专家、机构填“是”。"),
        ),
        EvaluatorRow,
        (EvaluatorRow("示例-r000001", "示例甲", component.choices[0][1], role="处室"),),
    )  # fmt: skip


def assignments_layout(campaign: Campaign) -> Layout[AssignmentRow]:
    component = _component(campaign)
    return Layout(
        "assignments",
        "评委指派",
        (
            Column("evaluator", "评委编号", Kind.CODE, required=True, aliases=("评委",), longest=40),
            Column(
                "candidate", "候选代码", Kind.CODE, required=True, note=CANDIDATE_NOTE,
                aliases=("代码", "单位代码", "申报编号"), longest=40,
            ),
            Column("name", "候选名称", aliases=("名称",), note="可留空；填写时须相符。"),
            component,
        ),
        AssignmentRow,
        (AssignmentRow("示例-r000001", "示例-zh001", component.choices[0][1]),),
    )  # fmt: skip


def observer_opinions_layout(campaign: Campaign) -> Layout[ObserverOpinionRow]:
    """R11: what the observer offices have to say, candidate by candidate."""
    observers = [office for office in campaign.offices if office.observer]
    words = [(word, o.code) for o in observers for word in (o.name, o.short, o.code)]
    return Layout(
        "observer-opinions",
        "列席单位意见",
        (
            Column(
                "candidate", "候选代码", Kind.CODE, required=True, note=CANDIDATE_NOTE,
                aliases=("代码", "单位代码", "申报编号"), longest=40,
            ),
            Column("name", "候选名称", aliases=("名称",), note="可留空；填写时须相符。"),
            Column(
                "office", "列席单位", Kind.CHOICE, required=True, aliases=("单位",),
                choices=tuple(words), note="意见随得分一并呈报，不计入得分（附件1）。",
            ),
            Column("text", "意见", required=True, longest=1000),
        ),
        ObserverOpinionRow,
        tuple(ObserverOpinionRow(o.code, "示例-zh001", "材料属实") for o in observers[:1]),
    )  # fmt: skip


def _component(campaign: Campaign) -> Column:
    return evaluation_layout(campaign).column("component")
