"""Whom a figure may be about: units of the roster and applications, and what they are scored by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import ColumnElement, Row
from sqlmodel import col, select

from models import Application, Unit, UnitName
from rules.ballots import class_of
from rules.conflicts import Judged
from rules.definition import Campaign, Method, Scheme
from rules.definition.honours import Subject
from rules.states import ApplicationState
from tasks.context import Context
from tasks.imports.problems import Problem
from tasks.imports.sheets import Line
from tasks.statements import MOST_AT_ONCE

R = TypeVar("R")

OUT = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
SUGGESTIONS = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    names: tuple[str, ...]
    """The name now first, then every earlier one: a renamed unit is still the same (R49)."""
    kind: str
    components: Mapping[str, Method]
    """Components that score it: code to method."""
    judged: Judged
    """As the guard against conflicts knows it."""
    gone: str = ""
    """Why it takes part no longer."""
    vote: str = ""
    """The vote that is held on it, if any."""
    scored_by: str = ""
    """Names of the components, as messages list them."""

    def component_by(self, method: Method) -> str | None:
        return next((code for code, by in self.components.items() if by is method), None)


class Candidates:
    """Every unit and application of a campaign by the code that sheets use."""

    def __init__(
        self, known: Mapping[str, Candidate], voters: Mapping[tuple[str, str], int]
    ) -> None:
        self.known = known
        self.voters = voters
        """How many units' heads vote, by vote and class (R44)."""
        self._suggestions = SUGGESTIONS

    def problems(
        self, line: Line[R], column: str, code: str, name: str, name_column: str
    ) -> Iterator[Problem]:
        """What is wrong with the candidate a row names; nothing when it is one."""
        candidate = self.known.get(code)
        if candidate is None:
            yield line.problem(
                column, f"没有 {code}{f'（{name}）' if name else ''}", self._near(code)
            )
            return
        if candidate.gone:
            what = f"{code} {candidate.names[0]} {candidate.gone}"
            yield line.problem(column, what, "请按名册中现有的单位填写，不得拆分或合并（说明2）")
        if name and name not in candidate.names:
            what = f"{code} 在名册中是“{candidate.names[0]}”，这里是“{name}”"
            yield line.problem(name_column, what, "请核对代码和名称")

    def _near(self, code: str) -> str:
        self._suggestions -= 1
        near = get_close_matches(code, self.known, 3, 0.6) if self._suggestions >= 0 else []
        return f"是不是 {'、'.join(near)}" if near else "请填名册中的单位代码或申报编号"


def candidates_of(ctx: Context, campaign_id: int, plan: Campaign) -> Candidates:
    """Three statements, however many units and applications there are."""
    today = ctx.now.astimezone(ZoneInfo(plan.zone)).date()
    units = ctx.session.exec(select(Unit)).all()
    names: dict[int, list[str]] = defaultdict(list)
    for unit_id, name in ctx.session.exec(select(UnitName.unit_id, UnitName.name)).all():
        names[unit_id].append(name)
    by_id = {unit.id or 0: unit for unit in units}
    known = {
        unit.code: replace(
            _unit(plan, unit, by_id, names[unit.id or 0]), gone=_gone(unit, by_id, today)
        )
        for unit in units
    }
    known |= _applied(plan, _applications(ctx, campaign_id), by_id)
    there = [unit for unit in units if not _gone(unit, by_id, today)]
    return Candidates(known, _voters(plan, there))


def known_among(
    ctx: Context, campaign_id: int, plan: Campaign, codes: Collection[str]
) -> Mapping[str, Candidate]:
    """Those of these codes that exist; four statements for a page's worth of them."""
    if len(codes) > MOST_AT_ONCE:
        return candidates_of(ctx, campaign_id, plan).known
    applied = _applications(ctx, campaign_id, col(Application.number).in_(codes))
    of = {row.unit_id for row in applied}
    wanted = sqlalchemy.or_(col(Unit.code).in_(codes), col(Unit.id).in_(of))
    units = ctx.session.exec(select(Unit).where(wanted)).all()
    above = {number for unit in units for number in (unit.parent_id, unit.successor_id) if number}
    others = ctx.session.exec(select(Unit).where(col(Unit.id).in_(above))).all()
    by_id = {unit.id or 0: unit for unit in (*units, *others)}
    names: dict[int, list[str]] = defaultdict(list)
    for unit_id, name in ctx.session.exec(
        select(UnitName.unit_id, UnitName.name).where(
            col(UnitName.unit_id).in_([unit.id for unit in units])
        )
    ).all():
        names[unit_id].append(name)
    today = ctx.now.astimezone(ZoneInfo(plan.zone)).date()
    found = {
        unit.code: replace(
            _unit(plan, unit, by_id, names[unit.id or 0]), gone=_gone(unit, by_id, today)
        )
        for unit in units
    }
    return found | _applied(plan, applied, by_id)


