"""Persons who were recommended and not honoured: their rows as they are judged, without who they are."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import bindparam
from sqlmodel import SQLModel, col, select, update

from models import Application, Placement
from rules.personal_data import ERASED, card_without_person, without_person
from rules.selection import Outcome
from tasks.context import Context


def count_lost(ctx: Context, campaign_id: int) -> int:
    return len(_lost(ctx, campaign_id))


def erase_lost(ctx: Context, campaign_id: int) -> int:
    """Whoever has another application that won stays known by their code there, and here alike."""
    lost = _lost(ctx, campaign_id)
    known = {code: code for code in _honoured(ctx, campaign_id)}
    for row in lost:
        known.setdefault(row.facts["person"]["code"], row.number)
    # Before the names are gone: a reason loses the one that stands in it.
    _rewrite(ctx, Placement, _placements(ctx, {row.id or 0: row.candidate for row in lost}))
    _rewrite(ctx, Application, [
        {
            "of": row.id,
            "facts": without_person(row.facts, known[row.facts["person"]["code"]]),
            "candidate": ERASED, "opinion": "", "returned_for": "", "reasons": [],
        }
        for row in lost
    ])  # fmt: skip
    return len(lost)


def _placements(ctx: Context, names: dict[int, str]) -> list[dict[str, Any]]:
    rows = ctx.session.execute(
        select(
            Placement.id, Placement.application_id, Placement.reason, Placement.score_card
        ).where(col(Placement.application_id).in_(names))
    ).all()
    return [
        {
            "of": id_,
            "reason": reason.replace(names[about], ERASED),
            "score_card": card_without_person(card, names[about]),
        }
        for id_, about, reason, card in rows
    ]


def _rewrite(ctx: Context, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Many rows by one statement, each by its key."""
    if not rows:
        return
    made: Any = cast("Any", table).__table__
    values = {name: bindparam(name, type_=made.c[name].type) for name in rows[0] if name != "of"}
    ctx.session.connection().execute(update(made).where(made.c.id == bindparam("of")).values(values), rows)  # fmt: skip


def _lost(ctx: Context, campaign_id: int) -> list[Application]:
    """Applications for persons that won nothing and are not erased yet."""
    won = select(Placement.application_id).where(col(Placement.outcome) == Outcome.WON.value)
    rows = ctx.session.exec(
        select(Application)
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.candidate) != ERASED,
            col(Application.id).not_in(won),
        )
        .order_by(col(Application.number))
    ).all()
    return [row for row in rows if row.facts.get("person")]


def _honoured(ctx: Context, campaign_id: int) -> list[str]:
    """Codes of persons who won."""
    facts = ctx.session.exec(
        select(Application.facts)
        .join(Placement, col(Placement.application_id) == col(Application.id))
        .where(
            col(Placement.campaign_id) == campaign_id,
            col(Placement.outcome) == Outcome.WON.value,
        )
    ).all()
    return [one["person"]["code"] for one in facts if one.get("person")]
