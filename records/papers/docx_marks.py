"""Marks of a .docx that its library has no words for: typefaces, rules, page numbers."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt

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
    _add_field(line, (("", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("", " —")))


def bookmark(line: Any, number: int) -> None:  # noqa: ANN401 - python-docx's own
    """Name a line, so that the contents can say on which page it stands."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _named(number))
    line._p.append(start)  # noqa: SLF001 - no public way
    line._p.append(end)  # noqa: SLF001 - no public way


def leader_to(line: Any, width: Length) -> None:  # noqa: ANN401 - python-docx's own
    """Dots from the text to the right edge."""
    tabs = line.paragraph_format.tab_stops
    tabs.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    line.add_run("\t")


def page_of(line: Any, number: int) -> None:  # noqa: ANN401 - python-docx's own
    """The page of a bookmark; marked as stale, so that it is computed when the file is opened."""
    told = f" PAGEREF {_named(number)} \\h "
    _add_field(line, (("begin", ""), ("instr", told), ("separate", ""), ("", "—"), ("end", "")))


def _named(number: int) -> str:
    return f"chapter_{number}"


def _add_field(line: Any, parts: tuple[tuple[str, str], ...]) -> None:  # noqa: ANN401 - python-docx's own
    for kind, text in parts:
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
            if kind == "begin":
                field.set(qn("w:dirty"), "true")
            run._r.append(field)  # noqa: SLF001 - no public way