def _applications(
    ctx: Context, campaign_id: int, *where: ColumnElement[bool]
) -> Sequence[Row[tuple[str, str, str, int, dict[str, Any]]]]:
    """Those that were handed in and not withdrawn."""
    return ctx.session.execute(
        sqlalchemy.select(
            col(Application.number),
            col(Application.candidate),
            col(Application.honour),
            col(Application.unit_id),
            col(Application.facts),
        ).where(
            col(Application.campaign_id) == campaign_id,
            col(Application.state).not_in(OUT),
            *where,
        )
    ).all()


def _applied(
    plan: Campaign,
    applied: Sequence[Row[tuple[str, str, str, int, dict[str, Any]]]],
    by_id: Mapping[int, Unit],
) -> dict[str, Candidate]:
    """Applications by their numbers, as persons and collectives are scored under."""
    known: dict[str, Candidate] = {}
    for number, name, honour, unit_id, facts in applied:
        unit = by_id[unit_id]
        person = (facts.get("person") or {}).get("code", "")
        known[number] = Candidate(
            number,
            (name, unit.name),
            unit.kind,
            _components(plan, unit.kind, honour),
            Judged(number, name, unit.code, _parent(unit, by_id), person),
            vote=_vote(plan, unit.kind, honour),
            scored_by=_scored_by(plan, unit.kind, honour),
        )
    return known


def _unit(plan: Campaign, unit: Unit, by_id: Mapping[int, Unit], names: Sequence[str]) -> Candidate:
    return Candidate(
        unit.code,
        tuple(dict.fromkeys([unit.name, *names])),
        unit.kind,
        _components(plan, unit.kind),
        Judged(unit.code, unit.name, unit.code, _parent(unit, by_id)),
        vote=_vote(plan, unit.kind),
        scored_by=_scored_by(plan, unit.kind),
    )


def _voters(plan: Campaign, units: Sequence[Unit]) -> Counter[tuple[str, str]]:
    return Counter(
        (vote.code, group.code)
        for unit in units
        for vote in plan.votes
        if (group := class_of(vote, unit.code, unit.kind))
    )


def _components(plan: Campaign, kind: str, honour: str = "") -> Mapping[str, Method]:
    return {c.code: c.method for scheme in _schemes(plan, kind, honour) for c in scheme.components}


def _scored_by(plan: Campaign, kind: str, honour: str = "") -> str:
    names = dict.fromkeys(c.name for s in _schemes(plan, kind, honour) for c in s.components)
    return "、".join(names) or "（没有考评项目）"


def _vote(plan: Campaign, kind: str, honour: str = "") -> str:
    found = (
        plan.vote_for(scheme.code, component.code)
        for scheme in _schemes(plan, kind, honour)
        for component in scheme.components
    )
    return next((vote.code for vote in found if vote), "")


def _schemes(plan: Campaign, kind: str, honour: str) -> list[Scheme]:
    """One honour's scheme, or those of all collective ones: a unit's figures serve both."""
    if kind not in {k.code for k in plan.unit_kinds}:
        return []
    honours = [honour] if honour else [h.code for h in plan.honours if h.subject is Subject.UNIT]
    schemes = [plan.scheme_for(kind, code) for code in honours]
    return [scheme for scheme in schemes if scheme]


def _parent(unit: Unit, by_id: Mapping[int, Unit]) -> str:
    parent = by_id.get(unit.parent_id or 0)
    return parent.code if parent else ""


def _gone(unit: Unit, by_id: Mapping[int, Unit], today: date) -> str:
    if unit.closed_on is None or unit.closed_on > today:
        return ""
    into = by_id.get(unit.successor_id or 0)
    return f"已于 {unit.closed_on} {f'并入 {into.code} {into.name}' if into else '关闭'}"
