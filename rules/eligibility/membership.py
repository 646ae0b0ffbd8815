"""Whether a unit of the leading group stands back from the collective honours (R40, A19, A20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.eligibility.reasons import Case, Effect, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_EFFECTS = {
    "block_with_override": Effect.BARRED,
    "block": Effect.FAILS,
    "warn": Effect.NOTE,
}


def check_membership(case: Case) -> Iterator[Reason]:
    """The bar is on collective honours only: members' staff and heads may take personal ones."""
    if not case.honour.member_units_barred:
        return
    unit, campaign = case.application.unit, case.campaign
    effect = _EFFECTS[campaign.readings.member_units]
    members = {office.code for office in campaign.offices if office.member}
    if unit.member or unit.code in members:
        text = f"{unit.name}是领导小组成员单位，原则上不参加集体荣誉评选。"
        yield Reason("R40", text, effect)
    elif campaign.unit_kind(unit.kind).affiliated and campaign.readings.trading_soe == "barred":
        text = f"{unit.name}是领导小组成员单位的附属企业，本活动约定一并回避。"
        yield Reason("R40", text, effect)
