"""What is filed of a campaign, item by item: papers, dossier, applications, scores, objections."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, col, select

from models import Application, JournalEntry, Objection, Paper, Placement, Score, TallySheet
from records.archive.items import Item
from rules.archive_numbers import numbers_for
from rules.definition import Campaign, ItemKind, StepKind
from rules.selection import Outcome
from tasks import papers
from tasks.archive_files import attached, imported
from tasks.campaigns import calendar_of
from tasks.certificates import FILES as CERTIFICATES
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.paper_files import papers_folder
from tasks.voting.results import closed_boards

Files = tuple[tuple[str, "Path | bytes"], ...]
_OF_STEP = {
    StepKind.OPINIONS: ItemKind.OPINIONS,
    StepKind.REVIEW: ItemKind.MINUTES,
    StepKind.PUBLICITY: ItemKind.PUBLICITY,
    StepKind.COMMENDATION: ItemKind.COMMENDATION,
    StepKind.REPORTING: ItemKind.CIRCULAR,
    StepKind.VISITS: ItemKind.DOSSIER,
    StepKind.APPLICATIONS: ItemKind.DOSSIER,
    StepKind.EVALUATION: ItemKind.SCORES,
    StepKind.DOSSIER: ItemKind.DOSSIER,
    StepKind.CASEBOOK: ItemKind.CASEBOOK,
}
"""Papers of other steps are notices."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item before it has its number."""

    kind: ItemKind
    title: str
    on: date
    files: Files
    document_number: str = ""
    main: tuple[str, ...] = field(default=())
    copies: tuple[str, ...] = field(default=())
    sums: Mapping[str, str] = field(default_factory=dict)


def items_of(ctx: Context, campaign_id: int, plan: Campaign) -> list[Item]:
    """Every item in order of its kind and day, numbered."""
    drafts = [
        draft
        for draft in (
            *_papers(ctx, campaign_id, plan),
            *_folders(ctx, campaign_id, plan),
            *_tables(ctx, campaign_id, plan),
        )
        if draft.files
    ]
    order = list(ItemKind)
    drafts.sort(key=lambda draft: (order.index(draft.kind), draft.on, draft.title))
    numbers = numbers_for(
        [(draft.kind, draft.on.year) for draft in drafts],
        ctx.house.settings.fonds,
        plan.archive,
    )
    return [
        Item(
            number, draft.kind, draft.title, plan.organiser, draft.on, draft.files,
            draft.document_number, main=draft.main, copies=draft.copies, sums=draft.sums,
        )
        for number, draft in zip(numbers, drafts, strict=True)
    ]  # fmt: skip


def _papers(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[_Draft]:
    """Each issued paper with its final and editable form and the facts it states."""
    calendar, folder = calendar_of(ctx), papers_folder(ctx, campaign_id)
    for paper in _rows(ctx, campaign_id, Paper):
        if paper.issued_at is None:
            continue
        files: list[tuple[str, Path | bytes]] = [
            (f"正文{Path(name).suffix}", folder / name) for name in sorted(paper.files)
        ]
        kind = _OF_STEP.get(plan.step(paper.step).kind, ItemKind.NOTICE)
        if paper.template == "commendation":
            files += [(path.name, path) for path in sorted(folder.glob(CERTIFICATES))]
        yield _Draft(
            kind, paper.title, calendar.day_of(paper.issued_at),
            (*files, ("所载事实.json", _json({**paper.facts, **paper.notes}))),
            papers.number_of(paper), tuple(paper.main), tuple(paper.copies),
        )  # fmt: skip


def _folders(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[_Draft]:
    """What steps wrote: the dossier and the casebook."""
    results = results_folder(ctx, campaign_id)
    for kind, step_kind, name, title in (
        (ItemKind.DOSSIER, StepKind.DOSSIER, "dossier", "综合性评选考核材料"),
        (ItemKind.CASEBOOK, StepKind.CASEBOOK, "casebook", "先进事迹汇编"),
    ):
        step = next((s for s in plan.steps if s.kind is step_kind), None)
        if step is not None:
            files = tuple(
                (path.relative_to(results / name).as_posix(), path)
                for path in sorted((results / name).rglob("*"))
                if path.is_file()
            )
            yield _Draft(kind, f"{plan.short}{title}", step.closes, files)


def _tables(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[_Draft]:
    """Applications by how they ended, scores and votes, objections, the journal."""
    won = set(
        ctx.session.exec(
            select(Placement.application_id).where(
                col(Placement.campaign_id) == campaign_id,
                col(Placement.outcome) == Outcome.WON.value,
            )
        ).all()
    )
    applications = _rows(ctx, campaign_id, Application)
    last = max(step.closes for step in plan.steps if step.kind is not StepKind.ARCHIVING)
    for kind, title, rows in (
        (ItemKind.APPLICATIONS_WON, "获评申报材料", [a for a in applications if a.id in won]),
        (
            ItemKind.APPLICATIONS_LOST,
            "未获评申报材料",
            [a for a in applications if a.id not in won],
        ),
        (ItemKind.SCORES, "考评得分", _rows(ctx, campaign_id, Score)),
        (ItemKind.SCORES, "计票单", _rows(ctx, campaign_id, TallySheet)),
        (ItemKind.OBJECTIONS, "异议和疑问登记处理", _rows(ctx, campaign_id, Objection)),
        (ItemKind.JOURNAL, "活动日志", _rows(ctx, campaign_id, JournalEntry)),
    ):
        if rows:
            yield _Draft(kind, f"{plan.short}{title}", last, ((f"{title}.jsonl", _lines(rows)),))
    boards = closed_boards(ctx, campaign_id)
    files = tuple((name, text.encode()) for name, text in sorted(boards.items()))
    yield _Draft(ItemKind.SCORES, f"{plan.short}投票公布票单", last, files)
    workbooks = imported(ctx, campaign_id)
    yield _Draft(
        ItemKind.SCORES,
        f"{plan.short}报送表格原件",
        last,
        tuple(workbooks.files),
        sums=workbooks.sums,
    )
    for (kind, title), found in attached(ctx, campaign_id, won).items():
        yield _Draft(kind, f"{plan.short}{title}", last, tuple(found.files), sums=found.sums)


def _rows(ctx: Context, campaign_id: int, table: type[Any]) -> Sequence[Any]:
    order = JournalEntry.seq if table is JournalEntry else table.id
    return ctx.session.exec(
        select(table).where(table.campaign_id == campaign_id).order_by(col(order))
    ).all()


def _lines(rows: Iterable[SQLModel]) -> bytes:
    return b"".join(_json(row.model_dump(mode="json")) for row in rows)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n"
