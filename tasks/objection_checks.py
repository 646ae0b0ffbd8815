"""The check of an objection by two people: one writes down what was found, another confirms it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Application, Objection, Unit
from rules import definition
from rules.identity import Identity
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.objections import row_of
from tasks.use_case import use_case

TWO_SESSIONS = "核查须由两人各用自己的账号在网页上登记和确认，命令行不能代办"
CODE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Check:
    """Who looked into it, from when to when, in which documents, and what was found."""

    by: str
    since: date
    until: date
    documents: str
    finding: str


@use_case("核查异议")
def check(ctx: Context, campaign_id: int, number: str, done: Check) -> None:
    """Write down what the discipline office or a lead office found, on real days.

    A second person confirms it; written anew it has to be confirmed anew. Raises Refused with
    everything that is wrong, a check by the candidate's own unit or by nobody known among it.
    """
    row = row_of(ctx, campaign_id, number)
    plan, today = definition_of(ctx, campaign_id), calendar_of(ctx).day_of(ctx.now)
    problems = [] if row.kind == "objection" else [f"{number}是疑问和建议，直接答复即可"]
    if row.decided_at is not None:
        problems.append(f"{number}已经作出处理")
    if not row.received_on <= done.since <= done.until <= today:
        problems.append(
            f"核查时间{done.since}至{done.until}应在收到之日（{row.received_on}）和今天之间"
        )
    problems += [] if done.finding.strip() else ["请写明核查情况"]
    problems += [] if done.documents.strip() else ["请列出核查所依据的材料"]
    problems += _about_checker(ctx, plan, row, done.by)
    problems += [] if ctx.who.proven else [TWO_SESSIONS]
    if problems:
        raise Refused(problems)
    row.checked_by, row.checked_from, row.checked_to = done.by, done.since, done.until
    row.documents, row.finding = done.documents, done.finding
    row.found_by, row.found_key = ctx.actor, ctx.who.key
    row.confirmed_by, row.confirmed_key, row.confirmed_at = "", "", None
    ctx.session.add(row)
    ctx.record(
        "objection.checked", number, campaign=campaign_id, by=done.by, who=ctx.who.key,
        finding=finding_code(row),
    )  # fmt: skip


@use_case("确认核查情况")
def confirm(ctx: Context, campaign_id: int, number: str, code: str) -> None:
    """The second of two people has looked into it and finds it as it was written down.

    `code` says which text was read. Confirmed already by the same person it stays as it is. Raises
    Refused for whoever wrote it, for nobody known, and for a text that has changed since.
    """
    row = row_of(ctx, campaign_id, number)
    if row.confirmed_key == ctx.who.key and code == finding_code(row):
        return
    if problems := list(_against_confirming(row, ctx.who, code)):
        raise Refused(problems)
    row.confirmed_by, row.confirmed_key, row.confirmed_at = ctx.actor, ctx.who.key, ctx.now
    ctx.session.add(row)
    ctx.record("objection.confirmed", number, campaign=campaign_id, who=ctx.who.key, finding=code)


def finding_code(row: Objection) -> str:
    """Tells one text of a finding from another."""
    told = [row.checked_by, f"{row.checked_from}", f"{row.checked_to}", row.documents, row.finding]
    return hashlib.sha256(json.dumps([*told, row.found_key]).encode()).hexdigest()[:CODE_DIGITS]


def _against_confirming(row: Objection, who: Identity, code: str) -> Iterator[str]:
    if row.decided_at is not None:
        yield f"{row.number}已经作出处理"
    if row.checked_to is None or not row.found_key:
        yield f"{row.number}还没有登记核查情况，请先登记再由另一人确认"
        return
    if not who.proven:
        yield TWO_SESSIONS
    elif who.key == row.found_key:
        yield f"核查情况由{row.found_by}登记，须由另一人用自己的账号确认"
    if row.confirmed_key:
        yield f"{row.confirmed_by}已经确认过"
    if code != finding_code(row):
        yield "核查情况已经改过，请看过现在的内容再确认"


def _about_checker(ctx: Context, plan: definition.Campaign, row: Objection, by: str) -> list[str]:
    offices = {word: o for o in plan.offices for word in (o.code, o.short, o.name)}
    office = offices.get(by)
    if office is None or office.observer:
        known = "、".join(o.short for o in plan.offices if not o.observer)
        return [f"核查由机关纪委或牵头处室办理，没有“{by}”，可用：{known}"]
    unit = ctx.session.exec(
        select(Unit.code)
        .join(Application, col(Application.unit_id) == col(Unit.id))
        .where(col(Application.id) == row.application_id)
    ).first()
    if unit == office.code:
        return [f"{office.short}是被反映对象所在单位，须回避，请由其他处室核查"]
    return []
