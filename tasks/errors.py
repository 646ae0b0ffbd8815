"""Business conflicts: named errors that tell people everything that stands in the way."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The act is not possible as things stand; `reasons` says why, all at once."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(self.reasons))


class NotFound(Refused):
    """What the act is about does not exist."""
