"""Ruled tables of a .docx: joined cells, heads that repeat, room to write by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt

from records.papers.document import Cell, Face, Grid
from records.papers.docx_marks import dress

SIZE, SMALLER, LINE = Pt(12), Pt(10.5), Pt(17)


def add_grid(file: Any, grid: Grid, width: Length, *, wide: bool = False) -> None:  # noqa: ANN401 - python-docx's own
    """Registers of many columns (`wide`) are set in 五号, everything else in 小四."""
    # By the style itself: looking it up by its name costs more than the table.
    style = file.styles["Table Grid"]
    table: Any = file.add_table(rows=len(grid.rows), cols=len(grid.widths), style=style)
    table.autofit = False
    for column, share in zip(table.columns, grid.widths, strict=True):
        column.width = Length(width * share // sum(grid.widths))
    # Read once: each look through table.cell goes over the whole table.
    cells, across = table._cells, len(grid.widths)  # noqa: SLF001 - no public way
    models: dict[tuple[bool, int], Any] = {}
    for y, x, cell in _places(grid):
        corner = cells[y * across + x]
        beside = cells[y * across + x + 1 : y * across + x + cell.columns]
        if cell.rows > 1:
            last = cells[(y + cell.rows - 1) * across + x + cell.columns - 1]
            corner = corner.merge(last)
        elif beside:
            _join(corner, beside)
        _fill(corner, cell, SMALLER if wide else SIZE, models)
    for row in table.rows:
        _mark(row, "w:cantSplit")
    for row in table.rows[: grid.head_rows]:
        _mark(row, "w:tblHeader")


def _places(grid: Grid) -> Iterator[tuple[int, int, Cell]]:
    """Row and column of each cell, past those that reach over from above."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(grid.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            yield y, x, cell
            taken |= {(y + j, x + i) for j in range(cell.rows) for i in range(cell.columns)}
            x += cell.columns


def _join(corner: Any, beside: Sequence[Any]) -> None:  # noqa: ANN401 - python-docx's own
    """Cells of one row, all still empty: python-docx's own merge works out far more than that."""
    corner.width = Length(sum(cell.width for cell in (corner, *beside)))
    corner._tc.grid_span = 1 + len(beside)  # noqa: SLF001 - no public way
    for cell in beside:
        cell._tc.getparent().remove(cell._tc)  # noqa: SLF001 - no public way


def _fill(corner: Any, cell: Cell, size: Length, models: dict[tuple[bool, int], Any]) -> None:  # noqa: ANN401 - python-docx's own
    """Like the first cell of its kind, whose lines are kept: copying them costs a fraction."""
    corner.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    kind = (cell.label, cell.lines)
    if kind in models:
        empty = corner.paragraphs[0]._p  # noqa: SLF001 - no public way
        for line in deepcopy(models[kind]):
            empty.addprevious(line)
        empty.getparent().remove(empty)
    else:
        models[kind] = deepcopy(_lines(corner, cell, size))
    _write(corner.paragraphs[0].runs[0], cell.text)


def _lines(corner: Any, cell: Cell, size: Length) -> list[Any]:  # noqa: ANN401 - python-docx's own
    """The lines of a cell without its words."""
    first = corner.paragraphs[0]
    first.paragraph_format.line_spacing = LINE
    if cell.label:
        first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = first.add_run()
    dress(run._r.get_or_add_rPr(), Face.HEI if cell.label else Face.FANG)  # noqa: SLF001 - no public way
    run.font.size = size
    more = [corner.add_paragraph() for _ in range(cell.lines - 1)]
    for line in more:
        line.paragraph_format.line_spacing = LINE
    return [line._p for line in (first, *more)]  # noqa: SLF001 - no public way


def _write(run: Any, text: str) -> None:  # noqa: ANN401 - python-docx's own
    first, *more = text.split("\n")
    run.add_text(first)
    for words in more:
        run.add_break()
        run.add_text(words)


def _mark(row: Any, name: str) -> None:  # noqa: ANN401 - python-docx's own
    """Stays whole on one page, or repeats on each."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - no public way
