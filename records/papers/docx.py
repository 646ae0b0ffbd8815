"""Writes an official paper as .docx for those who go on editing it in WPS or Word.

The official names of the typefaces are written; the reader's machine has them. Measures are those
of GB/T 9704-2012 as trials found them to give 22 lines of 28 characters.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor

from records.papers.document import (
    Block,
    Chapter,
    Contents,
    Face,
    Form,
    Grid,
    OfficialPaper,
    Paragraph,
    PrintNote,
    Run,
    Signature,
)
from records.papers.docx_grid import add_grid
from records.papers.docx_marks import (
    CHARACTER,
    SMALL,
    bookmark,
    dress,
    leader_to,
    page_number,
    page_of,
    rule,
)
from records.papers.titles import title_lines
from records.workbooks.steady import steady_bytes
from rules.dates import date_cn

if TYPE_CHECKING:
    from datetime import datetime

BODY, CHAPTER, TITLE = Pt(16), Pt(18), Pt(22)
PITCH = Pt(29)
STAMP, GAP = Pt(9), Pt(8)
RED = RGBColor(0xD7, 0x00, 0x0F)


def write_docx(paper: OfficialPaper, at: datetime) -> bytes:
    """The paper as .docx; the same paper and moment give the same bytes."""
    return _Writer(paper, at).bytes()


class _Writer:
    def __init__(self, paper: OfficialPaper, at: datetime) -> None:
        self._paper = paper
        self._file = Document()
        self._chapters = 0
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
        self._closing_lines()
        for annex in paper.annexes:
            self._line(Run(annex.label, Face.HEI)).paragraph_format.page_break_before = True
            self._blank()
            self._title(title_lines(annex.title))
            self._blank()
            for block in annex.blocks:
                self._block(block)
        if paper.print_note is not None:
            self._print_note(paper.print_note)
        stream = BytesIO()
        self._file.save(stream)
        return steady_bytes(stream.getvalue())

    # ---- page and defaults -----------------------------------------------------------
    def _set_up(self, at: datetime) -> None:
        paper, properties = self._paper, self._file.core_properties
        properties.title, properties.author = "".join(paper.title), paper.organ
        properties.created = properties.modified = at.replace(tzinfo=None)
        style: Any = self._file.styles["Normal"]
        dress(style.element.get_or_add_rPr(), Face.FANG)
        style.font.size = BODY
        section = self._file.sections[0]
        _lay(section, landscape=paper.wide)
        section.footer_distance = Mm(25)
        section.different_first_page_header_footer = paper.form is Form.LETTER
        self._file.settings.odd_and_even_pages_header_footer = True
        page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

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
        rule(self._line(Run(number), align=align), "bottom", colour="D7000F", eighths=12)
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
        elif isinstance(block, Chapter):
            self._chapter(block)
        elif isinstance(block, Contents):
            self._contents(block)
        else:
            self._paragraph(block)

    def _paragraph(self, block: Paragraph) -> None:
        self._line(*block.runs, indent=block.indent)

    def _chapter(self, chapter: Chapter) -> None:
        self._chapters += 1
        first = chapter.level == 1
        line = self._line(
            Run(chapter.title, Face.TITLE if first else Face.HEI),
            align=WD_ALIGN_PARAGRAPH.CENTER if first else WD_ALIGN_PARAGRAPH.LEFT,
        )
        line.runs[0].font.size = CHAPTER if first else BODY
        line.paragraph_format.line_spacing = Pt(32)
        line.paragraph_format.page_break_before = chapter.new_page
        line.paragraph_format.keep_with_next = True
        bookmark(line, self._chapters)

    def _contents(self, contents: Contents) -> None:
        """Every chapter of the paper with a field for its page, which the reader's machine fills."""
        self._blank()
        self._line(Run(contents.title, Face.HEI), align=WD_ALIGN_PARAGRAPH.CENTER)
        self._blank()
        chapters = [block for block in self._paper.blocks if isinstance(block, Chapter)]
        for number, chapter in enumerate(chapters, 1):
            face = Face.HEI if chapter.level == 1 else Face.FANG
            line = self._line(Run(chapter.title, face), align=WD_ALIGN_PARAGRAPH.LEFT)
            line.runs[0].font.size = SMALL
            line.paragraph_format.left_indent = Pt((chapter.level - 1) * 2 * CHARACTER)
            leader_to(line, Mm(225 if self._paper.wide else 156))
            page_of(line, number)

    def _grid(self, grid: Grid) -> None:
        wide = grid.wide or self._paper.wide
        turned = wide and not self._paper.wide
        if turned:
            self._turn(landscape=True)
        add_grid(self._file, grid, Mm(225 if wide else 156), wide=wide)
        # Without a line between them, Word makes one table of two.
        self._line(Run("")).paragraph_format.line_spacing = GAP
        if turned:
            self._turn(landscape=False)

    def _turn(self, *, landscape: bool) -> None:
        """A section of its own: the head of a wide table lies at the binding edge."""
        _lay(self._file.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)

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

    def _closing_lines(self) -> None:
        paper = self._paper
        if paper.remark:
            self._line(Run(f"（{paper.remark}）"), indent=2)
        if paper.origin:
            self._small_print(paper.origin)
        if paper.stamp:
            self._small_print(f"日志校验码：{paper.stamp}")

    def _small_print(self, words: str) -> None:
        line = self._line(Run(words))
        line.runs[0].font.size = STAMP
        line.paragraph_format.line_spacing = Pt(14)

    def _print_note(self, note: PrintNote) -> None:
        lines = [f"抄送：{'，'.join(note.copies)}。"] if note.copies else []
        lines.append(f"{note.printed_by}　　{date_cn(note.printed_on)}印发")
        for index, words in enumerate(lines):
            line = self._line(Run(words))
            line.runs[0].font.size = SMALL
            rule(line, "top", eighths=8 if index == 0 else 6)
            if index == len(lines) - 1:
                rule(line, "bottom", eighths=8)

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
            dress(made._r.get_or_add_rPr(), run.face)  # noqa: SLF001 - no public way
        return line


def _lay(section: Any, *, landscape: bool) -> None:  # noqa: ANN401 - python-docx's own
    """Size, direction and margins of a section's pages (clause 5.2)."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    margins = (28, 26, 35, 37) if landscape else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
    section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])


def _width(text: str) -> float:
    """In characters; digits take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)
