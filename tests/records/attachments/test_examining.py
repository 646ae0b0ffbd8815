"""The door for strangers' files: good ones pass by their content, evil ones are told why not."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.attachments.examining import examine
from records.attachments.refusing import FileRefused
from records.papers.fonts import faces_in
from records.papers.pdf import set_pdf
from rules.files import MEGABYTE, FileKind, Limits
from tests.support import files
from tests.support.papers import AT, a_notice

EVERY_KIND = Limits(frozenset(FileKind))
RELS = "word/_rels/document.xml.rels"
DOCX = files.docx()
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


def kind_of(data: bytes, name: str = "材料", limits: Limits = EVERY_KIND) -> FileKind:
    return examine(BytesIO(data), name, limits)


def refusal(data: bytes, name: str = "材料", limits: Limits = EVERY_KIND) -> str:
    with pytest.raises(FileRefused) as caught:
        examine(BytesIO(data), name, limits)
    return str(caught.value)


def advised(data: bytes) -> bool:
    """Whether the file is taken, or refused with something to do about it."""
    try:
        kind_of(data)
    except FileRefused as refused:
        return bool(refused.advice)
    return True


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    head = b"</Relationships>"
    line = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )
    return files.member(DOCX, RELS).replace(head, line.encode() + head)


def typed(old: str, new: str) -> bytes:
    types = files.member(DOCX, "[Content_Types].xml")
    return files.with_members(
        DOCX, {"[Content_Types].xml": types.replace(old.encode(), new.encode())}
    )


def with_text(document: str) -> bytes:
    body = files.member(DOCX, "word/document.xml").replace(
        b"</w:p>", f"{document}</w:p>".encode(), 1
    )
    return files.with_members(DOCX, {"word/document.xml": body})


GOOD = (
    (DOCX, FileKind.DOCX),
    (files.xlsx(), FileKind.XLSX),
    (files.pdf(), FileKind.PDF),
    (files.pdf(more=files.object_stream(b"3 0 << /Type /Annot >>")), FileKind.PDF),
    (files.picture("PNG"), FileKind.PNG),
    (files.picture("JPEG"), FileKind.JPEG),
    (files.picture("JPEG") + b"camera's own bytes", FileKind.JPEG),
    ("虚构文字\r\n".encode(), FileKind.TEXT),
    ("虚构文字\r\n".encode("gb18030"), FileKind.TEXT),
    (files.bundle({"甲/表.xlsx": files.xlsx(), "甲/说明.txt": b"text"}), FileKind.ZIP),
    (files.bundle({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<d/>"}), FileKind.OFD),
    (files.docx(**{"word/embeddings/Book1.xlsx": files.xlsx()}), FileKind.DOCX),
    (
        files.with_members(DOCX, {RELS: relation("hyperlink", "https://example.invalid/")}),
        FileKind.DOCX,
    ),
)


@pytest.mark.parametrize(("data", "kind"), GOOD)
def test_a_good_file_is_known_by_its_content_whatever_its_name(data: bytes, kind: FileKind) -> None:
    assert [kind_of(data, name) for name in ("材料", "材料.exe", "图.png")] == [kind] * 3


def test_papers_of_the_house_itself_pass() -> None:
    assert kind_of(set_pdf(a_notice(), faces_in([]), AT).pdf) is FileKind.PDF


def test_only_the_name_tells_a_table_of_text_from_other_text() -> None:
    assert kind_of("甲,乙\r\n".encode(), "得分.CSV") is FileKind.CSV


EVIL: tuple[tuple[str, bytes, str], ...] = (
    ("empty", b"", "文件是空的"),
    ("an unknown kind", b"\x00\x01\x02", "认不出这是什么文件"),
    ("a program", b"MZ\x90\x00program", "这是程序文件"),
    ("a script", b"#!/bin/sh\nrm -r x\n", "这是程序文件"),
    ("an old or locked office file", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 99, "旧格式"),
    ("a 7z archive", b"7z\xbc\xaf\x27\x1c\x00", "这是压缩包"),
    ("a page", b"\xef\xbb\xbf <!DOCTYPE html><script>x</script>", "这是网页或XML文件"),
    ("a page in UTF-16", "\ufeff<html>".encode("utf-16-le"), "这是网页或XML文件"),
    ("a drawing with scripts", b'<svg onload="x()"/>', "这是网页或XML文件"),
    ("a PDF after other bytes", b"GARBAGE\n" + files.pdf(), "文件开头有多余内容"),
    ("a package after other bytes", b"text\n" + files.bundle({"a.txt": b"a"}), "文件开头有多余内容"),
    ("a package behind a picture", files.picture("JPEG") + DOCX, "文件末尾藏有压缩包"),
    ("a package behind a PDF", files.pdf() + files.bundle({"a.txt": b"a"}), "PDF之后有多余内容"),
    ("bytes behind a picture", files.picture("PNG") + b"<?php", "图片之后有多余内容"),
    ("half a picture", files.picture("PNG")[:-20], "图片不完整"),
    ("half a photograph", files.picture("JPEG")[:200], "图片不完整"),
    ("a picture of no size", files.huge_png(0, 5), "图片没有大小"),
    ("a picture too wide", files.huge_png(20_001, 5), "图片为20001×5像素，过大"),
    ("a picture too large", files.huge_png(12_000, 12_000), "图片为12000×12000像素，过大"),
    ("a bomb by ratio", files.bomb(16), "压缩比超过100倍"),
    ("a bomb in a document", files.docx(**{"word/media/a.bin": b"0" * 16_000_000}), "压缩比超过100倍"),
    ("records that overlap", files.overlapping(), "包内文件相互重叠"),
    ("two directories", files.local_name_changed(files.bundle({"a.txt": b"a"}), b"a.txt", b"b.exe"), "两处目录不一致"),
    ("bytes behind a package", DOCX + b"tail", "目录前后有多余内容"),
    ("a packed package in a package", files.bundle({"b.zip": files.bundle({"a.txt": b"a"})}), "压缩包里还有压缩包"),
    ("a script in a package", files.bundle({"a.txt": b"#!/bin/sh\n"}), "这是程序文件"),
    ("a program in a document", files.docx(**{"word/media/a.png": b"MZ\x00\x00"}), "内含“a.png”，这是程序文件"),
    ("a way out of the folder", files.bundle({"../甲.txt": b"a"}), "包内路径“../甲.txt”带有路径"),
    ("an absolute path", files.bundle({"/etc/甲.txt": b"a"}), "是绝对路径"),
    ("a drive letter", files.bundle({"C:\\甲.txt": b"a"}), "是绝对路径"),
    ("a backslash", files.bundle({"..\\甲.txt": b"a"}), "带有路径"),
    ("a name with direction marks", files.bundle({"a\u202etxt.exe": b"a"}), "改变文字方向"),
    ("macros by their part", files.docx(**{"word/vbaProject.bin": b"x"}), "文件带有宏或控件"),
    ("macros by their type", typed("document.main+xml", "document.macroEnabled.main+xml"), "文件带有宏或控件"),
    ("a template", typed("document.main+xml", "template.main+xml"), "不是Word文档或Excel工作簿"),
    ("old macro sheets", files.with_members(files.xlsx(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "文件带有宏或控件"),
    ("an embedded object", files.docx(**{"word/embeddings/oleObject1.bin": bytes.fromhex("d0cf11e0a1b11ae1")}), "内含“oleObject1.bin”"),
    ("a template from elsewhere", files.with_members(DOCX, {RELS: relation("attachedTemplate", "http://x.invalid/a.dotm")}), "引用外部内容"),
    ("a picture from elsewhere", files.with_members(DOCX, {RELS: relation("image", "file://server/a.png")}), "引用外部内容"),
    ("a chunk of another format", files.with_members(DOCX, {RELS: relation("aFChunk", "a.html", "Internal")}), "引用外部内容"),
    ("a field that starts a program", with_text("<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\x</w:instrText></w:r>"), "DDE"),
    ("entities", files.docx(**{"customXml/item1.xml": DTD}), "DTD或外部实体"),
    ("entities in the types", files.with_members(DOCX, {"[Content_Types].xml": DTD}), "DTD或外部实体"),
    ("entities in UTF-16", files.docx(**{"customXml/item1.xml": DTD.decode().replace('<?xml version="1.0"?>', "").encode("utf-16")}), "DTD或外部实体"),
    ("broken XML", files.docx(**{"customXml/item1.xml": b"<x>"}), "内部XML不完整"),
    ("half a PDF", files.pdf()[:-8], "PDF不完整"),
    ("a PDF with a script", files.pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "PDF带有脚本"),
    ("a PDF with a script in other letters", files.pdf(b"/OpenAction << /S /J#61va#53cript >>"), "PDF带有脚本"),
    ("a PDF that starts programs", files.pdf(b"/AA << /O << /S /Launch >> >>"), "PDF带有启动程序的动作"),
    ("a PDF with files inside", files.pdf(b"/Names << /EmbeddedFiles 5 0 R >>"), "PDF里内嵌了其他文件"),
    ("a locked PDF", files.pdf(b"/Encrypt 5 0 R"), "PDF设有密码"),
    ("a script in packed objects", files.pdf(more=files.object_stream(b"3 0 << /S /JavaScript >>")), "PDF带有脚本"),
    ("objects packed in a rare way", files.pdf(more=files.object_stream(b"x", b"/Filter [/ASCIIHexDecode /FlateDecode]")), "无法检查"),
    ("objects packed without saying so", files.pdf(more=files.object_stream(b"x", b"")), "无法检查"),
    ("a bomb in packed objects", files.pdf(more=files.object_stream(b"0" * (201 * MEGABYTE))), "解开后过大"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "why"), [each[1:] for each in EVIL], ids=[each[0] for each in EVIL]
)
def test_an_evil_file_is_refused_with_its_reason(data: bytes, why: str) -> None:
    assert why in refusal(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff" * 20_000_000,
        files.picture("PNG")[:33] + (b"\0\0\0\0tEXt\0\0\0\0" * 1_500_000),
        files.pdf(more=b"9 0 obj\n<<" + b"/ObjStm " * 2_000_000),
        files.pdf(more=files.object_stream(b"x") * 30_000),
    ],
    ids=["fillings", "empty chunks", "names of streams", "streams"],
)
def test_a_file_made_to_keep_the_check_busy_is_refused_soon(data: bytes) -> None:
    start = perf_counter()

    refusal(data)

    assert perf_counter() - start < 10


def test_a_bundle_is_taken_only_where_the_limits_say_so() -> None:
    assert "附件不收压缩包" in refusal(files.bundle({"甲.txt": b"a"}), limits=Limits())


def test_a_file_over_the_limit_is_refused_with_the_limit() -> None:
    assert "文件超过1MB的上限" in refusal(b"a" * (MEGABYTE + 1), limits=Limits(most_bytes=MEGABYTE))


def test_a_stream_that_goes_on_after_the_stated_size_is_refused() -> None:
    """Readers that believe the stream would unpack what the sizes do not show."""
    long = b"0" * 500_000
    honest = files.bundle({"a.txt": long})
    true = struct.pack("<L", zlib.crc32(long)), struct.pack("<L", len(long))
    lying = honest.replace(true[0], struct.pack("<L", zlib.crc32(b"000")))
    lying = lying.replace(true[1], struct.pack("<L", 3))

    assert "内容与所写大小不符" in refusal(lying)


@settings(max_examples=60, deadline=None)
@given(
    members=st.dictionaries(
        st.text("abcdef甲乙", min_size=1, max_size=8), st.text("字句ab\n", max_size=400), min_size=1, max_size=5
    ),
    deflated=st.booleans(),
    seekable=st.booleans(),
)  # fmt: skip
def test_bundles_as_programs_write_them_pass(
    members: dict[str, str], *, deflated: bool, seekable: bool
) -> None:
    stream = BytesIO()
    if not seekable:  # then sizes follow the data, as streaming programs write them
        stream.seek = _cannot  # type: ignore[method-assign]
        stream.tell = _cannot  # type: ignore[method-assign]
    method = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, text in members.items():
            target.writestr(f"{name}.txt", text or "空")

    assert kind_of(stream.getvalue()) is FileKind.ZIP


def _cannot(*_: object) -> int:
    raise OSError


PACKAGES = {
    "docx": DOCX,
    "xlsx": files.xlsx(),
    "zip": files.bundle({"甲.txt": b"text"}),
}


@pytest.mark.parametrize("kind", PACKAGES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_damaged_package_is_refused_or_read_but_never_a_fault(
    kind: str, data: st.DataObject
) -> None:
    package = bytearray(PACKAGES[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        package[data.draw(st.integers(0, len(package) - 1))] = data.draw(st.integers(0, 255))

    assert advised(bytes(package))


@settings(max_examples=200, deadline=None)
@given(
    head=st.sampled_from(
        [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", b""]
    ),
    tail=st.binary(max_size=300),
)
def test_any_bytes_are_refused_or_known_but_never_a_fault(head: bytes, tail: bytes) -> None:
    assert advised(head + tail)
