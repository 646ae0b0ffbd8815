"""Signatures under scores (A17): the group's lead and cooperating offices, the honour's leads."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Signature(SQLModel, table=True):
    """One office's signature under what `digest` covers; void once those scores have changed."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    kind: str = Field(max_length=10)
    """group or honour."""
    subject: str = Field(max_length=40)
    office: str = Field(max_length=40)
    post: str = Field(max_length=100)
    """The post that signed, or that ordered the waiver."""
    signer: str = Field(max_length=200)
    signer_key: str = Field(max_length=220)
    """Who signed (`rules.identity`), or entered the waiver."""
    digest: str = Field(max_length=64)
    candidates: int
    signed_at: datetime
    waived_for: str = Field(default="", max_length=500)
    """Why the campaign goes on without this signature; empty where it was given."""
    voided_at: datetime | None = None
