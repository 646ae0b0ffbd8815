"""Score cards: one shape for the winner, the one left out and the vacancy, on screen and on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from models import Placement
from records.score_cards import write_card, write_cards, write_json
from rules.score_cards import CardLine, ScoreCard, as_json
from tasks import review, score_cards
from tasks.errors import NotFound
from tests.support.campaign_builder import Built, built, shipped
from tests.support.judged import MEETING, ready_for_the_meeting
from tests.support.stated import bearer, collective

BEARERS = {bearer(f"ck00{n}"): 97 - n for n in range(1, 5)}
TWICE = collective("ck001")
"""The first window applied for both collective honours."""
HALL = bearer("fz01")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def cards(campaign: Built) -> dict[str, ScoreCard]:
    with campaign.house.reading() as ctx:
        return {card.number: card for card in score_cards.kept_cards(ctx, campaign.campaign)}


def test_a_winners_card_shows_every_step_of_the_sum_with_its_basis(campaign: Built) -> None:
    numbers = ready_for_the_meeting(campaign, BEARERS)

    card = cards(campaign)[numbers[bearer("ck001")]]

    assert card.lines[0] == CardLine(
        code="bimonthly",
        name="双月度考核",
        method="bimonthly",
        used=("2021-1 96", "2021-2 96", "2021-3 96", "2021-4 96", "2021-5 96"),
        left_out=(),
        denominator="5",
        joined="",
        value="96",
        exact="96",
        conversion="",
        points="96",
        weight="0.5",
        weight_from="附件2·说明2",
        contribution="48",
        missing=(),
    )
    assert [(line.name, line.conversion) for line in card.lines[1:]] == [
        ("外部第三方测评", ""),
        ("民主投票", "按等次折算（本局自定）"),
    ]
    assert (card.total, card.exact, card.rank, card.outcome_name, card.rule) == (
        "96.00", "96", 1, "拟获评", "R47",
    )  # fmt: skip
    assert card.quota == "名额3个，拟获评3个，末位获评94.00分"


def test_one_that_lost_a_place_by_an_exclusion_says_by_which_clause(campaign: Built) -> None:
    numbers = ready_for_the_meeting(campaign, {**BEARERS, TWICE: 96})

    card = cards(campaign)[numbers[TWICE]]

    assert (card.outcome, card.rule, card.clause) == (
        "excluded", "R28", "附件2·为民服务工作先进集体·名额配比",
    )  # fmt: skip
    assert card.reason.startswith("总分96.00；已获评“改革创新标兵单位”")


def test_a_card_of_the_offices_own_weights_says_so(campaign: Built) -> None:
    numbers = ready_for_the_meeting(campaign, {HALL: 88})

    card = cards(campaign)[numbers[HALL]]

    assert {line.weight_from for line in card.lines} == {"本局自定"}
    assert all("（本局自定）" in text for text in card.explained[:-1])
    assert card.quota == "名额2个，拟获评1个，空缺1个，末位获评88.00分"


def test_the_stored_card_is_the_written_card_and_proposing_again_keeps_it(campaign: Built) -> None:
    ready_for_the_meeting(campaign, BEARERS)
    with campaign.acting(MEETING) as ctx:
        review.propose(ctx, campaign.campaign, "3.1")

    with campaign.house.reading() as ctx:
        stored = ctx.session.exec(select(Placement.score_card).order_by(col(Placement.id))).all()

    assert list(stored) == [as_json(card) for card in cards(campaign).values()]
    assert [set(row) for row in stored] == [{f.name for f in fields(ScoreCard)}] * len(BEARERS)
    assert len(campaign.journal("selection.proposed")) == 1


def test_a_card_that_is_not_there_names_what_is_near(campaign: Built) -> None:
    with campaign.house.reading() as ctx, pytest.raises(NotFound, match="还没有名单建议"):
        score_cards.card_of(ctx, campaign.campaign, "x")
    number = next(iter(ready_for_the_meeting(campaign, BEARERS).values()))

    with campaign.house.reading() as ctx:
        assert score_cards.card_of(ctx, campaign.campaign, number).number == number
        with pytest.raises(NotFound, match=f"是不是 .*{number}"):
            score_cards.card_of(ctx, campaign.campaign, f"{number}x")


def test_a_workbook_has_a_page_for_each_and_the_same_cards_give_the_same_bytes(
    campaign: Built, tmp_path: Path
) -> None:
    ready_for_the_meeting(campaign, BEARERS)
    found, title = list(cards(campaign).values()), shipped().definition.short

    first = write_cards(tmp_path / "全部.xlsx", title, found).read_bytes()
    write_card(tmp_path / "一份.xlsx", title, found[0])

    assert load_workbook(tmp_path / "全部.xlsx").sheetnames == [card.number for card in found]
    assert write_cards(tmp_path / "全部.xlsx", title, found).read_bytes() == first
    page = load_workbook(tmp_path / "一份.xlsx").worksheets[0]
    told = [cell for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
    assert told[0] == f"{title} 得分卡"
    assert {found[0].total, "附件2·说明2", *found[0].lines[0].name.split()} <= set(told)
    assert any(found[0].reason in str(text) for text in told)


def test_the_json_keeps_figures_as_text_under_a_named_format(
    campaign: Built, tmp_path: Path
) -> None:
    ready_for_the_meeting(campaign, BEARERS)
    found = list(cards(campaign).values())

    content = json.loads(write_json(tmp_path / "得分卡.json", "活动", found).read_text("utf-8"))

    assert (content["format"], content["campaign"]) == ("pingxuan-score-cards/1", "活动")
    assert content["cards"] == [as_json(card) for card in found]


def test_text_that_begins_like_a_formula_stays_text(campaign: Built, tmp_path: Path) -> None:
    ready_for_the_meeting(campaign, BEARERS)
    card = next(iter(cards(campaign).values()))
    tricky = ScoreCard(**{**{f.name: getattr(card, f.name) for f in fields(card)}, "evidence": ("=1+1",)})  # fmt: skip

    page = load_workbook(write_card(tmp_path / "a.xlsx", "=标题", tricky)).worksheets[0]

    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}
