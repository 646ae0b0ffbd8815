"""Opinions of the observer offices (R11): recorded beside the scores, never in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, insert, select, update

from models import ObserverOpinion
from records.workbooks.judging import ObserverOpinionRow, observer_opinions_layout
from rules.selection import Candidate
from tasks import panels
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.candidates import candidates_of
from tasks.imports.one_sheet import Outcome, refuse_if, remember, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.sheets import Line
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one observer office says of a candidate."""

    office: str
    text: str
    given_at: datetime

    @property
    def beside(self) -> str:
        """As sheets and cards show it, never among the figures."""
        return f"列席意见（{self.office}）：{self.text}"


@use_case("登记列席单位意见")
def record(ctx: Context, campaign_id: int, office: str, candidate: str, text: str) -> None:
    """Note an opinion; a later one of the same office replaces it, the journal keeps both.

    Raises Refused for offices that are not observers, unknown candidates and empty texts.
    """
    plan = definition_of(ctx, campaign_id)
    observers = {o.code: o.short for o in plan.offices if o.observer}
    problems = [] if text.strip() else ["请写明意见"]
    if office not in observers:
        listed = "、".join(f"{code}（{short}）" for code, short in observers.items())
        problems.append(f"“{office}”不是列席单位，列席单位有：{listed}（附件1）")
    if candidate not in candidates_of(ctx, campaign_id, plan).known:
        problems.append(f"没有候选 {candidate}，请填单位代码或申报编号")
    if problems:
        raise Refused(problems)
    before = _known(ctx, campaign_id).get((office, candidate))
    old = before.text if before else ""
    _write(ctx, campaign_id, [ObserverOpinionRow(office, candidate, text)], None)
    ctx.record(
        "observer.opinion", candidate, campaign=campaign_id, office=office, old=old, new=text
    )


@use_case("导入列席单位意见")
def import_opinions(
    ctx: Context, campaign_id: int, source: Source, *, dry_run: bool = False
) -> ImportReport:
    """Raises ImportRefused naming every bad cell; then nothing was imported."""
    book, plan = opened(source), definition_of(ctx, campaign_id)
    sheet = sheet_of(book, observer_opinions_layout(plan))
    known = candidates_of(ctx, campaign_id, plan)
    problems = [
        p
        for line in sheet.lines
        for p in known.problems(line, "候选代码", line.row.candidate, line.row.name, "候选名称")
    ]
    refuse_if([*problems, *_doubles(sheet.lines)])
    before = _known(ctx, campaign_id)
    rows = [line.row for line in sheet.lines]
    again = [(before[key], row) for row in rows if (key := (row.office, row.candidate)) in before]
    changes = [
        {"about": f"{row.candidate}（{row.office}）", "old": old.text, "new": row.text}
        for old, row in again
        if old.text != row.text
    ]
    new = len(rows) - len(again)
    outcome = Outcome(
        "observer_opinions", "列席单位意见", "意见", book, new, len(again), changes, sheet.warnings
    )
    report = outcome.report(dry_run=dry_run)
    if not dry_run:
        _write(ctx, campaign_id, rows, remember(ctx, campaign_id, outcome, report))
    return report


def observer_opinions(ctx: Context, campaign_id: int) -> dict[str, tuple[Opinion, ...]]:
    """By candidate, in the order of the offices' codes; for score sheets, cards and the dossier."""
    plan = definition_of(ctx, campaign_id)
    found: dict[str, list[Opinion]] = defaultdict(list)
    for (office, candidate), row in sorted(_known(ctx, campaign_id).items()):
        found[candidate].append(Opinion(plan.office(office).short, row.text, row.given_at))
    return {candidate: tuple(opinions) for candidate, opinions in found.items()}


def about(one: Candidate, observed: Mapping[str, tuple[Opinion, ...]]) -> tuple[Opinion, ...]:
    """What was said of a candidate: of a person by its number, of a collective by its unit too."""
    codes = dict.fromkeys([panels.about(one), one.number])
    return tuple(opinion for code in codes for opinion in observed.get(code, ()))


def _doubles(lines: Sequence[Line[ObserverOpinionRow]]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        row = first.setdefault((line.row.office, line.row.candidate), line.place.row)
        if row != line.place.row:
            yield line.problem("候选代码", f"同一单位的意见与第{row}行重复", "请合并成一行")


def _known(ctx: Context, campaign_id: int) -> dict[tuple[str, str], ObserverOpinion]:
    rows = ctx.session.exec(
        select(ObserverOpinion).where(col(ObserverOpinion.campaign_id) == campaign_id)
    ).all()
    return {(row.office, row.candidate): row for row in rows}


def _write(
    ctx: Context, campaign_id: int, rows: Sequence[ObserverOpinionRow], file: int | None
) -> None:
    before = _known(ctx, campaign_id)
    new, changed = [], []
    for row in rows:
        values: dict[str, Any] = {
            "text": row.text, "given_at": ctx.now, "given_by": ctx.actor, "file_id": file,
        }  # fmt: skip
        old = before.get((row.office, row.candidate))
        if old is None:
            key = {"campaign_id": campaign_id, "office": row.office, "candidate": row.candidate}
            new.append({**key, **values})
        elif old.text != row.text:
            changed.append({"id": old.id, **values})
    if new:
        ctx.session.execute(insert(ObserverOpinion), new)
    if changed:
        ctx.session.execute(update(ObserverOpinion), changed)
        ctx.session.expire_all()
