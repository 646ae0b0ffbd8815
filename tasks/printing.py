"""Issued papers become files: PDF/A for keeping, .docx for those who go on writing (GB/T 9704)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlmodel import col, select

from models import Paper
from records.papers.catalogue import CATALOGUE
from records.papers.compose import Head, compose
from records.papers.document import OfficialPaper, Paragraph
from records.papers.docx import write_docx
from records.papers.pdf import set_pdf
from records.papers.seal import Seal, SealError, read_seal
from records.papers.typst_sheets import PaperError
from rules.definition import Campaign
from rules.states import PaperState
from tasks import office_tasks, papers
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.paper_files import faces, papers_folder, write_file
from tasks.use_case import use_case

LONGEST = 60
"""Characters of a title in a file name, which file systems limit to 255 bytes."""
UNPRINTED = (
    col(Paper.state) == PaperState.ISSUED, col(Paper.template) != "", col(Paper.printed_at).is_(None),
)  # fmt: skip
"""Issued papers that no file has been written of."""


@dataclass(frozen=True, slots=True)
class Printed:
    files: tuple[str, ...]
    failed: tuple[str, ...] = ()
    """What could not be printed and why; each is a task of the office until it is."""

    def row(self) -> dict[str, object]:
        told: dict[str, object] = {"公文": "、".join(self.files) or "无新公文"}
        return {**told, "未能排印": "；".join(self.failed)} if self.failed else told


@use_case("排印公文", retries=2)
def print_issued(
    ctx: Context, campaign_id: int, step: str, *, at_most: int | None = None
) -> Printed:
    """Write issued papers that are not written yet; the same paper gives the same bytes.

    Any step's pass takes along what others left: minutes of a later meeting, a withdrawal. A page
    asks for one at a time, so that nobody else waits long for the database. One that cannot be
    set, for want of a typeface or of the seal's picture, keeps no other from being printed.
    """
    del step  # the same for whichever step asks
    plan = definition_of(ctx, campaign_id)
    waiting = ctx.session.exec(
        select(Paper)
        .where(col(Paper.campaign_id) == campaign_id, *UNPRINTED)
        .order_by(col(Paper.id))
    ).all()
    done, failed = list[tuple[str, ...]](), list[str]()
    for paper in waiting:
        if len(done) == at_most:
            break
        try:
            done.append(_print(ctx, plan, paper))
        except (PaperError, Refused) as error:
            failed.append(_not_printed(ctx, paper, error))
    return Printed(tuple(name for files in done for name in files), tuple(failed))


def composed(ctx: Context, plan: Campaign, paper: Paper) -> OfficialPaper:
    """The paper as it is set: its own facts under its own number and day."""
    issued = calendar_of(ctx).day_of(paper.issued_at or ctx.now)
    head = Head(
        organ=plan.organiser,
        number=papers.number_of(paper),
        on=issued,
        printed_by=plan.organiser + plan.office(plan.leading_group.office).name,
        main=tuple(paper.main),
        copies=tuple(paper.copies),
        specimen=ctx.house.settings.specimen,
    )
    known = {
        "campaign": plan.title,
        "short": plan.short,
        "wording": plan.wording,
        "office": plan.office(plan.leading_group.office).name,
    }
    return compose(
        CATALOGUE[paper.template], paper.title, known | paper.facts, head, text=paper.text
    )


def words_of(official: OfficialPaper) -> Iterator[str]:
    """What it says, line by line, for a page; tables stand on the printed form only."""
    yield "".join(official.title)
    if official.to:
        yield "，".join(official.to) + "："
    for block in official.blocks:
        if isinstance(block, Paragraph):
            yield block.text
    for annex in official.annexes:
        yield f"{annex.label} {annex.title}"
        yield from (part.text for part in annex.blocks if isinstance(part, Paragraph))
    if official.remark:
        yield f"（{official.remark}）"


def as_docx(ctx: Context, plan: Campaign, paper: Paper) -> bytes:
    """An issued paper to be taken along, whether or not it has been printed yet."""
    return write_docx(composed(ctx, plan, paper), paper.issued_at or ctx.now)


def as_pdf(ctx: Context, plan: Campaign, paper: Paper) -> bytes:
    """The final form of an issued paper at once: as it lies printed, else set now to the same bytes."""
    folder = papers_folder(ctx, paper.campaign_id)
    printed = next((folder / name for name in paper.files if name.endswith(".pdf")), None)
    if printed is not None and printed.is_file():
        return printed.read_bytes()
    official = composed(ctx, plan, paper)
    seal = _seal_for(ctx, official)
    official = replace(official, seal=seal.png) if seal else official
    return set_pdf(official, faces(ctx), paper.issued_at or ctx.now).pdf


def _print(ctx: Context, plan: Campaign, paper: Paper) -> tuple[str, ...]:
    official, at = composed(ctx, plan, paper), paper.issued_at or ctx.now
    seal = _seal_for(ctx, official)
    official = replace(official, seal=seal.png) if seal else official
    done, number = set_pdf(official, faces(ctx), at), papers.number_of(paper)
    folder = papers_folder(ctx, paper.campaign_id)
    stem = f"{number} {''.join(official.title)[:LONGEST]}".replace("/", "／")
    files = {f"{stem}.pdf": done.pdf, f"{stem}.docx": write_docx(official, at)}
    for name, content in files.items():
        write_file(folder / name, content)
    if seal:
        paper.seal = seal.sha256
        ctx.record("seal.placed", number, campaign=paper.campaign_id, sha256=seal.sha256)
    paper.files, paper.faces, paper.printed_at = _sums(files), list(done.faces), ctx.now
    ctx.session.add(paper)
    ctx.record(
        "paper.printed", number, campaign=paper.campaign_id, files=paper.files, faces=paper.faces
    )
    office_tasks.settle(ctx, _task_key(paper), outcome="已排印")
    return tuple(files)


def _not_printed(ctx: Context, paper: Paper, error: Exception) -> str:
    """Why a paper could not be printed, which becomes a task of the office."""
    told = f"《{paper.title}》（{papers.number_of(paper)}）未能排印：{error}"
    office_tasks.add(ctx, paper.campaign_id, key=_task_key(paper), kind="printing", text=told)
    return told


def _task_key(paper: Paper) -> str:
    return f"{paper.campaign_id}:printing:{paper.id}"


def _seal_for(ctx: Context, official: OfficialPaper) -> Seal | None:
    path, signature = ctx.house.settings.seal, official.signature
    if path is None or official.specimen or signature is None or not signature.sealed:
        return None
    try:
        return read_seal(path.read_bytes())
    except (OSError, SealError) as error:
        raise Refused([f"{error}（PINGXUAN_SEAL={path}）"]) from error


def _sums(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
