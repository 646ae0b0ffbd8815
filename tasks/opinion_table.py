"""The table of opinions: every candidate with every authority, and who still owes an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlmodel import col, select

from models import Application, Opinion, Paper, Unit
from rules import definition
from rules.definition import Authority
from rules.opinions import NO_REPLY, RESULT_NAMES, Result, asks_about, subject_kind
from rules.states import ApplicationState
from tasks import papers
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound

DECIDED = "名单已经领导小组审定，新的意见请作为异议或疑问登记"
REQUEST = "opinion-request"
"""Kind of the paper by which authorities are asked."""
ASKED_ABOUT = (ApplicationState.ELIGIBLE, ApplicationState.EVALUATED)
"""Authorities are asked about those who may win; ineligible and withdrawn ones stay out."""
FEW = 3


@dataclass(frozen=True, slots=True)
class About:
    """A candidate that authorities are asked about."""

    id: int
    number: str
    name: str
    kind: definition.SubjectKind


@dataclass(frozen=True, slots=True)
class Line:
    """One square of the table, as people read it."""

    authority: Authority
    about: About
    answer: Opinion | None

    @property
    def result(self) -> str:
        if self.answer is not None:
            return RESULT_NAMES[Result(self.answer.result)]
        return NO_REPLY if asks_about(self.authority, self.about.kind) else "不适用"

    @property
    def waiting(self) -> bool:
        return self.result == NO_REPLY


@dataclass(frozen=True, slots=True)
class Chase:
    """An authority that still owes answers, and since how many working days."""

    authority: str
    open: int
    working_days: int
    first: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {
            "部门": self.authority,
            "未回复": self.open,
            "已过工作日": self.working_days,
            "其中": "、".join(self.first),
        }


def not_waited_for(paper: Paper) -> str:
    """By whose word and why the answers still out are not waited for; empty while they are."""
    return str(paper.notes.get("not_waited_for", ""))


def table(ctx: Context, campaign_id: int) -> list[Line]:
    """Every candidate with every authority, in the order of both; two statements."""
    plan = definition_of(ctx, campaign_id)
    answers = {
        (row.authority, row.application_id): row
        for row in ctx.session.exec(
            select(Opinion).where(col(Opinion.campaign_id) == campaign_id)
        ).all()
    }
    return [
        Line(authority, about, answers.get((authority.code, about.id)))
        for about in subjects(ctx, campaign_id, plan)
        for authority in plan.opinions.authorities
    ]


def chase_list(ctx: Context, campaign_id: int) -> list[Chase]:
    """Whom to ring up: authorities with open squares, and how long they have been silent."""
    paper, calendar = the_request(ctx, campaign_id), calendar_of(ctx)
    asked_on = calendar.day_of(paper.issued_at or ctx.now)
    days = calendar.working_days_between(asked_on, calendar.day_of(ctx.now))
    waiting: dict[str, list[str]] = {}
    for square in table(ctx, campaign_id):
        if square.waiting:
            waiting.setdefault(square.authority.name, []).append(square.about.name)
    return [Chase(who, len(names), days, tuple(names[:FEW])) for who, names in waiting.items()]


def subjects(ctx: Context, campaign_id: int, plan: definition.Campaign) -> list[About]:
    """The candidates that authorities are asked about, by number."""
    rows = ctx.session.exec(
        select(Application, Unit.kind)
        .join(Unit, col(Unit.id) == col(Application.unit_id))
        .where(col(Application.campaign_id) == campaign_id, col(Application.state).in_(ASKED_ABOUT))
        .order_by(col(Application.number))
    ).all()
    return [
        About(cast("int", row.id), row.number, row.candidate, subject_kind(plan, row.honour, kind))
        for row, kind in rows
    ]


def authority_of(plan: definition.Campaign, word: str) -> Authority:
    """An authority by code or name. Raises NotFound naming those there are."""
    for authority in plan.opinions.authorities:
        if word in (authority.code, authority.name):
            return authority
    known = "、".join(f"{a.code}（{a.name}）" for a in plan.opinions.authorities)
    raise NotFound([f"“{word}”不在征求意见的部门中：{known}"])


def the_request(ctx: Context, campaign_id: int) -> Paper:
    paper = papers.find(ctx, campaign_id, REQUEST)
    if paper is None:
        raise NotFound(["还没有发出征求意见的函"])
    return paper
