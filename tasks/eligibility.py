"""Whether applications may compete: judged with every reason, ruled on, opinions of counties heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

from sqlmodel import col, select

from models import Application, Obligation, OfficeTask, Step, Unit
from rules import definition
from rules.definition import DutyKind, Subject
from rules.eligibility import Standing, judge
from rules.facts import Ruling
from rules.states import ApplicationState
from tasks import facts_of, fulfilment, office_tasks, owing, steps
from tasks.application_rows import CLAUSE, WAITING, application_step, by_number, duty_of
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.lookup import step_row, unit_by_code
from tasks.use_case import use_case

VERDICTS = {
    Standing.ELIGIBLE: ApplicationState.ELIGIBLE,
    Standing.INELIGIBLE: ApplicationState.INELIGIBLE,
}
JUDGED = (ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE, ApplicationState.EVALUATED)


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the applications of a step stand."""

    submitted: int
    eligible: int
    ineligible: int
    to_rule_on: tuple[str, ...]
    """Numbers that wait for somebody's ruling."""
    returned: int
    complete: bool

    def row(self) -> dict[str, object]:
        return {
            "待审查": self.submitted,
            "符合": self.eligible,
            "不符合": self.ineligible,
            "待裁定": "、".join(self.to_rule_on),
            "补正中": self.returned,
            "已完成": self.complete,
        }


def settle(ctx: Context, campaign_id: int, step: str) -> Settled:
    """Judge applications whose deadline has passed, hear the counties, note the outcome.

    Before its unit's deadline an application is left alone, so that it can still be corrected.
    """
    row, plan = step_row(ctx, campaign_id, step), definition_of(ctx, campaign_id)
    standing = facts_of.standing(ctx, campaign_id)
    ends, last = _ends(ctx, row)
    judged = 0
    for application in standing:
        correcting = application.state is ApplicationState.RETURNED
        end = ends.get((application.unit_id, _subject(application) if correcting else ""))
        if (application.state in WAITING or correcting) and end is not None and end < ctx.now:
            judged += _judge(ctx, application, plan)
    _flag_both_honours(ctx, standing, plan)
    over = last is not None and last < ctx.now
    if over:
        _settle_opinions(ctx, row, standing)
    open_ = [a for a in standing if a.state in WAITING]
    to_rule_on = tuple(a.number for a in open_ if a.reasons)
    settled = _settled(standing, to_rule_on, over=over)
    if judged:
        ctx.record("applications.judged", step, campaign=campaign_id, counts=settled.row())
    if settled.complete:
        steps.conclude(ctx, campaign_id, step, _outcome(settled))
    return settled


@use_case("裁定参评资格")
def rule_on_eligibility(ctx: Context, campaign_id: int, number: str, ruling: Ruling) -> Standing:
    """Record an answer to a point that the notice leaves open, and judge again with it.

    Raises Refused when no such point is open, or reason and post are missing.
    """
    plan, row = definition_of(ctx, campaign_id), by_number(ctx, campaign_id, number)
    verdict = judge(facts_of.application_facts(row), plan)
    open_points = {r.rule: r.text for r in verdict.reasons if r.effect.value == "ruling"}
    problems = [] if ruling.reason.strip() else ["请写明裁定的理由"]
    if not ruling.ordered_by.strip():
        problems.append("请写明作出裁定的岗位")
    if ruling.rule not in open_points:
        known = "；".join(f"{rule} {text}" for rule, text in open_points.items()) or "无"
        problems.append(f"{number}的{ruling.rule}没有待裁定的事项，待裁定：{known}")
    if problems:
        raise Refused(problems)
    row.facts = {**row.facts, "rulings": [*row.facts.get("rulings", ()), asdict(ruling)]}
    _judge(ctx, row, plan)
    if row.state in JUDGED:
        _ruled(ctx, row, ruling)
    ctx.record(
        "application.ruled_on",
        number,
        campaign=campaign_id,
        why=ruling.reason,
        rule=ruling.rule,
        accepted=ruling.accepted,
        ordered_by=ruling.ordered_by,
    )
    return judge(facts_of.application_facts(row), plan).verdict


@use_case("登记上级意见")
def give_opinion(
    ctx: Context, campaign_id: int, number: str, *, county: str, text: str, priority: str = ""
) -> int:
    """A county bureau's opinion on an application of its lower units, with or without 优先推荐.

    R50, R51. Meets the county's duty once all of them have one. Raises Refused when the
    application is not of its units or says nothing.
    """
    row, bureau = by_number(ctx, campaign_id, number), unit_by_code(ctx, county)
    unit = ctx.session.get(Unit, row.unit_id)
    problems = [] if text.strip() else ["请写明意见"]
    if unit is None or unit.parent_id != bureau.id:
        problems.append(f"{number}不是{bureau.name}所属单位的申报（说明4）")
    if row.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
        problems.append(f"{number}没有提交或已经撤回")
    if problems:
        raise Refused(problems)
    row.opinion, row.priority = text, priority
    row.facts = {**row.facts, "opinion_by": bureau.name, "opinion_at": ctx.now.isoformat()}
    ctx.session.add(row)
    ctx.record(
        "application.opinion", number, campaign=campaign_id, by=county, priority=bool(priority)
    )
    step = application_step(ctx, campaign_id)
    _, last = _ends(ctx, step)
    if last is None or ctx.now <= last:
        return 0
    return _settle_opinions(ctx, step, facts_of.standing(ctx, campaign_id))


