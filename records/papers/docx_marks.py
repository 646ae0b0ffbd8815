"""Marks of a .docx that its library has no words for: typefaces, rules, page numbers."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from records.papers.document import Face

OFFICIAL = {
    Face.FANG: "仿宋_GB2312",
    Face.HEI: "黑体",
    Face.KAI: "楷体_GB2312",
    Face.SONG: "宋体",
    Face.TITLE: "方正小标宋简体",
}
SMALL = Pt(14)
SQUEEZE = -5
"""Twentieths of a point between characters: with -4 only 27 fit on a line."""
CHARACTER = 16 - 0.25
"""Width of a character of text, in points."""


def dress(properties: Any, face: Face) -> None:  # noqa: ANN401 - an XML element
    """Name the typeface for Chinese and for digits, and set the characters close."""
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(script), OFFICIAL[face])
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(SQUEEZE))
    properties.append(spacing)


def rule(line: Any, side: str, *, colour: str = "000000", eighths: int) -> None:  # noqa: ANN401 - python-docx's own
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


def page_number(footer: Any, align: WD_ALIGN_PARAGRAPH) -> None:  # noqa: ANN401 - python-docx's own
    """— 1 —, one character from the outer edge (clause 7.5)."""
    line = footer.paragraphs[0]
    line.alignment = align
    form = line.paragraph_format
    form.left_indent = form.right_indent = Pt(CHARACTER)
    for kind, text in (("", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("", " —")):
        run = line.add_run("" if kind else text)
        dress(run._r.get_or_add_rPr(), Face.SONG)  # noqa: SLF001 - no public way
        run.font.size = SMALL
        if kind == "instr":
            field = OxmlElement("w:instrText")
            field.text = text
            run._r.append(field)  # noqa: SLF001 - no public way
        elif kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
            run._r.append(field)  # noqa: SLF001 - no public way
