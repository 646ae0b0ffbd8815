"""PDF by its bytes: nothing that runs, opens, hides or locks, in compressed objects either.

A program that shows PDFs believes offsets, so an object may lie anywhere, even inside a picture.
Names are therefore looked for in every byte, as they are written or with #xx escapes; only object
streams can hide a name, and each of them is unpacked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from records.attachments.refusing import Budget, FileRefused, damaged
from rules.files import Limits

_CHUNK = 1 << 20
_AROUND = 4096
"""How far from its name the ends of an object stream's dictionary are looked for."""
_MOST_STREAMS = 10_000
"""Object streams of one file; honest ones have a hundred objects each."""
_NAME = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]{2,127}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_FILTERS = re.compile(rb"/\w+Decode\b")
_PLAIN = re.compile(rb"/Filter\s*(/FlateDecode\b|\[\s*/FlateDecode\s*\])")
_OPAQUE = FileRefused("PDF的内部结构无法检查", "请用“打印”另存为PDF后再上传")
_SCRIPTS = "请用“打印”另存为PDF，去掉脚本和动作后再上传"
_BAD = {
    b"/JavaScript": ("PDF带有脚本", _SCRIPTS),
    b"/Launch": ("PDF带有启动程序的动作", _SCRIPTS),
    b"/SubmitForm": ("PDF带有向外提交的表单", _SCRIPTS),
    b"/ImportData": ("PDF带有导入数据的动作", _SCRIPTS),
    b"/Rendition": ("PDF带有多媒体动作", _SCRIPTS),
    b"/RichMedia": ("PDF带有多媒体", _SCRIPTS),
    b"/XFA": ("PDF是XFA动态表单", _SCRIPTS),
    b"/GoToE": ("PDF带有打开内嵌文件的动作", _SCRIPTS),
    b"/EmbeddedFile": ("PDF里内嵌了其他文件", "请把内嵌的文件取出，分别上传"),
    b"/EmbeddedFiles": ("PDF里内嵌了其他文件", "请把内嵌的文件取出，分别上传"),
    b"/Encrypt": ("PDF设有密码或权限限制", "请取消密码和限制，另存后再上传"),
}


def check_pdf(file: BinaryIO, limits: Limits) -> None:
    """Raises FileRefused for scripts, actions, enclosed files, locks, and what cannot be looked into."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 1024))
    _, mark, after = file.read().rpartition(b"%%EOF")
    if not mark:
        raise damaged("PDF不完整")
    if after.strip(b"\r\n\t \x00"):
        raise damaged("PDF之后有多余内容")
    budget, streams = Budget(limits.most_unpacked), 0
    for place, name in _names(_chunks_of(file)):
        _refuse_name(name)
        if name == b"/ObjStm":
            streams += 1
            if streams > _MOST_STREAMS:
                raise _OPAQUE
            _check_object_stream(file, place, budget)


def _names(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Every name with its place, escapes resolved; names across two chunks are seen whole."""
    start, text = 0, b""
    for chunk in chunks:
        text += chunk
        # A name that touches the end may go on: it waits for the next chunk.
        seam = max(0, len(text) - 256)
        end = text.rfind(b"/", seam)
        end = len(text) if end < 0 else end
        for found in _NAME.finditer(text, 0, end):
            yield start + found.start(), _resolved(found[0])
        start, text = start + end, text[end:]
    for found in _NAME.finditer(text):
        yield start + found.start(), _resolved(found[0])


def _resolved(name: bytes) -> bytes:
    if b"#" not in name:
        return name
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)


def _refuse_name(name: bytes) -> None:
    if name in _BAD:
        raise FileRefused(*_BAD[name])


def _check_object_stream(file: BinaryIO, place: int, budget: Budget) -> None:
    """Look into compressed objects, which must be packed in the one way that this can unpack."""
    file.seek(max(0, place - _AROUND))
    before = file.read(min(place, _AROUND))
    after = file.read(_AROUND)
    begin, start = before.rfind(b"obj"), _STREAM.search(after)
    if begin < 0 or start is None:
        raise _OPAQUE
    dictionary = _resolved(before[begin:] + after[: start.start()])
    filters = set(_FILTERS.findall(dictionary))
    if filters != {b"/FlateDecode"} or not _PLAIN.search(dictionary) or b"/DecodeP" in dictionary:
        raise _OPAQUE
    for _, name in _names(_inflated(file, place + start.end(), budget)):
        _refuse_name(name)


def _chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """The file from its beginning; others may move in it in between."""
    place = 0
    while True:
        file.seek(place)
        if not (part := file.read(_CHUNK)):
            return
        place += len(part)
        yield part


def _inflated(file: BinaryIO, place: int, budget: Budget) -> Iterator[bytes]:
    stream = zlib.decompressobj()
    file.seek(place)
    try:
        while not stream.eof and (part := stream.unconsumed_tail or file.read(_CHUNK)):
            plain = stream.decompress(part, _CHUNK)
            budget.spend(len(plain))
            yield plain
    except zlib.error as error:
        raise damaged("PDF对象流无法解压") from error
