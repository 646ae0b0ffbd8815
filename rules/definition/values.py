"""The common base of everything a campaign file says: frozen, closed to unknown keys."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A part of a campaign file; equal when its parts are equal, never changed once read."""

    # The docstrings of the fields become the descriptions that editors show from the JSON Schema.
    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True
    )


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
"""A short stable name that other parts of the file refer to; never shown to people alone."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""A sentence or title shown to people."""

Share = Annotated[Decimal, Field(ge=0, le=1)]
"""An exact part of a whole; the parts of one whole sum to one."""
