"""Registers: applications and recommendations by honour and category, and rulings on eligibility."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlmodel import col, select

from models import Application
from records.papers.dossier import VERDICTS
from records.papers.materials.registers import Applied, CellCount, Judged, Recommended
from rules.definition import Campaign, Honour
from rules.selection import OUTCOME_NAMES, Candidate, Outcome, cell_of
from tasks import review
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.facts_of import application_facts, standing
from tasks.materials.gathered import STATES, cell_name, content, named
from tasks.papers import Content

APPLIED, PROPOSED, ELIGIBILITY = "register-applied", "register-proposed", "eligibility-table"
LISTED = (Outcome.WON, Outcome.TIE, Outcome.CHOICE, Outcome.RESERVE)


def applied(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """申报汇总表, one for each honour that somebody applied for, by category and number."""
    rows = standing(ctx, campaign_id)
    for honour in plan.honours:
        mine = [(row, application_facts(row)) for row in rows if row.honour == honour.code]
        cells = {row.number: cell_of(facts, honour, plan) for row, facts in mine}
        lines = [
            Applied(
                number=row.number,
                cell=cell.name if (cell := cells[row.number]) else "不在名额类别内",
                unit=facts.unit.name,
                candidate=named(facts, row.candidate),
                applied_on=row.applied_on.isoformat() if row.applied_on else None,
                opinion=_opinion(row),
                state=STATES.get(row.state, ""),
            )
            for row, facts in mine
        ]
        if lines:
            facts_of_all = {
                **_about(honour, [line["cell"] for line in lines]),
                "applied": _by_cell(honour, lines),
            }
            sources = {"application": [row.id for row, _ in mine]}
            title = f"{honour.name}申报汇总表"
            yield content(APPLIED, honour.code, title, facts_of_all, sources)


def proposed(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """推荐汇总表: proposed for a place, undecided, next in line; by category and rank."""
    candidates = {one.number: one for one in candidates_of(ctx, campaign_id, plan, explained=False)}
    proposal = review.current_proposal(ctx, campaign_id, plan)
    ids = _ids(ctx, campaign_id)
    for honour in plan.honours:
        verdicts = [
            verdict
            for verdict in proposal.verdicts.values()
            if verdict.honour == honour.code and verdict.outcome in LISTED
        ]
        verdicts.sort(key=lambda v: (LISTED.index(v.outcome), v.rank or 999, v.number))
        lines = [
            Recommended(
                number=verdict.number,
                cell=cell_name(honour, verdict.cell),
                unit=candidates[verdict.number].application.unit.name,
                candidate=_shown(candidates[verdict.number]),
                rank=verdict.rank,
                total="" if verdict.total is None else str(verdict.total),
                standing=OUTCOME_NAMES[verdict.outcome],
                reason=f"{verdict.reason}（{verdict.clause}）"
                if verdict.clause
                else verdict.reason,
            )
            for verdict in verdicts
        ]
        if lines:
            won = [line["cell"] for line in lines if line["standing"] == OUTCOME_NAMES[Outcome.WON]]
            facts = {**_about(honour, won), "recommended": _by_cell(honour, lines)}
            sources = {"application": [ids[v.number] for v in verdicts]}
            yield content(PROPOSED, honour.code, f"{honour.name}推荐汇总表", facts, sources)


def eligibility(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """资格审查表: every application with its ruling, each reason with its clause."""
    candidates = candidates_of(ctx, campaign_id, plan, explained=False)
    lines = [
        Judged(
            number=one.number,
            honour=plan.honour(one.application.honour).name,
            unit=one.application.unit.name,
            candidate=_shown(one),
            verdict=VERDICTS[one.eligibility.verdict],
            reasons="；".join(f"{r.text}（{r.clause}）" for r in one.eligibility.reasons),
        )
        for one in candidates
    ]
    if lines:
        verdicts = Counter(line["verdict"] for line in lines)
        facts = {"judged": lines, "verdicts": dict(verdicts)}
        ids = _ids(ctx, campaign_id)
        sources = {"application": [ids[one.number] for one in candidates]}
        yield content(ELIGIBILITY, "", "参评资格审查表", facts, sources)


def _about(honour: Honour, listed: Iterable[str]) -> dict[str, object]:
    counts = Counter(listed)
    cells = [
        CellCount(name=cell.name, places=cell.places, soft=cell.soft, listed=counts[cell.name])
        for cell in honour.cells
    ]
    return {"honour_name": honour.name, "total": honour.total, "cell_counts": cells}


def _by_cell(honour: Honour, lines: list[Applied] | list[Recommended]) -> list[object]:
    order = [cell.name for cell in honour.cells]
    return sorted(
        lines, key=lambda line: order.index(line["cell"]) if line["cell"] in order else 99
    )


def _opinion(row: Application) -> str:
    parts = (row.opinion, f"优先推荐：{row.priority}" if row.priority else "")
    return "；".join(part for part in parts if part)


def _shown(one: Candidate) -> str:
    application = one.application
    if application.person is not None:
        return application.person.name
    return application.project.name if application.project else ""


def _ids(ctx: Context, campaign_id: int) -> dict[str, int | None]:
    return dict(
        ctx.session.exec(
            select(Application.number, Application.id).where(
                col(Application.campaign_id) == campaign_id
            )
        ).all()
    )
