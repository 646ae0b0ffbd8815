"""What files of papers say when they are opened again, without spaces and line ends."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph as Line


def plain(text: str) -> str:
    return "".join(text.split())


def pages_in(pdf: bytes) -> list[str]:
    """The order of the file is that of reading: a cell's lines follow one another."""
    file = pypdfium2.PdfDocument(pdf)
    return [plain(page.get_textpage().get_text_range()) for page in file]


def docx_words(content: bytes) -> str:
    """Paragraphs and tables in order, a joined cell once."""
    file = Document(io.BytesIO(content))
    parts: list[str] = []
    for block in file.iter_inner_content():
        if isinstance(block, Line):
            parts.append(block.text)
        elif isinstance(block, Table):
            cells = {cell._tc: cell.text for row in block.rows for cell in row.cells}
            parts += cells.values()
    return plain("".join(parts))


def missing_in(opened: Path, written: bytes) -> list[str]:
    """Words of a .docx that are not in the text another program made of it."""
    text = plain(opened.read_text(encoding="utf-8-sig"))
    file = Document(io.BytesIO(written))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    parts = [plain(part) for part in [*(line.text for line in file.paragraphs), *cells]]
    # The contents' fields stand for pages, which the office fills in.
    return [part for part in parts if part and not part.endswith("—") and part not in text]
