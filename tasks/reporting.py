"""The result told upwards and sideways: a circular to four kinds of addressees (R8, R60)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import SQLModel, col, func, select

from models import Application, Filing, Paper
from rules.said import Said
from rules.states import ApplicationState
from tasks import attachments, papers, steps
from tasks.attachments import Owner, Received
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.honoured import standing
from tasks.moments import day_problems
from tasks.outcomes import Winner, by_honour
from tasks.scheme_facts import scheme
from tasks.use_case import use_case

CIRCULAR = "circular"
NOT_HANDED_IN = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Circulated:
    number: str
    addressees: tuple[str, ...]
    delivered: int

    def row(self) -> dict[str, object]:
        return {
            "文号": self.number,
            "主送": "、".join(self.addressees),
            "已签收": f"{self.delivered}/{len(self.addressees)}",
        }


@use_case("通报活动情况", retries=2)
def circulate(ctx: Context, campaign_id: int, step: str) -> Circulated:
    """Issue the circular on the campaign and its result once; delivery is proved one by one.

    Raises Refused where the campaign file names no addressees for it (R8).
    """
    content = content_of(ctx, campaign_id, step)
    paper = papers.issue(ctx, campaign_id, step, content)
    number = papers.number_of(paper)
    steps.conclude(ctx, campaign_id, step, f"《{paper.title}》（{number}）已发出")
    everyone = (*paper.main, *paper.copies)
    return Circulated(number, everyone, len(paper.notes.get("delivered", {})))


def content_of(ctx: Context, campaign_id: int, step: str) -> papers.Content:
    """What the circular says as things stand; raises Refused where nobody is named to get it (R8)."""
    plan = definition_of(ctx, campaign_id)
    to = next((a for a in plan.messaging.addressees if a.notice == step), None)
    if to is None:
        raise Refused([f"活动文件没有写明{step}的主送单位，请在 messaging.addressees 中补充"])
    held = standing(ctx, campaign_id)
    facts = {
        **scheme(plan),
        "campaign": plan.title,
        "wording": plan.wording,
        "winners": by_honour(ctx, campaign_id, held),
        "figures": _figures(ctx, campaign_id, held),
    }
    return papers.Content(CIRCULAR, to.title, facts, to.main, to.copies, CIRCULAR)


def _figures(ctx: Context, campaign_id: int, held: Sequence[Winner]) -> dict[str, int]:
    """How many took part, reported and won, as the circular tells them."""
    plan = definition_of(ctx, campaign_id)
    handed_in = col(Application.state).not_in(NOT_HANDED_IN)
    places = sum(honour.total for honour in plan.honours)
    return {
        "applications": _count(ctx, campaign_id, Application, handed_in),
        "filings": _count(ctx, campaign_id, Filing),
        "winners": len(held),
        "vacant": places - len(held),
    }


def _count(ctx: Context, campaign_id: int, table: type[SQLModel], *where: Any) -> int:  # noqa: ANN401 - a condition
    mine = col(table.campaign_id) == campaign_id  # type: ignore[attr-defined]
    return ctx.session.exec(select(func.count()).select_from(table).where(mine, *where)).one()


@dataclass(frozen=True, slots=True)
class Delivery:
    """R60: an addressee of the circular, and what proves that it has arrived there."""

    addressee: str
    copy: bool
    """Whether it is told for its information only (抄送)."""
    on: date | None = None
    proof: str = ""
    scan: str = ""
    """SHA-256 of the receipt among the paper's attachments."""


def deliveries_of(paper: Paper) -> tuple[Delivery, ...]:
    """The circular's addressees, those of its copies last; none of any other paper."""
    if paper.kind != CIRCULAR or paper.issued_at is None:
        return ()
    return tuple(
        _delivery(paper, addressee, copy=copy)
        for copy, addressees in ((False, paper.main), (True, paper.copies))
        for addressee in addressees
    )


@use_case("登记送达")
def record_delivery(
    ctx: Context,
    campaign_id: int,
    addressee: str,
    *,
    on: date,
    proof: str,
    scan: Received | None = None,
) -> None:
    """R60: who received the circular, on which day, and what proves it; said again it is corrected.

    Raises Refused with everything that is wrong.
    """
    # What is on record stands in one column: two who add to it at once would lose one of theirs.
    papers.wait_in_line(ctx, campaign_id)
    paper = papers.find(ctx, campaign_id, CIRCULAR)
    if paper is None:
        raise Refused([Said("情况通报还没有发出")])
    known = tuple(one.addressee for one in deliveries_of(paper))
    problems = day_problems(on, ctx.now, calendar_of(ctx))
    issued_on = calendar_of(ctx).day_of(paper.issued_at or ctx.now)
    if on < issued_on:
        told = "送达日期{on}早于通报发出之日（{issued}），请核对"
        problems.append(Said(told, on=on, issued=issued_on))
    if addressee not in known:
        told = "“{addressee}”不在通报的主送、抄送名单中：{known}"
        problems.append(Said(told, addressee=addressee, known="、".join(known)))
    if not proof.strip():
        problems.append(Said("请写明送达凭据，例如签收单或系统回执"))
    if problems:
        raise Refused(problems)
    delivered: Mapping[str, Any] = paper.notes.get("delivered", {})
    entry = {**delivered.get(addressee, {}), "on": on.isoformat(), "proof": proof}
    if scan is not None:
        attachments.attach(ctx, Owner("paper", paper.id or 0), scan, note=addressee)
        entry["scan"] = scan.sha256
    papers.note(ctx, paper, delivered={**delivered, addressee: entry})
    ctx.record("circular.delivered", addressee, campaign=campaign_id, on=on.isoformat())


def _delivery(paper: Paper, addressee: str, *, copy: bool) -> Delivery:
    entry: Mapping[str, str] = paper.notes.get("delivered", {}).get(addressee, {})
    on = date.fromisoformat(entry["on"]) if entry else None
    return Delivery(addressee, copy, on, entry.get("proof", ""), entry.get("scan", ""))
