"""Candidates for meetings of the leading group, and what came of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from models import Application, Placement, Resolution
from tasks.errors import Refused
from tests.support.campaign_builder import Built
from tests.support.judged import (
    MEETING,
)
from tests.support.stated import bearer, star, worker

TOWNS = {bearer(code): points for code, points in (("zh001", 92), ("zh002", 90), ("jd001", 88))}
WINDOWS = {bearer(f"ck00{n}"): 97 - n for n in range(1, 5)}
STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
OWN_STAFF = {worker("ducha", "w-1"): 90, worker("renshi", "w-2"): 88}
INSPECTOR = "督查处处长"
PERSONNEL = "人事处处长"


def outcomes(campaign: Built) -> dict[str, str]:
    with campaign.house.reading() as ctx:
        found = ctx.session.exec(
            select(Application.number, Placement.outcome).join(
                Placement, col(Placement.application_id) == col(Application.id)
            )
        ).all()
    return dict(found)


def resolutions(campaign: Built) -> list[Resolution]:
    with campaign.house.reading() as ctx:
        return list(ctx.session.exec(select(Resolution).order_by(col(Resolution.id))).all())


def refused(
    campaign: Built, act: Callable[..., object], *given: object, **named: object
) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught, campaign.acting(MEETING) as ctx:
        act(ctx, campaign.campaign, *given, **named)
    return caught.value.reasons
