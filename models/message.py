"""The outbox: the only way out, and the ledger of what became of each message."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import one_of
from rules.states import MessageState


class Message(SQLModel, table=True):
    """Frozen text for one person on one channel, with a key that never repeats."""

    __table_args__ = (
        Index("ix_message_state", "state", "ready_at"),
        Index("ix_message_campaign", "campaign_id", "state", "channel"),
        Index("ix_message_person", "person_id", "business_day"),
        # The newest fifty of the list, without sorting all.
        Index("ix_message_newest", "campaign_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    key: str = Field(max_length=160, unique=True)
    """Built from ids and dates, never from words; becomes Message-ID and Idempotency-Key."""
    kind: str = Field(max_length=40)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    channel: str = Field(max_length=40)
    address: str = Field(max_length=320)
    subject: str = Field(max_length=400)
    body: str
    html: str | None = None
    state: MessageState = Field(default=MessageState.READY, sa_type=one_of(MessageState))
    business_day: date
    ready_at: datetime
    created_at: datetime
    claimed_until: datetime | None = None
    """Lease on the machine's clock; a claim that outlives it died."""
    claimed_by: str = Field(default="", max_length=40)
    sent_at: datetime | None = None
    attempts: int = 0
    provider_id: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500)
    """Why it is held, uncertain, failed or cancelled."""
    templates: str = Field(default="", max_length=200)
    """Which versions of its templates wrote it, say body.txt:2; empty for those that are shipped."""
    read_at: datetime | None = None
    """When it was opened in the in-app inbox."""


class Attempt(SQLModel, table=True):
    """One handing over that did not simply succeed."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    at: datetime
    outcome: str = Field(max_length=24)
    detail: str = Field(max_length=500)
