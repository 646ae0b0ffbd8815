"""The exported result: canonical lines, a manifest that a printed head stands for, and `verify.py`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.whole_folder import MANIFEST, manifest_of, whole_folder

HERE = Path(__file__).parent
FORMAT = "pingxuan-result/2"
VERIFIER, CHAIN_VERIFIER, HEAD = "verify.py", "verify_journal.py", "HEAD.txt"
PARTS = (
    "verify_inputs.py", "verify_votes.py", "verify_scores.py", "verify_order.py",
    "verify_selection.py", CHAIN_VERIFIER,
)  # fmt: skip
"""What the verifier runs beside it, so that each is short enough to be read."""
ENCLOSED = (VERIFIER, *PARTS, "README.txt")
"""Given along as they are: data here, programs for whoever gets the folder."""
HEAD_DIGITS, GROUP = 32, 4
"""So many that nobody finds two folders with one head, even one who makes both of them."""

Line = Mapping[str, Any]


class NotAnExportError(ValueError):
    """The folder to write to holds something that no export made."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an export says, as plain values; the keys of `lines` are file names without ending."""

    about: Mapping[str, Any]
    campaign: Mapping[str, Any]
    texts: Mapping[str, bytes]
    """Versions of the campaign file by file name, as they were frozen."""
    lines: Mapping[str, Iterable[Line]]
    """Inputs, results and score cards: one JSON value a line."""
    boards: Mapping[str, str]
    """Published lists of votes by file name, as they were published."""
    journal: Mapping[str, Iterable[Line]]
    """The chain and its checkpoints, which go on growing and so stay outside the head."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A result as files, with the head that papers print."""

    files: Mapping[str, bytes]
    manifest: str

    @property
    def head(self) -> str:
        digits = hashlib.sha256(self.manifest.encode()).hexdigest()[:HEAD_DIGITS]
        return "-".join(digits[n : n + GROUP] for n in range(0, HEAD_DIGITS, GROUP))


def sealed(result: Result) -> Sealed:
    """The files that the head stands for, in fixed order and bytes: one state, one head."""
    files = {
        "about.json": _json({"format": FORMAT, **result.about}),
        "inputs/campaign.json": _json(result.campaign),
        **{f"inputs/{name}": text for name, text in result.texts.items()},
        **{f"{name}.jsonl": _jsonl(lines) for name, lines in result.lines.items()},
        **{f"inputs/{name}": f"{text}\n".encode() for name, text in result.boards.items()},
        **{name: (HERE / name).read_bytes() for name in ENCLOSED},
    }
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    return Sealed(files, manifest_of(digests))


def write_result(target: Path, result: Result) -> Sealed:
    """Write the whole folder or nothing; an earlier export at the same place is replaced.

    Raises NotAnExportError rather than replacing anything else.
    """
    if target.exists() and not (target / MANIFEST).exists() and any(target.iterdir()):
        raise NotAnExportError(
            f"{target} 里有不是导出结果的文件，没有动它；请换一个空文件夹或新的名称"
        )
    made = sealed(result)
    with whole_folder(target) as draft:
        for name, content in _with_journal(made, result).items():
            _write(draft / name, content)
    return made


def files_of(result: Result) -> dict[str, bytes]:
    """Everything that `write_result` writes, by name, for whoever puts it elsewhere."""
    return _with_journal(sealed(result), result)


def _with_journal(made: Sealed, result: Result) -> dict[str, bytes]:
    return {
        **made.files,
        **{f"journal/{name}.jsonl": _jsonl(lines) for name, lines in result.journal.items()},
        MANIFEST: made.manifest.encode(),
        HEAD: f"{made.head}\n".encode(),
    }


def _json(value: Line) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)}\n".encode()


def _jsonl(lines: Iterable[Line]) -> bytes:
    rows = (json.dumps(line, ensure_ascii=False, separators=(", ", ": ")) for line in lines)
    return "".join(f"{row}\n" for row in rows).encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