def _ends(ctx: Context, step: Step) -> tuple[dict[tuple[int, str], datetime], datetime | None]:
    """When each unit's application and correction are due, and when the last one is."""
    apply = duty_of(ctx, step, DutyKind.APPLY)
    rows = ctx.session.exec(
        select(Obligation.unit_id, Obligation.subject, Obligation.enforced_at).where(
            col(Obligation.step_id) == step.id,
            col(Obligation.duty) == (apply.code if apply else ""),
        )
    ).all()
    ends = {(unit, subject): end for unit, subject, end in rows}
    return ends, max(ends.values(), default=None)


def _judge(ctx: Context, row: Application, plan: definition.Campaign) -> bool:
    """Judge by the facts as they stand; says whether anything changed."""
    verdict = judge(facts_of.application_facts(row), plan)
    reasons = [
        {"rule": r.rule, "clause": r.clause, "text": r.text, "effect": r.effect.value}
        for r in verdict.reasons
    ]
    if row.returned_for:
        text = f"未按期补正（{row.returned_for}），按原申报材料审查。"
        reasons.append({"rule": "R4", "clause": CLAUSE, "text": text, "effect": "note"})
    state = VERDICTS.get(verdict.verdict, ApplicationState.SUBMITTED)
    before = (row.state, row.reasons)
    row.state, row.reasons = state, reasons
    ctx.session.add(row)
    if verdict.verdict is Standing.NEEDS_RULING:
        _ask_for_ruling(ctx, row)
    return before != (state, reasons)


def _ask_for_ruling(ctx: Context, row: Application) -> None:
    key = _task_key(row)
    if ctx.session.exec(select(OfficeTask.id).where(col(OfficeTask.key) == key)).first():
        return
    points = "".join(r["text"] for r in row.reasons if r["effect"] == "ruling")
    ctx.session.add(
        OfficeTask(
            campaign_id=row.campaign_id,
            key=key,
            kind="ruling",
            text=f"{row.number} {row.candidate}：{points}请裁定。",
            created_at=ctx.now,
        )
    )


def _ruled(ctx: Context, row: Application, ruling: Ruling) -> None:
    outcome = f"{ruling.ordered_by}：{ruling.reason}"
    office_tasks.settle(ctx, _task_key(row), outcome=outcome)


def _task_key(row: Application) -> str:
    return f"{row.campaign_id}:ruling:{row.id}"


def _flag_both_honours(
    ctx: Context, standing: Sequence[Application], plan: definition.Campaign
) -> None:
    """A14: whoever stands for two personal honours is flagged on both, so that a choice is made."""
    personal = {h.code for h in plan.honours if h.subject is Subject.PERSON}
    by_person: dict[str, list[Application]] = {}
    for row in standing:
        code = (row.facts.get("person") or {}).get("code")
        if row.honour in personal and code and row.state in JUDGED:
            by_person.setdefault(code, []).append(row)
    for rows in by_person.values():
        if len({row.honour for row in rows}) < 2:  # noqa: PLR2004 - both honours
            continue
        for row in rows:
            others = "、".join(other.number for other in rows if other is not row)
            note = {
                "rule": "A14",
                "clause": "通知未作规定（A14）",
                "text": f"同时申报另一项个人荣誉（{others}），获评时须选择一项。",
                "effect": "note",
            }
            if note not in row.reasons:
                row.reasons = [*row.reasons, note]
                ctx.session.add(row)


def _settle_opinions(ctx: Context, step: Step, standing: Sequence[Application]) -> int:
    """Meet the duty of counties that have spoken on all; release those with nothing to speak on."""
    duty = duty_of(ctx, step, DutyKind.OPINION)
    if duty is None:
        return 0
    owed = owing.owed(ctx, step.campaign_id, step.code, duty.code)
    parents = _parents(ctx, standing)
    met = 0
    for obligation in owed:
        theirs = [a for a in standing if parents.get(a.unit_id) == obligation.unit_id]
        if not theirs:
            reason = "所属单位没有申报，无须提出意见"
            fulfilment.waive(ctx, cast("int", obligation.id), reason=reason, ordered_by="办公室")
        elif all(a.opinion for a in theirs):
            at = max(datetime.fromisoformat(a.facts["opinion_at"]) for a in theirs)
            met += owing.meet(ctx, [obligation], at=at, how=f"对{len(theirs)}件申报提出意见")
    return met


def _parents(ctx: Context, standing: Sequence[Application]) -> dict[int, int | None]:
    units = {row.unit_id for row in standing}
    rows = ctx.session.exec(select(Unit.id, Unit.parent_id).where(col(Unit.id).in_(units))).all()
    return {cast("int", unit): parent for unit, parent in rows}


def _settled(
    standing: Sequence[Application], to_rule_on: tuple[str, ...], *, over: bool
) -> Settled:
    count = Counter(row.state for row in standing)
    waiting = sum(count[state] for state in WAITING)
    returned = count[ApplicationState.RETURNED]
    done = over and not returned and waiting == len(to_rule_on)
    eligible = count[ApplicationState.ELIGIBLE] + count[ApplicationState.EVALUATED]
    return Settled(
        waiting, eligible, count[ApplicationState.INELIGIBLE], to_rule_on, returned, complete=done
    )


def _outcome(settled: Settled) -> str:
    total = settled.submitted + settled.eligible + settled.ineligible
    text = f"收到申报{total}件，符合条件{settled.eligible}件，不符合{settled.ineligible}件"
    return f"{text}，待裁定{len(settled.to_rule_on)}件" if settled.to_rule_on else text


def _subject(row: Application) -> str:
    return f"{row.number}#{row.version}"
