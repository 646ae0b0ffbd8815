"""Whether an application may compete, with every reason at once (R16 to R40)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.eligibility.membership import check_membership
from rules.eligibility.persons import check_person, check_way
from rules.eligibility.projects import check_project
from rules.eligibility.reasons import Case, Check, Effect, Eligibility, Reason, Standing
from rules.eligibility.record import check_clean_record, check_exposure
from rules.eligibility.scope import check_headcount, check_kind

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.facts import ApplicationFacts, Ruling

__all__ = ["Effect", "Eligibility", "Reason", "Standing", "judge"]

CHECKS: tuple[Check, ...] = (
    check_kind,
    check_headcount,
    check_way,
    check_project,
    check_person,
    check_exposure,
    check_clean_record,
    check_membership,
)


def judge(application: ApplicationFacts, campaign: Campaign) -> Eligibility:
    """All reasons for and against, in the order of the rules; recorded rulings are applied."""
    case = Case(application, campaign.honour(application.honour), campaign)
    reasons = (reason for check in CHECKS for reason in check(case))
    if application.rulings:
        rulings = {ruling.rule: ruling for ruling in application.rulings}
        reasons = (_ruled(reason, rulings.get(reason.rule)) for reason in reasons)
    return Eligibility(tuple(reasons))


def _ruled(reason: Reason, ruling: Ruling | None) -> Reason:
    """A ruling answers an open point; what plainly fails it cannot make good."""
    if ruling is None or reason.effect is not Effect.RULING:
        return reason
    answer = "认定符合" if ruling.accepted else "认定不符合"
    text = f"{reason.text}{ruling.ordered_by}{answer}：{ruling.reason}"
    return replace(reason, text=text, effect=Effect.NOTE if ruling.accepted else Effect.FAILS)
