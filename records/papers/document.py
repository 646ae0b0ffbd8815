"""What an official paper consists of before it is set: head, text, signature, annexes, print note.

The parts and their order are those of GB/T 9704-2012 (党政机关公文格式); the same value is set as
PDF and as .docx, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Form(StrEnum):
    """The head a paper wears."""

    DOCUMENT = "document"
    """文件: red head, number, red rule (clause 7.2)."""
    LETTER = "letter"
    """信函 (clause 10.1)."""
    MINUTES = "minutes"
    """纪要 (clause 10.3)."""
    PLAIN = "plain"
    """Registers, forms and record sheets: a title and no red head."""


class Face(StrEnum):
    """The typefaces of the standard, by what they are for."""

    FANG = "fang"
    """仿宋: the text."""
    HEI = "hei"
    """黑体: first level and labels."""
    KAI = "kai"
    """楷体: second level and signatories."""
    SONG = "song"
    """宋体: page numbers."""
    TITLE = "title"
    """小标宋: titles and the red head."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one typeface."""

    text: str
    face: Face = Face.FANG


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    indent: int = 2
    """Characters by which the first line is set in."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    columns: int = 1
    rows: int = 1
    label: bool = False
    """Says what its neighbour holds: set in 黑体 and centred."""
    lines: int = 1
    """Least height, for what is filled in by hand."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: a list with a head that repeats on every page, or a form to fill in."""

    widths: tuple[int, ...]
    """Shares of the width, a column each."""
    rows: tuple[tuple[Cell, ...], ...]
    head_rows: int = 0
    wide: bool = False
    """Set on landscape pages."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of a volume that holds many sheets or cases; the contents list it with its page."""

    title: str
    level: int = 1
    new_page: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """目录: every chapter of the paper with the number of its page."""

    title: str = "目　　录"


Block = Paragraph | Grid | Chapter | Contents


@dataclass(frozen=True, slots=True)
class Annex:
    """附件: on a page of its own, before the print note (clause 7.3.6)."""

    label: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PrintNote:
    """版记: copies, who printed it and when, at the foot of the last, even page (clause 7.4)."""

    copies: tuple[str, ...]
    printed_by: str
    printed_on: date


@dataclass(frozen=True, slots=True)
class Signature:
    """落款: whose paper it is and of which day; the seal's place is left free (clause 7.3.5)."""

    names: tuple[str, ...]
    on: date | None
    sealed: bool = True
    """Whether a seal goes here: then the date stands four characters from the right, else two."""


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    form: Form
    organ: str
    """发文机关标志, without the word 文件."""
    title: tuple[str, ...]
    """Lines, broken where the sense allows."""
    blocks: tuple[Block, ...]
    number: str = ""
    """发文字号, say 评选〔2021〕57号."""
    signer: str = ""
    """签发人, for papers that go upwards only."""
    to: tuple[str, ...] = ()
    """主送机关."""
    annexes: tuple[Annex, ...] = ()
    signature: Signature | None = None
    remark: str = ""
    """附注, set in brackets."""
    print_note: PrintNote | None = None
    origin: str = ""
    """Which rows its figures were taken from, in small print; the facts kept with it name each."""
    stamp: str = ""
    """The journal's checkpoint, by which anybody can later tell whether its end was cut off."""
    wide: bool = False
    """All of it on landscape pages, for registers of many columns; plain sheets only."""
    specimen: bool = False
    """样章: marks a demonstration, where nobody's seal will ever stand."""
    seal: bytes = b""
    """The seal's picture, placed on name and date; its place is left free where there is none.
    Only on the PDF: a file that anybody can write on bears no seal."""

    @property
    def attachment_names(self) -> tuple[str, ...]:
        return tuple(annex.title for annex in self.annexes)


def every_text(paper: OfficialPaper) -> str:
    """All that the paper prints, for checks of glyphs and of what both forms say."""
    blocks = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
    note = paper.print_note
    parts: Sequence[str] = (
        paper.organ,
        *paper.title,
        paper.number,
        paper.signer,
        *paper.to,
        *(text for block in blocks for text in _texts(block)),
        *(text for annex in paper.annexes for text in (annex.label, annex.title)),
        *(paper.signature.names if paper.signature else ()),
        paper.remark,
        paper.origin,
        paper.stamp,
        *((*note.copies, note.printed_by) if note else ()),
    )
    return "\n".join(part for part in parts if part)


def _texts(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Chapter | Contents):
        return [block.title]
    return [cell.text for row in block.rows for cell in row]
