"""Kinds of files by their first bytes: those that are taken, and those that have to be named to be refused."""

from __future__ import annotations

import re

from records.attachments.refusing import FileRefused

HEAD = 1024
PDF, PNG, JPEG, ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_UNPACK = "请解开后把里面的文件分别上传"
_HARMFUL: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    (
        (_OLE,),
        "这是旧格式的Office文件（.doc、.xls），或者设有打开密码",
        "请取消密码，另存为 .docx、.xlsx 或PDF后再上传",
    ),
    ((b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!"), "这是程序文件", "附件只收文件材料"),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "这是压缩包", _UNPACK),
    ((b"PK\x05\x06", b"PK\x07\x08"), "这是空的或分卷的压缩包", _UNPACK),
    ((b"{\\rtf",), "这是RTF文档", "请另存为 .docx 或PDF后再上传"),
)
_PICTURES = (
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"RIFF",
    b"\x00\x00\x00\x18ftyp",
    b"\x00\x00\x00 ftyp",
)
_MARKUP = re.compile(rb"\s*<(!doctype|\?xml|html|head|body|svg|script|!--)", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def harmful(head: bytes) -> FileRefused | None:
    """Why a file beginning like this is not even taken inside another, where it is not."""
    if head.startswith(b"MZ") and b"\x00" in head:
        return FileRefused("这是程序文件", "附件只收文件材料")
    for marks, what, advice in _HARMFUL:
        if head.startswith(marks):
            return FileRefused(what, advice)
    return None


def foreign(head: bytes) -> FileRefused | None:
    """Why a file beginning like this is not taken, where its kind is known."""
    if head.startswith(_PICTURES):
        return FileRefused("这种图片或视频格式不在接收范围内", "图片请另存为 .png 或 .jpg")
    return harmful(head)


def markup(head: bytes) -> bool:
    """Whether a browser would take it for a page, in whatever coding it is written."""
    for mark in _BOMS:
        head = head.removeprefix(mark)
    return _MARKUP.match(head.replace(b"\x00", b"")) is not None


def late_mark(head: bytes) -> bool:
    """Whether another file begins a little further on: what lies before it fools somebody."""
    return any(head.find(mark) > 0 for mark in (PDF, PNG, ZIP))
