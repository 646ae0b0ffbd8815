"""Whether a campaign file makes sense: each check takes the whole and says all it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.lint.chain import check_chain
from rules.lint.dates import check_dates
from rules.lint.days_off import check_days_off
from rules.lint.duplicates import check_duplicates
from rules.lint.honours import check_honours
from rules.lint.messages import check_messages
from rules.lint.personal_data import check_personal_data
from rules.lint.references import check_references
from rules.lint.remarks import Path, Remark, Surroundings
from rules.lint.scores import check_scores
from rules.lint.signing import check_signing
from rules.lint.votes import check_votes
from rules.lint.wording import check_wording

if TYPE_CHECKING:
    from rules.definition import Campaign

__all__ = ["Path", "Remark", "Surroundings", "lint"]

CHECKS = (
    check_duplicates,
    check_references,
    check_dates,
    check_days_off,
    check_chain,
    check_honours,
    check_scores,
    check_votes,
    check_messages,
    check_signing,
    check_personal_data,
    check_wording,
)


def lint(campaign: Campaign, around: Surroundings) -> tuple[Remark, ...]:
    """Every remark of every check, in no particular order."""
    return tuple(remark for check in CHECKS for remark in check(campaign, around))
