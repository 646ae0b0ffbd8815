"""Writes an official paper as .docx for those who go on editing it in WPS or Word.

The official names of the typefaces are written; the reader's machine has them. Measures are those
of GB/T 9704-2012 as trials found them to give 22 lines of 28 characters.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from records.papers.document import (
    Block,
    Face,
    Form,
    Grid,
    OfficialPaper,
    Paragraph,
    PrintNote,
    Run,
    Signature,
    date_cn,
)

if TYPE_CHECKING:
    from datetime import datetime

OFFICIAL = {
    Face.FANG: "仿宋_GB2312",
    Face.HEI: "黑体",
    Face.KAI: "楷体_GB2312",
    Face.SONG: "宋体",
    Face.TITLE: "方正小标宋简体",
}
BODY, TITLE, SMALL, TABLE = Pt(16), Pt(22), Pt(14), Pt(12)
PITCH = Pt(29)
SQUEEZE = -5
"""Twentieths of a point between characters: with -4 only 27 fit on a line."""
RED = RGBColor(0xD7, 0x00, 0x0F)
CHARACTER = 16 - 0.25


def write_docx(paper: OfficialPaper, at: datetime) -> bytes:
    """The paper as .docx; the same paper and moment give the same words and settings."""
    return _Writer(paper, at).bytes()


class _Writer:
    def __init__(self, paper: OfficialPaper, at: datetime) -> None:
        self._paper = paper
        self._file = Document()
        self._set_up(at)

    def bytes(self) -> bytes:
        paper = self._paper
        self._head()
        self._title(paper.title)
        self._blank()
        if paper.to:
            self._line(Run("，".join(paper.to) + "："))
        for block in paper.blocks:
            self._block(block)
        self._attachments()
        if paper.signature is not None:
            self._signature(paper.signature)
        if paper.remark:
            self._line(Run(f"（{paper.remark}）"), indent=2)
        for annex in paper.annexes:
            self._line(Run(annex.label, Face.HEI)).paragraph_format.page_break_before = True
            self._blank()
            self._title((annex.title,))
            self._blank()
            for block in annex.blocks:
                self._block(block)
        if paper.print_note is not None:
            self._print_note(paper.print_note)
        stream = BytesIO()
        self._file.save(stream)
        return stream.getvalue()

    # ---- page and defaults -----------------------------------------------------------
    def _set_up(self, at: datetime) -> None:
        paper, properties = self._paper, self._file.core_properties
        properties.title, properties.author = "".join(paper.title), paper.organ
        properties.created = properties.modified = at.replace(tzinfo=None)
        style: Any = self._file.styles["Normal"]
        _dress(style.element.get_or_add_rPr(), Face.FANG)
        style.font.size = BODY
        section = self._file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        section.different_first_page_header_footer = paper.form is Form.LETTER
        self._file.settings.odd_and_even_pages_header_footer = True
        _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    # ---- head ------------------------------------------------------------------------
    def _head(self) -> None:
        paper = self._paper
        if paper.form is Form.PLAIN:
            return
        words = paper.organ + ("文件" if paper.form is Form.DOCUMENT else "")
        line = self._line(Run(words, Face.TITLE), align=WD_ALIGN_PARAGRAPH.CENTER)
        size = Pt(min(48, 430 // max(1, len(words))))
        run = line.runs[0]
        run.font.size, run.font.color.rgb, run.font.bold = size, RED, None
        line.paragraph_format.line_spacing = Pt(size.pt * 1.3)
        if paper.form is not Form.LETTER:
            # The red head begins 35 mm below the top of the type area (clause 7.2.4).
            line.paragraph_format.space_before = Mm(35)
            self._blank()
            self._blank()
        align = WD_ALIGN_PARAGRAPH.RIGHT if paper.form is Form.LETTER else WD_ALIGN_PARAGRAPH.CENTER
        number = paper.number
        if paper.signer:
            number = f"{number}　　　　　　签发人：{paper.signer}"
        _ruled(self._line(Run(number), align=align), "bottom", colour="D7000F", eighths=12)
        self._blank()
        self._blank()

    def _title(self, lines: tuple[str, ...]) -> None:
        for words in lines:
            line = self._line(Run(words, Face.TITLE), align=WD_ALIGN_PARAGRAPH.CENTER)
            line.runs[0].font.size = TITLE
            line.paragraph_format.line_spacing = Pt(35)

    # ---- text ------------------------------------------------------------------------
    def _block(self, block: Block) -> None:
        if isinstance(block, Grid):
            self._grid(block)
        else:
            self._paragraph(block)

    def _paragraph(self, block: Paragraph) -> None:
        self._line(*block.runs, indent=block.indent)

    def _grid(self, grid: Grid) -> None:
        if grid.wide:
            self._turn(landscape=True)
        table: Any = self._file.add_table(rows=len(grid.rows), cols=len(grid.widths))
        table.style = "Table Grid"
        table.autofit = False
        full = Mm(225 if grid.wide else 156)
        widths = [Length(full * share // sum(grid.widths)) for share in grid.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(grid.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                corner = table.cell(y, x)
                if cell.columns > 1 or cell.rows > 1:
                    corner = corner.merge(table.cell(y + cell.rows - 1, x + cell.columns - 1))
                taken |= {(y + j, x + i) for j in range(cell.rows) for i in range(cell.columns)}
                self._cell(corner, cell.text, label=cell.label, lines=cell.lines)
                x += cell.columns
            if y < grid.head_rows:
                _repeated(table.rows[y])
        if grid.wide:
            self._turn(landscape=False)

    def _cell(self, corner: Any, text: str, *, label: bool, lines: int) -> None:  # noqa: ANN401 - python-docx's own
        corner.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        line = corner.paragraphs[0]
        line.paragraph_format.line_spacing = Pt(17)
        if label:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        first, *more = text.split("\n") or [""]
        run = line.add_run(first)
        for words in more:
            run.add_break()
            run.add_text(words)
        _dress(run._r.get_or_add_rPr(), Face.HEI if label else Face.FANG)  # noqa: SLF001 - no public way
        run.font.size = TABLE
        for _ in range(lines - 1):
            corner.add_paragraph().paragraph_format.line_spacing = Pt(17)

    def _turn(self, *, landscape: bool) -> None:
        """A section of its own: the head of a wide table lies at the binding edge."""
        section = self._file.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        long, short = Mm(297), Mm(210)
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        margins = (28, 26, 35, 37) if landscape else (37, 35, 28, 26)
        section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
        section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])

    # ---- after the text --------------------------------------------------------------
    def _attachments(self) -> None:
        names = self._paper.attachment_names
        if names:
            self._blank()
        for number, name in enumerate(names, 1):
            mark = f"{number}." if len(names) > 1 else ""
            lead = "附件：" if number == 1 else "　　　"
            self._line(Run(f"{lead}{mark}{name}"), indent=2)

    def _signature(self, signature: Signature) -> None:
        self._blank()
        day = date_cn(signature.on) if signature.on else ""
        gap = 4 if signature.sealed else 2
        for name in signature.names:
            # Centred over the date, as far as whole half characters allow.
            shift = gap + max(0.0, (_width(day) - _width(name)) / 2)
            self._line(Run(name), align=WD_ALIGN_PARAGRAPH.RIGHT, right=shift)
        self._line(Run(day), align=WD_ALIGN_PARAGRAPH.RIGHT, right=gap)
        if self._paper.specimen:
            stamp = self._line(Run("（样章）", Face.HEI), align=WD_ALIGN_PARAGRAPH.RIGHT, right=gap)
            stamp.runs[0].font.color.rgb = RED

    def _print_note(self, note: PrintNote) -> None:
        lines = [f"抄送：{'，'.join(note.copies)}。"] if note.copies else []
        lines.append(f"{note.printed_by}　　{date_cn(note.printed_on)}印发")
        for index, words in enumerate(lines):
            line = self._line(Run(words))
            line.runs[0].font.size = SMALL
            _ruled(line, "top", eighths=8 if index == 0 else 6)
            if index == len(lines) - 1:
                _ruled(line, "bottom", eighths=8)

    # ---- lines -----------------------------------------------------------------------
    def _blank(self) -> None:
        self._line(Run(""))

    def _line(
        self,
        *runs: Run,
        indent: int = 0,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
        right: float = 0,
    ) -> Any:  # noqa: ANN401 - python-docx's own
        line = self._file.add_paragraph()
        line.alignment = align
        form = line.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
        form.first_line_indent = Pt(indent * CHARACTER)
        form.right_indent = Pt(right * CHARACTER)
        for run in runs:
            made = line.add_run(run.text)
            _dress(made._r.get_or_add_rPr(), run.face)  # noqa: SLF001 - no public way
        return line


def _width(text: str) -> float:
    """In characters; digits take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _dress(properties: Any, face: Face) -> None:  # noqa: ANN401 - an XML element
    """Name the typeface for Chinese and for digits, and set the characters close."""
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(script), OFFICIAL[face])
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(SQUEEZE))
    properties.append(spacing)


def _ruled(line: Any, side: str, *, colour: str = "000000", eighths: int) -> None:  # noqa: ANN401 - python-docx's own
    """A rule above or below a line, in eighths of a point."""
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 - no public way
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def _repeated(row: Any) -> None:  # noqa: ANN401 - python-docx's own
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - no public way


def _page_number(footer: Any, align: WD_ALIGN_PARAGRAPH) -> None:  # noqa: ANN401 - python-docx's own
    """— 1 —, one character from the outer edge (clause 7.5)."""
    line = footer.paragraphs[0]
    line.alignment = align
    form = line.paragraph_format
    form.left_indent = form.right_indent = Pt(CHARACTER)
    for kind, text in (("", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("", " —")):
        run = line.add_run("" if kind else text)
        _dress(run._r.get_or_add_rPr(), Face.SONG)  # noqa: SLF001 - no public way
        run.font.size = SMALL
        if kind == "instr":
            field = OxmlElement("w:instrText")
            field.text = text
            run._r.append(field)  # noqa: SLF001 - no public way
        elif kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
            run._r.append(field)  # noqa: SLF001 - no public way
