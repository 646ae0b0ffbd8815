"""A built campaign whose mail goes to a local sink, and looks at what its outbox holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from config.channels import ChannelSettings, EmailSettings
from config.settings import Settings
from models import Message, Nudge, Obligation, Unit
from tests.support.campaign_builder import Built, built


@contextmanager
def mailing(
    home: Path, *, port: int = 25, enabled: tuple[str, ...] = ("email", "inbox")
) -> Iterator[Built]:
    with built(home) as campaign:
        email = EmailSettings(host="127.0.0.1", port=port, connections=4, timeout_seconds=5)
        channels = ChannelSettings(enabled=enabled, email=email)
        campaign.house.settings = Settings(home=home, channels=channels)
        yield campaign


def messages(campaign: Built) -> list[Message]:
    with campaign.house.reading() as ctx:
        return list(ctx.session.exec(select(Message).order_by(col(Message.id))).all())


def nudges_of(campaign: Built, unit: str) -> list[tuple[str, str, str]]:
    """Rung, state and reason of every reminder point of a unit that has come."""
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(
            select(Nudge)
            .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
            .join(Unit, col(Unit.id) == col(Obligation.unit_id))
            .where(col(Unit.code) == unit)
            .order_by(col(Nudge.planned_at), col(Nudge.id))
        ).all()
    return [(n.rung, n.state.value, n.reason) for n in rows]


def next_moments(campaign: Built, unit: str) -> list[datetime | None]:
    with campaign.house.reading() as ctx:
        return list(
            ctx.session.exec(
                select(Obligation.next_nudge_at)
                .join(Unit, col(Unit.id) == col(Obligation.unit_id))
                .where(col(Unit.code) == unit)
                .order_by(col(Obligation.id))
            ).all()
        )
