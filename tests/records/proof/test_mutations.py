"""Nobody changes an exported result unnoticed: every file, every kind of record, with its manifest or without."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path
from typing import TypeAlias

import pytest

from records.whole_folder import MANIFEST, files_in
from rules.ballots import Slip, board_hash
from tasks import proof
from tests.support.campaign_builder import built
from tests.support.damages import damaged, damaged_lines, made_to_fit, restored
from tests.support.every_form import every_form
from tests.support.exported import decided, verified, verified_by_a_stranger
from tests.support.judged import MEETING

MUTATIONS = int(os.environ.get("PINGXUAN_MUTATIONS", "150"))
JOURNAL = ("journal/chain.jsonl", "journal/checkpoint.jsonl")
DERIVED = tuple(
    f"results/{name}.jsonl" for name in ("scores", "ranking", "cells", "verdicts", "summary")
)
GIVEN = tuple(
    f"inputs/{name}.jsonl" for name in ("candidates", "marks", "reports", "tallies", "decisions")
)
WORDS = ("clause", "reason")
"""Said for people: the head holds them, nothing derives them."""

CARD = ("outcome", "cell", "rank", "total", "rule", "exact", "lines")
"""What of a score card follows from the result; the rest of it is words."""

Exported: TypeAlias = tuple[Path, str]


@pytest.fixture(scope="module", params=["database", "every form"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """An untouched export and its printed head: of a decided campaign, and with every form in it."""
    home = tmp_path_factory.mktemp("proof")
    if request.param == "every form":
        return home / "result", every_form(home / "result").head
    with built(home) as campaign:
        decided(campaign)
        with campaign.acting(MEETING) as ctx:
            done = proof.export(ctx, campaign.campaign, home / "result")
    return home / "result", done.head


@pytest.fixture
def folder(exported: Exported, tmp_path: Path) -> Path:
    shutil.copytree(exported[0], tmp_path / "result")
    return tmp_path / "result"


def test_an_untouched_export_follows_for_us_and_for_a_stranger(exported: Exported) -> None:
    folder, head = exported

    ours, strangers = verified(folder, "--head", head), verified_by_a_stranger(folder)

    assert ours[0] == 0, ours[1]
    assert strangers[0] == 0, strangers[1]
    assert verified(folder, "--head", head.upper().replace("-", " "))[0] == 0
    assert files_in(folder) == files_in(exported[0])  # the check leaves nothing behind


def test_every_random_mutation_is_found_and_its_file_named(
    exported: Exported, folder: Path
) -> None:
    chance = random.Random(2021)  # noqa: S311 - one seed, one drill
    files = [path.relative_to(folder).as_posix() for path in files_in(folder)]
    if '"signature": ""' in (folder / JOURNAL[1]).read_text("utf-8"):
        files = [file for file in files if file not in JOURNAL]  # nothing holds what nobody signed
    missed = []
    for number in range(MUTATIONS // 2):
        file = files[number % len(files)] if number < len(files) * 4 else chance.choice(files)
        said = damaged(folder / file, chance)
        code, words = verified(folder)
        if code != 1 or file not in words:
            missed.append((number, file, said, code, words))
        shutil.copy(exported[0] / file, folder / file)

    assert missed == []


def test_a_result_changed_together_with_its_manifest_is_found_by_recomputing(
    exported: Exported, folder: Path
) -> None:
    chance = random.Random(57)  # noqa: S311 - one seed, one drill
    missed = []
    for number in range(MUTATIONS // 4):
        file = DERIVED[number % len(DERIVED)]
        said = damaged_lines(folder / file, chance, spared=WORDS)
        made_to_fit(folder)
        code, words = verified(folder)
        if code != 1 or file not in words:
            missed.append((number, file, said, code, words))
        restored(exported[0], folder)

    assert missed == []


def test_inputs_changed_together_with_their_manifest_are_found_by_the_printed_head(
    exported: Exported, folder: Path
) -> None:
    chance = random.Random(99)  # noqa: S311 - one seed, one drill
    missed = []
    for number in range(MUTATIONS // 4):
        file = GIVEN[number % len(GIVEN)]
        said = damaged_lines(folder / file, chance)
        made_to_fit(folder)
        code, words = verified(folder, "--head", exported[1])
        if code != 1 or MANIFEST not in words:
            missed.append((number, file, said, code, words))
        restored(exported[0], folder)

    assert missed == []


@pytest.mark.parametrize("key", CARD)
def test_a_score_card_that_says_otherwise_than_the_result_is_named(folder: Path, key: str) -> None:
    file = "cards/service_collective.jsonl"
    cards = [json.loads(line) for line in (folder / file).read_text("utf-8").splitlines()]
    cards[0][key] = [] if key == "lines" else "1/3" if key == "exact" else "other"
    (folder / file).write_text("".join(f"{json.dumps(card)}\n" for card in cards), "utf-8")
    made_to_fit(folder)

    code, words = verified(folder)

    assert (code, f"{file} {cards[0]['number']} · {key}" in words) == (1, True), words


@pytest.mark.parametrize(
    "what", ["alter", "add", "drop", "move", "withhold", "regroup", "issue", "paper"]
)
def test_slips_that_do_not_make_the_tallies_are_found_by_counting(
    tmp_path: Path, what: str
) -> None:
    """With the list's own hash and the manifest made anew, as one would who holds both."""
    folder, file = tmp_path / "result", "inputs/vote-locals.json"
    every_form(folder)
    board = json.loads((folder / file).read_text("utf-8"))
    slips = board["slips"]
    place = next(n for n, slip in enumerate(slips) if slip[1:] == ["heads+leaders", "C-1", "优秀"])
    match what:
        case "alter":
            slips[place][3] = "较差"
        case "add":
            slips.append(["f" * 64, *slips[place][1:]])
        case "drop":
            del slips[place]
        case "move":
            slips[place][2] = "C-2"
        case "withhold":
            slips[place][1], slips[place][3] = "", ""
        case "regroup":
            board["groups"] |= {"heads": "heads", "leaders": "leaders"}
        case "issue":
            board["issued"]["heads"] += 1
        case _:
            board["batches"][0]["lines"]["C-1"]["returned"] += 1
    board["hash"] = board_hash(board["session"], [Slip(*slip) for slip in slips])
    (folder / file).write_text(json.dumps(board, ensure_ascii=False), "utf-8")
    made_to_fit(folder)

    code, words = verified(folder)

    assert (code, file in words) == (1, True), words


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


@pytest.mark.parametrize("exported", ["database"], indirect=True)
def test_a_journal_cut_back_with_its_checkpoint_is_found_by_the_paper(
    exported: Exported, folder: Path
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
