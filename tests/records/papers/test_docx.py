"""The .docx is opened again: its measures, faces and words are those that WPS and Word will use."""

from __future__ import annotations

import io
import re
import time
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from records.papers.document import Form, OfficialPaper, every_text
from records.papers.docx import write_docx
from tests.support.papers import AT, HAN, LIST, a_notice, plain

File = Any
"""python-docx has no types."""


def opened(paper: OfficialPaper) -> File:
    return Document(io.BytesIO(write_docx(paper, AT)))


def words_of(file: File) -> str:
    body = [line.text for line in file.paragraphs]
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*body, *cells]).split())


def line_with(file: File, text: str) -> File:
    return next(line for line in file.paragraphs if text in line.text)


def face_of(run: File) -> tuple[str, str]:
    fonts = run._r.rPr.rFonts
    return fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))


def test_the_page_is_a4_with_the_type_area_of_the_standard() -> None:
    section = opened(a_notice()).sections[0]

    measures = (
        section.page_width, section.page_height, section.top_margin, section.bottom_margin,
        section.left_margin, section.right_margin,
    )  # fmt: skip
    assert [round(m / Mm(1)) for m in measures] == [210, 297, 37, 35, 28, 26]


def test_lines_and_characters_have_the_pitch_that_gives_22_by_28() -> None:
    line = line_with(opened(a_notice(blocks=(plain(HAN),))), HAN)

    form = line.paragraph_format
    assert (form.line_spacing, form.first_line_indent) == (Pt(29), Pt(31.5))
    [spacing] = line.runs[0]._r.rPr.findall(qn("w:spacing"))
    assert spacing.get(qn("w:val")) == "-5"


@pytest.mark.parametrize(
    ("text", "face", "size"),
    [
        ("虚构市行政审批局文件", "方正小标宋简体", 43),
        ("关于印发", "方正小标宋简体", 22),
        ("一、总体安排", "黑体", None),
        ("（一）材料报送。", "楷体_GB2312", None),
        (HAN, "仿宋_GB2312", None),
        ("附件1", "黑体", None),
    ],
)
def test_the_official_names_of_the_faces_are_written(
    text: str, face: str, size: int | None
) -> None:
    run = line_with(opened(a_notice()), text).runs[0]

    assert face_of(run) == (face, face)
    assert run.font.size == (Pt(size) if size else None)


def test_only_the_heading_of_a_second_level_paragraph_is_in_kaiti() -> None:
    heading, rest = line_with(opened(a_notice()), "（一）材料报送。").runs

    assert (heading.text, face_of(heading)[0]) == ("（一）材料报送。", "楷体_GB2312")
    assert face_of(rest)[0] == "仿宋_GB2312"


def test_a_form_keeps_its_joined_cells_and_a_list_repeats_its_head() -> None:
    file = opened(a_notice())

    listing, form = file.tables
    assert [[cell.text for cell in row.cells] for row in listing.rows] == [
        [cell.text for cell in row] for row in LIST.rows
    ]
    assert listing.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert form.cell(0, 1)._tc is form.cell(0, 3)._tc
    assert len(form.cell(2, 1).paragraphs) == 12


def test_two_tables_one_after_the_other_stay_two_and_no_row_is_torn() -> None:
    file = opened(a_notice(blocks=(LIST, LIST), annexes=()))

    kinds = [type(block).__name__ for block in file.iter_inner_content()]
    assert not any(pair == ("Table", "Table") for pair in pairwise(kinds))
    rows = [row for table in file.tables for row in table.rows]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_page_numbers_differ_on_odd_and_even_pages() -> None:
    file = opened(a_notice())

    assert file.settings.odd_and_even_pages_header_footer is True
    numbers = [file.sections[0].footer, file.sections[0].even_page_footer]
    assert [footer.paragraphs[0].alignment.name for footer in numbers] == ["RIGHT", "LEFT"]
    assert all("PAGE" in footer._element.xml for footer in numbers)


def test_a_letter_has_no_number_on_its_first_page() -> None:
    assert opened(a_notice(form=Form.LETTER)).sections[0].different_first_page_header_footer is True


def test_every_word_of_the_paper_is_in_the_file() -> None:
    paper = a_notice()
    written = words_of(opened(paper))

    missing = [t for t in every_text(paper).split("\n") if "".join(t.split()) not in written]

    assert missing == []


def test_a_seal_is_never_drawn_and_a_demonstration_says_so() -> None:
    assert "样章" not in words_of(opened(a_notice()))
    assert "（样章）" in words_of(opened(a_notice(specimen=True)))
    assert not re.search(r"<pic:pic|<w:drawing", opened(a_notice(specimen=True)).element.xml)


def test_one_paper_gives_the_same_bytes_whenever_it_is_written() -> None:
    first = write_docx(a_notice(), AT)

    time.sleep(2.1)  # the moments of a zip entry go by two seconds

    assert write_docx(a_notice(), AT) == first
