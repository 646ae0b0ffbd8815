"""Working papers as their page shows them: every kind with its step, and what was made of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from models import Paper
from records.papers.catalogue import CATALOGUE, PaperKind
from records.papers.titles import in_one_line
from rules.definition import Step
from rules.states import PaperState
from tasks import papers
from tasks.context import Context
from tasks.materials.making import MATERIALS
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class MadePaper:
    id: int
    number: str
    title: str
    step: str
    made_at: datetime | None
    files: tuple[str, ...]
    """Names of its files; none while it is still to be printed."""


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A kind of working paper with the newest paper of each title, the last made first."""

    kind: PaperKind
    steps: tuple[Step, ...]
    """None where the campaign has no step of its kind: it is made all the same."""
    official: bool
    """Leaves the house, and is made by itself only."""
    made: tuple[MadePaper, ...] = ()

    @property
    def newest(self) -> MadePaper | None:
        return self.made[0] if self.made else None


def lines(ctx: Context, at: Desk) -> tuple[MaterialLine, ...]:
    """Every kind in the order in which a campaign comes to need it."""
    made = _made(ctx, at)
    return tuple(
        MaterialLine(
            CATALOGUE[code],
            tuple(step for step in at.plan.steps if step.kind is material.step),
            material.official,
            tuple(made[code].values()),
        )
        for code, material in MATERIALS.items()
    )


def _made(ctx: Context, at: Desk) -> dict[str, dict[str, MadePaper]]:
    """By kind and title; what was made before under the same title stands among all papers."""
    rows = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == at.campaign_id,
            col(Paper.template).in_(MATERIALS),
            col(Paper.state) == PaperState.ISSUED,
        )
        .order_by(col(Paper.id).desc())
    )
    found: dict[str, dict[str, MadePaper]] = defaultdict(dict)
    for row in rows:
        made = MadePaper(
            row.id or 0,
            papers.number_of(row),
            in_one_line(row.title),
            row.step,
            row.issued_at,
            tuple(row.files),
        )
        found[row.template].setdefault(row.title, made)
    return found
