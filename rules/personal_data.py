"""When personal data are due to be erased, and what stays of those who were not honoured."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from rules.definition.archive import Archive, ItemKind, PersonalKind, Retention

ERASED = "〔已清除〕"
"""Stands where words about a person stood."""
LOGS_AT_LEAST = 6
"""Months for which logs are kept (网络安全法)."""
ITEM_OF: Mapping[PersonalKind, ItemKind] = MappingProxyType(
    {
        PersonalKind.MESSAGES: ItemKind.JOURNAL,
        PersonalKind.VOTERS: ItemKind.SCORES,
        PersonalKind.SCANS: ItemKind.FILINGS,
        PersonalKind.ATTACHMENTS: ItemKind.FILINGS,
        PersonalKind.APPLICATIONS_LOST: ItemKind.APPLICATIONS_LOST,
        PersonalKind.OBJECTIONS: ItemKind.OBJECTIONS,
        PersonalKind.LOG_DETAILS: ItemKind.JOURNAL,
    }
)
"""The item that says the same; contacts and sign-ins are filed nowhere."""
NAMES: Mapping[PersonalKind, str] = MappingProxyType(
    {
        PersonalKind.MESSAGES: "消息、电话记录和当日事项",
        PersonalKind.CONTACTS: "已不任职人员的联系方式和名册原件",
        PersonalKind.SIGN_IN: "已无人可用账号的登录信息",
        PersonalKind.VOTERS: "投票人名单",
        PersonalKind.SCANS: "代登记的扫描件",
        PersonalKind.ATTACHMENTS: "申报、报送、异议和意见的附件",
        PersonalKind.APPLICATIONS_LOST: "未获评个人的申报信息",
        PersonalKind.OBJECTIONS: "异议人和来信内容",
        PersonalKind.LOG_DETAILS: "日志附记",
    }
)
_MONTHS_OF_ITEM = {Retention.TEN_YEARS: 120, Retention.THIRTY_YEARS: 360}
_JUDGED = ("reported_on", "whole_year", "served_until", "on_establishment", "rank", "front_line")
"""What eligibility asks of a person, which makes nobody known by itself."""


def term(archive: Archive, kind: PersonalKind) -> int | None:
    """Months from sealing; None for what stays for good with its item."""
    if kind in archive.kept_with_item:
        return _MONTHS_OF_ITEM.get(archive.keep(ITEM_OF[kind]))
    return archive.months(kind)


def due_on(archive: Archive, kind: PersonalKind, sealed_on: date) -> date | None:
    """The first day on which a kind is to be erased: the one after its term has ended."""
    months = term(archive, kind)
    return None if months is None else _months_after(sealed_on, months) + timedelta(days=1)


def without_person(facts: Mapping[str, Any], code: str) -> dict[str, Any]:
    """An application's facts as the rules judge them, by which nobody is known any more.

    `code` stands in for the person's own, so that who applied twice is still one.
    """
    person = facts["person"]
    kept = {name: person.get(name) for name in _JUDGED}
    left: dict[str, Any] = {
        **{name: facts[name] for name in ("unit", "project", "recommended") if name in facts},
        "person": {"code": code, "name": ERASED, **kept},
        "record": {
            name: [{**one, "gist": ERASED} for one in against]
            for name, against in (facts.get("record") or {}).items()
        },
        "rulings": [{**one, "reason": ERASED} for one in facts.get("rulings", ())],
    }
    for name in ("opinion_by", "opinion_at"):
        if name in facts:
            left[name] = facts[name]
    return left | ({"disqualified": ERASED} if "disqualified" in facts else {})


def card_without_person(card: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A score card with every figure and no word about the person."""
    emptied: dict[str, Any] = {word: [] for word in ("exclusions", "evidence", "decisions")}
    return {**card, **emptied, "person": ERASED, "reason": card["reason"].replace(name, ERASED)}


def _months_after(day: date, months: int) -> date:
    """The corresponding day, or the month's last one where it has none (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
