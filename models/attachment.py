"""Files that belong to something: an application, a filing, a meeting, an objection."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import one_of
from rules.files import FileKind
from rules.states import ScanState


class Attachment(SQLModel, table=True):
    """One file as it came in, kept byte for byte under its SHA-256; withdrawn ones stay known."""

    __table_args__ = (Index("ix_attachment_owner", "owner_kind", "owner_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    owner_kind: str = Field(max_length=40)
    """The table of what it belongs to."""
    owner_id: int
    name: str = Field(max_length=200)
    """As its owner named it."""
    kind: FileKind = Field(sa_type=one_of(FileKind))
    size: int
    sha256: str = Field(max_length=64)
    note: str = Field(default="", max_length=500)
    scan: ScanState = Field(sa_type=one_of(ScanState))
    scan_detail: str = Field(default="", max_length=200)
    """Why it was not scanned."""
    added_at: datetime
    added_by: str = Field(max_length=200)
    withdrawn_at: datetime | None = None
    withdrawn_by: str = Field(default="", max_length=200)
    withdrawn_why: str = Field(default="", max_length=500)
