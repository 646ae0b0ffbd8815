"""Certificates for all who were commended: numbered in the order of the list, printed in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from records.papers.certificates import Certificate, set_certificates
from rules.definition import Campaign, Subject
from tasks import papers
from tasks.campaigns import calendar_of, definition_of
from tasks.commendation import CIRCULAR
from tasks.context import Context
from tasks.outcomes import Winner, winners
from tasks.paper_files import faces, papers_folder, write_file
from tasks.use_case import use_case

FILE = "荣誉证书.pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    certificates: int
    file: str

    def row(self) -> dict[str, object]:
        return {"证书": self.certificates, "文件": self.file or "尚未表扬"}


@use_case("排印证书", retries=2)
def print_certificates(ctx: Context, campaign_id: int, step: str) -> Printed:
    """Write one PDF with a certificate for every winner, once the commendation is issued.

    Raises PaperError naming a character that no typeface has.
    """
    del step  # the same for whichever step asks
    plan = definition_of(ctx, campaign_id)
    paper = papers.find(ctx, campaign_id, CIRCULAR)
    if paper is None or paper.issued_at is None:
        return Printed(0, "")
    numbered = _numbered(plan, winners(ctx, campaign_id))
    on = calendar_of(ctx).day_of(paper.issued_at)
    certificates = [
        Certificate(
            serial=serial,
            winner=_addressed(plan, winner),
            wording=f"在{plan.short}中，获评“{plan.honour(winner.honour).name}”。特发此证，以资鼓励。",
            organ=plan.organiser,
            on=on,
            specimen=ctx.house.settings.specimen,
        )
        for serial, winner in numbered
    ]
    if certificates:
        pdf = set_certificates(certificates, faces(ctx), paper.issued_at)
        write_file(papers_folder(ctx, campaign_id) / FILE, pdf)
    return Printed(len(certificates), FILE)


def serials(ctx: Context, campaign_id: int) -> dict[str, str]:
    """Serial numbers by the number of the application; none before the commendation is issued."""
    paper = papers.find(ctx, campaign_id, CIRCULAR)
    if paper is None or paper.issued_at is None:
        return {}
    numbered = _numbered(definition_of(ctx, campaign_id), winners(ctx, campaign_id))
    return {winner.number: serial for serial, winner in numbered}


def _numbered(plan: Campaign, found: Sequence[Winner]) -> list[tuple[str, Winner]]:
    """In the order of the list as decided, which no withdrawal changes."""
    return [(f"{plan.code.upper()}-{number:04}", one) for number, one in enumerate(found, 1)]


def _addressed(plan: Campaign, winner: Winner) -> str:
    person = plan.honour(winner.honour).subject is Subject.PERSON
    return f"{winner.candidate}同志" if person else winner.unit
