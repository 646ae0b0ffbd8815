"""What a check of a campaign's meaning has to say, and where in the file it says it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rules.calendar import Calendar
    from rules.definition import Campaign, Step

Path: TypeAlias = tuple[str | int, ...]
Severity: TypeAlias = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Remark:
    path: Path
    severity: Severity
    code: str
    message: str
    hint: str = ""
    also: tuple[Path, ...] = ()
    """Other parts of the file that the remark rests on."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a campaign file is checked against besides itself; None where it is not known."""

    calendar: Calendar | None = None
    templates: frozenset[str] | None = None
    channels: frozenset[str] | None = None


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest right word, or with all of them when none is near."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    if near:
        return f"是不是 {near[0]}？"
    return f"可选：{'、'.join(words)}。" if words else ""


def each_step(campaign: Campaign) -> Iterator[tuple[Path, Step]]:
    """All steps with their path, also those that are not taken."""
    for p, phase in enumerate(campaign.phases):
        for s, step in enumerate(phase.steps):
            yield ("phases", p, "steps", s), step
