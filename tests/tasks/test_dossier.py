"""The dossier: files for the leading group, the same bytes for the same facts, the duty met."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rules.states import ObligationState
from tasks import dossier
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import ready_for_the_meeting
from tests.support.stated import bearer, star

DAY = shanghai("2021-12-30")
ENTRIES = {bearer("ck001"): 96, bearer("zh001"): 92, star("rx01"): 88}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        ready_for_the_meeting(made, ENTRIES)
        yield made


def compiled(campaign: Built) -> dossier.Compiled:
    with campaign.acting(DAY, "流程") as ctx:
        return dossier.compile_when_complete(ctx, campaign.campaign, "2.4")


def folder(campaign: Built) -> Path:
    with campaign.house.reading() as ctx:
        return dossier.results_folder(ctx, campaign.campaign) / "dossier"


def test_before_its_step_is_open_nothing_is_written(campaign: Built) -> None:
    assert compiled(campaign) == dossier.Compiled(0, ())
    assert not folder(campaign).exists()


def test_scores_eligibility_and_proposal_are_written_and_the_office_is_done(
    campaign: Built,
) -> None:
    campaign.open("2.4", DAY)

    done = compiled(campaign)

    names = {path.name for path in folder(campaign).iterdir()}
    assert (done.candidates, set(done.files)) == (3, names)
    assert campaign.states("2.4", "dossier") == {"bangongshi": ObligationState.MET}
    assert campaign.outcome("2.4") == "综合材料：3件申报，4个文件"


def test_the_score_sheet_shows_every_sum_step_by_step(campaign: Built) -> None:
    campaign.open("2.4", DAY)
    compiled(campaign)

    sheet = load_workbook(folder(campaign) / "得分.xlsx").active

    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "SZSC-2021-0001"]
    assert "总分：96×0.5＋96×0.25＋96×0.25＝96.00" in str(rows[0][5])


def test_the_proposal_can_be_read_by_machines_with_a_reason_for_everybody(
    campaign: Built,
) -> None:
    campaign.open("2.4", DAY)
    compiled(campaign)

    read = json.loads((folder(campaign) / "proposal.json").read_text("utf-8"))

    assert {number: v["outcome"] for number, v in read["verdicts"].items()} == {
        "SZSC-2021-0001": "won",
        "SZSC-2021-0002": "won",
        "SZSC-2021-0003": "won",
    }
    assert all(v["reason"] and v["clause"] for v in read["verdicts"].values())


def test_compiling_again_gives_the_same_bytes(campaign: Built) -> None:
    campaign.open("2.4", DAY)

    digests = []
    for _ in range(2):
        compiled(campaign)
        files = sorted(folder(campaign).iterdir())
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])

    assert digests[0] == digests[1]
