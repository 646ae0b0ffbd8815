"""The folder of a selection: workbook, JSON and checksums, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from records.selection.plain import as_json
from records.selection.sheets import sheets_of
from records.selection.told import Told
from records.whole_folder import MANIFEST, manifest_of, whole_folder
from records.workbooks.steady import make_steady
from records.workbooks.writing import write_workbook

JSON_NAME, BOOK_NAME = "名单建议.json", "名单建议.xlsx"


class NotASelectionError(ValueError):
    """The folder to write to holds something that no selection wrote."""


def write_selection(target: Path, told: Told) -> tuple[Path, ...]:
    """Write the whole folder or nothing; an earlier selection at the same place is replaced.

    Raises NotASelectionError rather than replacing anything else.
    """
    if target.exists() and not (target.is_dir() and _ours(target)):
        raise NotASelectionError(
            f"{target} 里有不是名单建议的内容，没有动它；请换一个空文件夹或新的名称"
        )
    with whole_folder(target) as draft:
        text = json.dumps(as_json(told), ensure_ascii=False, indent=1, sort_keys=True)
        (draft / JSON_NAME).write_text(f"{text}\n", encoding="utf-8")
        write_workbook(draft / BOOK_NAME, sheets_of(told))
        make_steady(draft / BOOK_NAME)
        names = (BOOK_NAME, JSON_NAME)
        digests = {n: hashlib.sha256((draft / n).read_bytes()).hexdigest() for n in names}
        (draft / MANIFEST).write_text(manifest_of(digests), encoding="utf-8")
    return tuple(target / name for name in (*names, MANIFEST))


def _ours(folder: Path) -> bool:
    """Empty, or nothing in it but what an earlier selection wrote."""
    return {path.name for path in folder.iterdir()} <= {JSON_NAME, BOOK_NAME, MANIFEST}
