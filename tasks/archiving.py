"""The last step: everything sorted and filed in one folder with checksums, the campaign closed (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, select

from models import (
    Application,
    CampaignVersion,
    DeadlineChange,
    Decision,
    Filing,
    JournalEntry,
    Meeting,
    Message,
    Objection,
    Obligation,
    Opinion,
    Paper,
    Placement,
    Score,
    TallySheet,
    Visit,
    Withdrawal,
)
from records.archive.folder import Content, write_archive
from rules.states import CampaignState
from tasks import steps
from tasks.campaigns import campaign_row
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.use_case import use_case

TABLES: tuple[type[SQLModel], ...] = (
    Paper, Obligation, DeadlineChange, Filing, Visit, Application, Score, TallySheet, Placement,
    Decision, Meeting, Opinion, Objection, Withdrawal, Message, JournalEntry,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Archived:
    files: int
    manifest_sha256: str

    def row(self) -> dict[str, object]:
        return {"文件": self.files, "清单校验值": self.manifest_sha256}


@use_case("整理归档", retries=2)
def archive(ctx: Context, campaign_id: int, step: str) -> Archived:
    """File every paper, table and result; the same content gives the same bytes, run after run."""
    campaign = campaign_row(ctx, campaign_id)
    folder = results_folder(ctx, campaign_id)
    versions = ctx.session.exec(
        select(CampaignVersion)
        .where(col(CampaignVersion.campaign_id) == campaign_id)
        .order_by(col(CampaignVersion.version))
    ).all()
    content = Content(
        tables={table.__tablename__: _rows(ctx, campaign_id, table) for table in TABLES},  # type: ignore[misc]
        texts={f"campaign-v{v.version}.yaml": v.text for v in versions},
        folders={name: folder / name for name in ("dossier", "casebook")},
    )
    done = write_archive(folder / "archive", content)
    campaign.state, campaign.closed_at = CampaignState.CLOSED, ctx.now
    ctx.session.add(campaign)
    steps.conclude(ctx, campaign_id, step, f"归档{done.files}个文件，清单校验值{done.digest[:16]}…")
    return Archived(done.files, done.digest)


def _rows(ctx: Context, campaign_id: int, table: type[SQLModel]) -> list[dict[str, Any]]:
    mine = col(table.campaign_id) == campaign_id  # type: ignore[attr-defined]
    order = col(JournalEntry.seq) if table is JournalEntry else col(table.id)  # type: ignore[attr-defined]
    rows = ctx.session.exec(select(table).where(mine).order_by(order)).all()
    return [row.model_dump(mode="json") for row in rows]
