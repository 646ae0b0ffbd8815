"""Which authority is asked about which candidate, and what its answer means (征求意见)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rules.definition import Subject, SubjectKind

if TYPE_CHECKING:
    from rules.definition import Authority, Campaign


class Result(StrEnum):
    """What an authority answered; no answer is none of these."""

    NONE = "none"
    OBJECTION = "objection"
    NOT_APPLICABLE = "not_applicable"


RESULT_NAMES = {
    Result.NONE: "无异议",
    Result.OBJECTION: "有异议",
    Result.NOT_APPLICABLE: "不适用",
}
NO_REPLY = "未回复"


def subject_kind(campaign: Campaign, honour: str, unit_kind: str) -> SubjectKind:
    """An enterprise with its people, else the person or the unit that competes."""
    if campaign.unit_kind(unit_kind).affiliated:
        return SubjectKind.ENTERPRISES
    person = campaign.honour(honour).subject is Subject.PERSON
    return SubjectKind.PERSONS if person else SubjectKind.UNITS


def asks_about(authority: Authority, kind: SubjectKind) -> bool:
    return kind in authority.about


def stands_in_the_way(
    *, settled: bool, stands: bool, form: str, who: str, authority: str
) -> str | None:
    """Why a candidate with an objection may not be on the list that is to be confirmed.

    One that was found to stand keeps it off under every form; an open one only where the campaign
    wants objections settled first (`before_meeting: settle`).
    """
    if stands:
        return f"{authority}对{who}的异议经认定成立，不能列入名单，请先调整"
    if not settled and form == "settle":
        return f"{authority}对{who}有异议，尚未认定，请先作出认定"
    return None
