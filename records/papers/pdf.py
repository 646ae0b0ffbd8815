"""Sets an official paper as PDF/A with Typst; a missing character or typeface is an error."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from records.papers.document import (
    Annex,
    Block,
    Chapter,
    Contents,
    OfficialPaper,
    Paragraph,
)
from records.papers.fonts import Faces
from records.papers.titles import title_lines
from records.papers.typst_sheets import Sheet, faces_in_pdf
from rules.dates import date_cn


@dataclass(frozen=True, slots=True)
class SetPaper:
    pdf: bytes
    faces: tuple[str, ...]
    """The typefaces that stand in the file, as it names them."""


def set_pdf(paper: OfficialPaper, faces: Faces, at: datetime) -> SetPaper:
    """The paper as PDF/A-2b; the same paper, faces and moment give the same bytes.

    Raises PaperError naming the character that no face has, or the face that is not there.
    """
    pdf = _sheet(paper, faces, at).pdf()
    return SetPaper(pdf, faces_in_pdf(pdf))


def set_pictures(
    paper: OfficialPaper, faces: Faces, at: datetime, *, ppi: float = 96
) -> list[bytes]:
    """Its pages as PNG, for looking at before anything is issued."""
    return _sheet(paper, faces, at).pictures(ppi)


def _sheet(paper: OfficialPaper, faces: Faces, at: datetime) -> Sheet:
    return Sheet("gongwen.typ", "".join(paper.title), {"paper": _data(paper)}, faces, at)


def _data(paper: OfficialPaper) -> dict[str, Any]:
    """Plain values in the shape that the sheet reads."""
    signature, note = paper.signature, paper.print_note
    return {
        "form": paper.form.value,
        "organ": paper.organ,
        "title": list(paper.title),
        "number": paper.number,
        "signer": paper.signer,
        "to": list(paper.to),
        "blocks": [_block(block) for block in paper.blocks],
        "attachments": list(paper.attachment_names),
        "annexes": [_annex(annex) for annex in paper.annexes],
        "signature": signature
        and {
            "names": list(signature.names),
            "on": date_cn(signature.on) if signature.on else None,
            "sealed": signature.sealed,
        },
        "remark": paper.remark,
        "origin": paper.origin,
        "stamp": paper.stamp,
        "wide": paper.wide,
        "print_note": note
        and {
            "copies": list(note.copies),
            "printed_by": note.printed_by,
            "printed_on": date_cn(note.printed_on),
        },
        "specimen": paper.specimen,
        "seal": list(paper.seal),
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "label": annex.label,
        "title_lines": list(title_lines(annex.title)),
        "blocks": [_block(block) for block in annex.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        runs = [{"text": run.text, "face": run.face.value} for run in block.runs]
        return {"kind": "paragraph", "runs": runs, "indent": block.indent}
    if isinstance(block, Chapter):
        return {"kind": "chapter", **asdict(block)}
    if isinstance(block, Contents):
        return {"kind": "contents", "title": block.title}
    rows = [[asdict(cell) for cell in row] for row in block.rows]
    return {
        "kind": "grid",
        "widths": list(block.widths),
        "rows": rows,
        "head_rows": block.head_rows,
        "wide": block.wide,
    }
