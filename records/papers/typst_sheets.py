"""Compiles a Typst sheet with data; a missing character or typeface is an error that names it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import typst

from records.papers.fonts import Faces

HERE = Path(__file__).parent
STANDARD: typst.PDFStandard = "a-2b"
"""Archives ask for PDF/A; it also makes the compiler refuse what no typeface can show."""
_CHARACTER = re.compile(r'the text `"(.+?)"`')
_FACE = re.compile(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z0-9\-]+?)(?:-Identity-H)?[\s/>]")


class PaperError(ValueError):
    """A paper that cannot be set; says which character or face is missing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of Typst with the data it reads, for one moment; the name is for error texts."""

    file: str
    name: str
    data: Mapping[str, Any]
    faces: Faces
    at: datetime
    standard: typst.PDFStandard = STANDARD

    def pdf(self) -> bytes:
        """PDF/A; raises PaperError."""
        return cast("bytes", self._compile("pdf"))

    def pictures(self, ppi: float) -> list[bytes]:
        """The pages as PNG; raises PaperError."""
        made = self._compile("png", ppi)
        return [made] if isinstance(made, bytes) else cast("list[bytes]", made)

    def _compile(
        self, form: typst.OutputFormat, ppi: float | None = None
    ) -> bytes | list[bytes] | None:
        families = {face.value: names for face, names in self.faces.families.items()}
        inputs = {"faces": json.dumps(families)} | {
            key: json.dumps(value, ensure_ascii=False) for key, value in self.data.items()
        }
        try:
            made, warnings = _compiler(self.file, self.faces).compile_with_warnings(
                format=form,
                ppi=ppi,
                sys_inputs=inputs,
                pdf_standards=self.standard if form == "pdf" else [],
                timestamp=self.at.astimezone(UTC).replace(microsecond=0),
            )
        except typst.TypstError as error:
            raise PaperError(_told(self.name, error.message)) from error
        if warnings:
            raise PaperError(f"“{self.name}”：{'；'.join(w.message for w in warnings)}")
        return made


def faces_in_pdf(pdf: bytes) -> tuple[str, ...]:
    """The typefaces that stand in a file, as it names them."""
    return tuple(sorted({name.decode() for name in _FACE.findall(pdf)}))


def _told(name: str, message: str) -> str:
    found = _CHARACTER.search(message)
    if found is None:
        return f"“{name}”：{message}"
    return (
        f"“{name}”：现有字体都没有“{found[1]}”这个字，不能排印。"
        "请在 PINGXUAN_FONTS 指明的文件夹里放入含有此字的字体。"
        f" No typeface here has the character “{found[1]}”."
    )


# A compiler keeps what it has parsed, which makes the next paper ten times as fast.
_compilers: dict[tuple[str, int], typst.Compiler] = {}


def _compiler(file: str, faces: Faces) -> typst.Compiler:
    key = (file, id(faces.loaded))
    if key not in _compilers:
        loaded = faces.loaded
        _compilers[key] = typst.Compiler(HERE / file, font_paths=loaded, ignore_system_fonts=True)
    return _compilers[key]
