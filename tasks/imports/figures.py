"""Scores written: new ones inserted, known ones replaced, each by component, candidate and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlmodel import col, select

from models import SCALE, Score
from tasks import signatures
from tasks.context import Context
from tasks.imports.book import Book
from tasks.imports.one_sheet import Outcome, remember
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport
from tasks.imports.sheets import Line
from tasks.statements import in_parts, insert_unless_known

BATCH = 20_000
KEY = ("component", "candidate", "source")


class Figure(NamedTuple):
    component: str
    candidate: str
    source: str
    scaled: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self[:3]


@dataclass(frozen=True, slots=True)
class Batch:
    """The figures of one file and how the import is named."""

    kind: str
    title: str
    book: Book
    figures: Sequence[Figure]
    warnings: tuple[Problem, ...] = ()


def scaled(score: Decimal) -> int:
    return int(score * SCALE)


def told(value: int) -> str:
    return f"{(Decimal(value) / SCALE).normalize():f}"


def double_problems(
    lines: Sequence[Line[Any]], figures: Sequence[Figure], column: str
) -> Iterator[Problem]:
    """The same figure twice in one file: which of the two would count?"""
    first: dict[tuple[str, str, str], int] = {}
    for line, figure in zip(lines, figures, strict=True):
        row = first.setdefault(figure.key, line.place.row)
        if row != line.place.row:
            what = f"{figure.candidate} 由“{figure.source}”打的分与第{row}行重复"
            yield line.problem(column, what, "请只保留一行")


def write_figures(ctx: Context, campaign_id: int, batch: Batch, *, dry_run: bool) -> ImportReport:
    """Insert what is new and replace what differs; the journal names old and new."""
    known = _known(ctx, campaign_id, {figure.component for figure in batch.figures})
    new = [figure for figure in batch.figures if figure.key not in known]
    changed = [
        (known[figure.key], figure)
        for figure in batch.figures
        if figure.key in known and known[figure.key][1] != figure.scaled
    ]
    changes = [
        {
            "about": f"{figure.candidate}（{figure.component}，{figure.source}）",
            "old": told(before),
            "new": told(figure.scaled),
        }
        for (_, before), figure in changed
    ]
    known_rows = len(batch.figures) - len(new)
    outcome = Outcome(
        batch.kind, batch.title, "得分", batch.book, len(new), known_rows, changes, batch.warnings
    )
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        _write(ctx, campaign_id, remember(ctx, campaign_id, outcome, report), new, changed)
        signatures.void_changed(ctx, campaign_id)
    return report


def enter(ctx: Context, campaign_id: int, figure: Figure) -> None:
    """One figure that was typed, not brought by a file; signatures under another one end."""
    known = _known(ctx, campaign_id, {figure.component}).get(figure.key)
    changed = [(known, figure)] if known else []
    _write(ctx, campaign_id, None, [] if known else [figure], changed)
    signatures.void_changed(ctx, campaign_id)


def _known(
    ctx: Context, campaign_id: int, components: set[str]
) -> dict[tuple[str, str, str], tuple[int, int]]:
    rows = ctx.session.execute(
        select(  # type: ignore[call-overload] # sqlmodel types four columns at most
            Score.component, Score.candidate, Score.source, Score.id, Score.scaled
        ).where(col(Score.campaign_id) == campaign_id, col(Score.component).in_(sorted(components)))
    )
    return {(part, about, by): (key, value) for part, about, by, key, value in rows}


def _write(
    ctx: Context,
    campaign_id: int,
    file: int | None,
    new: Sequence[Figure],
    changed: Sequence[tuple[tuple[int, int], Figure]],
) -> None:
    for part in in_parts(new, BATCH):
        rows = [{"campaign_id": campaign_id, "file_id": file, **f._asdict()} for f in part]
        insert_unless_known(ctx.session, "score", rows, unique=("campaign_id", *KEY))
    if changed:
        ctx.session.execute(
            update(Score),
            [{"id": key, "scaled": f.scaled, "file_id": file} for (key, _), f in changed],
        )
