from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from config.campaign_file import read_campaign
from models import Application, Filing, JournalEntry, Score, TallySheet, Unit
from records.workbooks.filled import write_sheet
from records.workbooks.layout import Layout
from records.workbooks.roster import UnitRow
from records.workbooks.sheets import (
    BIMONTHLY,
    THIRD_PARTY,
    BimonthlyRow,
    EvaluationRow,
    ReportRow,
    TallyRow,
    ThirdPartyRow,
    evaluation_layout,
    reports_layout,
    tally_layout,
)
from rules.states import ApplicationState
from tasks import method_papers
from tasks.campaigns import launch
from tasks.context import House
from tasks.imports.problems import ImportRefused
from tasks.imports.report import ImportReport
from tasks.imports.reports import import_reports
from tasks.imports.scores import import_bimonthly, import_scores, import_third_party
from tasks.imports.tallies import import_tallies
from tests.support.campaigns import SUZHOU, suzhou
from tests.support.launched import bare_house
from tests.support.rosters import bring_in, roster_of
from tests.support.signing import method_of

DECEMBER = datetime(2021, 12, 27, 1, tzinfo=UTC)
PLAN = suzhou()
UNITS = (
    UnitRow("ck001", "税务窗口", "window", "市本级", headcount=5),
    UnitRow("ck002", "公安窗口", "window", "市本级", headcount=3),
    UnitRow("ck003", "消防窗口", "window", "市本级", headcount=3),
    UnitRow("zh001", "乙镇行政审批局", "town_bureau", "甲县"),
    UnitRow("rx01", "甲县12345热线平台", "hotline", "甲县"),
    UnitRow("jiguan_dangwei", "机关党委（机关纪委）", "bureau_office", "市本级", member=True),
)
Import = Callable[..., ImportReport]


@contextmanager
def campaign_house(home: Path) -> Iterator[tuple[House, int]]:
    """A house with a small roster and the shipped campaign launched."""
    with bare_house(home) as house:
        bring_in(house, roster_of(home / "名册.xlsx", UNITS))
        with house.acting("办公室", now=datetime(2021, 6, 18, tzinfo=UTC)) as ctx:
            campaign = launch(ctx, read_campaign(SUZHOU), simulated=True).campaign_id
        yield house, campaign


def hand_in(
    place: tuple[House, int],
    use: Import,
    layout: Layout[Any],
    rows: Sequence[Any],
    *,
    dry_run: bool = False,
) -> ImportReport:
    house, campaign = place
    path = house.settings.home / f"{layout.sheet}.xlsx"
    write_sheet(path, layout, rows)
    with house.acting("牵头处室", now=DECEMBER) as ctx:
        return use(ctx, campaign, path, dry_run=dry_run)


def refusal(
    place: tuple[House, int], use: Import, layout: Layout[Any], rows: Sequence[Any]
) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as caught:
        hand_in(place, use, layout, rows)
    return caught.value.reasons


def scores(place: tuple[House, int]) -> list[tuple[str, str, str, int]]:
    with place[0].reading() as ctx:
        rows = ctx.session.exec(select(Score).order_by(col(Score.candidate), col(Score.source)))
        return [(s.component, s.candidate, s.source, s.scaled) for s in rows]


def last_act(place: tuple[House, int]) -> tuple[str, dict[str, Any]]:
    with place[0].reading() as ctx:
        entry = ctx.session.exec(
            select(JournalEntry).order_by(col(JournalEntry.seq).desc())
        ).first()
        assert entry is not None
        return entry.what, {k: v for k, v in (entry.payload or {}).items() if k != "sha256"}


def test_bimonthly_scores_come_in_exactly_round_by_round(tmp_path: Path) -> None:
    rows = [
        BimonthlyRow("ck001", "2021-1", Decimal("96.5"), "税务窗口"),
        BimonthlyRow("ck001", "2021-2", Decimal("88.1234")),
        BimonthlyRow("ck002", "2021-1", Decimal(90)),
    ]
    with campaign_house(tmp_path) as place:
        report = hand_in(place, import_bimonthly, BIMONTHLY, rows)

        assert report.counts == {"新增得分": 3, "更正得分": 0, "未变得分": 0}
        assert scores(place) == [
            ("bimonthly", "ck001", "2021-1", 965_000),
            ("bimonthly", "ck001", "2021-2", 881_234),
            ("bimonthly", "ck002", "2021-1", 900_000),
        ]


