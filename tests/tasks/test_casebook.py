"""The casebook: what units reported, with who reported it, the same again the same (R15)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rules.states import ObligationState
from tasks import casebook, filings
from tasks.dossier import results_folder
from tasks.filings import HandIn
from tests.support.campaign_builder import Built, built, shanghai

DAY = shanghai("2022-01-18")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    """One case through a county, one report of a window."""
    with built(tmp_path) as made:
        with made.acting(shanghai("2021-10-08")) as ctx:
            what = HandIn("case", "一件事一次办", date(2021, 10, 8), "示例")
            filings.record_case(ctx, made.campaign, "xq01", "zh001", what)
            report = HandIn("report", "延时服务", date(2021, 10, 8), "示例", "便民惠企")
            filings.hand_in(ctx, made.campaign, made.unit("ck001"), report)
        made.open("casebook", DAY)
        yield made


def compiled(campaign: Built) -> casebook.Compiled:
    with campaign.acting(DAY, "流程") as ctx:
        return casebook.compile_when_due(ctx, campaign.campaign, "casebook")


def folder(campaign: Built) -> Path:
    with campaign.house.reading() as ctx:
        return results_folder(ctx, campaign.campaign) / "casebook"


def test_r15_good_cases_are_compiled_with_the_unit_that_reported_them(campaign: Built) -> None:
    done = compiled(campaign)

    assert done == casebook.Compiled(2, 2)
    assert json.loads((folder(campaign) / "cases.json").read_text("utf-8")) == [
        ["综合", "一件事一次办", "示例市青禾镇行政审批局", "2021-10-08", "典型案例"],
        ["便民惠企", "延时服务", "示例一窗口", "2021-10-08", "信息报送"],
    ]
    assert campaign.outcome("casebook") == "汇编2篇，来自2个单位"
    assert campaign.states("casebook", "booklet") == {"bangongshi": ObligationState.MET}


def test_compiling_again_gives_the_same_bytes(campaign: Built) -> None:
    digests = []
    for _ in range(2):
        compiled(campaign)
        files = sorted(folder(campaign).iterdir())
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])

    assert digests[0] == digests[1]
