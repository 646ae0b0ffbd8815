"""Certificates of honour in bulk, a page each, with serial numbers; the seal's place is left free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from records.papers.fonts import Faces
from records.papers.typst_sheets import Sheet
from rules.dates import date_cn


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says."""

    serial: str
    winner: str
    """The unit, or the person with 同志."""
    wording: str
    organ: str
    on: date
    specimen: bool = False


def set_certificates(certificates: Sequence[Certificate], faces: Faces, at: datetime) -> bytes:
    """All of them as one PDF/A to print, in order; raises PaperError naming a missing character."""
    return _sheet(certificates, faces, at).pdf()


def _sheet(certificates: Sequence[Certificate], faces: Faces, at: datetime) -> Sheet:
    data = [asdict(one) | {"on": date_cn(one.on)} for one in certificates]
    return Sheet("certificates.typ", "荣誉证书", {"certificates": data}, faces, at)
