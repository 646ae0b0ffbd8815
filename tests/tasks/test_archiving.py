"""The archive: everything in one folder with checksums, whole or not at all, and the campaign closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import Campaign
from records.archive.folder import differences
from rules.states import CampaignState
from tasks import archiving, dossier
from tests.support.campaign_builder import Built, built, shanghai, shipped
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer

DAY = shanghai("2022-01-20")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        ready_for_the_meeting(made, {bearer("ck001"): 96})
        made.open("2.4", shanghai("2021-12-30"))
        with made.acting(shanghai("2021-12-30")) as ctx:
            dossier.compile_when_complete(ctx, made.campaign, "2.4")
        confirm(made)
        made.open("3.4", DAY)
        yield made


def archive(campaign: Built) -> archiving.Archived:
    with campaign.acting(DAY, "流程") as ctx:
        return archiving.archive(ctx, campaign.campaign, "3.4")


def folder(campaign: Built) -> Path:
    with campaign.house.reading() as ctx:
        return dossier.results_folder(ctx, campaign.campaign) / "archive"


def test_r9_papers_tables_results_and_the_campaigns_own_text_are_filed(campaign: Built) -> None:
    done = archive(campaign)

    where = folder(campaign)
    files = {path.relative_to(where).as_posix() for path in where.rglob("*") if path.is_file()}
    papers = (where / "tables" / "paper.jsonl").read_text("utf-8").splitlines()
    assert done.files == len(files) - 1
    assert {"dossier/得分.xlsx", "tables/journalentry.jsonl", "campaign-v1.yaml"} <= files
    assert (where / "campaign-v1.yaml").read_text("utf-8") == shipped().text
    assert [json.loads(line)["kind"] for line in papers] == ["review-minutes"]


def test_the_manifest_finds_what_was_altered_removed_or_added(campaign: Built) -> None:
    archive(campaign)
    where = folder(campaign)
    whole = differences(where)

    (where / "campaign-v1.yaml").write_text("changed", encoding="utf-8")
    (where / "dossier" / "proposal.json").unlink()
    (where / "extra.txt").write_text("new", encoding="utf-8")

    assert whole == []
    assert differences(where) == [
        "缺少 dossier/proposal.json",
        "多出 extra.txt",
        "内容不符 campaign-v1.yaml",
    ]


def test_the_campaign_is_closed_by_its_archive(campaign: Built) -> None:
    done = archive(campaign)

    with campaign.house.reading() as ctx:
        closed = ctx.session.get_one(Campaign, campaign.campaign)
    assert (closed.state, closed.closed_at) == (CampaignState.CLOSED, DAY)
    assert campaign.outcome("3.4") == (
        f"归档{done.files}个文件，清单校验值{done.manifest_sha256[:16]}…"
    )


def test_what_was_left_half_written_is_thrown_away_and_written_whole(campaign: Built) -> None:
    left = folder(campaign).with_name("archive.part")
    left.mkdir(parents=True)
    (left / "half.txt").write_text("half", encoding="utf-8")

    archive(campaign)

    assert not left.exists()
    assert differences(folder(campaign)) == []


def test_a_run_that_dies_before_its_commit_is_repeated_with_the_same_bytes(
    campaign: Built,
) -> None:
    digests = []
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), campaign.acting(DAY, "流程") as ctx:  # noqa: PT012 - the transaction must die after the files are there
            digests.append(archiving.archive(ctx, campaign.campaign, "3.4").manifest_sha256)
            raise KeyboardInterrupt

    assert digests[0] == digests[1] == archive(campaign).manifest_sha256
