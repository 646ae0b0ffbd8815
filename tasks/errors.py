"""Why an act does not happen: named errors that tell people everything that stands in the way."""

from __future__ import annotations

from collections.abc import Iterable


class NotPossible(Exception):  # noqa: N818 - an answer, not a fault
    """The act does not happen; `reasons` says why, all at once. Raised as one of its two kinds."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(self.reasons))


class Refused(NotPossible):
    """Something stands in the way as things are; whoever asked may mend it and ask again."""


class NotFound(NotPossible):
    """What the act is about does not exist, or is not within the reach of whoever asked."""
