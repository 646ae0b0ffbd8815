"""Column types that several tables share, chosen so that SQLite and PostgreSQL agree."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum

JsonColumn = JSON


def one_of(states: type[StrEnum]) -> Any:  # noqa: ANN401 - SQLModel annotates sa_type as a class, an instance is what it needs
    """A text column that admits the enum's values only; no native type, so that adding one is easy."""
    return Enum(
        states,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=True,
        length=24,
        name=states.__name__.lower(),
    )
