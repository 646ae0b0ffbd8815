"""Hearings (听取汇报): the drawn order, and how much of the panel must hear a candidate."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from rules.definition import Judging

PARTS = {"half": Fraction(1, 2), "two_thirds": Fraction(2, 3), "all": Fraction(1)}


def drawn_order(candidates: Iterable[str], lot: str) -> tuple[str, ...]:
    """The order that a lot gives: by the SHA-256 of lot, colon and code.

    The lot is drawn once and shown, so that everybody can work the order out again.
    """
    return tuple(
        sorted(candidates, key=lambda code: hashlib.sha256(f"{lot}:{code}".encode()).digest())
    )


def needed(panel: int, judging: Judging) -> int:
    """How many of a panel must be there; the bound itself is enough (以上 includes the number)."""
    part = PARTS[judging.hearing_quorum] * panel
    return max(1, -(-part.numerator // part.denominator))


def too_few(
    panel: Collection[str],
    present: Collection[str],
    stepped_out: Mapping[str, Collection[str]],
    judging: Judging,
) -> dict[str, int]:
    """Candidates whom too few of the panel heard, with how many did.

    `stepped_out` names for every candidate who left the room while it was heard; of those present
    only the panel counts.
    """
    least, there = needed(len(panel), judging), set(present) & set(panel)
    heard = {code: len(there - set(out)) for code, out in stepped_out.items()}
    return {code: count for code, count in heard.items() if count < least}
