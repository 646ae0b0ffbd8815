"""Who holds an honour today: the list as decided, less what was withdrawn, with whoever came after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from models import Application, Objection, Placement, Unit, Withdrawal
from rules.said import Said
from tasks.context import Context
from tasks.outcomes import Winner, winners
from tasks.public_notices import notices_of, still_to_show


@dataclass(frozen=True, slots=True)
class Honoured:
    """A place as it stands: held as decided, withdrawn with the reason, or passed on."""

    winner: Winner
    withdrawn_for: str = ""
    """Why the honour was withdrawn; empty while it is held."""
    instead_of: str = ""
    """The number of the application whose place was passed on to this one."""
    waits_for: str = ""
    """What a successor still waits for: its own public notice, or what becomes of an objection to it."""

    @property
    def holds(self) -> bool:
        return not self.withdrawn_for and not self.waits_for


def honoured(ctx: Context, campaign_id: int) -> list[Honoured]:
    """What became of every place given, in the order of the list; then those that came after."""
    gone = {number: row.reason for number, row in withdrawals(ctx, campaign_id).items()}
    held = [Honoured(one, gone.get(one.number, "")) for one in winners(ctx, campaign_id)]
    heirs = _successors(ctx, campaign_id)
    waiting = _waiting(ctx, campaign_id, [one.number for one, _ in heirs])
    return held + [
        Honoured(one, gone.get(one.number, ""), old, waiting.get(one.number, ""))
        for one, old in heirs
    ]


def withdrawals(ctx: Context, campaign_id: int) -> dict[str, Withdrawal]:
    """What was withdrawn, by the number of the application, in the order of the decisions."""
    rows = ctx.session.exec(
        select(Application.number, Withdrawal)
        .join(Withdrawal, col(Withdrawal.application_id) == col(Application.id))
        .where(col(Withdrawal.campaign_id) == campaign_id)
        .order_by(col(Withdrawal.id))
    ).all()
    return dict(rows)


def standing(ctx: Context, campaign_id: int) -> list[Winner]:
    """Whoever holds a place today: what circulars and casebooks state."""
    return [one.winner for one in honoured(ctx, campaign_id) if one.holds]


def _successors(ctx: Context, campaign_id: int) -> list[tuple[Winner, str]]:
    rows = ctx.session.exec(
        select(Placement, Application, Unit, Withdrawal.application_id)
        .join(Application, col(Application.id) == col(Placement.application_id))
        .join(Unit, col(Unit.id) == col(Application.unit_id))
        .join(Withdrawal, col(Withdrawal.successor_id) == col(Application.id))
        .where(col(Withdrawal.campaign_id) == campaign_id)
        .order_by(col(Withdrawal.id))
    ).all()
    before = [old for _, _, _, old in rows]
    numbers = dict(
        ctx.session.exec(
            select(Application.id, Application.number).where(col(Application.id).in_(before))
        ).all()
    )
    return [(Winner.of(place, row, unit), numbers[old]) for place, row, unit, old in rows]


def _waiting(ctx: Context, campaign_id: int, heirs: list[str]) -> dict[str, str]:
    if not heirs:
        return {}
    objections = ctx.session.exec(
        select(Application.number, Objection.effect)
        .join(Objection, col(Objection.application_id) == col(Application.id))
        .where(
            col(Objection.campaign_id) == campaign_id,
            col(Objection.kind) == "objection",
            col(Objection.effect) != "dismissed",
            col(Application.number).in_(heirs),
        )
        .order_by(col(Objection.effect))
    ).all()
    waiting: dict[str, str] = {
        number: Said("对其异议成立，尚未撤销") if effect else Said("对其异议尚未处理")
        for number, effect in objections
    }
    for number in still_to_show(ctx, notices_of(ctx, campaign_id), heirs):
        waiting[number] = Said("补充公示尚未期满")
    return waiting
