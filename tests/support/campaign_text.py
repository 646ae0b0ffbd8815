"""The shipped campaign file as text, with places changed as a mistyping clerk would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.campaign_file import check_text, usual_surroundings
from tests.support.campaigns import SUZHOU

if TYPE_CHECKING:
    from config.findings import CheckReport

TEXT = SUZHOU.read_text(encoding="utf-8")


def changed(*edits: tuple[str, str]) -> str:
    """The file with each old passage, which must stand there exactly once, replaced."""
    text = TEXT
    for old, new in edits:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def checked(text: str, **around: frozenset[str]) -> CheckReport:
    return check_text(text, usual_surroundings(**around))


def place_of(text: str, marker: str) -> tuple[int, int]:
    """Line and column, from 1, of a passage that stands in the text once; `⌖` marks the spot."""
    passage = marker.replace("⌖", "")
    assert text.count(passage) == 1, (passage, text.count(passage))
    before = text[: text.index(passage) + max(marker.find("⌖"), 0)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
