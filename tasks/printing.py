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
from rules.definition import Campaign
from rules.states import PaperState
from tasks import papers
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.paper_files import faces, papers_folder, write_file
from tasks.use_case import use_case

LONGEST = 60
"""Characters of a title in a file name, which file systems limit to 255 bytes."""


@dataclass(frozen=True, slots=True)
class Printed:
    files: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {"公文": "、".join(self.files) or "无新公文"}


@use_case("排印公文", retries=2)
def print_issued(
    ctx: Context, campaign_id: int, step: str, *, at_most: int | None = None
) -> Printed:
    """Write issued papers that are not written yet; the same paper gives the same bytes.

    Any step's pass takes along what others left: minutes of a later meeting, a withdrawal. A page
    asks for one at a time, so that nobody else waits long for the database.

    Raises PaperError where a character has no typeface, naming it, and Refused where the seal's
    picture cannot be used.
    """
    del step  # the same for whichever step asks
    plan = definition_of(ctx, campaign_id)
    waiting = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            col(Paper.state) == PaperState.ISSUED,
            col(Paper.template) != "",
            col(Paper.printed_at).is_(None),
        )
        .order_by(col(Paper.id))
        .limit(at_most)
    ).all()
    return Printed(tuple(name for paper in waiting for name in _print(ctx, plan, paper)))


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
    official, at = _sealed(ctx, paper, composed(ctx, plan, paper)), paper.issued_at or ctx.now
    done = set_pdf(official, faces(ctx), at)
    folder = papers_folder(ctx, paper.campaign_id)
    stem = f"{papers.number_of(paper)} {''.join(official.title)[:LONGEST]}".replace("/", "／")
    files = {f"{stem}.pdf": done.pdf, f"{stem}.docx": write_docx(official, at)}
    for name, content in files.items():
        write_file(folder / name, content)
    paper.files = _sums(files)
    paper.faces = list(done.faces)
    paper.printed_at = ctx.now
    ctx.session.add(paper)
    ctx.record(
        "paper.printed",
        papers.number_of(paper),
        campaign=paper.campaign_id,
        files=paper.files,
        faces=paper.faces,
    )
    return tuple(files)


def _sealed(ctx: Context, paper: Paper, official: OfficialPaper) -> OfficialPaper:
    """With the office's seal on it, where it supplies one and the paper bears one; it is told."""
    seal = _seal_for(ctx, official)
    if seal is None:
        return official
    paper.seal = seal.sha256
    ctx.record(
        "seal.placed", papers.number_of(paper), campaign=paper.campaign_id, sha256=seal.sha256
    )
    return replace(official, seal=seal.png)


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
