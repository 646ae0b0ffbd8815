"""Evaluators' own workbooks, filled as evaluators fill them: around the merit, in whole steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from records.fiction.sheets import score_of
from records.workbooks.score_sheets import (
    FIXED,
    HEADER_ROW,
    SHEET,
    STAMP_ROW,
    Identity,
    items_of,
)
from records.workbooks.steady import make_steady
from rules.definition import Campaign, RubricItem


def fill(path: Path, campaign: Campaign, *, seed: int) -> None:
    """Mark every item of every candidate on the sheet that lies at `path`."""
    book = load_workbook(path)
    sheet: Any = book[SHEET]
    identity = Identity.read(str(sheet.cell(STAMP_ROW, 1).value))
    if identity is None:
        raise ValueError(f"{path.name} 不是发放的评分表")
    items = _items(campaign, identity)
    for row in range(HEADER_ROW + 1, sheet.max_row + 1):
        candidate = str(sheet.cell(row, 1).value)
        about = (identity.component, candidate, identity.evaluator)
        marks = _marks(items, about, seed, campaign.judging.mark_step)
        for column, mark in enumerate(marks, len(FIXED) + 1):
            sheet.cell(row, column, float(mark))
    book.save(path)
    make_steady(path)


def lower_first_mark(path: Path, campaign: Campaign) -> None:
    """Take one step off the first mark of the first candidate, as after a second look."""
    book = load_workbook(path)
    sheet: Any = book[SHEET]
    cell = sheet.cell(HEADER_ROW + 1, len(FIXED) + 1)
    cell.value = float(Decimal(str(cell.value)) - campaign.judging.mark_step)
    book.save(path)
    make_steady(path)


def _items(campaign: Campaign, identity: Identity) -> Sequence[RubricItem]:
    scheme = next(s for s in campaign.evaluation.schemes if s.code == identity.scheme)
    return items_of(next(c for c in scheme.components if c.code == identity.component))


def _marks(
    items: Sequence[RubricItem], about: tuple[str, str, str], seed: int, step: Decimal
) -> Iterator[Decimal]:
    for item in items:
        share = score_of(seed, *about, item.code, spread=3) / 100
        steps = (item.full * share / step).to_integral_value(ROUND_HALF_UP)
        yield steps * step
