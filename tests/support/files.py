"""Files for the door: good ones from real programs, and evil ones made by hand."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from docx import Document
from openpyxl import Workbook
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner must find, in two halves so that none finds this file."""


def docx(**more: bytes) -> bytes:
    """A document as python-docx writes it, with further members."""
    stream = BytesIO()
    document = Document()
    document.add_paragraph("虚构事迹：窗口服务")
    document.save(stream)
    return with_members(stream.getvalue(), more)


def xlsx(rows: int = 3) -> bytes:
    stream = BytesIO()
    book = Workbook()
    for number in range(rows):
        book.active.append([f"第{number}行", number])  # type: ignore[union-attr]
    book.save(stream)
    return stream.getvalue()


def with_members(package: bytes, more: Mapping[str, bytes]) -> bytes:
    """The same package with members added or, where the name is there, put in place of the old."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(package)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        kept = {name: source.read(name) for name in source.namelist()}
        for name, data in {**kept, **more}.items():
            target.writestr(name, data)
    return stream.getvalue()


def member(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(package)) as source:
        return source.read(name)


def bundle(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(stream, form)
    return stream.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", crc)

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(catalog: bytes = b"", more: bytes = b"") -> bytes:
    """The smallest PDF that a reader opens, with entries for its catalogue and further objects."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        + more
        + b"trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n0\n%%EOF\n"
    )


def object_stream(content: bytes, dictionary: bytes = b"/Filter /FlateDecode") -> bytes:
    """Objects packed into a stream, where their names are out of sight."""
    packed = zlib.compress(content)
    return (
        b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 "
        + dictionary
        + b" /Length %d >>\nstream\r\n" % len(packed)
        + packed
        + b"\r\nendstream\nendobj\n"
    )


def bomb(megabytes: int) -> bytes:
    """A bundle whose one member unpacks to so much."""
    return bundle({"零.txt": b"0" * (megabytes << 20)})


def overlapping() -> bytes:
    """A bundle whose directory lists one record under two names."""
    good = bundle({"甲.txt": b"the same bytes", "乙.txt": b"the same bytes"})
    _, second = _directory(good)
    return good[: second[0]] + _pointing_to_start(good[second[0] : second[1]]) + good[second[1] :]


def _directory(package: bytes) -> list[tuple[int, int]]:
    """Where the records of the central directory begin and end."""
    starts = [place for place in range(len(package)) if package[place : place + 4] == b"PK\x01\x02"]
    return list(zip(starts, [*starts[1:], package.index(b"PK\x05\x06")], strict=True))


def _pointing_to_start(record: bytes) -> bytes:
    return record[:42] + struct.pack("<L", 0) + record[46:]


def local_name_changed(package: bytes, old: bytes, new: bytes) -> bytes:
    """The local header says one name, the directory another."""
    assert len(old) == len(new)
    return package.replace(old, new, 1)
