"""Certificates for all who hold an honour: numbered in the order of the list, successors after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from sqlmodel import col, select

from models import Paper
from records.papers.certificates import Certificate, set_certificates
from rules.definition import Campaign, Subject
from tasks.campaigns import calendar_of, definition_of
from tasks.commendation import CIRCULAR
from tasks.context import Context
from tasks.honoured import Honoured, honoured, withdrawals
from tasks.outcomes import Winner
from tasks.paper_files import faces, papers_folder, write_file
from tasks.public_notices import notices_of
from tasks.use_case import use_case

FILE = "荣誉证书.pdf"
"""All that were commended; a successor's certificate has a file of its own."""
FILES = "荣誉证书*.pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    certificates: int
    file: str
    successors: tuple[str, ...] = ()
    """Files written now for those who came after."""

    def row(self) -> dict[str, object]:
        written = "、".join((self.file, *self.successors))
        return {"证书": self.certificates, "文件": written or "尚未表扬"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A certificate as it is due: whose, under which serial, of which day."""

    serial: str
    one: Honoured
    on: date
    succeeds: bool
    """Came after the commendation, so that it is not among those printed with the list."""

    @property
    def file(self) -> str:
        return f"荣誉证书-{self.serial}.pdf" if self.succeeds else FILE


@use_case("排印证书", retries=2)
def print_certificates(ctx: Context, campaign_id: int, step: str) -> Printed:
    """Write one PDF for everybody commended, and one for each successor once it holds the place.

    What has been written stays: certificates are handed out once. Raises PaperError naming a
    character that no typeface has.
    """
    del step  # the same for whichever step asks: an honour is passed on when all steps are closed
    found = numbered(ctx, campaign_id)
    listed = [one for one in found if not one.succeeds]
    if not listed:
        return Printed(0, "")
    later = [one for one in found if one.succeeds and one.one.holds]
    folder = papers_folder(ctx, campaign_id)
    _write(ctx, campaign_id, folder / FILE, listed)
    written = [one for one in later if _write(ctx, campaign_id, folder / one.file, [one])]
    return Printed(len(listed) + len(later), FILE, tuple(one.file for one in written))


def numbered(ctx: Context, campaign_id: int) -> list[Numbered]:
    """Every certificate that was due so far, in order; none before the commendation is issued.

    Every place given and every successor named uses a number up, so that none is given twice,
    whether or not a certificate came of it.
    """
    commended = _commended(ctx, campaign_id)
    if commended is None:
        return []
    plan, (issued_on, names) = definition_of(ctx, campaign_id), commended
    places, found = honoured(ctx, campaign_id), []
    due = _due(ctx, campaign_id, places, issued_on)
    for number, one in enumerate(places, 1):
        serial = f"{plan.code.upper()}-ZS-{number:04}"
        if one.winner.number in names:
            found.append(Numbered(serial, one, issued_on, succeeds=False))
        elif one.winner.number in due:
            found.append(Numbered(serial, one, due[one.winner.number], succeeds=True))
    return found


def serials(ctx: Context, campaign_id: int) -> dict[str, str]:
    """Serial numbers by the number of the application."""
    return {one.one.winner.number: one.serial for one in numbered(ctx, campaign_id)}


def held(ctx: Context, campaign_id: int, number: str = "") -> list[Numbered]:
    """Certificates of honours that are held today: everybody's, or one application's."""
    return [
        one
        for one in numbered(ctx, campaign_id)
        if one.one.holds and number in ("", one.one.winner.number)
    ]


def set_anew(ctx: Context, campaign_id: int, wanted: Sequence[Numbered]) -> bytes:
    """These certificates as one PDF to print, whether or not they have been written."""
    plan = definition_of(ctx, campaign_id)
    last = max(one.on for one in wanted)
    made = [
        Certificate(
            serial=one.serial,
            winner=_addressed(plan, one.one.winner),
            wording=f"在{plan.short}中，获评“{plan.honour(one.one.winner.honour).name}”。特发此证，以资鼓励。",
            organ=plan.organiser,
            on=one.on,
            specimen=ctx.house.settings.specimen,
        )
        for one in wanted
    ]
    return set_certificates(made, faces(ctx), calendar_of(ctx).at(last, time()))


def _write(ctx: Context, campaign_id: int, path: Path, wanted: Sequence[Numbered]) -> bool:
    """Whether it was not there yet."""
    if path.exists():
        return False
    write_file(path, set_anew(ctx, campaign_id, wanted))
    return True


def _commended(ctx: Context, campaign_id: int) -> tuple[date, frozenset[str]] | None:
    """The day of the commendation and everybody it named; a corrected one may leave some out."""
    versions = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            col(Paper.kind) == CIRCULAR,
            col(Paper.issued_at).is_not(None),
        )
        .order_by(col(Paper.version))
    ).all()
    days = [calendar_of(ctx).day_of(paper.issued_at) for paper in versions if paper.issued_at]
    named = (one["number"] for paper in versions for one in _listed(paper))
    return (days[0], frozenset(named)) if days else None


def _listed(paper: Paper) -> Iterator[dict[str, str]]:
    for winners in paper.facts["winners"].values():
        yield from winners


def _due(
    ctx: Context, campaign_id: int, places: Iterable[Honoured], commended_on: date
) -> dict[str, date]:
    """Successors that came to hold their place after the commendation, each with the day of it."""
    ended = {n: row.decided_on for n, row in withdrawals(ctx, campaign_id).items()}
    public_until: dict[str, date] = {}
    for notice in notices_of(ctx, campaign_id):
        for number in notice.numbers:
            public_until.setdefault(number, notice.last)
    due = {}
    for one in places:
        number = one.winner.number
        if not one.instead_of or one.waits_for or number not in public_until:
            continue
        on = max(commended_on, public_until[number] + timedelta(days=1))
        if ended.get(number, date.max) >= on:
            due[number] = on
    return due


def _addressed(plan: Campaign, winner: Winner) -> str:
    person = plan.honour(winner.honour).subject is Subject.PERSON
    return f"{winner.candidate}同志" if person else winner.unit
