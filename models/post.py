"""Posts, which carry duties and signatures, and the persons who hold them for a time."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import one_of
from rules.definition import Role


class Post(SQLModel, table=True):
    """A post of a unit; a unit may have several contacts."""

    __table_args__ = (UniqueConstraint("unit_id", "role", "title"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: Role = Field(sa_type=one_of(Role))
    title: str = Field(max_length=100)


class Holding(SQLModel, table=True):
    """A person in a post from a day to a day; substitutes and acting heads included."""

    __table_args__ = (UniqueConstraint("post_id", "person_id", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: date
    until: date | None = None
    """Last day included; None while it lasts."""
    substitute: bool = False
    """While a substitute holds the post, messages go to the substitute instead."""
