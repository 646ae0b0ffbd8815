"""The states that campaigns, steps, duties, messages, applications and papers pass through."""

from __future__ import annotations

from enum import StrEnum


class CampaignState(StrEnum):
    DRAFT = "draft"
    LAUNCHED = "launched"
    CLOSED = "closed"
    ARCHIVED = "archived"


class StepState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SKIPPED = "skipped"


class VoteState(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


class ObligationState(StrEnum):
    PENDING = "pending"
    BLOCKED = "blocked"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"
    LAPSED = "lapsed"

    @property
    def owed(self) -> bool:
        """Still to be done, by its owner or by whoever blocks it."""
        return self in (ObligationState.PENDING, ObligationState.BLOCKED)


OWED = (ObligationState.PENDING, ObligationState.BLOCKED)
"""The states in which a duty is still to be done, for queries."""


class MessageState(StrEnum):
    HELD = "held"
    READY = "ready"
    CLAIMED = "claimed"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"


class NudgeState(StrEnum):
    """A reminder point that has come: told in a message, or passed over with a reason."""

    QUEUED = "queued"
    SKIPPED = "skipped"


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    EVALUATED = "evaluated"
    WITHDRAWN = "withdrawn"


class PaperState(StrEnum):
    DRAFT = "draft"
    IN_SIGN_OFF = "in_sign_off"
    ISSUED = "issued"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class RunState(StrEnum):
    """A planned run in our table; `made` means that Prefect holds it too."""

    PLANNED = "planned"
    MADE = "made"
    DONE = "done"
    DROPPED = "dropped"


class ScanState(StrEnum):
    """Whether a file from outside was looked at by a virus scanner; what it found is never kept."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


class ErasureState(StrEnum):
    """How far personal data are erased; `erasing` is seen by nobody outside the transaction that does it."""

    ERASING = "erasing"
    FILES = "files"
    """Rows are done; files wait to be removed."""
    DONE = "done"
