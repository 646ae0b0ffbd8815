"""Breaks a title into lines where the sense allows, as near to one length as that leaves (clause 7.3.1)."""

from __future__ import annotations

from functools import cache

LONGEST = 19
"""Characters of 二号 on a line of 156 mm."""
_ENDS = frozenset("、，；》”）")
_BEGINS = frozenset("《“（")
_TORN = 200
"""What a break inside a phrase costs, against the square of a line's distance from the mean."""


def title_lines(title: str) -> tuple[str, ...]:
    """The lines, as few as hold it; a break that the writer sets with | stays where it is."""
    if "|" in title:
        return tuple(part.strip() for part in title.split("|"))
    lines = -(-len(title) // LONGEST)
    _, ends = _best(title, lines)
    starts = (0, *ends[:-1])
    return tuple(title[start:end] for start, end in zip(starts, ends, strict=True))


def in_one_line(title: str) -> str:
    """A title as lists show it, without the writer's breaks."""
    return "".join(title_lines(title))


@cache
def _best(title: str, lines: int) -> tuple[int, tuple[int, ...]]:
    """The least cost of breaking the title into so many lines, with where each line ends."""
    if lines == 1:
        fits = len(title) <= LONGEST
        return (0 if fits else _TORN * len(title)), (len(title),)
    wanted = len(title) / lines
    choices = []
    for end in range(1, min(LONGEST, len(title) - lines + 1) + 1):
        cost, ends = _best(title[end:], lines - 1)
        uneven = round((end - wanted) ** 2)
        torn = 0 if _sensible(title, end) else _TORN
        choices.append((cost + uneven + torn, (end, *(end + later for later in ends))))
    return min(choices)


def _sensible(title: str, end: int) -> bool:
    return title[end - 1] in _ENDS or title[end] in _BEGINS
