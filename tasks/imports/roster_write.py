"""A roster plan carried out: a fixed number of statements, however many units there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlmodel import col, insert, select

from models import Address, Holding, Person, Post, Unit, UnitName
from records.workbooks.roster import UnitRow
from rules.definition import Role
from tasks.context import Context
from tasks.imports.roster_known import PostKey, known_posts
from tasks.imports.roster_people import Moves, PeoplePlan
from tasks.imports.roster_plan import RosterPlan, UnitsPlan

Rows = list[dict[str, Any]]


def carry_out(ctx: Context, plan: RosterPlan) -> None:
    _write_units(ctx, plan.units, plan.as_of)
    _write_people(ctx, plan.people, plan.as_of)
    ctx.session.expire_all()


def _write_units(ctx: Context, plan: UnitsPlan, as_of: date) -> None:
    _insert(ctx, Unit, [_unit_values(row) for row in plan.new])
    ids = _ids(ctx, Unit)
    both = (*plan.new, *plan.updated)
    # Parents and successors may stand further down in the same sheet, so they are linked afterwards.
    links: Rows = [
        {
            "id": ids[row.code],
            **_unit_values(row),
            "parent_id": ids.get(row.parent),
            "successor_id": ids.get(row.successor),
        }
        for row in both
    ]
    if links:
        ctx.session.execute(update(Unit), links)
    _write_names(ctx, plan, ids, as_of)


def _write_names(ctx: Context, plan: UnitsPlan, ids: Mapping[str, int], as_of: date) -> None:
    renamed = [row for row in plan.updated if row.code in set(plan.renamed)]
    names = {ids[row.code]: row.name for row in (*plan.new, *renamed)}
    if not names:
        return
    same_day = set(
        ctx.session.exec(select(UnitName.unit_id).where(col(UnitName.since) == as_of)).all()
    )
    again = [{"unit": unit, "new": name} for unit, name in names.items() if unit in same_day]
    if again:
        statement = (
            update(UnitName)
            .where(col(UnitName.unit_id) == bindparam("unit"), col(UnitName.since) == as_of)
            .values(name=bindparam("new"))
        )
        ctx.session.connection().execute(statement, again)
    fresh = {unit: name for unit, name in names.items() if unit not in same_day}
    _insert(ctx, UnitName, [{"unit_id": u, "name": n, "since": as_of} for u, n in fresh.items()])


def _write_people(ctx: Context, plan: PeoplePlan, as_of: date) -> None:
    _insert(ctx, Person, [{"code": code, "name": name, "active": True} for code, name in plan.new])
    ids = _ids(ctx, Person)
    _update(ctx, Person, [{"id": ids[code], "name": name} for code, name in plan.renamed])
    _update(ctx, Person, [{"id": ids[code], "active": active} for code, active in plan.active])
    _write_holdings(ctx, plan.moves, ids, as_of)
    _delete(ctx, Address, list(plan.gone_addresses))
    _update(ctx, Address, [{"id": key, "preference": order} for key, order in plan.reordered])
    _insert(
        ctx,
        Address,
        [
            {"person_id": ids[a.person], "channel": a.channel, "value": a.value,
             "preference": a.preference, "failed": ""}
            for a in plan.new_addresses
        ],
    )  # fmt: skip


def _write_holdings(ctx: Context, moves: Moves, people: Mapping[str, int], as_of: date) -> None:
    tenures = [*moves.started, *(tenure for _, tenure in moves.corrected)]
    posts = _posts(ctx, {tenure.post for tenure in tenures})
    # Whoever never began by the day of the import has not held the post at all.
    began = [holding for holding in moves.ended if holding.since < as_of]
    _delete(ctx, Holding, [holding.id for holding in moves.ended if holding.since >= as_of])
    last = as_of - timedelta(days=1)
    _update(ctx, Holding, [{"id": holding.id, "until": last} for holding in began])
    _update(
        ctx,
        Holding,
        [
            {"id": key, "since": t.since, "until": t.until, "substitute": t.substitute}
            for key, t in moves.corrected
        ],
    )
    _insert(
        ctx,
        Holding,
        [
            {"post_id": posts[t.post], "person_id": people[t.person], "since": t.since,
             "until": t.until, "substitute": t.substitute}
            for t in moves.started
        ],
    )  # fmt: skip


def _posts(ctx: Context, wanted: set[PostKey]) -> dict[PostKey, int]:
    missing = wanted - known_posts(ctx).keys()
    units = _ids(ctx, Unit)
    _insert(
        ctx,
        Post,
        [
            {"unit_id": units[key.unit], "role": Role(key.role), "title": key.title}
            for key in sorted(missing)
        ],
    )
    return known_posts(ctx)


def _unit_values(row: UnitRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "county": row.county,
        "headcount": row.headcount,
        "member": row.member,
        "strong_town": row.strong_town,
        "listed_order": row.order or 0,
        "closed_on": row.closed_on,
    }


def _ids(ctx: Context, table: type[Unit | Person]) -> dict[str, int]:
    rows = ctx.session.execute(select(col(table.code), col(table.id))).all()
    return {code: key for code, key in rows if key is not None}


def _insert(ctx: Context, table: type[Any], rows: Rows) -> None:
    if rows:
        ctx.session.execute(insert(table), rows)


def _update(ctx: Context, table: type[Any], rows: Rows) -> None:
    if rows:
        ctx.session.execute(update(table), rows)


def _delete(ctx: Context, table: type[Any], ids: list[int]) -> None:
    if ids:
        statement = delete(table).where(table.__table__.c.id == bindparam("key"))
        ctx.session.connection().execute(statement, [{"key": key} for key in ids])
