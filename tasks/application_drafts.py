"""Drafts of applications: written by several hands of one unit, judged while they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from models import Application
from rules.eligibility import Eligibility, judge
from rules.said import Said
from rules.states import ApplicationState
from tasks import application_rows as rows
from tasks.application_rows import Entry
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.facts_of import application_facts
from tasks.lookup import unit_by_code
from tasks.use_case import use_case

WRITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
TYPED = "typed"
"""Key of the facts under which the fields stand as they were typed."""


class Overtaken(Refused):
    """Somebody else has saved meanwhile; `theirs` is what stands there now."""

    def __init__(self, by: str, at: datetime, theirs: Mapping[str, str]) -> None:
        self.theirs = dict(theirs)
        super().__init__(
            [Said("{by} 在 {at} 保存过这份申报，请比对后再保存", by=by, at=f"{at:%Y-%m-%d %H:%M}")]
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """An application as its form shows it: the fields as typed, and who saved them last."""

    row: Application
    fields: Mapping[str, str]
    revision: int
    saved_by: str
    saved_at: datetime | None


def draft_of(row: Application) -> Draft:
    """The row as a draft; one that came in another way has no typed fields yet."""
    kept = row.facts.get(TYPED) or {}
    at = kept.get("at")
    return Draft(
        row,
        kept.get("fields", {}),
        kept.get("revision", 0),
        kept.get("by", ""),
        datetime.fromisoformat(at) if at else None,
    )


@use_case("开始填写申报")
def begin(ctx: Context, campaign_id: int, entry: Entry) -> str:
    """An empty draft for an honour, or the one that the unit has begun already; its number."""
    unit = rows.checked(ctx, campaign_id, entry)
    begun = ctx.session.exec(
        select(Application.number).where(
            col(Application.campaign_id) == campaign_id,
            col(Application.unit_id) == unit.id,
            col(Application.honour) == entry.honour,
            col(Application.state) == ApplicationState.DRAFT,
        )
    ).first()
    if begun is not None:
        return begun
    row = rows.new(ctx, campaign_id, entry, unit)
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record("application.drafted", row.number, campaign=campaign_id, unit=unit.code)
    return row.number


@use_case("保存申报草稿")
def save(
    ctx: Context, campaign_id: int, number: str, fields: Mapping[str, str], *, seen: int
) -> int:
    """Keep the fields as typed; returns the new revision.

    `seen` is the revision that the writer's form was opened with: raises Overtaken where somebody
    else has saved since, Refused where it is no longer to be written.
    """
    row = rows.by_number(ctx, campaign_id, number)
    if row.state not in WRITABLE:
        raise Refused([Said("{number} 已经提交，不能再修改", number=number)])
    known = draft_of(row)
    if known.revision != seen and dict(known.fields) != dict(fields):
        local = calendar_of(ctx).local(known.saved_at or ctx.now)
        raise Overtaken(known.saved_by, local, known.fields)
    revision = put(ctx, row, fields)
    ctx.record("application.saved", number, campaign=campaign_id, revision=revision)
    return revision


def put(ctx: Context, row: Application, fields: Mapping[str, str]) -> int:
    """Keep the fields with the row as its next revision, whoever typed them; returns its number."""
    revision = draft_of(row).revision + 1
    kept: dict[str, Any] = {
        "fields": dict(fields),
        "revision": revision,
        "by": ctx.actor,
        "at": ctx.now.isoformat(),
    }
    row.facts = {**row.facts, TYPED: kept}
    ctx.session.add(row)
    return revision


def verdict(ctx: Context, campaign_id: int, entry: Entry, number: str = "") -> Eligibility:
    """What the rules would say of the application as it stands in the form, all reasons at once.

    Judged as of its real day; without a number it is one that nobody has begun.
    """
    known = rows.by_number(ctx, campaign_id, number).facts if number else {}
    unit = unit_by_code(ctx, entry.unit)
    trial = Application(
        campaign_id=campaign_id,
        number=number,
        honour=entry.honour,
        unit_id=unit.id or 0,
        candidate=entry.shown or unit.name,
        facts=dict(known),
    )
    rows.fill(ctx, trial, entry, unit, rows.moment(ctx, entry))
    return judge(application_facts(trial), definition_of(ctx, campaign_id))


@use_case("放弃申报草稿")
def discard(ctx: Context, campaign_id: int, number: str) -> None:
    """Throw a draft away that was never handed in."""
    row = rows.by_number(ctx, campaign_id, number)
    if row.state is not ApplicationState.DRAFT:
        raise Refused([Said("{number} 已经提交，撤回须写明理由", number=number)])
    ctx.session.delete(row)
    ctx.record("application.discarded", number, campaign=campaign_id)
