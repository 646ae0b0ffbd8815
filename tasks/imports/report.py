"""What an import did, or would do: counts, changes in words, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tasks.imports.book import Book, read_book

Source: TypeAlias = Path | Book


@dataclass(frozen=True, slots=True)
class ImportReport:
    title: str
    file: str
    sha256: str
    counts: Mapping[str, int]
    """Chinese label → number."""
    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    dry_run: bool = False

    def row(self) -> dict[str, object]:
        return {"导入": self.title, "文件": self.file, **self.counts, "提醒": len(self.warnings)}


def opened(source: Source) -> Book:
    return source if isinstance(source, Book) else read_book(source)
