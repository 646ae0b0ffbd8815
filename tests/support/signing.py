"""What lead offices do before the dossier: register their methods, sign under the scores."""

from __future__ import annotations

from datetime import date, datetime

from tasks import identities, method_papers, signatures
from tasks.campaigns import definition_of
from tasks.candidates import competing_of
from tasks.context import Context
from tests.support.campaign_builder import Built

OWN_METHODS = {"g2": "ziyuan_jiaoyi_chu", "g3": "gonggong_rexian"}


def method_of(group: str, **changes: object) -> method_papers.Method:
    stated = {
        "group": group,
        "office": OWN_METHODS.get(group, "ducha"),
        "title": "本系统考评办法",
        "number": "示例〔2021〕3号",
        "dated": date(2021, 12, 20),
        "file_name": "办法.pdf",
        "data": f"办法 {group}".encode(),
    }
    return method_papers.Method(**{**stated, **changes})  # type: ignore[arg-type]


def register_methods(ctx: Context, campaign: int) -> None:
    for group in OWN_METHODS:
        method_papers.register(ctx, campaign, method_of(group))


def contact(office: str) -> str:
    """The code of the person who signs for an office."""
    return f"{office}-contact"


def sign_all(campaign: Built, at: datetime) -> int:
    """Every office signs what it still owes, groups first; returns how many signed."""
    with campaign.acting(at, "牵头处室") as ctx:
        plan = definition_of(ctx, campaign.campaign)
        competing = competing_of(ctx, campaign.campaign, plan)
        waiting = signatures.missing(ctx, campaign.campaign, plan, competing)
        for one in waiting:
            under = signatures.Under(one.kind, one.subject, one.office, "负责人")
            by = identities.called(ctx, contact(one.office))
            signatures.sign(ctx, campaign.campaign, under, by)
    return len(waiting)
