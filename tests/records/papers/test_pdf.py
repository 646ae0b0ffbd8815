"""The PDF is measured against GB/T 9704-2012: where things stand, in which faces and sizes."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import pdfplumber
import pytest

from records.papers.document import Annex, Form, OfficialPaper, Signature, every_text
from records.papers.fonts import faces_in
from records.papers.pdf import set_pdf, set_pictures
from records.papers.typst_sheets import PaperError
from tests.support.papers import AT, FORM, HAN, LIST, a_notice, plain

MM = 72 / 25.4
TOP, LEFT, WIDTH, HEIGHT = 37 * MM, 28 * MM, 156 * MM, 225 * MM
FACES = faces_in([])
Page = Any
"""pdfplumber has no types."""


def pages_of(paper: OfficialPaper) -> list[Page]:
    return list(pdfplumber.open(io.BytesIO(set_pdf(paper, FACES, AT).pdf)).pages)


def page_with(paper: OfficialPaper, text: str) -> Page:
    return next(page for page in pages_of(paper) if text in page.extract_text())


def lines_of(page: Page) -> list[tuple[float, str]]:
    """The lines of the type area with the middle of each, from the top."""
    rows: dict[float, list[Any]] = defaultdict(list)
    for char in page.chars:
        middle = (char["top"] + char["bottom"]) / 2
        if TOP <= middle <= TOP + HEIGHT:
            rows[round(middle, 0)].append(char)
    return [
        (middle, "".join(c["text"] for c in sorted(row, key=lambda c: c["x0"])))
        for middle, row in sorted(rows.items())
    ]


def words_at(page: Page, text: str) -> list[Any]:
    """The characters of the first place where the text stands."""
    chars = page.chars
    whole = "".join(char["text"] for char in chars)
    start = whole.index(text)
    return list(chars[start : start + len(text)])


def test_a_full_page_has_22_lines_of_28_characters_on_156_by_225_millimetres() -> None:
    paper = a_notice(blocks=(plain(HAN * 40),), annexes=(), print_note=None, signature=None)

    page = pages_of(paper)[1]

    lines = lines_of(page)
    assert [len(text) for _, text in lines] == [28] * 22
    # The middles come in whole points: a pitch of 28.98 shows as 29, now and then as 28.
    assert {round(below - above) for (above, _), (below, _) in pairwise(lines)} <= {28, 29}
    body = [char for char in page.chars if char["size"] == 16]
    assert min(char["x0"] for char in body) == pytest.approx(LEFT, abs=0.5)
    assert LEFT + WIDTH - 1 <= max(char["x1"] for char in body) <= LEFT + WIDTH + 0.5
    assert (page.width, page.height) == (
        pytest.approx(210 * MM, abs=0.1),
        pytest.approx(297 * MM, abs=0.1),
    )


def test_the_first_line_of_a_paragraph_is_set_in_by_two_characters() -> None:
    page = page_with(a_notice(blocks=(plain(HAN * 2),)), HAN[:5])

    assert words_at(page, HAN[:5])[0]["x0"] == pytest.approx(LEFT + 2 * 15.79, abs=0.5)


def test_the_red_head_stands_35_mm_below_the_top_of_the_type_area_and_is_red() -> None:
    head = words_at(pages_of(a_notice())[0], "虚构市行政审批局文件")

    assert min(char["top"] for char in head) == pytest.approx(TOP + 35 * MM, abs=3 * MM)
    [colour] = {char["non_stroking_color"] for char in head}
    assert colour[0] > 0.8
    assert max(colour[1:]) < 0.1
    middle = (head[0]["x0"] + head[-1]["x1"]) / 2
    assert middle == pytest.approx(LEFT + WIDTH / 2, abs=1)


def test_the_number_stands_in_hexagonal_brackets_above_a_red_rule_4_mm_below() -> None:
    page = pages_of(a_notice())[0]
    number = words_at(page, "评选〔2021〕57号")

    [rule] = [line for line in page.lines if line["stroking_color"][0] > 0.8]

    below = rule["top"] - number[0]["bottom"]
    assert rule["x1"] - rule["x0"] == pytest.approx(WIDTH, abs=1)
    assert 4 * MM - 1 <= below <= 4 * MM + 9
    assert {round(char["size"]) for char in number} == {16}


def test_title_and_text_have_their_sizes_and_every_level_its_face() -> None:
    page = pages_of(a_notice())[0]

    def size_and_face(text: str) -> tuple[int, str]:
        first = words_at(page, text)[0]
        return round(first["size"]), first["fontname"].partition("+")[2].partition("-")[0]

    assert size_and_face("关于印发")[0] == 22
    assert size_and_face("一、总体安排") == (16, "NotoSansSC")
    assert size_and_face(HAN[:6]) == (16, "NotoSerifSC")


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    first, second, *_ = pages_of(a_notice(blocks=(plain(HAN * 20),), signature=None))

    assert words_at(first, "— 1 —")[-1]["x1"] == pytest.approx(LEFT + WIDTH - 15.8, abs=1.5)
    assert words_at(second, "— 2 —")[0]["x0"] == pytest.approx(LEFT + 15.8, abs=1.5)
    assert round(words_at(first, "— 1 —")[0]["size"]) == 14
    dash = words_at(first, "— 1 —")[0]
    assert (dash["top"] + dash["bottom"]) / 2 == pytest.approx(TOP + HEIGHT + 7 * MM, abs=2 * MM)


def test_with_a_seal_the_date_ends_four_characters_from_the_right_and_the_name_is_centred() -> None:
    page = page_with(a_notice(annexes=(), print_note=None), "2021年12月1日")

    day = words_at(page, "2021年12月1日")
    name = [
        c
        for c in page.chars
        if c["size"] == 16 and day[0]["top"] - 40 < c["top"] < day[0]["top"] - 10
    ]
    assert "".join(c["text"] for c in name) == "虚构市行政审批局"
    assert LEFT + WIDTH - day[-1]["x1"] == pytest.approx(4 * 15.79, abs=1.5)
    assert sum(c["x0"] + c["x1"] for c in (name[0], name[-1])) / 4 == pytest.approx(
        (day[0]["x0"] + day[-1]["x1"]) / 2, abs=1.5
    )


def test_without_a_seal_the_date_begins_two_characters_right_of_the_name() -> None:
    signature = Signature(("虚构市行政审批局",), date(2021, 12, 1), sealed=False)
    page = page_with(a_notice(annexes=(), print_note=None, signature=signature), "2021年12月1日")

    day = words_at(page, "2021年12月1日")[0]
    name = next(c for c in page.chars if day["top"] - 40 < c["top"] < day["top"] - 10)
    assert day["x0"] - name["x0"] == pytest.approx(2 * 15.79, abs=1.5)


@pytest.mark.parametrize("sentences", range(1, 26))
def test_no_page_carries_the_signature_alone(sentences: int) -> None:
    blocks = tuple(plain(HAN[:20]) for _ in range(sentences))
    paper = a_notice(blocks=blocks, annexes=(), print_note=None, remark="")

    [signed] = [page for page in pages_of(paper) if "2021年12月1日" in page.extract_text()]

    assert HAN[:10] in signed.extract_text()


@pytest.mark.parametrize("sentences", range(1, 24, 2))
def test_the_print_note_stands_at_the_foot_of_the_last_page_and_that_is_an_even_one(
    sentences: int,
) -> None:
    blocks = tuple(plain(HAN[:20]) for _ in range(sentences))
    pages = pages_of(a_notice(blocks=blocks, annexes=()))

    [noted] = [n for n, page in enumerate(pages, 1) if "印发" in (page.extract_text() or "")[-30:]]
    assert noted == len(pages)
    assert noted % 2 == 0
    lowest = max(line["bottom"] for line in pages[-1].lines)
    assert lowest == pytest.approx(TOP + HEIGHT, abs=2)


def test_a_page_with_nothing_but_the_print_note_has_no_number() -> None:
    one_page = a_notice(blocks=(plain(HAN[:20]),), annexes=(), to=())

    first, last = pages_of(one_page)

    assert "— 1 —" in first.extract_text()
    assert "—" not in last.extract_text()


def test_an_annex_begins_a_page_with_its_label_and_the_title_on_the_third_line() -> None:
    annex = pages_of(a_notice(print_note=None))[-2]

    (label, words), (title, name), *_ = lines_of(annex)
    assert (words, name) == ("附件1", "时间安排表")
    assert title - label == pytest.approx(2 * 29 + 3, abs=2)


def test_a_list_over_several_pages_repeats_its_head() -> None:
    rows = (LIST.rows[0], *(LIST.rows[1] for _ in range(80)))
    long = Annex("附件", "时间安排表", (type(LIST)(LIST.widths, rows, head_rows=1),))

    pages = [
        p
        for p in pages_of(a_notice(annexes=(long,), print_note=None))
        if "报送申报材料" in p.extract_text()
    ]

    assert len(pages) > 1
    assert all("序号" in page.extract_text() for page in pages)


def test_a_letter_has_its_number_at_the_right_and_no_number_on_its_first_page() -> None:
    page = pages_of(a_notice(form=Form.LETTER, annexes=(), print_note=None))[0]

    number = words_at(page, "评选〔2021〕57号")
    head = words_at(page, "虚构市行政审批局")
    assert number[-1]["x1"] == pytest.approx(LEFT + WIDTH, abs=1)
    assert head[0]["top"] == pytest.approx(30 * MM, abs=3 * MM)
    assert "— 1 —" not in page.extract_text()


def test_names_with_rare_characters_are_printed() -> None:
    names = "甪堃喆昇玥祎珺璟頔赟翀"

    assert page_with(a_notice(blocks=(plain(names),)), names)


def test_a_character_that_no_face_has_is_an_error_that_names_it() -> None:
    with pytest.raises(PaperError, match=r"现有字体都没有“(ᚠ|ᚠ+)”这个字"):
        set_pdf(a_notice(blocks=(plain("甲ᚠ乙"),)), FACES, AT)


def test_the_file_is_pdf_a_and_says_which_faces_it_is_set_in() -> None:
    done = set_pdf(a_notice(), FACES, AT)

    assert b"<pdfaid:part>2</pdfaid:part>" in done.pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in done.pdf
    assert done.faces == ("NotoSansSC-Regular", "NotoSerifSC-Regular")


def test_one_paper_gives_the_same_bytes_twice() -> None:
    assert set_pdf(a_notice(), FACES, AT) == set_pdf(a_notice(), FACES, AT)


def test_every_word_of_the_paper_is_in_the_pdf() -> None:
    paper = a_notice(blocks=(plain(HAN),))
    printed = "".join("".join(page.extract_text().split()) for page in pages_of(paper))

    missing = [
        text for text in every_text(paper).split("\n") if "".join(text.split()) not in printed
    ]

    assert missing == []


def test_the_pages_can_be_looked_at_as_pictures() -> None:
    paper = a_notice(annexes=(Annex("附件", "申报表", (FORM,)),))

    pictures = set_pictures(paper, FACES, AT)

    assert len(pictures) == len(pages_of(paper))
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_a_moment_between_two_seconds_is_a_moment_like_any_other() -> None:
    between = AT.replace(microsecond=345678)

    assert set_pdf(a_notice(), FACES, between).pdf.startswith(b"%PDF")
