"""Papers that close the campaign: the report upwards, proof of delivery, summary, plaques."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import col, func, select

from models import Application, Filing, Nudge, Obligation, Step, Unit
from records.papers.materials.reports import Delivery, Part, Places, Plaque, Timely
from rules.definition import Campaign, Subject
from rules.states import NudgeState, ObligationState
from tasks import papers, reporting
from tasks.context import Context
from tasks.honoured import standing
from tasks.materials.gathered import content, official
from tasks.meetings.concluding import final_minutes
from tasks.outcomes import Winner, by_honour
from tasks.papers import Content
from tasks.reporting import CIRCULAR, NOT_HANDED_IN

UPWARD, DELIVERIES, SUMMARY = "report-upward", "delivery-register", "summary-report"
PLAQUES = "plaques"
SUPERIORS = 2
"""How many of the circular's addressees stand above the organiser; the file lists them first (R8)."""
IN_TIME = (ObligationState.MET, ObligationState.WAIVED)


def upward(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """R8: the report to superior bodies, which names who signs it (clause 7.2.6)."""
    circular = papers.find(ctx, campaign_id, CIRCULAR)
    if circular is not None:
        found = standing(ctx, campaign_id)
        facts = {
            "signer": plan.leading_group.head,
            "figures": circular.facts["figures"],
            "winners": by_honour(ctx, campaign_id, found),
            "places_given": _places(ctx, campaign_id, plan, found),
            "phases": circular.facts["phases"],
            "circular": papers.number_of(circular),
        }
        title = f"关于{plan.short}开展情况的报告"
        main = circular.main[:SUPERIORS]
        yield official(content(UPWARD, "", title, facts, {"paper": [circular.id]}, main))


def deliveries(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """R60: each addressee of the circular with what proves that it has arrived."""
    circular = papers.find(ctx, campaign_id, CIRCULAR)
    if circular is not None:
        lines = [_delivery(one) for one in reporting.deliveries_of(circular)]
        facts = {
            "paper": circular.title,
            "number": papers.number_of(circular),
            "deliveries": lines,
            "arrived": sum(line["delivered_on"] is not None for line in lines),
        }
        title = f"{plan.short}情况通报送达登记表"
        yield content(DELIVERIES, "", title, facts, {"paper": [circular.id]})


def summary(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """工作总结: who took part, what was owed and done in time, which places were given or left."""
    if not final_minutes(ctx, campaign_id):
        return
    found = standing(ctx, campaign_id)
    timely = _timeliness(ctx, campaign_id, plan)
    facts = {
        "participation": _participation(ctx, campaign_id, plan),
        "timeliness": timely,
        "places_given": _places(ctx, campaign_id, plan, found),
        "owed": sum(one["owed"] for one in timely),
        "in_time": sum(one["in_time"] for one in timely),
        "reminders": sum(one["reminders"] for one in timely),
        "winners": len(found),
        "vacant": sum(honour.total for honour in plan.honours) - len(found),
        "phases": [phase.name for phase in plan.phases],
        "queries": dict.fromkeys(
            ("application", "filing", "obligation", "nudge", "placement"),
            f"campaign_id = {campaign_id}",
        ),
    }
    yield content(SUMMARY, "", f"{plan.short}工作总结", facts, {})


def plaques(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """Texts of the plaques of collective honours, numbered in the order of the list."""
    collective = [
        one for one in standing(ctx, campaign_id) if plan.honour(one.honour).subject is Subject.UNIT
    ]
    lines = [
        Plaque(
            serial=f"{plan.code.upper()}-P{place:03}",
            unit=one.unit,
            honour=plan.honour(one.honour).name,
            wording=f"{plan.honour(one.honour).name}\n（{plan.short}）\n{plan.organiser}",
        )
        for place, one in enumerate(collective, 1)
    ]
    if lines:
        sources = {"unit": [one.unit_id for one in collective]}
        yield content(PLAQUES, "", "奖牌文字清单", {"plaques": lines}, sources)


def _delivery(one: reporting.Delivery) -> Delivery:
    return Delivery(
        addressee=one.addressee,
        copy=one.copy,
        delivered_on=one.on.isoformat() if one.on else None,
        proof=one.proof,
    )


def _participation(ctx: Context, campaign_id: int, plan: Campaign) -> list[Part]:
    """By kind of unit, in the order of the file; three statements."""
    units = ctx.session.exec(select(Unit.id, Unit.kind)).all()
    filings = _by_unit(ctx, Filing.unit_id, col(Filing.campaign_id) == campaign_id)
    applications = _by_unit(
        ctx,
        Application.unit_id,
        col(Application.campaign_id) == campaign_id,
        col(Application.state).not_in(NOT_HANDED_IN),
    )
    of_kind: dict[str, list[int]] = defaultdict(list)
    for id_, kind in units:
        of_kind[kind].append(id_ or 0)
    return [
        Part(
            kind=kind.name,
            units=len(mine),
            took_part=sum(id_ in filings or id_ in applications for id_ in mine),
            filings=sum(filings.get(id_, 0) for id_ in mine),
            applications=sum(applications.get(id_, 0) for id_ in mine),
        )
        for kind in plan.unit_kinds
        if (mine := of_kind[kind.code])
    ]


def _by_unit(ctx: Context, unit: Any, *where: Any) -> dict[int, int]:  # noqa: ANN401 - columns and conditions
    return dict(ctx.session.exec(select(unit, func.count()).where(*where).group_by(unit)).all())


def _timeliness(ctx: Context, campaign_id: int, plan: Campaign) -> list[Timely]:
    """By duty of the file; two statements."""
    states: dict[tuple[str, str], Counter[ObligationState]] = defaultdict(Counter)
    key = (col(Step.code), col(Obligation.duty))
    mine = col(Obligation.campaign_id) == campaign_id
    for step, duty, state, count in ctx.session.exec(
        select(*key, Obligation.state, func.count())
        .join(Step, col(Step.id) == col(Obligation.step_id))
        .where(mine)
        .group_by(*key, col(Obligation.state))
    ):
        states[step, duty][ObligationState(state)] += count
    reminders = {
        (step, duty): count
        for step, duty, count in ctx.session.exec(
            select(*key, func.count())
            .select_from(Nudge)
            .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
            .join(Step, col(Step.id) == col(Obligation.step_id))
            .where(mine, col(Nudge.state) == NudgeState.QUEUED)
            .group_by(*key)
        )
    }
    return [
        Timely(
            duty=duty.title,
            owed=sum(found.values()),
            in_time=sum(found[state] for state in IN_TIME),
            late=found[ObligationState.MET_LATE],
            missing=sum(found.values())
            - sum(found[s] for s in (*IN_TIME, ObligationState.MET_LATE)),
            reminders=reminders.get((step.code, duty.code), 0),
        )
        for step in plan.steps
        for duty in step.duties
        if (found := states[step.code, duty.code])
    ]


def _places(
    ctx: Context, campaign_id: int, plan: Campaign, found: Sequence[Winner]
) -> list[Places]:
    applied = dict(
        ctx.session.exec(
            select(Application.honour, func.count())
            .where(
                col(Application.campaign_id) == campaign_id,
                col(Application.state).not_in(NOT_HANDED_IN),
            )
            .group_by(col(Application.honour))
        ).all()
    )
    given = Counter(one.honour for one in found)
    return [
        Places(
            honour=honour.name, total=honour.total, applied=applied.get(honour.code, 0),
            given=given[honour.code], vacant=honour.total - given[honour.code],
        )
        for honour in plan.honours
    ]  # fmt: skip
