"""The workbook of a selection: read back as it was meant, or refused as a whole with each cell named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from records.workbooks.selection import DecisionRow, FigureRow, RecordRow, RulingRow
from rules.facts import Exposure, Incident, Media, RecordFacts, Ruling
from rules.selection import (
    Candidate,
    Choose,
    ConfirmRanking,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Override,
    Replace,
    propose,
)
from tasks.errors import Refused
from tasks.imports.book import read_book
from tasks.imports.selection import Given, read_selection
from tests.rules.test_selection_properties import fields
from tests.support.campaigns import suzhou
from tests.support.candidates import (
    BEARER,
    COLLECTIVE,
    bearer,
    collective,
    scored,
    star,
    unit,
    unscored,
)
from tests.support.selection_books import row_of, selection_book


def read(path: Path) -> Given:
    return read_selection(read_book(path), suzhou())


def refused(path: Path) -> list[str]:
    with pytest.raises(Refused) as refusal:
        read(path)
    return [reason.removeprefix("评选.xlsx，") for reason in refusal.value.reasons]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields().filter(bool))
def test_a_workbook_gives_the_very_proposal_of_its_candidates(
    tmp_path: Path, field: list[Candidate]
) -> None:
    given = read(selection_book(tmp_path / "评选.xlsx", field))

    assert propose(given.candidates, suzhou()) == propose(field, suzhou())


def test_components_give_the_total_by_the_weights_of_the_scheme(tmp_path: Path) -> None:
    figures = [
        FigureRow("C-1", "双月度考核", Decimal("95.5")),
        FigureRow("C-1", "外部第三方测评", Decimal(90)),
        FigureRow("C-1", "民主投票", Decimal(80)),
    ]

    [one] = read(
        selection_book(tmp_path / "评选.xlsx", [unscored(collective())], figures)
    ).candidates

    assert one.total == Decimal("90.25")
    assert one.score is not None
    assert one.score.explain()[0] == (
        "双月度考核：表列95.5；分母1，得95.5，×0.5（附件2·说明2）＝47.75"
    )


def test_a_component_that_is_not_given_is_missing_and_never_zero(tmp_path: Path) -> None:
    figures = [FigureRow("C-1", "民主投票", Decimal(80))]

    [one] = read(
        selection_book(tmp_path / "评选.xlsx", [unscored(collective())], figures)
    ).candidates

    assert one.total is None


def test_records_and_rulings_reach_eligibility(tmp_path: Path) -> None:
    path = selection_book(
        tmp_path / "评选.xlsx",
        [scored(collective(), 80)],
        records=[
            RecordRow("C-1", "exposures", "虚构报道", date(2021, 8, 1), Media.PROVINCIAL),
            RecordRow("C-1", "credit", "虚构失信", serious=False),
        ],
        rulings=[
            RulingRow("C-1", "R26", reason="不属于工作不力", ordered_by="领导小组", accepted=True)
        ],
    )

    [one] = read(path).candidates

    exposed = Exposure("虚构报道", date(2021, 8, 1), Media.PROVINCIAL)
    breach = Incident("虚构失信", serious=False)
    assert one.application.record == RecordFacts(exposures=(exposed,), credit=(breach,))
    assert one.application.rulings == (
        Ruling("R26", accepted=True, reason="不属于工作不力", ordered_by="领导小组"),
    )
    assert [r.effect.value for r in one.eligibility.reasons] == ["note"]


def test_every_kind_of_decision_is_read_in_the_order_of_the_rows(tmp_path: Path) -> None:
    said: dict[str, Any] = {"reason": "会议讨论", "ordered_by": "领导小组会议"}
    rows = [
        DecisionRow("1", "Override", **said, numbers="C-1", rules="R40、R53", cell="12345平台"),
        DecisionRow("2", "Replace", **said, numbers="C-1", into="C-2"),
        DecisionRow(
            "3", "GiveTieTo", **said, numbers="C-1、C-2", honour=COLLECTIVE, cell="12345平台"
        ),
        DecisionRow("4", "FillVacancy", **said, numbers="C-2"),
        DecisionRow("5", "LeaveVacant", **said, honour=COLLECTIVE, cell="分中心（专厅）", places=1),
        DecisionRow(
            "6",
            "MovePlaces",
            **said,
            honour=BEARER,
            cell="12345平台",
            source="政务大厅窗口",
            places=1,
        ),
        DecisionRow("7", "Choose", **said, numbers="C-1"),
        DecisionRow("8", "ConfirmRanking", **said),
    ]
    field = [scored(collective(number), 80) for number in ("C-1", "C-2")]

    given = read(selection_book(tmp_path / "评选.xlsx", field, (), rows))

    assert given.decisions == (
        Override(application="C-1", rules=("R40", "R53"), cell="hotline", **said),
        Replace(out="C-1", into="C-2", **said),
        GiveTieTo(honour=COLLECTIVE, cell="hotline", applications=("C-1", "C-2"), **said),
        FillVacancy(application="C-2", **said),
        LeaveVacant(honour=COLLECTIVE, cell="branch", places=1, **said),
        MovePlaces(honour=BEARER, source="window", target="hotline", places=1, **said),
        Choose(application="C-1", **said),
        ConfirmRanking(**said),
    )


def test_bad_rows_of_candidates_are_named_all_at_once(tmp_path: Path) -> None:
    good = row_of(scored(bearer("B-1"), 80))
    rows = [
        good,
        replace(good, project=""),
        replace(row_of(scored(star("S-1"), 80)), person="", unit_name="另一个名称"),
        replace(good, number="B-2", total=Decimal("80.125"), unit="u-9", parent="u-9"),
    ]

    assert refused(selection_book(tmp_path / "评选.xlsx", rows)) == [
        "工作表“候选”，第3行，“申报编号”列：与第2行重复，每件申报只写一行。",
    ]
    rows[1] = replace(rows[1], number="B-3")
    assert refused(selection_book(tmp_path / "评选.xlsx", rows)) == [
        "工作表“候选”，第3行，“项目名称”列：没有填写，“改革创新标兵单位”按项目申报，请补上。",
        "工作表“候选”，第4行，“人员编号”列：没有填写，“窗口服务明星”是个人荣誉，请补上。",
        "工作表“候选”，第4行，“单位名称”列：u-1在第2行写的不一样，同一单位请写成一样。",
        "工作表“候选”，第5行，“上级单位代码”列：与单位代码相同，请填上级单位的代码，没有就留空。",
        "工作表“候选”，第5行，“总分”列：80.125的小数超过2位，请填四舍五入后的总分。",
    ]


def test_bad_figures_and_decisions_are_named_with_their_cells(tmp_path: Path) -> None:
    figures = [
        FigureRow("C-1", "听取汇报", Decimal(80)),
        FigureRow("C-1", "民主投票", Decimal(80)),
        FigureRow("C-1", "民主投票", Decimal(81)),
        FigureRow("C-2", "民主投票", Decimal(81)),
    ]
    decisions = [
        DecisionRow("1", "LeaveVacant", "理由", "会议", honour=COLLECTIVE, cell="交易中心"),
        DecisionRow("2", "Replace", "理由", "会议", numbers="C-1 C-2", into="C-8", rules="R99"),
    ]
    field = [unscored(collective("C-1")), scored(collective("C-2", unit=unit("u-2")), 80)]

    assert refused(selection_book(tmp_path / "评选.xlsx", field, figures, decisions)) == [
        "工作表“候选”，第3行，“总分”列：“得分”表里已有各项目得分，总分由系统计算，请留空。",
        "工作表“决定”，第2行，“名额”列：没有填写，“空缺”必须写明名额。",
        (
            "工作表“决定”，第2行，“名额类别”列：“为民服务工作先进集体”没有“交易中心”这一类，"
            "可填：市、区审批局、开发区、镇（街道）、各地交易中心（或下属国企）、12345平台、"
            "分中心（专厅）、政务大厅窗口。"
        ),
        "工作表“决定”，第3行，“规则”列：“替换”用不到这一列，请留空。",
        "工作表“决定”，第3行，“申报编号”列：写了2件，这种决定每行只写一件。",
        "工作表“决定”，第3行，“替换为”列：“候选”表里没有 C-8，请核对编号。",
        "工作表“决定”，第3行，“规则”列：没有规则 R99，请填理由里写的规则，如 R40。",
        (
            "工作表“得分”，第2行，“考评项目”列：C-1不按这个项目评分，"
            "其考评项目是：双月度考核、外部第三方测评、民主投票。"
        ),
        "工作表“得分”，第4行，“考评项目”列：C-1的“民主投票”已有得分，每件每项只写一行。",
    ]


def test_figures_of_somebody_who_is_no_candidate_are_refused(tmp_path: Path) -> None:
    figures = [FigureRow("C-7", "民主投票", Decimal(80))]

    assert refused(selection_book(tmp_path / "评选.xlsx", [unscored(collective())], figures)) == [
        "工作表“得分”，第2行，“申报编号”列：“候选”表里没有 C-7，请核对编号或补上候选。"
    ]
