"""Files that are no packages: PDF, pictures and text, each by its content."""

from __future__ import annotations

import codecs
import zipfile
from typing import BinaryIO

from records.attachments.heads import HEAD, JPEG, PDF, PNG, foreign, late_mark, markup
from records.attachments.images import check_jpeg, check_png
from records.attachments.pdfs import check_pdf
from records.attachments.refusing import FileRefused
from rules.files import FileKind, Limits

_CHUNK = 1 << 20
_CHECKS = (
    (PDF, FileKind.PDF, check_pdf),
    (PNG, FileKind.PNG, check_png),
    (JPEG, FileKind.JPEG, check_jpeg),
)
_CONTROL = frozenset(map(chr, range(32))) - set("\t\n\r\f") | {"\x7f"}
_UNKNOWN = FileRefused(
    "认不出这是什么文件", "请上传PDF、OFD、.docx、.xlsx、.png、.jpg或纯文本（.txt、.csv）"
)


def examine_plain(file: BinaryIO, limits: Limits) -> FileKind:
    """What the file is, having been looked at from end to end. Raises FileRefused."""
    file.seek(0)
    head = file.read(HEAD)
    if (found := foreign(head)) is not None:
        raise found
    for mark, kind, check in _CHECKS:
        if head.startswith(mark):
            check(file, limits)
            _refuse_second_face(file)
            return kind
    if late_mark(head):
        raise FileRefused("文件开头有多余内容，可能同时是两种文件", "请重新导出后再上传")
    if markup(head):
        raise FileRefused("这是网页或XML文件", "请打印成PDF后再上传")
    _check_text(file)
    _refuse_second_face(file)
    return FileKind.TEXT


def _refuse_second_face(file: BinaryIO) -> None:
    """A package may follow any other file, since it is read from its end."""
    if zipfile.is_zipfile(file):
        raise FileRefused("文件末尾藏有压缩包", "请重新导出后再上传")


def _check_text(file: BinaryIO) -> None:
    """Text in UTF-8 or GB 18030, without control characters."""
    if not (_reads_as(file, "utf-8-sig") or _reads_as(file, "gb18030")):
        raise _UNKNOWN


def _reads_as(file: BinaryIO, coding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(coding)()
    try:
        while part := file.read(_CHUNK):
            if _CONTROL & set(decoder.decode(part)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