def test_a_sheet_imported_again_replaces_what_differs_and_the_journal_names_both(
    tmp_path: Path,
) -> None:
    first = [
        BimonthlyRow("ck001", "2021-1", Decimal(90)),
        BimonthlyRow("ck002", "2021-1", Decimal(80)),
    ]
    with campaign_house(tmp_path) as place:
        hand_in(place, import_bimonthly, BIMONTHLY, first)
        report = hand_in(
            place, import_bimonthly, BIMONTHLY, [replace(first[0], score=Decimal("91.5")), first[1]]
        )

        assert report.counts == {"新增得分": 0, "更正得分": 1, "未变得分": 1}
        assert report.changes == ("ck001（bimonthly，2021-1）：90 → 91.5",)
        assert last_act(place) == (
            "bimonthly.imported",
            {
                "counts": {"新增得分": 0, "更正得分": 1, "未变得分": 1},
                "changed": [{"about": "ck001（bimonthly，2021-1）", "old": "90", "new": "91.5"}],
                "more_changed": 0,
            },
        )


def test_r49_a_window_that_was_merged_or_is_unknown_is_refused_by_name(tmp_path: Path) -> None:
    rows = [
        BimonthlyRow("ck001", "2021-1", Decimal(90)),
        BimonthlyRow("ck003", "2021-1", Decimal(90)),
        BimonthlyRow("ck009", "2021-1", Decimal(90), "邮政窗口"),
        BimonthlyRow("ck002", "2021-1", Decimal(90), "公安一窗口"),
        BimonthlyRow("zh001", "2021-1", Decimal(90)),
        BimonthlyRow("ck001", "2021-1", Decimal(91)),
    ]
    with campaign_house(tmp_path) as place:
        merged = replace(UNITS[2], closed_on=date(2021, 10, 8), successor="ck002")
        bring_in(place[0], roster_of(tmp_path / "并入.xlsx", [merged]), at=DECEMBER)

        assert refusal(place, import_bimonthly, BIMONTHLY, rows) == (
            "双月度考核.xlsx，工作表“双月度考核”，第3行，“窗口代码”列：ck003 消防窗口 已于 2021-10-08 并入 ck002 公安窗口，请按名册中现有的单位填写，不得拆分或合并（说明2）。",
            "双月度考核.xlsx，工作表“双月度考核”，第4行，“窗口代码”列：没有 ck009（邮政窗口），是不是 ck003、ck002、ck001。",
            "双月度考核.xlsx，工作表“双月度考核”，第5行，“窗口名称”列：ck002 在名册中是“公安窗口”，这里是“公安一窗口”，请核对代码和名称。",
            "双月度考核.xlsx，工作表“双月度考核”，第6行，“窗口代码”列：zh001 乙镇行政审批局 不是参加双月度考核的窗口，请填进驻窗口的代码。",
            "双月度考核.xlsx，工作表“双月度考核”，第7行，“轮次”列：ck001 由“2021-1”打的分与第2行重复，请只保留一行。",
        )
        assert scores(place) == []


def test_r49_a_renamed_window_is_still_the_same_by_its_old_name(tmp_path: Path) -> None:
    with campaign_house(tmp_path) as place:
        renamed = replace(UNITS[0], name="税费窗口")
        bring_in(place[0], roster_of(tmp_path / "改名.xlsx", [renamed]), at=DECEMBER)
        rows = [BimonthlyRow("ck001", "2021-1", Decimal(90), "税务窗口")]

        assert hand_in(place, import_bimonthly, BIMONTHLY, rows).counts["新增得分"] == 1


def test_a_round_that_does_not_count_is_taken_in_with_a_warning(tmp_path: Path) -> None:
    rows = [BimonthlyRow("ck001", "2021-6", Decimal(90))]
    with campaign_house(tmp_path) as place:
        report = hand_in(place, import_bimonthly, BIMONTHLY, rows)

        assert report.counts["新增得分"] == 1
        assert report.warnings == (
            "双月度考核.xlsx，工作表“双月度考核”，第2行，“轮次”列：第 2021-6 期不在计分期次（2021-1、2021-2、2021-3、2021-4、2021-5）内，照样导入，但不计入总分。",
        )


