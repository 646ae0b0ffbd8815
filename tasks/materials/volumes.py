"""Filled application and recommendation forms, a volume for each honour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlmodel import col, select

from models import Application, Filing, Unit
from records.papers.materials.volumes import Filled, FormOf
from rules.dates import date_cn
from rules.definition import Campaign, Honour, Role, Way
from rules.facts import ApplicationFacts
from tasks.context import Context
from tasks.facts_of import application_facts, standing
from tasks.filings import CASE, EVIDENCE
from tasks.materials.gathered import content
from tasks.papers import Content
from tasks.recipients import holders_of

TEMPLATES = {
    Way.PROJECT: "form-project",
    Way.UNIT: "form-unit",
    Way.RECOMMENDATION: "form-person",
}
YES_NO = {True: "是", False: "否", None: ""}
MOST_SHOWN = 6
"""Pieces of evidence that a form names; the rest is counted."""


def projects(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """R18 to R20: by project, with its days and evidence."""
    return _volumes(ctx, campaign_id, plan, Way.PROJECT)


def units(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """R25: in the unit's name."""
    return _volumes(ctx, campaign_id, plan, Way.UNIT)


def persons(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """R31: the unit recommends a person."""
    return _volumes(ctx, campaign_id, plan, Way.RECOMMENDATION)


def _volumes(ctx: Context, campaign_id: int, plan: Campaign, way: Way) -> Iterator[Content]:
    rows = standing(ctx, campaign_id)
    for honour in (h for h in plan.honours if h.way is way):
        mine = [row for row in rows if row.honour == honour.code]
        if not mine:
            continue
        evidence, filings = _evidence(ctx, campaign_id, [row.unit_id for row in mine])
        leaders = _leaders(ctx, [row.unit_id for row in mine])
        filled = []
        for row in mine:
            facts = application_facts(row)
            said = _said(plan, facts, leaders.get(row.unit_id, ""))
            said |= _opinions(row)
            said["佐证材料目录"] = _listed(evidence[row.unit_id])
            about = facts.unit.name if row.candidate == facts.unit.name else row.candidate
            filled.append(Filled(number=row.number, about=about, said=said))
        word = "推荐表" if way is Way.RECOMMENDATION else "申报表"
        facts_of_all = {"honour": _form_of(plan, honour), "filled": filled}
        sources = {"application": [row.id for row in mine], "filing": filings}
        title = f"{honour.name}{word}"
        yield content(TEMPLATES[way], honour.code, title, facts_of_all, sources)


def _form_of(plan: Campaign, honour: Honour) -> FormOf:
    return FormOf(
        name=honour.name,
        subject=honour.subject.value,
        way=honour.way.value,
        criteria=list(honour.criteria),
        leads=[plan.office(code).name for code in honour.leads],
    )


def _said(plan: Campaign, facts: ApplicationFacts, leader: str) -> dict[str, str]:
    """Answers by what the form asks; what no row states stays free for the hand."""
    unit, person, project = facts.unit, facts.person, facts.project
    said = {
        "单位名称": unit.name,
        "单位类别": plan.unit_kind(unit.kind).name,
        "主要负责人": leader,
        "在岗人数": f"{unit.headcount}人" if unit.headcount else "",
    }
    if project is not None:
        said |= {
            "项目名称": project.name,
            "启动时间": date_cn(project.started_on) if project.started_on else "",
            "实施应用时间": date_cn(project.in_use_on) if project.in_use_on else "",
            "率先引领性（首创、唯一或排名依据）": "已说明，见佐证材料" if project.leading else "",
        }
    if person is not None:
        said |= {
            "姓名": person.name,
            "职务职级": person.rank or "",
            "是否在编": YES_NO[person.on_establishment],
            "是否一线受理岗位": YES_NO[person.front_line],
            "到岗时间": date_cn(person.reported_on) if person.reported_on else "",
        }
    return said


def _opinions(row: Application) -> dict[str, str]:
    said = [row.opinion, f"优先推荐：{row.priority}" if row.priority else ""]
    return {"推荐单位意见": "；".join(part for part in said if part)}


def _leaders(ctx: Context, unit_ids: Sequence[int]) -> dict[int, str]:
    held = holders_of(ctx, list(dict.fromkeys(unit_ids)), ctx.now.date())
    return {one.unit_id: one.name for one in held if one.role is Role.LEADER}


def _evidence(
    ctx: Context, campaign_id: int, unit_ids: Sequence[int]
) -> tuple[dict[int, list[str]], list[int | None]]:
    """Titles on record about each unit, in order of their days, and the rows they are from."""
    rows = ctx.session.exec(
        select(Filing.id, Unit.id, Filing.title)
        .join(Unit, col(Unit.id) == col(Filing.unit_id))
        .where(
            col(Filing.campaign_id) == campaign_id,
            col(Filing.kind).in_([EVIDENCE, CASE, "report"]),
            col(Filing.unit_id).in_(set(unit_ids)),
        )
        .order_by(col(Filing.happened_on), col(Filing.id))
    ).all()
    found: dict[int, list[str]] = defaultdict(list)
    for _, unit, title in rows:
        found[unit or 0].append(title)
    return found, [id_ for id_, _, _ in rows]


def _listed(titles: list[str]) -> str:
    shown = [f"{no}.{title}" for no, title in enumerate(titles[:MOST_SHOWN], 1)]
    more = len(titles) - MOST_SHOWN
    return "\n".join([*shown, f"另有{more}件"] if more > 0 else shown)
