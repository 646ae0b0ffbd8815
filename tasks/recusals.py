"""Recusal (回避): a relation declared, assignments ended, marks taken out, and a task for the office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, delete, select

from models import Assignment, DeclaredRelation, ItemMark, Score
from tasks import office_tasks, signatures
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.candidates import Candidates, candidates_of
from tasks.imports.figures import told
from tasks.judges import judges_of
from tasks.use_case import use_case

RECUSAL = "recusal"


@dataclass(frozen=True, slots=True)
class Recused:
    """Who steps back, how many assignments ended, and how many marks were taken out."""

    judge: str
    assignments: int
    marks: int

    def row(self) -> dict[str, object]:
        return {"回避": self.judge, "终止指派": self.assignments, "撤下评分": self.marks}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a recusal touches: (component, candidate) of assignments that end and of marks taken out."""

    judge: str
    ended: tuple[tuple[str, str], ...]
    taken: tuple[tuple[str, str], ...]


def effect_of(ctx: Context, campaign_id: int, judge: str, about: str, *, reason: str) -> Effect:
    """What `recuse` would do; nothing is changed. Raises Refused like it."""
    known = candidates_of(ctx, campaign_id, definition_of(ctx, campaign_id))
    if problems := _problems(ctx, campaign_id, known, (judge, about), reason):
        raise Refused(problems)
    whom = judge, _candidates(known, about)
    return Effect(
        _named(ctx, campaign_id, judge),
        tuple((row.component, row.candidate) for row in _to_end(ctx, campaign_id, whom)),
        tuple((row.component, row.candidate) for row in _to_take_out(ctx, campaign_id, whom)),
    )


@use_case("登记回避")
def recuse(ctx: Context, campaign_id: int, judge: str, about: str, *, reason: str) -> Recused:
    """Declare a relation to a candidate, or to a unit and all its candidates.

    It bars from now on on every path; assignments end, marks given already are taken out with
    their values in the journal, and the office is told who needs another evaluator. Raises Refused
    with everything that is wrong.
    """
    known = candidates_of(ctx, campaign_id, definition_of(ctx, campaign_id))
    problems = _problems(ctx, campaign_id, known, (judge, about), reason)
    if problems:
        raise Refused(problems)
    ctx.session.add(
        DeclaredRelation(
            campaign_id=campaign_id,
            evaluator=judge,
            about=about,
            reason=reason,
            declared_at=ctx.now,
            declared_by=ctx.actor,
        )
    )
    whom = judge, _candidates(known, about)
    ended = _end(ctx, campaign_id, whom, reason)
    taken = _take_out(ctx, campaign_id, whom)
    ctx.record(
        "evaluator.recused",
        judge,
        why=reason,
        campaign=campaign_id,
        about=about,
        ended=[f"{row.component}:{row.candidate}" for row in ended],
        taken_out=[f"{row.component}:{row.candidate}={told(row.scaled)}" for row in taken],
    )
    needing = {(row.component, row.candidate) for row in ended}
    needing |= {(row.component, row.candidate) for row in taken}
    _ask_for_another(ctx, campaign_id, judge, needing, known)
    signatures.void_changed(ctx, campaign_id)
    return Recused(_named(ctx, campaign_id, judge), len(ended), len(taken))


def _ask_for_another(
    ctx: Context,
    campaign_id: int,
    judge: str,
    needing: Collection[tuple[str, str]],
    known: Candidates,
) -> None:
    names = definition_of(ctx, campaign_id).component_names
    for component, candidate in sorted(needing):
        name = known.known[candidate].names[0]
        text = f"{judge} 已回避，{candidate} {name} 需要另行指派评委（{names[component]}）"
        key = f"{campaign_id}:{RECUSAL}:{judge}:{component}:{candidate}"
        office_tasks.add(ctx, campaign_id, key=key, kind=RECUSAL, text=text)


def settle_covered(ctx: Context, campaign_id: int, covered: Collection[tuple[str, str]]) -> None:
    """Somebody else judges these candidates of these components now: the office need not look."""
    asked = {
        key: tuple(key.split(":")[-2:]) for key in office_tasks.waiting(ctx, campaign_id, RECUSAL)
    }
    done = [key for key, pair in asked.items() if pair in covered]
    office_tasks.settle(ctx, *done, outcome="已另行指派评委")


def _named(ctx: Context, campaign_id: int, judge: str) -> str:
    """An agency is known by its name alone, so a slip of the pen can only be pointed out."""
    plan = definition_of(ctx, campaign_id)
    name = judges_of(ctx, campaign_id, plan, [judge])[judge].name
    return f"{judge} {name}" if name != judge else f"{judge}（名册和评委名单里没有，请核对）"


def _problems(
    ctx: Context, campaign_id: int, known: Candidates, pair: tuple[str, str], reason: str
) -> list[str]:
    judge, about = pair
    problems = [] if reason.strip() else ["请写明回避的理由"]
    if about not in known.known:
        problems.append(f"没有单位或申报 {about}，请填单位代码或申报编号")
    declared = judges_of(ctx, campaign_id, definition_of(ctx, campaign_id), [judge])[judge].declared
    if about in declared:
        problems.append(f"{judge} 对 {about} 已经登记过回避：{declared[about]}")
    return problems


def _candidates(known: Candidates, about: str) -> list[str]:
    """The candidate, or all of the unit."""
    return [code for code, one in known.known.items() if about in (code, one.judged.unit)]


def _to_end(ctx: Context, campaign_id: int, whom: tuple[str, Collection[str]]) -> list[Assignment]:
    judge, candidates = whom
    rows = ctx.session.exec(
        select(Assignment)
        .where(
            col(Assignment.campaign_id) == campaign_id,
            col(Assignment.evaluator) == judge,
            col(Assignment.recused_at).is_(None),
        )
        .order_by(col(Assignment.component), col(Assignment.candidate))
    ).all()
    return [row for row in rows if row.candidate in candidates]


def _end(
    ctx: Context, campaign_id: int, whom: tuple[str, Collection[str]], reason: str
) -> Sequence[Assignment]:
    ended = _to_end(ctx, campaign_id, whom)
    for row in ended:
        row.recused_at, row.recused_for = ctx.now, reason
        ctx.session.add(row)
    return ended


def _to_take_out(ctx: Context, campaign_id: int, whom: tuple[str, Collection[str]]) -> list[Score]:
    judge, candidates = whom
    rows = ctx.session.exec(
        select(Score)
        .where(col(Score.campaign_id) == campaign_id, col(Score.source) == judge)
        .order_by(col(Score.component), col(Score.candidate))
    ).all()
    return [row for row in rows if row.candidate in candidates]


def _take_out(ctx: Context, campaign_id: int, whom: tuple[str, Collection[str]]) -> Sequence[Score]:
    """Delete the judge's marks for these candidates; returns what they were."""
    taken = _to_take_out(ctx, campaign_id, whom)
    for row in taken:
        ctx.session.exec(
            delete(ItemMark).where(
                col(ItemMark.campaign_id) == campaign_id,
                col(ItemMark.component) == row.component,
                col(ItemMark.candidate) == row.candidate,
                col(ItemMark.source) == row.source,
            )
        )
        ctx.session.delete(row)
    ctx.session.flush()
    return taken
