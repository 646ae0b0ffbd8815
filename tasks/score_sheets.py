"""Score sheets go out: one workbook for each evaluator, with exactly the assigned candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from models import Application, Filing, ScoreSheet, Unit
from records.workbooks.score_sheets import (
    Identity,
    Row,
    ScoreSheetBook,
    write_score_sheet,
)
from rules.definition import Campaign
from tasks import observers
from tasks.assigning import Board
from tasks.context import Context
from tasks.errors import Refused
from tasks.filings import CASE, EVIDENCE
from tasks.panels import ToScore, to_score
from tasks.use_case import use_case

MOST_SHOWN = 5
"""Pieces of evidence that a sheet lists for a candidate; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Issued:
    files: tuple[Path, ...]
    unassigned: tuple[str, ...]
    """Candidates without any evaluator."""


@use_case("发放评分表")
def issue(
    ctx: Context,
    campaign_id: int,
    component: str,
    folder: Path,
    *,
    evaluator: str = "",
    group: str = "",
) -> Issued:
    """Write the workbooks of a component; one with other candidates than before is a new version.

    All of them, one evaluator's or a group's. Raises Refused where nobody is assigned.
    """
    board = Board(ctx, campaign_id)
    asked = to_score(ctx, campaign_id, board.plan, component, group)
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for part, candidate, judge in sorted(board.standing()):
        if part == component and candidate in asked and evaluator in ("", judge):
            wanted[asked[candidate].scheme.code, judge].append(candidate)
    if not wanted:
        raise Refused(["这个考评项目还没有指派评委，请先指派评委"])
    evidence = _evidence(ctx, campaign_id, board, sorted(asked))
    files = []
    for (scheme, judge), candidates in sorted(wanted.items()):
        sheet = _issued(ctx, campaign_id, (component, scheme, judge), candidates)
        lines = [asked[code] for code in candidates]
        book = _book(board.plan, sheet, board.judges[judge].name, lines, evidence)
        path = folder / f"评分表-{component}-{scheme}-{judge}.xlsx"
        write_score_sheet(path, book)
        files.append(path)
    covered = {code for candidates in wanted.values() for code in candidates}
    ctx.record("sheets.issued", component, campaign=campaign_id, sheets=len(files))
    return Issued(tuple(files), tuple(code for code in asked if code not in covered))


def identity_of(plan: Campaign, sheet: ScoreSheet) -> Identity:
    """What the workbook of a sheet says it is."""
    return Identity(
        plan.code,
        plan.year,
        sheet_number(sheet),
        sheet.component,
        sheet.scheme,
        sheet.evaluator,
        sheet.version,
    )


def sheet_number(sheet: ScoreSheet) -> str:
    return f"PF-{sheet.id:05d}"


def sheet_row(ctx: Context, campaign_id: int, key: tuple[str, str, str]) -> ScoreSheet | None:
    """The sheet handed out for component, scheme and evaluator."""
    component, scheme, evaluator = key
    return ctx.session.exec(
        select(ScoreSheet).where(
            col(ScoreSheet.campaign_id) == campaign_id,
            col(ScoreSheet.component) == component,
            col(ScoreSheet.scheme) == scheme,
            col(ScoreSheet.evaluator) == evaluator,
        )
    ).first()


def _issued(
    ctx: Context, campaign_id: int, key: tuple[str, str, str], candidates: list[str]
) -> ScoreSheet:
    component, scheme, evaluator = key
    row = sheet_row(ctx, campaign_id, key)
    if row is None:
        row = ScoreSheet(
            campaign_id=campaign_id, component=component, scheme=scheme, evaluator=evaluator,
            candidates=candidates, issued_at=ctx.now,
        )  # fmt: skip
    elif row.candidates != candidates:
        row.candidates, row.version, row.issued_at = candidates, row.version + 1, ctx.now
    ctx.session.add(row)
    ctx.session.flush()
    return row


def _book(
    plan: Campaign,
    sheet: ScoreSheet,
    name: str,
    lines: Sequence[ToScore],
    evidence: Mapping[str, str],
) -> ScoreSheetBook:
    honours = {code for line in lines for code in line.honours}
    criteria = [
        f"{honour.name}：{'；'.join(honour.criteria)}"
        for honour in plan.honours
        if honour.code in honours
    ]
    component = lines[0].component
    return ScoreSheetBook(
        identity_of(plan, sheet),
        f"{plan.short} · {component.name} · {name}（{sheet.evaluator}）",
        "\n".join(criteria),
        component,
        plan.judging.mark_step,
        [Row(line.code, line.name, evidence.get(line.code, "")) for line in lines],
    )


def _evidence(ctx: Context, campaign_id: int, board: Board, codes: Sequence[str]) -> dict[str, str]:
    """What lead offices and units have put on record about each candidate's unit (R13, R50)."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = ctx.session.exec(
        select(Unit.code, Filing.title, Filing.link)
        .join(Filing, col(Filing.unit_id) == col(Unit.id))
        .where(
            col(Filing.campaign_id) == campaign_id, col(Filing.kind).in_([EVIDENCE, CASE, "report"])
        )
        .order_by(col(Filing.happened_on), col(Filing.id))
    ).all()
    for unit, title, link in rows:
        found[unit].append(f"{title} {link}".strip())
    opinions = dict(
        ctx.session.exec(
            select(Application.number, Application.opinion).where(
                col(Application.campaign_id) == campaign_id, col(Application.opinion) != ""
            )
        ).all()
    )
    beside = observers.observer_opinions(ctx, campaign_id)
    told = {}
    for code in codes:
        mine = found[board.known.known[code].judged.unit]
        lines = mine[:MOST_SHOWN] + [f"另有{len(mine) - MOST_SHOWN}条"] * (len(mine) > MOST_SHOWN)
        if code in opinions:
            lines.append(f"上级意见：{opinions[code]}")
        lines += [one.beside for one in beside.get(code, ())]
        told[code] = "\n".join(lines)
    return told