def test_a_dry_run_of_a_sheet_writes_nothing(tmp_path: Path) -> None:
    rows = [ThirdPartyRow("ck001", "示例测评机构", Decimal("88.5"))]
    with campaign_house(tmp_path) as place:
        report = hand_in(place, import_third_party, THIRD_PARTY, rows, dry_run=True)

        assert (report.dry_run, report.counts["新增得分"]) == (True, 1)
        assert scores(place) == []
        assert last_act(place)[0] == "campaign.launched"


def test_third_party_results_go_to_candidates_whose_method_has_them(tmp_path: Path) -> None:
    rows = [
        ThirdPartyRow("ck001", "示例测评机构", Decimal("88.5")),
        ThirdPartyRow("rx01", "示例测评机构", Decimal("91.25")),
    ]
    with campaign_house(tmp_path) as place:
        with place[0].acting("公共服务热线管理处", now=DECEMBER) as ctx:
            method_papers.register(ctx, place[1], method_of("g3"))
        hand_in(place, import_third_party, THIRD_PARTY, rows)

        assert scores(place) == [
            ("third_party", "ck001", "示例测评机构", 885_000),
            ("third_party", "rx01", "示例测评机构", 912_500),
        ]
        office = [ThirdPartyRow("jiguan_dangwei", "示例测评机构", Decimal(88))]
        assert refusal(place, import_third_party, THIRD_PARTY, office) == (
            "第三方测评.xlsx，工作表“第三方测评”，第2行，“代码”列：jiguan_dangwei 机关党委（机关纪委） 的考评办法里没有第三方测评，请删去这一行，或先调整考评办法。",
        )


def test_evaluators_score_collectives_by_code_and_persons_by_application(tmp_path: Path) -> None:
    layout = evaluation_layout(PLAN)
    rows = [
        EvaluationRow("r1", "zh001", "hearing", Decimal(88)),
        EvaluationRow("r1", "2021-0007", "materials", Decimal(92)),
    ]
    with campaign_house(tmp_path) as place:
        house, campaign = place
        with house.acting("测试", now=DECEMBER) as ctx:
            unit = ctx.session.exec(select(Unit).where(col(Unit.code) == "ck001")).one()
            ctx.session.add(
                Application(
                    campaign_id=campaign, number="2021-0007", honour="window_star",
                    unit_id=unit.id or 0, candidate="赵示一", state=ApplicationState.ELIGIBLE,
                )
            )  # fmt: skip
        hand_in(place, import_scores, layout, rows)

        assert scores(place) == [
            ("materials", "2021-0007", "r1", 920_000),
            ("hearing", "zh001", "r1", 880_000),
        ]
        wrong = [EvaluationRow("r1", "2021-0007", "hearing", Decimal(88))]
        assert refusal(place, import_scores, layout, wrong) == (
            "评分表.xlsx，工作表“评分表”，第2行，“考评项目”列：2021-0007 赵示一 不按这个项目评分，其考评项目是：事迹材料审阅、民主测评。",
        )


def test_r11_an_evaluator_whom_the_roster_does_not_know_is_pointed_out_once(tmp_path: Path) -> None:
    rows = [
        EvaluationRow("jiguan_dangwei", "zh001", "hearing", Decimal(88)),
        EvaluationRow("r404", "zh001", "hearing", Decimal(88)),
        EvaluationRow("r404", "zh001", "materials", Decimal(88)),
    ]
    with campaign_house(tmp_path) as place:
        report = hand_in(place, import_scores, evaluation_layout(PLAN), rows)

        assert report.warnings == (
            "评分表.xlsx，工作表“评分表”，第3行，“评委”列：名册里没有评委 r404，无法核对是否列席，照样导入并计分，请填人员编号或处室代码。",
        )


def test_a_tally_that_adds_up_is_kept_with_its_grades(tmp_path: Path) -> None:
    grades = {"优秀": 1, "良好": 2, "一般": 0, "较差": 0}
    with campaign_house(tmp_path) as place:
        rows = [TallyRow("ck001", 4, 4, 3, grades)]
        first = hand_in(place, import_tallies, tally_layout(PLAN), rows)
        # The only class may be named or not: it is the same tally.
        changed = {**grades, "优秀": 2, "良好": 1}
        again = [replace(rows[0], grades=changed, voter_class="heads")]
        second = hand_in(place, import_tallies, tally_layout(PLAN), again)

        assert first.counts == {"新增计票": 1, "更正计票": 0, "未变计票": 0}
        assert second.counts == {"新增计票": 0, "更正计票": 1, "未变计票": 0}
        with place[0].reading() as ctx:
            [sheet] = ctx.session.exec(select(TallySheet)).all()
            assert (sheet.component, sheet.issued, sheet.returned, sheet.valid) == ("vote", 4, 4, 3)
            assert sheet.grades == {"优秀": 2, "良好": 1, "一般": 0, "较差": 0}


