"""Evaluation: only after its notice, office by office, never finished while units may still apply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from models import Application
from rules.states import ApplicationState, ObligationState
from tasks import applications, evaluation, notices
from tasks.application_rows import Entry
from tasks.errors import Refused
from tests.support import signing
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.scored import give_scores
from tests.support.stated import bearer, star

BEGUN, SCORED = shanghai("2021-12-23"), shanghai("2021-12-28", "16:00")
OFFICES = ("审批制度改革处", "督查处", "资源交易处", "公共热线处", "人事处")

UNSIGNED = (
    "审批制度改革处（市、区及开发区、镇、街道组）",
    "督查处（分中心（专厅）和进驻窗口组）",
    "综合审批处（分中心（专厅）和进驻窗口组）",
    "审批制度改革处（改革创新标兵单位）",
    "督查处（窗口服务明星）",
)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    """Two applications handed in and judged; the evaluation is open, its notice is out."""
    with built(tmp_path) as made:
        made.open("2.1", shanghai("2021-12-01"))
        with made.acting(shanghai("2021-12-01")) as ctx:
            notices.issue(ctx, made.campaign, "2.1")
        made.open("2.2", shanghai("2021-12-02"))
        submit(made, bearer("ck001"))
        submit(made, star("xq01"))
        with made.acting(shanghai("2021-12-22")) as ctx:
            applications.settle(ctx, made.campaign, "2.2")
        made.open("2.3", shanghai("2021-12-20"))
        yield made


def submit(campaign: Built, entry: Entry) -> None:
    with campaign.acting(shanghai("2021-12-10"), "单位") as ctx:
        applications.submit(ctx, campaign.campaign, entry)


def advance(campaign: Built) -> evaluation.Progress:
    with campaign.acting(SCORED, "流程") as ctx:
        return evaluation.advance(ctx, campaign.campaign, "2.3")


def register_methods(campaign: Built) -> None:
    with campaign.acting(BEGUN) as ctx:
        signing.register_methods(ctx, campaign.campaign)


def test_r3_there_is_no_evaluation_before_its_notice_is_issued(tmp_path: Path) -> None:
    with built(tmp_path) as early:
        early.open("2.3", shanghai("2021-12-20"))

        with early.acting(SCORED) as ctx, pytest.raises(Refused, match="不能开始考评"):
            evaluation.advance(ctx, early.campaign, "2.3")


def test_while_units_may_still_apply_no_office_is_done(campaign: Built) -> None:
    progress = advance(campaign)

    assert set(progress.waiting_for) == set(OFFICES)
    assert campaign.outcome("2.3") == ""


def test_offices_without_candidates_are_released_and_the_others_keep_owing(
    campaign: Built,
) -> None:
    campaign.close("2.2", BEGUN)
    register_methods(campaign)

    progress = advance(campaign)

    assert progress == evaluation.Progress(2, 0, ("审批制度改革处", "督查处"), (), UNSIGNED)


def test_r42_an_office_that_has_not_registered_its_method_is_not_done(campaign: Built) -> None:
    campaign.close("2.2", BEGUN)

    progress = advance(campaign)

    assert progress.without_method == ("资源交易处", "公共热线处")
    assert campaign.states("2.3", "score")["ziyuan_jiaoyi_chu"] is ObligationState.BLOCKED


def test_an_office_is_done_when_all_its_candidates_have_their_total(campaign: Built) -> None:
    campaign.close("2.2", BEGUN)
    register_methods(campaign)
    give_scores(campaign, {"SZSC-2021-0001": 90})

    progress = advance(campaign)

    assert progress == evaluation.Progress(2, 1, ("审批制度改革处",), (), UNSIGNED)
    assert campaign.states("2.3", "score")["ducha"] is ObligationState.MET


def test_a17_the_step_has_its_outcome_when_every_total_stands_and_all_have_signed(
    campaign: Built,
) -> None:
    campaign.close("2.2", BEGUN)
    register_methods(campaign)
    give_scores(campaign, {"SZSC-2021-0001": 90, "SZSC-2021-0002": 88})

    before = advance(campaign)
    outcome = campaign.outcome("2.3")
    signing.sign_all(campaign, SCORED)
    progress = advance(campaign)

    assert (before, outcome) == (evaluation.Progress(2, 2, (), (), UNSIGNED), "")

    with campaign.house.reading() as ctx:
        states = ctx.session.exec(select(Application.state)).all()
    assert progress == evaluation.Progress(2, 2, ())
    assert campaign.outcome("2.3") == "2件申报得分齐全"
    assert set(states) == {ApplicationState.EVALUATED}


def test_advancing_again_changes_nothing(campaign: Built) -> None:
    campaign.close("2.2", BEGUN)
    register_methods(campaign)
    give_scores(campaign, {"SZSC-2021-0001": 90, "SZSC-2021-0002": 88})
    signing.sign_all(campaign, SCORED)

    first, second = advance(campaign), advance(campaign)

    assert first == second
    assert len(campaign.journal("step.outcome")) == 3
