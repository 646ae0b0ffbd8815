"""Who may vote and whom on, from the roster and the applications as they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlmodel import col, select

from models import Person, Unit
from rules.ballots import Voter, class_of, electorate
from rules.definition import Campaign, Vote
from rules.states import ApplicationState
from tasks.context import Context
from tasks.errors import Refused
from tasks.facts_of import application_facts, standing
from tasks.recipients import Holder, holders_of


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody of the roster who votes for a unit's head, and why."""

    unit: str
    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The voters of a day, and the units for which nobody can vote yet."""

    voters: tuple[Voter, ...]
    without: tuple[str, ...]


def list_voters(
    ctx: Context, vote: Vote, on: date, substitutes: tuple[Substitute, ...] = ()
) -> Listed:
    """Heads of the classes' units on a day, substitutes in their place (R44).

    Raises Refused for a substitute without a reason, of no such unit, or not in the roster, and
    for units with several heads, all at once.
    """
    units = _units(ctx, vote, on)
    instead = {s.unit: s for s in substitutes}
    names = _names(ctx, [s.person for s in substitutes])
    heads = _heads(ctx, units, vote, on)
    _refuse(_substitute_problems(substitutes, units, names), _several(units, heads, instead))
    voters, without = [], []
    for unit in units.values():
        group = _class_code(vote, unit)
        stand_in, there = instead.get(unit.code), heads[unit.code]
        if stand_in is not None:
            voters.append(_stand_in(stand_in, names, group))
        elif there:
            voters.append(_voter(there[0], unit, group))
        else:
            without.append(f"{unit.code} {unit.name}")
    return Listed(electorate(voters, vote), tuple(without))


def list_candidates(ctx: Context, campaign_id: int, plan: Campaign, vote: Vote) -> list[list[str]]:
    """Code, name and unit of everybody the vote is about: units by code, persons by number."""
    found: dict[str, list[str]] = {}
    for row in standing(ctx, campaign_id):
        facts = application_facts(row)
        scheme = plan.scheme_for(facts.unit.kind, facts.honour)
        if (
            facts.withdrawn
            or row.state is ApplicationState.INELIGIBLE
            or scheme is None
            or scheme.code not in vote.schemes
        ):
            continue
        about = facts.number if facts.person else facts.unit.code
        found[about] = [about, facts.shown_name, facts.unit.code]
    return [found[code] for code in sorted(found)]


def _units(ctx: Context, vote: Vote, on: date) -> dict[str, Unit]:
    rows = ctx.session.exec(select(Unit).order_by(col(Unit.listed_order), col(Unit.code))).all()
    return {
        unit.code: unit
        for unit in rows
        if class_of(vote, unit.code, unit.kind) and (unit.closed_on is None or unit.closed_on > on)
    }


def _heads(ctx: Context, units: dict[str, Unit], vote: Vote, on: date) -> dict[str, list[Holder]]:
    """By unit code, the holders of the post that the unit's class asks for."""
    by_id = {unit.id: unit for unit in units.values()}
    found: dict[str, list[Holder]] = defaultdict(list)
    for holder in holders_of(ctx, [cast("int", id_) for id_ in by_id], on):
        unit = by_id[holder.unit_id]
        if holder.role is vote.voter_class(_class_code(vote, unit)).post:
            found[unit.code].append(holder)
    return found


def _class_code(vote: Vote, unit: Unit) -> str:
    found = class_of(vote, unit.code, unit.kind)
    assert found is not None  # noqa: S101 - units of other kinds were left out
    return found.code


def _voter(head: Holder, unit: Unit, group: str) -> Voter:
    reason = "名册登记的代理人" if head.substitute else ""
    return Voter(head.code, head.name, group, (unit.code,), head.substitute, reason)


def _stand_in(one: Substitute, names: dict[str, str], group: str) -> Voter:
    return Voter(
        one.person, names[one.person], group, (one.unit,), substitute=True, reason=one.reason
    )


def _names(ctx: Context, people: list[str]) -> dict[str, str]:
    rows = ctx.session.exec(
        select(Person.code, Person.name).where(col(Person.code).in_(people))
    ).all()
    return dict(rows)


def _substitute_problems(
    substitutes: tuple[Substitute, ...], units: dict[str, Unit], names: dict[str, str]
) -> list[str]:
    problems = []
    for one in substitutes:
        if one.unit not in units:
            problems.append(f"{one.unit} 的负责人不参加这次投票，不能派人代投")
        if one.person not in names:
            problems.append(f"名册里没有人员 {one.person}，请先导入名册")
        if not one.reason.strip():
            problems.append(f"请写明 {one.unit} 由 {one.person} 代投的原因")
    return problems


def _several(
    units: dict[str, Unit], heads: dict[str, list[Holder]], instead: dict[str, Substitute]
) -> list[str]:
    return [
        f"{code} {units[code].name} 有{len(there)}位负责人（{'、'.join(h.name for h in there)}），"
        "请指定一位投票人"
        for code, there in heads.items()
        if len({h.code for h in there}) > 1 and code not in instead
    ]


def _refuse(*lists: list[str]) -> None:
    if reasons := [reason for reasons in lists for reason in reasons]:
        raise Refused(reasons)
