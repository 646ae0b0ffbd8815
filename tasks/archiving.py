"""The last step: everything sorted, numbered and sealed in one package, the campaign closed (R9)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, col, not_, or_, select

from models import (
    Attachment,
    CampaignVersion,
    DeadlineChange,
    Decision,
    Filing,
    JournalEntry,
    Meeting,
    Message,
    Obligation,
    Opinion,
    Paper,
    Placement,
    Visit,
    Withdrawal,
)
from records.archive import sealing
from records.archive.items import Item
from records.archive.package import PackageError
from records.archive.properties import Check, Property
from records.papers.handover import handover_sheet
from records.papers.pdf import set_pdf
from rules import definition
from rules.said import Said
from rules.states import CampaignState
from tasks import checkpoints, journal_check, steps
from tasks.archive_files import journal_files, proof_files, public_copies, scanned
from tasks.archive_items import items_of
from tasks.archived import FROZEN
from tasks.campaigns import calendar_of, campaign_row, definition_of
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.errors import Refused
from tasks.paper_files import faces, papers_folder, write_file
from tasks.use_case import use_case

TABLES: tuple[type[SQLModel], ...] = (
    Attachment, CampaignVersion, Paper, Obligation, DeadlineChange, Filing, Visit, Placement, Decision, Meeting,
    Opinion, Withdrawal, Message,
)  # fmt: skip
"""Rows that items were made of; what is an item of its own is not repeated here."""

SHEET = "移交清单.pdf"
SEALED = "archive.sealed"
"""The act in the journal; it tells the last row that the package has."""
OF_THE_OUTBOX = ("outbox.delivered", "outbox.reaped")
"""What became of messages, told for all campaigns at once: any of them may be this one's."""


@dataclass(frozen=True, slots=True)
class Archived:
    items: int
    files: int
    digest: str
    """SHA-256 of the package, as the hand-over sheet prints it."""
    failed: tuple[str, ...]
    """Rules of the four-property check that did not hold."""

    def row(self) -> dict[str, object]:
        return {
            "件": self.items,
            "文件": self.files,
            "包校验值": self.digest,
            "四性检测": "、".join(self.failed) or "通过",
        }


@use_case("整理归档", retries=2)
def archive_what_is_new(ctx: Context, campaign_id: int, step: str) -> Archived | str:
    """Seal what no package says yet; run again it leaves the package as it is and says so.

    Raises Refused as `archive` does.
    """
    if _says_everything(ctx, campaign_id, step):
        return "归档包已封装，此后没有新的记录"
    return archive(ctx, campaign_id, step)


@use_case("封装归档包", retries=2)
def archive(ctx: Context, campaign_id: int, step: str) -> Archived:
    """Seal every item with its number anew, as settings and rows are now.

    The same rows and journal give the same bytes; that it was sealed is journalled too.

    Raises Refused while a vote is open: what it has so far is nobody's to keep; and once the
    campaign is archived, whose package is never written anew.
    """
    campaign, plan = campaign_row(ctx, campaign_id), definition_of(ctx, campaign_id)
    if campaign.state is CampaignState.ARCHIVED:
        raise Refused([Said(FROZEN)])
    # What the package says of the journal ends where this signature stands.
    upto = checkpoints.checkpoint(ctx, "整理归档").seq
    contents = _contents(ctx, campaign_id, plan)
    today = calendar_of(ctx).day_of(ctx.now)
    about = sealing.Campaign(campaign.code, plan.title, plan.organiser, today)
    sm3 = ctx.house.settings.archive_sm3
    try:
        done = sealing.seal(package_path(ctx, campaign_id), about, contents, sm3=sm3)
    except PackageError as error:
        raise Refused([str(error)]) from error
    _write_sheet(ctx, campaign_id, contents.items, done.packed.digest)
    campaign.state, campaign.closed_at = CampaignState.CLOSED, ctx.now
    ctx.session.add(campaign)
    digest = done.packed.digest
    ctx.record(SEALED, campaign.code, campaign=campaign_id, sha256=digest, upto=upto)
    steps.conclude(ctx, campaign_id, step, f"归档{len(contents.items)}件，包校验值{digest[:16]}…")
    failed = tuple(check.rule for check in done.checks if check.passed is False)
    return Archived(len(contents.items), done.packed.files, digest, failed)


