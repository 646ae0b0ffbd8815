"""How the selection is read where the notice is silent: what tells equal totals apart, and R51."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from rules.definition.values import Value

TieLink = Annotated[
    str, StringConstraints(pattern=r"^(component|method):[a-z0-9][a-z0-9_.-]{0,39}$")
]
"""What is compared between equal totals: `component:CODE` or `method:METHOD`, the higher first."""


class Priority(StrEnum):
    """What a county bureau's priority recommendation (优先推荐, R51) does."""

    NONE = "none"
    """Kept on the record and not shown beside the result."""
    SHOWN = "shown"
    """Stands beside the result for the leading group; decides nothing by itself."""
    BREAKS_TIES = "breaks_ties"
    """Last link of every tie chain: of equal ones the recommended go first."""


class Selection(Value):
    ties: tuple[TieLink, ...] = ()
    """Links in turn, for every honour that states none of its own. What they leave equal, and
    everything where none are stated, goes to the leading group; windows of the ranking follow A7."""
    priority: Priority = Priority.SHOWN
