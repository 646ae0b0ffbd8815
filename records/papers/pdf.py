"""Sets an official paper as PDF/A with Typst; a missing character or typeface is an error."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import typst

from records.papers.document import Annex, Block, OfficialPaper, Paragraph
from records.papers.fonts import Faces
from records.papers.titles import title_lines
from rules.dates import date_cn

SHEET = Path(__file__).with_name("gongwen.typ")
STANDARD: typst.PDFStandard = "a-2b"
"""Archives ask for PDF/A; it also makes the compiler refuse what no typeface can show."""
_CHARACTER = re.compile(r'the text `"(.+?)"`')
_FACE = re.compile(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z0-9\-]+?)(?:-Identity-H)?[\s/>]")


class PaperError(ValueError):
    """A paper that cannot be set; says which character or face is missing."""


@dataclass(frozen=True, slots=True)
class SetPaper:
    pdf: bytes
    faces: tuple[str, ...]
    """The typefaces that stand in the file, as it names them."""


def set_pdf(paper: OfficialPaper, faces: Faces, at: datetime) -> SetPaper:
    """The paper as PDF/A-2b; the same paper, faces and moment give the same bytes.

    Raises PaperError naming the character that no face has, or the face that is not there.
    """
    data = _compile(paper, faces, at, form="pdf")
    pdf = cast("bytes", data)
    return SetPaper(pdf, tuple(sorted({name.decode() for name in _FACE.findall(pdf)})))


def set_pictures(
    paper: OfficialPaper, faces: Faces, at: datetime, *, ppi: float = 96
) -> list[bytes]:
    """Its pages as PNG, for looking at before anything is issued."""
    data = _compile(paper, faces, at, form="png", ppi=ppi)
    return [data] if isinstance(data, bytes) else cast("list[bytes]", data)


def _compile(
    paper: OfficialPaper,
    faces: Faces,
    at: datetime,
    *,
    form: typst.OutputFormat,
    ppi: float | None = None,
) -> bytes | list[bytes] | None:
    inputs = {
        "paper": json.dumps(_data(paper), ensure_ascii=False),
        "faces": json.dumps({face.value: names for face, names in faces.families.items()}),
    }
    try:
        data, warnings = _compiler(faces).compile_with_warnings(
            format=form,
            ppi=ppi,
            sys_inputs=inputs,
            pdf_standards=STANDARD if form == "pdf" else [],
            timestamp=at.astimezone(UTC),
        )
    except typst.TypstError as error:
        raise PaperError(_told(paper, error.message)) from error
    if warnings:
        raise PaperError(f"“{''.join(paper.title)}”：{'；'.join(w.message for w in warnings)}")
    return data


def _told(paper: OfficialPaper, message: str) -> str:
    found = _CHARACTER.search(message)
    if found is None:
        return f"“{''.join(paper.title)}”：{message}"
    return (
        f"“{''.join(paper.title)}”：现有字体都没有“{found[1]}”这个字，不能排印。"
        "请在 PINGXUAN_FONTS 指明的文件夹里放入含有此字的字体。"
        f" No typeface here has the character “{found[1]}”."
    )


# A compiler keeps what it has parsed, which makes the next paper ten times as fast.
_compilers: dict[int, typst.Compiler] = {}


def _compiler(faces: Faces) -> typst.Compiler:
    key = id(faces.loaded)
    if key not in _compilers:
        _compilers[key] = typst.Compiler(SHEET, font_paths=faces.loaded, ignore_system_fonts=True)
    return _compilers[key]


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
        "print_note": note
        and {
            "copies": list(note.copies),
            "printed_by": note.printed_by,
            "printed_on": date_cn(note.printed_on),
        },
        "specimen": paper.specimen,
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
    rows = [[asdict(cell) for cell in row] for row in block.rows]
    return {
        "kind": "grid",
        "widths": list(block.widths),
        "rows": rows,
        "head_rows": block.head_rows,
        "wide": block.wide,
    }
