"""A selection on paper: the proposal as a workbook for the meeting and as JSON for programs."""

from records.selection.folder import JSON_NAME, NotASelectionError, write_selection
from records.selection.told import Told

__all__ = ["JSON_NAME", "NotASelectionError", "Told", "write_selection"]
