"""Every kind of paper is PDF/A by each clause, a file that is not is told, and another program agrees."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from records.papers import certificates, pdf
from records.papers.catalogue import CATALOGUE
from records.papers.certificates import Certificate
from records.papers.compose import Head, compose
from records.papers.fonts import faces_in
from records.papers.samples import ALWAYS, SAMPLES
from records.papers.typst_sheets import Sheet
from tests.support.papers import AT, a_notice
from tests.support.pdf_a import CLAUSES, broken
from tests.support.preflight import told_by_preflight

HEAD = Head("示例市行政审批局", "示例〔2021〕1号", date(2021, 12, 1), "示例办公室", ("示例单位",))
FACES = faces_in([])
CERTIFICATE = "certificate"
KINDS = (*sorted(SAMPLES), CERTIFICATE)


SOMETHING = re.compile(rb"(?<=53 0 obj\n)<<.*?>>(?=\nendobj)", re.DOTALL)
"""An object of the notice that may be anything, with room enough."""
OF_THE_CATALOG = re.compile(rb"/MarkInfo<<[^>]*>>/ViewerPreferences<<[^>]*>>")


def sheet_of(code: str) -> Sheet:
    if code == CERTIFICATE:
        one = Certificate("SL-1", "甄示例同志", "特发此证，以资鼓励。", "示例局", date(2022, 1, 14))
        return certificates._sheet([one], FACES, AT)
    entry = CATALOGUE[code]
    paper = compose(entry, f"示例{entry.name}", {**ALWAYS, **SAMPLES[code]}, HEAD)
    return pdf._sheet(paper, FACES, AT)


@cache
def notice() -> bytes:
    return pdf.set_pdf(a_notice(), FACES, AT).pdf


def changed(old: bytes | re.Pattern[bytes], new: bytes) -> bytes:
    """The notice with its first such place made another of the same length: all else stays where it is."""
    pattern = old if isinstance(old, re.Pattern) else re.compile(re.escape(old))
    found = pattern.search(notice())
    assert found, f"{old!r} is not in the file"
    assert len(found[0]) >= len(new)
    return notice()[: found.start()] + new.ljust(len(found[0])) + notice()[found.end() :]


TAMPERED = (
    ("6.1.2 header", b"%PDF-1.7", b"%PDF-2.0"),
    ("6.1.2 header", re.compile(rb"(?<=%PDF-1.7\n)%...."), b"%abcd"),
    ("6.1.3 trailer", b"/ID[", b"/IX["),
    ("6.1.3 trailer", b"%%EOF", b"%%FIN"),
    ("6.1.7 streams", b"/Filter/FlateDecode", b"/F(outside.bin)"),
    ("6.1.7 streams", SOMETHING, b"<</Filter[/LZWDecode]>>"),
    ("6.1.12 permissions", OF_THE_CATALOG, b"/Perms<</X 1>>"),
    ("6.2.3 output intent", b"/S/GTS_PDFA1", b"/S/GTS_PDFX"),
    ("6.2.3 output intent", re.compile(rb"/DestOutputProfile \d+ 0 R"), b""),
    ("6.2.4 colours", SOMETHING, b"<</ColorSpace/DeviceCMYK>>"),
    ("6.2.5 graphics states", SOMETHING, b"<</Type/ExtGState/TR 1>>"),
    ("6.2.5 graphics states", SOMETHING, b"<</Type/ExtGState/TR2/Other>>"),
    ("6.2.8 images and XObjects", SOMETHING, b"<</Subtype/Image/Interpolate true>>"),
    ("6.2.8 images and XObjects", SOMETHING, b"<</Subtype/Form/Ref 1>>"),
    ("6.2.10 transparency", SOMETHING, b"<</BM/Burnt>>"),
    ("6.2.11.4 embedded fonts", b"/FontFile3 ", b"/FontFileX "),
    ("6.2.11.4 embedded fonts", SOMETHING, b"<</Type/Font/Subtype/TrueType/BaseFont/Arial>>"),
    ("6.2.11.4 embedded fonts", SOMETHING, b"<</Type/Font/Subtype/CIDFontType2/FontDescriptor<</FontFile2 1>>/W[1]>>"),
    ("6.2.11.3 encodings", b"/Encoding/Identity-H", b"/Encoding/UniGB-H"),
    ("6.2.11.3 encodings", b"/ToUnicode ", b"/ToUnicodX "),
    ("6.3 annotations", SOMETHING, b"<</Type/Annot/Subtype/Movie/F 4>>"),
    ("6.3 annotations", SOMETHING, b"<</Type/Annot/Subtype/Link/F 6>>"),
    ("6.4 forms", OF_THE_CATALOG, b"/AcroForm<</NeedAppearances true>>"),
    ("6.4 forms", OF_THE_CATALOG, b"/NeedsRendering true"),
    ("6.5 actions", SOMETHING, b"<</S/Launch>>"),
    ("6.5 actions", SOMETHING, b"<</S/JavaScript/JS(app.alert)>>"),
    ("6.5 actions", OF_THE_CATALOG, b"/AA<</WC 1>>"),
    ("6.6 metadata", b"<pdfaid:part>2<", b"<pdfaid:part>3<"),
    ("6.6 metadata", b"<pdfaid:conformance>B<", b"<pdfaid:conformance>C<"),
    ("6.6 metadata", re.compile(rb"(?<=x-default\">).{6}", re.DOTALL), b""),
    ("6.6 metadata", re.compile(rb"/Metadata \d+ 0 R"), b""),
    ("6.8 enclosed files", SOMETHING, b"<</Type/Filespec/EF 1>>"),
    ("6.8 enclosed files", OF_THE_CATALOG, b"/Names<</EmbeddedFiles 1>>"),
    ("6.9 to 6.11 other presentations", OF_THE_CATALOG, b"/Names<</AlternatePresentations 1>>"),
    ("6.9 to 6.11 other presentations", SOMETHING, b"<</Type/Page/PresSteps 1>>"),
)  # fmt: skip


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_paper_holds_every_clause(code: str) -> None:
    assert broken(sheet_of(code).pdf()) == {}


@pytest.mark.parametrize(("clause", "old", "new"), TAMPERED)
def test_a_file_that_breaks_a_clause_is_told_by_that_clause(
    clause: str, old: bytes | re.Pattern[bytes], new: bytes
) -> None:
    assert broken(notice()) == {}
    assert broken(changed(old, new)).keys() == {clause}


def test_no_clause_is_listed_that_nothing_can_break() -> None:
    assert {clause for clause, _, _ in TAMPERED} == CLAUSES.keys()


def test_an_independent_validator_finds_every_kind_valid_and_a_tampered_one_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for code in KINDS:
        sheet = replace(sheet_of(code), standard="a-1b")
        (folder / f"{code}.pdf").write_bytes(sheet.pdf())
    whole = (folder / "circular.pdf").read_bytes()
    (folder / "tampered.pdf").write_bytes(whole.replace(b"/FontFile3 ", b"/FontFileX "))

    told = told_by_preflight(folder)

    assert {name for name, problems in told.items() if problems} == {"tampered.pdf"}
    assert len(told) == len(KINDS) + 1
