"""What one step has brought forth: its issued papers with the files that can be taken along."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from models import Paper
from records.papers.titles import in_one_line
from rules.access import Who
from rules.said import Said
from rules.states import PaperState
from tasks import papers, reach
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.overview import Desk
from tasks.paper_files import papers_folder


@dataclass(frozen=True, slots=True)
class PaperLine:
    id: int
    number: str
    title: str
    issued_at: datetime | None
    files: tuple[str, ...]
    """Names of its files; none where it is kept as facts only, or is still to be printed."""


def papers_of(ctx: Context, at: Desk, who: Who, step: str) -> tuple[PaperLine, ...]:
    """Issued papers of a step within reach, by their numbers; drafts are seen elsewhere."""
    rows = ctx.session.exec(
        select(Paper)
        .where(*_issued(at, who), col(Paper.step) == step)
        .order_by(col(Paper.year), col(Paper.number))
    ).all()
    return tuple(
        PaperLine(
            row.id or 0,
            papers.number_of(row),
            in_one_line(row.title),
            row.issued_at,
            tuple(row.files),
        )
        for row in rows
    )


def paper_file(ctx: Context, at: Desk, who: Who, paper_id: int, name: str) -> bytes:
    """A file of an issued paper, as it was written.

    Raises NotFound for an unknown one, Refused where its bytes are not what they were.
    """
    row = ctx.session.exec(
        select(Paper).where(*_issued(at, who), col(Paper.id) == paper_id)
    ).one_or_none()
    # The name is looked up among the paper's own, so no address reaches any other file.
    if row is None or name not in row.files:
        raise NotFound([Said("没有这份文件：{name}", name=name)])
    path = papers_folder(ctx, at.campaign_id) / name
    if not path.is_file():
        raise NotFound([Said("文件不在文件夹里，请从备份恢复：{name}", name=name)])
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != row.files[name]:
        raise Refused([Said("文件与印发时不符，已被改动，请从备份恢复：{name}", name=name)])
    return content


def _issued(at: Desk, who: Who) -> tuple[ColumnElement[bool], ...]:
    kept = (PaperState.ISSUED, PaperState.REPLACED, PaperState.WITHDRAWN)
    here = col(Paper.campaign_id) == at.campaign_id
    return here, col(Paper.state).in_(kept), reach.papers(who)
