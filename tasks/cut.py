"""A page's worth of a list: in which order, from where, how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cut:
    by: Sequence[Any] = ()
    """Mapped columns or expressions; what tells equal rows apart comes after them."""
    limit: int | None = None
    offset: int = 0


EVERYTHING = Cut()
