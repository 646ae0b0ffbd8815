"""A plain archive folder: tables as JSON lines, texts, results, and a manifest of SHA-256 sums."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.whole_folder import MANIFEST, files_in, manifest_of, sha256_of, whole_folder


@dataclass(frozen=True, slots=True)
class Content:
    """What goes in: rows by table name, texts by file name, and folders copied as they are."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    texts: Mapping[str, str]
    folders: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Written:
    files: int
    digest: str
    """SHA-256 of the manifest, which stands for all that it lists."""


def write_archive(target: Path, content: Content) -> Written:
    """Write beside the target and rename: a half-written archive is never taken for a whole one."""
    with whole_folder(target) as draft:
        for name, rows in sorted(content.tables.items()):
            lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
            _write(draft / "tables" / f"{name}.jsonl", "".join(f"{line}\n" for line in lines))
        for name, text in sorted(content.texts.items()):
            _write(draft / name, text)
        for name, folder in sorted(content.folders.items()):
            if folder.is_dir():
                shutil.copytree(folder, draft / name)
        digests = {p.relative_to(draft).as_posix(): sha256_of(p) for p in files_in(draft)}
        manifest = manifest_of(digests)
        _write(draft / MANIFEST, manifest)
    return Written(len(digests), hashlib.sha256(manifest.encode()).hexdigest())


def differences(folder: Path) -> list[str]:
    """What is missing, altered or extra against the manifest; empty when all is well.

    Raises FileNotFoundError where there is no manifest.
    """
    listed = {
        name: digest
        for digest, name in (
            line.split("  ", 1) for line in (folder / MANIFEST).read_text("utf-8").splitlines()
        )
    }
    present = {path.relative_to(folder).as_posix(): path for path in files_in(folder)}
    present.pop(MANIFEST, None)
    return [
        *(f"缺少 {name}" for name in sorted(listed.keys() - present.keys())),
        *(f"多出 {name}" for name in sorted(present.keys() - listed.keys())),
        *(
            f"内容不符 {name}"
            for name in sorted(listed.keys() & present.keys())
            if sha256_of(present[name]) != listed[name]
        ),
    ]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
