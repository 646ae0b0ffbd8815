"""Damage to an exported folder, as chance or somebody with a purpose would do it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records.proof.result_folder import HEAD
from records.whole_folder import MANIFEST, files_in, manifest_of, sha256_of


def damaged(path: Path, chance: random.Random) -> str:
    """Some bit, byte, or for lines of JSON a value, key, line or their order."""
    if path.suffix == ".jsonl" and path.stat().st_size and chance.random() < 0.8:
        return damaged_lines(path, chance)
    raw = bytearray(path.read_bytes())
    place = chance.randrange(len(raw) or 1)
    if raw and chance.random() < 0.5:
        raw[place] ^= 1 << chance.randrange(8)
    elif raw and chance.random() < 0.5:
        del raw[place]
    else:
        raw.insert(place, chance.randrange(33, 127))
    path.write_bytes(raw)
    return f"byte {place}"


def damaged_lines(path: Path, chance: random.Random, spared: tuple[str, ...] = ()) -> str:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    before = json.dumps(lines)
    said = ""
    while json.dumps(lines) == before:
        if not lines:
            lines.append({"number": "new"})
            break
        said = chance.choice(DAMAGES)(lines, chance, spared)
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    path.write_text(text, "utf-8")
    return said


def _alter(lines: list[Any], chance: random.Random, spared: tuple[str, ...]) -> str:
    row = chance.choice(lines)
    key = chance.choice([key for key in row if key not in spared])
    row[key] = other(row[key], chance)
    return f"alter {key}"


def _drop_key(lines: list[Any], chance: random.Random, spared: tuple[str, ...]) -> str:
    row = chance.choice(lines)
    key = chance.choice([key for key in row if key not in spared])
    del row[key]
    return f"drop key {key}"


def _add_key(lines: list[Any], chance: random.Random, _: tuple[str, ...]) -> str:
    chance.choice(lines)["more"] = 1
    return "add a key"


def _drop(lines: list[Any], chance: random.Random, _: tuple[str, ...]) -> str:
    place = chance.randrange(len(lines))
    del lines[place]
    return f"drop line {place}"


def _double(lines: list[Any], chance: random.Random, _: tuple[str, ...]) -> str:
    place = chance.randrange(len(lines))
    lines.insert(chance.randint(0, len(lines)), dict(lines[place]))
    return f"double line {place}"


def _swap(lines: list[Any], chance: random.Random, _: tuple[str, ...]) -> str:
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return f"swap {one} {two}"


def _exchange(lines: list[Any], chance: random.Random, spared: tuple[str, ...]) -> str:
    """One value for that of another line, as who would take another's score would do it."""
    one, two = chance.choice(lines), chance.choice(lines)
    shared = sorted(set(one) & set(two) - set(spared))
    if not shared:
        return ""
    key = chance.choice(shared)
    one[key], two[key] = two[key], one[key]
    return f"exchange {key}"


DAMAGES: tuple[Callable[[list[Any], random.Random, tuple[str, ...]], str], ...] = (
    _alter, _alter, _alter, _drop_key, _add_key, _drop, _double, _swap, _exchange,
)  # fmt: skip


def other(value: object, chance: random.Random) -> object:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((-1, 1))
        case str():
            place = chance.randint(0, len(value))
            return value[:place] + chance.choice("0159甲") + value[place + chance.randint(0, 1) :]
        case list():
            return [*value, "new"] if not value or chance.random() < 0.5 else value[:-1]
        case dict():
            return {**value, "new": 1}
        case _:
            return 0


def made_to_fit(folder: Path) -> None:
    """What an attacker does who knows the manifest: all sums and the head made anew."""
    sealed = {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in files_in(folder)
        if path.name not in (MANIFEST, HEAD) and path.parent.name != "journal"
    }
    manifest = manifest_of(dict(sorted(sealed.items())))
    (folder / MANIFEST).write_text(manifest, "utf-8")
    digits = hashlib.sha256(manifest.encode()).hexdigest()[:32]
    head = "-".join(digits[n : n + 4] for n in range(0, 32, 4))
    (folder / HEAD).write_text(f"{head}\n", "utf-8")


def restored(whole: Path, folder: Path) -> None:
    for path in files_in(whole):
        shutil.copy(path, folder / path.relative_to(whole))
