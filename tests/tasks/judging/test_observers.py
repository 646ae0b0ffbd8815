"""R11: what the observer offices say stands beside the scores and never in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Application, ObserverOpinion
from records.workbooks.judging import ObserverOpinionRow, observer_opinions_layout
from tasks import observers, score_cards
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.review import current_proposal
from tests.support.bench import NOW, PLAN, STAR, Bench, bench
from tests.support.scored import give_scores

LAYOUT = observer_opinions_layout(PLAN)


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path) as made:
        yield made


def said(judging: Bench) -> list[tuple[str, str, str]]:
    return [(o["office"], o["candidate"], o["text"]) for o in judging.all(ObserverOpinion)]


def test_an_opinion_by_hand_replaces_the_one_before_and_the_journal_keeps_both(
    judging: Bench,
) -> None:
    judging.do(observers.record, "zhunru_yi", "zh001", "材料属实")
    judging.do(observers.record, "zhunru_yi", "zh001", "建议实地复核")

    assert said(judging) == [("zhunru_yi", "zh001", "建议实地复核")]
    told = [entry.payload or {} for entry in judging.told("observer.opinion")]
    assert [(t["old"], t["new"]) for t in told] == [("", "材料属实"), ("材料属实", "建议实地复核")]


def test_only_observer_offices_have_opinions_of_known_candidates(judging: Bench) -> None:
    assert judging.refused(observers.record, "ducha", "zh009", " ") == (
        "请写明意见",
        "“ducha”不是列席单位，列席单位有：zhunru_yi（准入一处）、jianshe_yi（建设一处）、zonghe_shenpi（综合审批处）（附件1）",
        "没有候选 zh009，请填单位代码或申报编号",
    )


def test_opinions_come_as_a_workbook_refused_as_a_whole_or_taken_with_changes_named(
    judging: Bench,
) -> None:
    judging.do(observers.record, "zhunru_yi", "zh001", "材料属实")
    good = [
        ObserverOpinionRow("zhunru_yi", "zh001", "建议实地复核"),
        ObserverOpinionRow("jianshe_yi", STAR, "群众评价好"),
    ]
    bad = [*good, good[0], ObserverOpinionRow("zhunru_yi", "zh009", "材料属实")]

    reasons = judging.refused(observers.import_opinions, judging.file(LAYOUT, bad))
    before = said(judging)
    report = judging.do(observers.import_opinions, judging.file(LAYOUT, good))

    assert [reason.split("，", 2)[2] for reason in reasons] == [
        "第4行，“候选代码”列：同一单位的意见与第2行重复，请合并成一行。",
        "第5行，“候选代码”列：没有 zh009，是不是 zh002、zh001。",
    ]
    assert before == [("zhunru_yi", "zh001", "材料属实")]
    assert report.counts == {"新增意见": 1, "更正意见": 1, "未变意见": 0}
    assert report.changes == ("zh001（zhunru_yi）：材料属实 → 建议实地复核",)
    assert said(judging) == [
        ("zhunru_yi", "zh001", "建议实地复核"),
        ("jianshe_yi", STAR, "群众评价好"),
    ]


def test_an_opinion_is_on_the_card_as_evidence_and_changes_no_total(judging: Bench) -> None:
    with judging.campaign.acting(NOW) as ctx:
        numbers = list(ctx.session.exec(select(Application.number).order_by(col(Application.id))))
    give_scores(judging.campaign, dict.fromkeys(numbers, 90))
    town = numbers[1]
    before = totals(judging)

    judging.do(observers.record, "zhunru_yi", "zh001", "材料与实际不符")
    judging.do(observers.record, "jianshe_yi", STAR, "群众评价好")

    assert set(before.values()) == {"90.00"}
    assert totals(judging) == before
    assert {number: beside for number in numbers if (beside := on_card(judging, number))} == {
        town: ["列席意见（准入一处）：材料与实际不符"],
        STAR: ["列席意见（建设一处）：群众评价好"],
    }


def totals(judging: Bench) -> dict[str, str]:
    with judging.campaign.acting(NOW) as ctx:
        plan = definition_of(ctx, judging.id)
        return {one.number: str(one.total) for one in candidates_of(ctx, judging.id, plan)}


def on_card(judging: Bench, number: str) -> list[str]:
    with judging.campaign.acting(NOW) as ctx:
        plan = definition_of(ctx, judging.id)
        candidates = candidates_of(ctx, judging.id, plan)
        proposal = current_proposal(ctx, judging.id, plan)
        card = score_cards.cards_of(ctx, judging.id, candidates, proposal)[number]
    return [line for line in card.evidence if line.startswith("列席意见")]
