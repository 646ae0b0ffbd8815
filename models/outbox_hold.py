"""A hold on the whole outbox: nothing leaves the house while a row stands here."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class OutboxHold(SQLModel, table=True):
    """At most one row; a restored installation begins with it, so that nothing is sent twice."""

    id: int = Field(default=1, primary_key=True)
    reason: str = Field(max_length=2000)
    since: datetime
    by: str = Field(max_length=200)
