"""A page's worth of a list: narrowed to what, in which order, from where, how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Cut:
    by: Sequence[Any] = ()
    """Mapped columns or expressions; what tells equal rows apart comes after them."""
    limit: int | None = None
    offset: int = 0
    where: tuple[ColumnElement[bool], ...] = ()
    """Conditions beside those of who may see what."""


EVERYTHING = Cut()
