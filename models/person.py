"""Persons and the addresses at which they can be told something."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    active: bool = True


class Address(SQLModel, table=True):
    """One channel's address of a person; the lowest preference that works is used."""

    __table_args__ = (UniqueConstraint("person_id", "channel", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str = Field(max_length=40)
    value: str = Field(max_length=320)
    preference: int = 1
    failed: str = Field(default="", max_length=500)
    """Why the provider refused it for good; empty while it works."""
