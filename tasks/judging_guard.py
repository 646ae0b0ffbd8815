"""The guard before every figure: method registered, no conflict, assigned, heard. One for all paths."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy
from sqlmodel import col, select

from models import Assignment, Hearing
from rules.conflicts import Judge, conflict
from rules.definition import Campaign, Method
from tasks import method_papers
from tasks.context import Context
from tasks.imports.candidates import Candidate, Candidates
from tasks.imports.problems import Problem
from tasks.imports.sheets import Line
from tasks.judges import judges_of


class Hindrance(NamedTuple):
    """What stands against a figure; `about_judge` says whose cell is at fault."""

    what: str
    hint: str
    about_judge: bool


@dataclass(frozen=True, slots=True)
class Guard:
    """All that is to be known beforehand, so that a row costs a few look-ups and no statement."""

    plan: Campaign
    known: Candidates
    judges: Mapping[str, Judge]
    closed: Mapping[str, Hindrance]
    """Kind of unit → what is said of it while its group's method is not registered (R42)."""
    assigned: frozenset[tuple[str, str, str]]
    """Component, candidate and evaluator of every assignment that stands."""
    stepped_back: frozenset[tuple[str, str, str]]
    hearings: Mapping[tuple[str, str], Hearing]

    def before_method(self, code: str) -> Iterator[Hindrance]:
        """R42: no figure of any kind before the system's own method is registered."""
        candidate = self.known.known.get(code)
        if candidate and candidate.components and candidate.kind in self.closed:
            yield self.closed[candidate.kind]

    def conflicts(self, judge: str, code: str) -> Iterator[Hindrance]:
        """Recusal: whoever measures, scores or counts must have nothing to do with the candidate."""
        candidate = self.known.known.get(code)
        who = self.judges.get(judge)
        if candidate is None or who is None:
            return
        if reason := conflict(who, candidate.judged, self.plan.judging):
            what = f"{judge} 须回避 {code} {candidate.names[0]}：{reason}"
            yield Hindrance(what, "请删去这一行，另行指派", about_judge=True)

    def scoring(self, judge: str, code: str, component: str) -> Iterator[Hindrance]:
        """Everything that an evaluator's mark must pass."""
        yield from self.before_method(code)
        yield from self.conflicts(judge, code)
        candidate = self.known.known.get(code)
        if candidate is None or component not in candidate.components:
            return
        key = (component, code, judge)
        if key in self.stepped_back:
            what = f"{judge} 已对 {code} {candidate.names[0]} 提出回避"
            yield Hindrance(what, "请删去这一行，另行指派", about_judge=True)
        elif self.plan.judging.assignments == "required" and key not in self.assigned:
            what = f"{judge} 没有被指派给 {code} {candidate.names[0]}"
            yield Hindrance(what, "请先指派，或删去这一行", about_judge=True)
        if candidate.components[component] is Method.HEARING:
            yield from self._heard(judge, candidate, component)

    def _heard(self, judge: str, candidate: Candidate, component: str) -> Iterator[Hindrance]:
        group = self.plan.unit_kind(candidate.kind).group or ""
        hearing = self.hearings.get((component, group))
        name = self.plan.group(group).name if group else candidate.names[0]
        if hearing is None:
            if self.plan.judging.hearings == "required":
                hint = "请先抽签"
                yield Hindrance(f"{name}的汇报会还没有抽签", hint, about_judge=False)
        elif hearing.held_on is None:
            hint = "请先登记召开情况"
            yield Hindrance(f"{name}的汇报会还没有登记召开", hint, about_judge=False)
        elif candidate.code not in hearing.order:
            what = (
                f"{candidate.code} {candidate.names[0]} 没有参加{name}的汇报会（{hearing.held_on}）"
            )
            yield Hindrance(what, "没有汇报的候选不能打汇报分", about_judge=False)
        elif judge not in hearing.present:
            what = f"{judge} 没有参加{name}的汇报会（{hearing.held_on}）"
            yield Hindrance(what, "听过汇报的评委才能打分", about_judge=True)


def guard_of(
    ctx: Context, campaign_id: int, plan: Campaign, known: Candidates, judges: Collection[str]
) -> Guard:
    """The guard for figures of these judges: a constant number of statements."""
    rows = ctx.session.execute(
        sqlalchemy.select(
            col(Assignment.component),
            col(Assignment.candidate),
            col(Assignment.evaluator),
            col(Assignment.recused_at).is_not(None),
        ).where(col(Assignment.campaign_id) == campaign_id)
    ).all()
    hearings = ctx.session.exec(
        select(Hearing)
        .where(col(Hearing.campaign_id) == campaign_id)
        .order_by(col(Hearing.version))
    ).all()
    return Guard(
        plan,
        known,
        judges_of(ctx, campaign_id, plan, judges),
        _closed(ctx, campaign_id, plan),
        frozenset((c, a, e) for c, a, e, recused in rows if not recused),
        frozenset((c, a, e) for c, a, e, recused in rows if recused),
        {(hearing.component, hearing.group): hearing for hearing in hearings},
    )


def told(
    line: Line[Any], hindrances: Iterable[Hindrance], candidate: str, judge: str
) -> Iterator[Problem]:
    """What the guard says, at the cell of the row that it is about."""
    for one in hindrances:
        yield line.problem(judge if one.about_judge else candidate, one.what, one.hint)


def _closed(ctx: Context, campaign_id: int, plan: Campaign) -> dict[str, Hindrance]:
    without = method_papers.unregistered(ctx, campaign_id, plan)
    return {
        kind.code: Hindrance(
            f"{plan.group(kind.group).name}的考评办法尚未登记，不能评分（说明2）",
            f"请{without[kind.group]}先报送考评办法",
            about_judge=False,
        )
        for kind in plan.unit_kinds
        if kind.group and kind.group in without
    }