def test_a_tally_that_contradicts_itself_is_refused_with_every_number(tmp_path: Path) -> None:
    grades = {"优秀": 3, "良好": 0, "一般": 0, "较差": 0}
    rows = [TallyRow("ck001", 2, 3, 4, grades), TallyRow("ck001", 3, 3, 3, grades)]
    with campaign_house(tmp_path) as place:
        where = "计票单.xlsx，工作表“计票单”，第2行，“有效”列："

        assert refusal(place, import_tallies, tally_layout(PLAN), rows) == (
            f"{where}收回3票，多于发出2票，请核对收发登记。",
            f"{where}有效4票，多于收回3票，请核对废票登记。",
            f"{where}各等次合计3票，有效4票，两者须相等。",
            "计票单.xlsx，工作表“计票单”，第3行，“候选代码”列：ck001 与第2行重复，一个候选只写一行。",
        )


def test_r44_more_slips_than_heads_of_offices_and_windows_is_pointed_out(tmp_path: Path) -> None:
    rows = [TallyRow("ck001", 9, 9, 9, {"优秀": 9, "良好": 0, "一般": 0, "较差": 0})]
    with campaign_house(tmp_path) as place:
        report = hand_in(place, import_tallies, tally_layout(PLAN), rows)

        assert report.warnings == (
            "计票单.xlsx，工作表“计票单”，第2行，“发出”列：发出9票，多于应到投票人4人，请核对签到表。",
        )


def test_r56_reports_are_registered_under_the_notices_headings(tmp_path: Path) -> None:
    layout = reports_layout(PLAN)
    rows = [
        ReportRow("zh001", "改革创新", "一件事改革扩围", date(2021, 9, 1), "https://news.example/1")
    ]
    with campaign_house(tmp_path) as place:
        first = hand_in(place, import_reports, layout, rows)
        second = hand_in(place, import_reports, layout, [replace(rows[0], heading="便民惠企")])

        assert first.counts == {"新增信息": 1, "更正信息": 0, "未变信息": 0}
        assert second.counts == {"新增信息": 0, "更正信息": 1, "未变信息": 0}
        with place[0].reading() as ctx:
            [filing] = ctx.session.exec(select(Filing)).all()
            assert (filing.kind, filing.heading, filing.title, filing.happened_on, filing.channel) == (
                "report", "便民惠企", "一件事改革扩围", date(2021, 9, 1), "import",
            )  # fmt: skip


def test_reports_of_days_to_come_or_twice_the_same_are_refused(tmp_path: Path) -> None:
    later = ReportRow("zh001", "改革创新", "延时服务", date(2022, 3, 1))
    rows = [later, replace(later, unit="zh01", heading="其他"), later]
    with campaign_house(tmp_path) as place:
        where = "信息报送.xlsx，工作表“信息报送”，"

        assert refusal(place, import_reports, reports_layout(PLAN), rows) == (
            f"{where}第3行，“方面”列：没有“其他”这一项，可填：改革创新、便民惠企、体系建设、日常管理。",
        )
        assert refusal(place, import_reports, reports_layout(PLAN), [later, later]) == (
            f"{where}第2行，“报送日期”列：日期2022-03-01还没有到（今天是2021-12-27），请填实际发生的日期。",
            f"{where}第3行，“报送日期”列：日期2022-03-01还没有到（今天是2021-12-27），请填实际发生的日期。",
            f"{where}第3行，“标题”列：与第2行是同一条信息，请只保留一行。",
        )


def test_a_file_with_another_sheet_says_which_columns_are_needed(tmp_path: Path) -> None:
    with campaign_house(tmp_path) as (house, campaign):
        path = roster_of(tmp_path / "名册.xlsx", UNITS)

        with pytest.raises(ImportRefused) as caught, house.acting("办公室", now=DECEMBER) as ctx:
            import_bimonthly(ctx, campaign, path)

        assert caught.value.reasons == (
            "名册.xlsx：里面没有“双月度考核”表，至少要有窗口代码、轮次、得分列。",
        )
