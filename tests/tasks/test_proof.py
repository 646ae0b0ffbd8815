"""Exporting a result: same bytes for the same state, whole or not there, nobody named who need not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import update

from models import Score
from records.proof.result_folder import write_result
from records.whole_folder import files_in
from tasks import papers, proof
from tasks.errors import Refused
from tasks.voting import results
from tests.support.campaign_builder import Built, built
from tests.support.databases import database
from tests.support.exported import decided, verified
from tests.support.judged import MEETING, confirm, ready_for_the_meeting
from tests.support.kills import completed
from tests.support.polls import VOTERS, grades, poll
from tests.support.publicised import publicised
from tests.support.stated import bearer, collective


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with built(tmp_path_factory.mktemp("proof")) as made:
        decided(made)
        yield made


def export(campaign: Built, target: Path, *, full: bool = False) -> proof.Exported:
    with campaign.acting(MEETING) as ctx:
        return proof.export(ctx, campaign.campaign, target, full=full)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_in(folder)}


def test_the_same_state_gives_the_same_bytes_and_the_head_that_papers_print(
    campaign: Built, tmp_path: Path
) -> None:
    first, second = export(campaign, tmp_path / "one"), export(campaign, tmp_path / "two")

    with campaign.house.reading(now=MEETING) as ctx:
        head = proof.head_of(ctx, campaign.campaign)
    assert first == second
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert head == first.head
    assert (tmp_path / "one" / "HEAD.txt").read_text() == f"{head}\n"


def test_the_head_stays_while_the_journal_grows(campaign: Built, tmp_path: Path) -> None:
    before = export(campaign, tmp_path / "one")
    with campaign.acting(MEETING) as ctx:
        ctx.record("unit.told", "xq01", campaign=campaign.campaign)
    after = export(campaign, tmp_path / "two")

    assert after.head == before.head
    assert after.checkpoint != before.checkpoint
    for target in ("one", "two"):
        assert verified(tmp_path / target, "--checkpoint", before.checkpoint)[0] == 0


def test_the_other_database_gives_the_same_results(campaign: Built, tmp_path: Path) -> None:
    export(campaign, tmp_path / "sqlite")
    with (
        database("postgresql", tmp_path) as url,
        built(tmp_path / "other", url) as other,
    ):
        decided(other)
        export(other, tmp_path / "postgresql")

    ours, theirs = contents(tmp_path / "sqlite"), contents(tmp_path / "postgresql")
    dated = {"inputs/decisions.jsonl"} | {name for name in ours if name.startswith("journal/")}
    differ = {name for name in ours if ours[name] != theirs.get(name)}
    assert differ <= dated | {"manifest-sha256.txt", "HEAD.txt"}


def test_the_public_form_names_winners_only_and_the_full_form_everybody(
    campaign: Built, tmp_path: Path
) -> None:
    export(campaign, tmp_path / "public")
    export(campaign, tmp_path / "full", full=True)
    public = b"".join(contents(tmp_path / "public").values()).decode("utf-8")
    full = b"".join(contents(tmp_path / "full").values()).decode("utf-8")

    assert ("虚构人员p-1" in public, "虚构人员p-6" in public) == (True, False)
    assert "虚构评委" not in public
    assert "评委1" in public
    assert '"facts"' not in public
    assert ("虚构人员p-6" in full, "虚构评委" in full, '"facts"' in full) == (True, True, True)
    for form in ("public", "full"):
        code, words = verified(tmp_path / form)
        assert code == 0, words


def test_a_list_that_no_longer_follows_is_refused_with_each_difference(
    campaign: Built, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="按现有得分和决定应为"):
        _export_other_scores(campaign, tmp_path / "result")
    assert not (tmp_path / "result").exists()


def _export_other_scores(campaign: Built, target: Path) -> None:
    with campaign.acting(MEETING) as ctx:
        ctx.session.execute(update(Score).values(scaled=700_000))
        proof.export(ctx, campaign.campaign, target)


def test_a_folder_that_no_export_made_is_left_alone(campaign: Built, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")

    with pytest.raises(Refused, match="没有动它"):
        export(campaign, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_the_journal_extract_tells_the_results_acts_and_withholds_the_rest(
    campaign: Built, tmp_path: Path
) -> None:
    export(campaign, tmp_path / "result")
    lines = (tmp_path / "result" / "journal" / "chain.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines[1:]]
    told = [row["what"] for row in rows if "what" in row]

    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert told.count("decision.recorded") == 5
    assert set(told) <= proof.TOLD
    assert any("content" in row for row in rows)


def test_a_kill_at_any_file_it_touches_leaves_no_half_export(
    campaign: Built, tmp_path: Path
) -> None:
    target, kills = tmp_path / "out" / "result", 0
    export(campaign, tmp_path / "whole")
    whole = contents(tmp_path / "whole")
    with campaign.house.reading(now=MEETING) as ctx:
        made = proof.gathered(ctx, campaign.campaign, full=False)

    while not completed(lambda: write_result(target, made), killed_at=kills):
        assert not target.exists() or contents(target) == whole
        kills += 7  # every kill point would be the archive's drill again

    assert kills > 20
    assert contents(target) == whole


def test_minutes_and_public_notice_print_the_head_that_the_export_will_have(tmp_path: Path) -> None:
    with publicised(tmp_path / "home") as public:
        done = export(public, tmp_path / "result")
        with public.house.reading(now=MEETING) as ctx:
            issued = [
                papers.find(ctx, public.campaign, kind)
                for kind in ("review-minutes", "public-notice")
            ]

    assert [paper.facts["result_head"] for paper in issued if paper] == [done.head, done.head]


def test_a_decision_names_the_meeting_and_the_item_it_was_taken_on(tmp_path: Path) -> None:
    with built(tmp_path / "home") as fresh:
        ready_for_the_meeting(fresh, {bearer("ck001"): 96, collective("xq01"): 88})
        confirm(fresh)
        export(fresh, tmp_path / "result")
    text = (tmp_path / "result" / "inputs" / "decisions.jsonl").read_text("utf-8")
    decision = json.loads(text)

    assert decision["kind"] == "ConfirmRanking"
    assert decision["meeting"] == {
        "number": 1, "kind": "special", "held_on": "2022-01-05", "item": 1,
    }  # fmt: skip


def test_a_vote_held_in_the_system_is_exported_slip_by_slip_and_counted_again(
    tmp_path: Path,
) -> None:
    with poll(tmp_path / "home") as held:
        held.prepare()
        held.open({"heads": VOTERS})
        for given in ("优秀", "良好", "良好", "一般", "优秀", "优秀"):
            held.cast(grades(given, "优秀"))
        held.close()
        done = export(held.campaign, tmp_path / "result")
        with held.acting() as ctx:
            published = results.board(ctx, held.id, "windows").as_json()
    file = tmp_path / "result" / "inputs" / "vote-windows.json"

    assert file.read_text("utf-8") == f"{published}\n"
    code, words = verified(tmp_path / "result", "--head", done.head)
    assert (code, "30 张公布的票" in words) == (0, True), words
