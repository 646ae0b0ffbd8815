"""Workbooks and .docx files whose bytes depend on their content only, so that checksums can be compared."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip entry can carry."""
STAMPS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def make_steady(path: Path) -> None:
    """Rewrite a workbook without the moments at which it happened to be written."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(steady_bytes(path.read_bytes()))
    draft.replace(path)


def steady_bytes(office_file: bytes) -> bytes:
    """A workbook or .docx without the moments at which it happened to be written."""
    steady = BytesIO()
    with zipfile.ZipFile(BytesIO(office_file)) as source, zipfile.ZipFile(steady, "w") as target:
        for entry in sorted(source.infolist(), key=lambda entry: entry.filename):
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = STAMPS.sub(b"", data)
            kept = zipfile.ZipInfo(entry.filename, LONG_AGO)
            kept.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(kept, data)
    return steady.getvalue()
