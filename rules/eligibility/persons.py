"""What a person must bring: front line, recommendation, service, post and rank (R29 to R39)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rules.definition import Subject, Way
from rules.eligibility.ranks import is_at_most
from rules.eligibility.reasons import Case, Effect, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.facts import PersonFacts


def check_way(case: Case) -> Iterator[Reason]:
    """R25: in the unit's name; R31 and R39: a person, recommended by the unit."""
    application, honour = case.application, case.honour
    if honour.subject is Subject.UNIT:
        if application.person is not None:
            rule = "R18" if honour.way is Way.PROJECT else "R25"
            yield Reason(rule, f"以个人（{application.person.name}）名义申报，本荣誉须以单位申报。")
        return
    rule = "R31" if honour.conditions.front_line else "R39"
    if application.person is None:
        yield Reason(rule, "未填写申报人，本荣誉以个人名义参评。")
    if not application.recommended:
        yield Reason(rule, f"未经{application.unit.name}推荐。")


def check_person(case: Case) -> Iterator[Reason]:
    person = case.application.person
    if person is None or case.honour.subject is Subject.UNIT:
        return
    conditions = case.honour.conditions
    if conditions.front_line:
        yield from _stated("R29", person.front_line, person, "在一线窗口或平台直接受理服务诉求")
    yield from _reported(case, person)
    if conditions.whole_year:
        yield from _stated("R34", person.whole_year, person, "连续工作全年")
        yield from _served(case, person)
    if conditions.on_establishment:
        yield from _stated("R35", person.on_establishment, person, "在职在编")
    yield from _rank(case, person)


def _stated(rule: str, answer: bool | None, person: PersonFacts, what: str) -> Iterator[Reason]:  # noqa: FBT001 - a fact about the person, not a switch
    if answer is None:
        yield Reason(rule, f"{person.name}是否{what}未填写。", Effect.RULING)
    elif not answer:
        yield Reason(rule, f"{person.name}不符合“{what}”。")


def _reported(case: Case, person: PersonFacts) -> Iterator[Reason]:
    """R33; A11: the day itself is not 前, but usage varies, so it goes to a ruling."""
    limit = case.honour.conditions.reported_before
    if limit is None:
        return
    if person.reported_on is None:
        yield Reason("R33", f"{person.name}未填写报到日期。", Effect.RULING)
    elif person.reported_on > limit:
        yield Reason("R33", f"{person.name}{person.reported_on}报到，须在{limit}前报到。")
    elif person.reported_on == limit and case.campaign.readings.reported_before == "strict":
        yield Reason("R33", f"{person.name}恰在{limit}当日报到，是否算“前”须裁定。", Effect.RULING)


def _served(case: Case, person: PersonFacts) -> Iterator[Reason]:
    """A12: until the end of the year, or until the day of the application."""
    if person.served_until is None:
        return
    to_year_end = case.campaign.readings.whole_year == "to_year_end"
    until = date(case.campaign.year, 12, 31) if to_year_end else case.application.applied_on
    if person.served_until < until:
        yield Reason("R34", f"{person.name}工作至{person.served_until}，须连续工作至{until}。")


def _rank(case: Case, person: PersonFacts) -> Iterator[Reason]:
    """R36, A13."""
    limit = case.honour.conditions.rank_at_most
    if limit is None:
        return
    if person.rank is None:
        yield Reason("R36", f"{person.name}未填写职级。", Effect.RULING)
        return
    fits = is_at_most(person.rank, limit, case.campaign.ranks)
    if fits is None:
        text = f"{person.name}的职级“{person.rank}”无法对照“{limit}”，须裁定。"
        yield Reason("R36", text, Effect.RULING)
    elif not fits:
        yield Reason("R36", f"{person.name}为{person.rank}，高于{limit}。")
