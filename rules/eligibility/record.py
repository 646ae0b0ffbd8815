"""What must not stand against a candidate: exposures, sanctions, breaches (R21, R26, R30, R38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.eligibility.reasons import Case, Effect, Reason
from rules.facts import Media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.facts import Exposure, Incident


def check_exposure(case: Case) -> Iterator[Reason]:
    """R21 bars any exposure and any major impact, R26 only those caused by poor work."""
    mode = case.honour.conditions.negative_exposure
    if mode is None:
        return
    record = case.application.record
    rule = "R21" if mode == "any" else "R26"
    for exposure in record.exposures:
        if exposure.media is not Media.OTHER:
            text = f"{_dated(exposure)}被{exposure.media}媒体负面曝光：{exposure.gist}。"
            yield from _caused(rule, text, exposure)
    for event in record.negative_events:
        yield from _caused(rule, f"{_dated(event)}造成重大负面影响：{event.gist}。", event)


def _caused(rule: str, text: str, fact: Exposure | Incident) -> Iterator[Reason]:
    if rule == "R21":
        yield Reason(rule, text)
    elif fact.by_poor_work is None:
        yield Reason(rule, f"{text}是否因工作不力尚未认定。", Effect.RULING)
    elif fact.by_poor_work:
        yield Reason(rule, f"{text}系因工作不力。")


def check_clean_record(case: Case) -> Iterator[Reason]:
    """R30, R38."""
    conditions = case.honour.conditions
    if not conditions.clean_record:
        return
    rule = "R30" if conditions.front_line else "R38"
    record = case.application.record
    credit = tuple(breach for breach in record.credit if breach.serious)
    groups = (
        ("受过党纪政纪处分", record.discipline),
        ("发生较重以上失信行为", credit),
        ("发生违法违纪问题", record.law),
        ("发生重大负面社会影响事件", record.negative_events),
    )
    for what, incidents in groups:
        for incident in incidents:
            yield from _against(case, rule, what, incident)


def _against(case: Case, rule: str, what: str, incident: Incident) -> Iterator[Reason]:
    """A34: the notice sets no limit in time; what lies before the campaign goes to a ruling."""
    text = f"{_dated(incident)}{what}：{incident.gist}。"
    starts = case.campaign.phases[0].opens
    if incident.on is None:
        yield Reason(rule, f"{text}日期未填写。", Effect.RULING)
    elif incident.on >= starts:
        yield Reason(rule, text)
    elif case.campaign.readings.record_ever == "ever":
        yield Reason(rule, f"{text}早于活动开始（{starts}），须裁定。", Effect.RULING)


def _dated(fact: Exposure | Incident) -> str:
    return str(fact.on) if fact.on else ""
