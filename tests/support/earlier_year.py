"""An earlier year beside the one at work: every row of the campaign once more, in an archived campaign."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, Table, UniqueConstraint, insert, select, text, update
from sqlmodel import SQLModel, col

from models import Campaign
from rules.states import CampaignState
from tasks.context import Context, House

THIS, EARLIER = 1, 2
APART = 1_000_000
"""What the earlier year's numbers are greater by."""
OWN = {"campaign", "campaignversion"}


def add_an_earlier_year(house: House) -> None:
    """Copy everything that belongs to the campaign; references within it point into the copy.

    The journal is not copied: it is one chain.
    """
    with house.acting("测试") as ctx:
        ctx.session.execute(text("PRAGMA defer_foreign_keys = ON"))
        _campaign(ctx)
        copied = {"campaign"}
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in OWN and copied & _refers_to(table):
                copied.add(table.name)
                _copy(ctx, table, copied)
        archived = update(Campaign).where(col(Campaign.id) == EARLIER)
        ctx.session.execute(archived.values(state=CampaignState.ARCHIVED))
        ctx.record("campaign.archived", campaign=EARLIER)


def _campaign(ctx: Context) -> None:
    row = ctx.session.get_one(Campaign, THIS).model_dump()
    ctx.session.execute(insert(Campaign), [{**row, "id": EARLIER, "code": "earlier"}])


def _refers_to(table: Table) -> set[str]:
    return {key.column.table.name for column in table.columns for key in column.foreign_keys}


def _copy(ctx: Context, table: Table, copied: set[str]) -> None:
    rows = ctx.session.execute(select(table)).mappings().all()
    told_apart = _told_apart_by_words(table, copied)
    again = [_again(table, dict(row), copied, told_apart) for row in rows]
    if again:
        ctx.session.execute(insert(table), again)


def _again(
    table: Table, row: dict[str, Any], copied: set[str], told_apart: set[str]
) -> dict[str, Any]:
    made = {**row}
    for column in table.columns:
        value = row[column.name]
        if value is None:
            continue
        if column.name == "campaign_id":
            made[column.name] = EARLIER
        elif _moves(column, copied) or column.name == "owner_id":
            made[column.name] = value + APART
        elif column.name in told_apart:
            made[column.name] = f"{value}~" if isinstance(value, str) else value + APART
    return made


def _moves(column: Column[Any], copied: set[str]) -> bool:
    """The row's own number, and what refers to a row that was copied."""
    targets = {key.column.table.name for key in column.foreign_keys}
    own = column.primary_key and isinstance(column.type, Integer) and not targets
    return bool(own or targets & copied)


def _told_apart_by_words(table: Table, copied: set[str]) -> set[str]:
    """A column of every unique key that the copy would share with its original."""
    keys = [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [list(index.columns) for index in table.indexes if index.unique]
    keys.append(list(table.primary_key.columns))
    shared = [key for key in keys if not any(_moves(column, copied) for column in key)]
    return {key[-1].name for key in shared if "campaign_id" not in {c.name for c in key}}
