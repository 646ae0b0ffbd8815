"""Nobody changes an exported result unnoticed: every file, every kind of record, with its manifest or without."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records.proof.result_folder import HEAD
from records.whole_folder import MANIFEST, files_in, manifest_of, sha256_of
from tasks import proof
from tests.support.campaign_builder import built
from tests.support.exported import decided, verified, verified_by_a_stranger
from tests.support.judged import MEETING

MUTATIONS = int(os.environ.get("PINGXUAN_MUTATIONS", "150"))
JOURNAL = ("journal/chain.jsonl", "journal/checkpoint.jsonl")
DERIVED = tuple(
    f"results/{name}.jsonl" for name in ("scores", "ranking", "cells", "verdicts", "summary")
)
GIVEN = tuple(f"inputs/{name}.jsonl" for name in ("candidates", "marks", "tallies", "decisions"))
WORDS = ("clause", "reason")
"""Said for people: the head holds them, nothing derives them."""

Damage = Callable[[list[Any], random.Random], str]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An untouched export and its printed head."""
    home = tmp_path_factory.mktemp("proof")
    with built(home) as campaign:
        decided(campaign)
        with campaign.acting(MEETING) as ctx:
            done = proof.export(ctx, campaign.campaign, home / "result")
    return home / "result", done.head


@pytest.fixture
def folder(exported: tuple[Path, str], tmp_path: Path) -> Path:
    shutil.copytree(exported[0], tmp_path / "result")
    return tmp_path / "result"


def test_an_untouched_export_follows_for_us_and_for_a_stranger(exported: tuple[Path, str]) -> None:
    folder, head = exported

    ours, strangers = verified(folder, "--head", head), verified_by_a_stranger(folder)

    assert ours[0] == 0, ours[1]
    assert strangers[0] == 0, strangers[1]
    assert verified(folder, "--head", head.upper().replace("-", " "))[0] == 0
    assert files_in(folder) == files_in(exported[0])  # the check leaves nothing behind


def test_every_random_mutation_is_found_and_its_file_named(
    exported: tuple[Path, str], folder: Path
) -> None:
    chance = random.Random(2021)  # noqa: S311 - one seed, one drill
    files = [path.relative_to(folder).as_posix() for path in files_in(folder)]
    missed = []
    for number in range(MUTATIONS):
        file = files[number % len(files)] if number < len(files) * 4 else chance.choice(files)
        said = damaged(folder / file, chance)
        code, words = verified(folder)
        if code != 1 or file not in words:
            missed.append((number, file, said, code, words))
        shutil.copy(exported[0] / file, folder / file)

    assert missed == []


def test_a_result_changed_together_with_its_manifest_is_found_by_recomputing(
    exported: tuple[Path, str], folder: Path
) -> None:
    chance = random.Random(57)  # noqa: S311 - one seed, one drill
    missed = []
    for number in range(MUTATIONS // 2):
        file = DERIVED[number % len(DERIVED)]
        said = damaged_lines(folder / file, chance, spared=WORDS)
        made_to_fit(folder)
        code, words = verified(folder)
        if code != 1 or file not in words:
            missed.append((number, file, said, code, words))
        restored(exported[0], folder)

    assert missed == []


def test_inputs_changed_together_with_their_manifest_are_found_by_the_printed_head(
    exported: tuple[Path, str], folder: Path
) -> None:
    chance = random.Random(99)  # noqa: S311 - one seed, one drill
    missed = []
    for number in range(MUTATIONS // 2):
        file = GIVEN[number % len(GIVEN)]
        said = damaged_lines(folder / file, chance)
        made_to_fit(folder)
        code, words = verified(folder, "--head", exported[1])
        if code != 1 or MANIFEST not in words:
            missed.append((number, file, said, code, words))
        restored(exported[0], folder)

    assert missed == []


@pytest.mark.parametrize("what", ["missing", "extra", "renamed"])
def test_files_missing_or_too_many_are_named(folder: Path, what: str) -> None:
    file = folder / "inputs" / "marks.jsonl"
    if what == "extra":
        (folder / "inputs" / "more.jsonl").write_text("")
    elif what == "missing":
        file.unlink()
    else:
        file.rename(folder / "inputs" / "marks2.jsonl")

    code, words = verified(folder)

    assert code == 1
    assert ("more.jsonl" if what == "extra" else "inputs/marks") in words


def test_a_manifest_made_to_fit_without_a_result_is_still_no_result(folder: Path) -> None:
    (folder / "results" / "verdicts.jsonl").unlink()
    made_to_fit(folder)

    code, words = verified(folder)

    assert (code, "results/verdicts.jsonl" in words) == (1, True)


@pytest.mark.parametrize("text", ["", "not json\n", '{"number": 1}\n', '{"a": 1, "a": 2}\n'])
def test_what_cannot_be_read_is_told_from_what_does_not_follow(folder: Path, text: str) -> None:
    (folder / "inputs" / "candidates.jsonl").write_text(text)
    made_to_fit(folder)

    code, words = verified(folder)

    assert code == (1 if text == "" else 2), words


def test_a_journal_cut_back_with_its_checkpoint_is_found_by_the_paper(
    exported: tuple[Path, str], folder: Path
) -> None:
    lines = (folder / JOURNAL[0]).read_text("utf-8").splitlines()
    end = json.loads((folder / JOURNAL[1]).read_text("utf-8"))
    paper = f"{end['seq']}-{end['hash'][:16]}-{end['key_id']}"
    last = json.loads(lines[-3])
    end |= {
        "seq": last["seq"],
        "hash": last["hash"],
        "key_id": "",
        "public_key": "",
        "signature": "",
    }
    (folder / JOURNAL[0]).write_text("".join(f"{line}\n" for line in lines[:-2]), "utf-8")
    (folder / JOURNAL[1]).write_text(f"{json.dumps(end)}\n", "utf-8")

    assert verified(exported[0], "--checkpoint", paper)[0] == 0
    assert verified(folder)[0] == 0
    assert verified(folder, "--checkpoint", paper)[0] == 1


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
