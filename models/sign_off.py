"""Sign-off of papers (签批): what each post said of a text, and who may sign for a post."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class SignOff(SQLModel, table=True):
    """One post's opinion on one text in one round; kept when the text has changed since."""

    __table_args__ = (UniqueConstraint("paper_id", "round", "post"),)

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    round: int
    post: str = Field(max_length=100)
    verdict: str = Field(max_length=10)
    """approved or returned."""
    comment: str = Field(default="", max_length=2000)
    digest: str = Field(max_length=64)
    """Of the text it is about."""
    signer: str = Field(max_length=200)
    signer_key: str = Field(max_length=220)
    """Who that is (`rules.identity`), whatever they are called."""
    substitute: bool = False
    """Whether the signer stood in for the holder of the post."""
    signed_on: date
    """The real day; of a sheet signed on paper, as it says."""
    entered_at: datetime
    entered_by: str = Field(max_length=200)
    scan_name: str = Field(default="", max_length=300)
    """The signed sheet among the attachments; empty for an opinion given in the system."""
    scan_sha256: str = Field(default="", max_length=64)


class Signatory(SQLModel, table=True):
    """Who may sign papers for a post from a day to a day: its holder, or a substitute."""

    __table_args__ = (UniqueConstraint("campaign_id", "post", "key", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    post: str = Field(max_length=100)
    name: str = Field(max_length=200)
    """Of the account or person that acts."""
    key: str = Field(max_length=220)
    """Who that is (`rules.identity`)."""
    since: date
    until: date | None = None
    """Last day included; None while it lasts."""
    substitute: bool = False
    reason: str = Field(default="", max_length=500)
    """By whose word, or why somebody stands in."""
    recorded_at: datetime
    recorded_by: str = Field(max_length=200)
