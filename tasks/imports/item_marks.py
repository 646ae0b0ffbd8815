"""Marks of single rubric items: kept exactly as the sheet has them, compared with what is in already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Protocol

from sqlmodel import col, delete, insert, select

from models import ItemMark, Score
from records.workbooks.score_sheets import items_of
from rules.definition import Component
from tasks.context import Context
from tasks.imports.figures import scaled, told

Marks = dict[str, dict[str, Decimal]]
"""Candidate → item → mark."""
WHOLE = ""
"""Stands for the sum of all items."""


class Filled(Protocol):
    """Whose marks they are: a sheet that was handed out, or what was typed."""

    @property
    def component(self) -> str: ...

    @property
    def evaluator(self) -> str: ...


def differences(
    ctx: Context, campaign_id: int, sheet: Filled, component: Component, marks: Marks
) -> Iterator[str]:
    """What is in already and differs, one line for each mark."""
    before = _before(ctx, campaign_id, sheet)
    names = {WHOLE: "合计", **{item.code: item.name for item in items_of(component)}}
    for code, items in marks.items():
        now = {item: scaled(mark) for item, mark in items.items()}
        for item, value in {**now, WHOLE: sum(now.values())}.items():
            old = before.get((code, item))
            if old is not None and old != value:
                yield f"{code} {names[item]}：{told(old)} → {told(value)}"


def keep(ctx: Context, campaign_id: int, sheet: Filled, marks: Marks) -> None:
    """Put these marks in the place of what the evaluator gave these candidates before."""
    ctx.session.exec(
        delete(ItemMark).where(
            col(ItemMark.campaign_id) == campaign_id,
            col(ItemMark.component) == sheet.component,
            col(ItemMark.source) == sheet.evaluator,
            col(ItemMark.candidate).in_(sorted(marks)),
        )
    )
    rows = [
        {
            "campaign_id": campaign_id, "component": sheet.component, "candidate": code,
            "source": sheet.evaluator, "item": item, "scaled": scaled(mark),
        }
        for code, items in marks.items()
        for item, mark in items.items()
    ]  # fmt: skip
    if rows:
        ctx.session.execute(insert(ItemMark), rows)


def _before(ctx: Context, campaign_id: int, sheet: Filled) -> Mapping[tuple[str, str], int]:
    """By candidate and item; the sum alone where no items are."""
    totals = ctx.session.exec(
        select(Score.candidate, Score.scaled).where(
            col(Score.campaign_id) == campaign_id,
            col(Score.component) == sheet.component,
            col(Score.source) == sheet.evaluator,
        )
    ).all()
    items = ctx.session.exec(
        select(ItemMark.candidate, ItemMark.item, ItemMark.scaled).where(
            col(ItemMark.campaign_id) == campaign_id,
            col(ItemMark.component) == sheet.component,
            col(ItemMark.source) == sheet.evaluator,
        )
    ).all()
    found = {(candidate, item): value for candidate, item, value in items}
    itemised = {candidate for candidate, _ in found}
    return found | {(code, WHOLE): value for code, value in totals if code not in itemised}
