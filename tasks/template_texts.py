"""Templates that the office has made its own: which version is in force, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from models import TemplateText
from records.papers.compose import shipped_text
from tasks.context import Context


@dataclass(frozen=True, slots=True)
class InForce:
    """A template's text and its version; 0 is the one that is shipped."""

    version: int
    text: str


def in_force(ctx: Context, campaign_id: int, kind: str, name: str) -> InForce:
    """The newest version that the office saved, else what is shipped."""
    row = ctx.session.exec(
        select(TemplateText)
        .where(
            col(TemplateText.campaign_id) == campaign_id,
            col(TemplateText.kind) == kind,
            col(TemplateText.name) == name,
        )
        .order_by(col(TemplateText.version).desc())
    ).first()
    return InForce(row.version, row.text) if row else InForce(0, shipped_text(name))
