"""Hearings: drawn once by a lot that anybody can follow, held by enough of the panel, then marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, update

from models import Application, Hearing, Score
from records.workbooks.judging import EvaluatorRow
from records.workbooks.sheets import EvaluationRow, evaluation_layout
from rules.hearings import drawn_order
from tasks import applications, hearings, recusals
from tasks.errors import NotFound
from tasks.imports.scores import import_scores
from tasks.panels import ToScore, to_score
from tests.support.bench import NOW, PLAN, Bench, bench
from tests.support.campaign_builder import shanghai
from tests.support.stated import collective

PANEL = ("zj01", "zj02", "zj03")
HEARD = ("jd001", "xq01", "zh001", "zh002")
TODAY = NOW.date()


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path) as made:
        made.experts("hearing", *PANEL)
        yield made


def held(judging: Bench, *present: str, on: date = TODAY) -> None:
    judging.do(hearings.record, "hearing", "g1", held_on=on, present=present or PANEL)


def mark(judging: Bench, *rows: tuple[str, str]) -> Path:
    layout = evaluation_layout(PLAN)
    return judging.file(layout, [EvaluationRow(e, c, "hearing", Decimal(90)) for e, c in rows])


def test_the_order_is_drawn_once_and_its_lot_is_in_the_journal(judging: Bench) -> None:
    drawn = judging.do(hearings.draw, "hearing", "g1")
    again = judging.refused(hearings.draw, "hearing", "g1")

    assert sorted(drawn.order) == list(HEARD)
    assert drawn.order == drawn_order(HEARD, drawn.lot)
    assert (drawn.version, drawn.panel, drawn.stepping_out) == (1, PANEL, ())
    [entry] = judging.told("hearing.drawn")
    told = entry.payload or {}
    assert (told["lot"], told["order"], told["panel"]) == (
        drawn.lot,
        list(drawn.order),
        list(PANEL),
    )
    assert again == ("已抽过1次签，重抽请写明理由",)


def test_one_seed_draws_one_lot(judging: Bench, tmp_path: Path) -> None:
    with bench(tmp_path / "b") as other:
        other.experts("hearing", *PANEL)
        twin = other.do(hearings.draw, "hearing", "g1")

    assert judging.do(hearings.draw, "hearing", "g1").lot == twin.lot


def test_a_redraw_has_its_reason_and_the_first_draw_stays_on_record(judging: Bench) -> None:
    first = judging.do(hearings.draw, "hearing", "g1")
    second = judging.do(hearings.draw, "hearing", "g1", reason="补报一家")

    assert (first.version, second.version) == (1, 2)
    assert second.lot != first.lot
    kept = [(row["version"], row["lot"], row["reason"]) for row in judging.all(Hearing)]
    assert kept == [(1, first.lot, ""), (2, second.lot, "补报一家")]
    assert [entry.why for entry in judging.told("hearing.drawn")] == ["", "补报一家"]


def test_after_it_was_held_nothing_is_drawn_or_recorded_again(judging: Bench) -> None:
    judging.do(hearings.draw, "hearing", "g1")
    held(judging)

    drawn = judging.refused(hearings.draw, "hearing", "g1", reason="重来")
    again = judging.refused(hearings.record, "hearing", "g1", held_on=TODAY, present=PANEL)

    assert drawn == ("汇报会已于2021-12-24召开，不能再抽签",)
    assert again == ("汇报会已于2021-12-24登记召开",)


def test_it_is_held_only_with_enough_of_the_panel_and_no_stranger(judging: Bench) -> None:
    before = judging.refused(hearings.record, "hearing", "g1", held_on=TODAY, present=PANEL)
    drawn = judging.do(hearings.draw, "hearing", "g1")

    reasons = judging.refused(
        hearings.record, "hearing", "g1", held_on=date(2021, 12, 25), present=("zj01", "zj09")
    )

    assert before == ("市、区及开发区、镇、街道的汇报会还没有抽签，请先抽签",)
    names = {code: one.name for code, one in asked(judging).items()}
    assert reasons[1:] == (
        "zj09 不在汇报会的评委席上（zj01、zj02、zj03）",
        *(f"{c} {names[c]} 只有1名评委听取汇报，至少要2名（回避的不计）" for c in drawn.order),
    )
    assert reasons[0].startswith("日期2021-12-25还没有到")


def asked(judging: Bench) -> dict[str, ToScore]:
    with judging.campaign.acting(NOW) as ctx:
        return to_score(ctx, judging.id, PLAN, "hearing", "g1")


def test_it_is_not_held_before_it_was_drawn(judging: Bench) -> None:
    judging.do(hearings.draw, "hearing", "g1")
    yesterday = date(2021, 12, 23)

    assert judging.refused(hearings.record, "hearing", "g1", held_on=yesterday, present=PANEL) == (
        "汇报会日期2021-12-23早于抽签的2021-12-24，请核对",
    )


def test_whoever_steps_out_is_not_counted_for_that_candidate(judging: Bench) -> None:
    judging.do(recusals.recuse, "zj01", "zh002", reason="曾任顾问")
    drawn = judging.do(hearings.draw, "hearing", "g1")

    reasons = judging.refused(
        hearings.record, "hearing", "g1", held_on=TODAY, present=("zj01", "zj02")
    )

    assert drawn.stepping_out == (
        "zj01 示例专家zj01 不能评 zh002 示例市白鹭镇行政审批局：已申报回避：曾任顾问",
    )
    assert reasons == ("zh002 示例市白鹭镇行政审批局 只有1名评委听取汇报，至少要2名（回避的不计）",)
    held(judging)


def test_only_whoever_was_there_marks_and_only_what_was_heard(judging: Bench) -> None:
    judging.do(hearings.draw, "hearing", "g1")
    early = judging.refused(import_scores, mark(judging, ("zj01", "zh001")))
    held(judging, "zj01", "zj02")
    with judging.campaign.acting(shanghai("2021-12-10"), "单位") as ctx:
        applications.submit(ctx, judging.id, collective("kfq001"))

    path = mark(judging, ("zj01", "zh001"), ("zj03", "zh001"), ("zj02", "kfq001"))
    reasons = judging.refused(import_scores, path)
    judging.do(import_scores, mark(judging, ("zj01", "zh001"), ("zj02", "zh001")))

    group = "市、区及开发区、镇、街道的汇报会"
    assert f"{group}还没有登记召开，请先登记召开情况" in early[0]
    assert [reason.split("列：")[1] for reason in reasons] == [
        f"zj03 没有参加{group}（2021-12-24），听过汇报的评委才能打分。",
        f"kfq001 示例市望星开发区行政审批局 没有参加{group}（2021-12-24），没有汇报的候选不能打汇报分。",
    ]
    assert [(s["candidate"], s["source"]) for s in judging.all(Score)] == [
        ("zh001", "zj01"),
        ("zh001", "zj02"),
    ]


def test_where_the_file_asks_for_a_hearing_there_are_no_marks_without_one(tmp_path: Path) -> None:
    with bench(tmp_path, hearings="required") as made:
        [reason] = made.refused(import_scores, mark(made, ("zj01", "zh001")))
    with bench(tmp_path / "b", hearings="optional") as made:
        report = made.do(import_scores, mark(made, ("zj01", "zh001")))

    assert reason.endswith("市、区及开发区、镇、街道的汇报会还没有抽签，请先抽签。")
    assert report.counts["新增得分"] == 1


def test_a_candidate_that_withdrew_after_the_draw_need_not_be_heard(judging: Bench) -> None:
    judging.do(recusals.recuse, "zj01", "zh002", reason="曾任顾问")
    judging.do(hearings.draw, "hearing", "g1")
    town = col(Application.candidate) == "示例市白鹭镇行政审批局"
    with judging.campaign.acting(NOW) as ctx:
        ctx.session.execute(update(Application).where(town).values(state="withdrawn"))

    held(judging, "zj01", "zj02")

    assert judging.all(Hearing)[0]["present"] == ["zj01", "zj02"]


def test_a_panel_that_conflicts_leave_too_small_is_told_before_the_draw(judging: Bench) -> None:
    for expert in ("zj01", "zj02"):
        judging.do(recusals.recuse, expert, "jd001", reason="同学")
    judging.seat(EvaluatorRow("zj04", "示例专家", "hearing", "g2", outside=True))

    assert judging.refused(hearings.draw, "hearing", "g1") == (
        "jd001 样板区听雨街道为民服务中心 回避后只剩1名评委，至少要2名",
    )


def test_there_is_no_hearing_of_what_is_not_heard(judging: Bench) -> None:
    with judging.campaign.acting(NOW) as ctx, pytest.raises(NotFound, match="不是听取汇报的"):
        hearings.draw(ctx, judging.id, "materials", "g1")
    with judging.campaign.acting(NOW) as ctx, pytest.raises(NotFound, match="没有考评分组“g9”"):
        hearings.draw(ctx, judging.id, "hearing", "g9")