def _contents(ctx: Context, campaign_id: int, plan: definition.Campaign) -> sealing.Contents:
    """Items, the rows that they were made of, proofs, and the checks that only the system can make."""
    proofs, proven = proof_files(ctx, campaign_id)
    return sealing.Contents(
        items_of(ctx, campaign_id, plan),
        {table.__tablename__: _rows(ctx, campaign_id, table) for table in TABLES},  # type: ignore[misc]
        {**proofs, **journal_files(ctx, campaign_id), **public_copies(ctx, campaign_id, plan)},
        [
            _journal_holds(ctx),
            _papers_unchanged(ctx, campaign_id),
            proven,
            scanned(ctx, campaign_id),
        ],
    )


def _says_everything(ctx: Context, campaign_id: int, step: str) -> bool:
    """Whether the package is there and nothing happened since but that it was sealed."""
    campaign = campaign_row(ctx, campaign_id)
    if campaign.state is not CampaignState.CLOSED or not package_path(ctx, campaign_id).is_file():
        return False
    mine, what = col(JournalEntry.campaign_id) == campaign_id, col(JournalEntry.what)
    sealed = ctx.session.exec(
        select(JournalEntry)
        .where(mine, what == SEALED)
        .order_by(col(JournalEntry.seq).desc())
        .limit(1)
    ).first()
    if sealed is None or sealed.payload is None:
        return False
    its_own = or_(what == SEALED, (what == "step.outcome") & (col(JournalEntry.subject) == step))
    later = col(JournalEntry.seq) > sealed.payload["upto"]
    acts = select(JournalEntry.seq).where(mine | what.in_(OF_THE_OUTBOX), later, not_(its_own))
    return ctx.session.exec(acts.limit(1)).first() is None


def package_path(ctx: Context, campaign_id: int) -> Path:
    """Where a campaign's sealed package lies."""
    folder = results_folder(ctx, campaign_id)
    return folder / f"{campaign_row(ctx, campaign_id).code}.zip"


def _write_sheet(ctx: Context, campaign_id: int, items: Sequence[Item], digest: str) -> None:
    """The sum on paper, which is what makes a changed package show."""
    plan = definition_of(ctx, campaign_id)
    today = calendar_of(ctx).day_of(ctx.now)
    sheet = handover_sheet(plan.organiser, plan.title, items, digest, today)
    target = package_path(ctx, campaign_id).with_name(SHEET)
    write_file(target, set_pdf(sheet, faces(ctx), ctx.now).pdf)


def _rows(ctx: Context, campaign_id: int, table: type[SQLModel]) -> list[dict[str, Any]]:
    mine = col(table.campaign_id) == campaign_id  # type: ignore[attr-defined]
    order = col(table.id)  # type: ignore[attr-defined]
    rows = ctx.session.exec(select(table).where(mine).order_by(order)).all()
    return [row.model_dump(mode="json") for row in rows]


def _journal_holds(ctx: Context) -> Check:
    broken = journal_check.check(ctx.session).broken
    detail = "" if broken is None else f"第{broken.seq}行：{broken.what}"
    return Check("Z1", Property.AUTHENTIC, "日志链完整", broken is None, detail)


def _papers_unchanged(ctx: Context, campaign_id: int) -> Check:
    """Files of papers are those that were printed, by the sums kept then."""
    folder = papers_folder(ctx, campaign_id)
    kept = ctx.session.exec(select(Paper.files).where(col(Paper.campaign_id) == campaign_id)).all()
    wrong = [
        name for files in kept for name, digest in files.items() if _sum(folder / name) != digest
    ]
    rule = "公文文件与印发时一致"
    return Check("Z2", Property.AUTHENTIC, rule, not wrong, "；".join(sorted(wrong)))


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
