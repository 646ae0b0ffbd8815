"""Rubric sheets: what an evaluator gets, and what comes back is exact or refused as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import col, update

from models import SCALE, Application, Assignment, ImportedFile, ItemMark, Score, ScoreSheet
from records.workbooks.score_sheets import HEADER_ROW, NUMBER_ROW, STAMP_ROW
from records.workbooks.sheets import EvaluationRow, evaluation_layout
from tasks import assigning, attachments, observers, recusals, score_sheets
from tasks.imports.score_sheets import import_score_sheet
from tasks.imports.scores import import_scores
from tasks.recusals import Effect
from tests.support.bench import NOW, PLAN, Bench, Mark, bench, fill

FULL = (20, 30, 25, 15, 10)
GOOD = (18, 27.5, 22, 12.5, 9)
SHEET = "评分表-site_visit-branch_collective-zj01.xlsx"


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Bench]:
    """One expert scores the one branch hall by its five items."""
    with bench(tmp_path) as made:
        made.experts("site_visit", "zj01", "zj02")
        made.do(assigning.assign, "site_visit", "zj01", "fz01")
        yield made


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The same for sheets that are refused, which changes nothing."""
    with bench(tmp_path_factory.mktemp("issued")) as made:
        made.experts("site_visit", "zj01", "zj02")
        made.do(assigning.assign, "site_visit", "zj01", "fz01")
        yield made


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[Bench]:
    """One expert reads the papers of three collectives and a person, each under one mark."""
    with bench(tmp_path) as made:
        made.experts("materials", "zj01")
        for code in ("zh001", "zh002", "jd001"):
            made.do(assigning.assign, "materials", "zj01", code)
        yield made


def edit(path: Path, change: Callable[[Any], None]) -> Path:
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def marks(judging: Bench) -> list[tuple[str, str, int]]:
    return [(m["candidate"], m["item"], m["scaled"]) for m in judging.all(ItemMark)]


def totals(judging: Bench) -> list[tuple[str, str, int]]:
    return [(s["candidate"], s["source"], s["scaled"]) for s in judging.all(Score)]


def test_a_sheet_shows_the_items_their_full_marks_and_criteria_and_guards_the_rest(
    judging: Bench,
) -> None:
    judging.do(observers.record, "zhunru_yi", "fz01", "窗口秩序良好")

    sheet: Any = load_workbook(judging.sheet_for("site_visit")).worksheets[0]

    head = [cell.value for cell in sheet[HEADER_ROW]]
    assert head == [
        "候选代码", "候选名称", "佐证材料", "服务环境（20分）", "办事流程（30分）",
        "服务规范（25分）", "创新做法（15分）", "台账资料（10分）", "备注",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[HEADER_ROW + 1]][:4] == [
        "fz01", "市政务服务中心示例分中心", "列席意见（准入一处）：窗口秩序良好", None,
    ]  # fmt: skip
    assert sheet.cell(HEADER_ROW, 4).comment.text.startswith("分区合理，设施齐全")
    assert sheet["A4"].value.startswith("为民服务工作先进集体：")
    # On paper there are no comments, so the criteria of every item stand above the table too.
    assert "服务环境（20分）：分区合理，设施齐全" in sheet["A4"].value
    assert sheet.row_dimensions[STAMP_ROW].hidden
    assert sheet["A2"].value.startswith("表号 PF-00001 · 第1版 · 2021年度 · ")
    assert sheet.protection.sheet
    locked = [cell.protection.locked for cell in sheet[HEADER_ROW + 1]]
    assert locked == [True, True, True, False, False, False, False, False, False]
    assert all(cell.protection.locked for row in (1, 2, 3, 4, HEADER_ROW) for cell in sheet[row])
    rules = {str(r.sqref): r.error for r in sheet.data_validations.dataValidation}
    assert rules["E6"] == "请填 0 至 30 的数，最小 0.5 分"


def test_marks_come_in_exactly_and_the_score_is_their_sum(judging: Bench) -> None:
    path = fill(judging.sheet_for("site_visit"), {"fz01": GOOD})

    report = judging.do(import_score_sheet, path)

    codes = ("environment", "procedure", "service", "innovation", "records")
    assert marks(judging) == [
        ("fz01", code, round(mark * SCALE)) for code, mark in zip(codes, GOOD, strict=True)
    ]
    assert totals(judging) == [("fz01", "zj01", 89 * SCALE)]
    assert sum(mark for _, _, mark in marks(judging)) == 89 * SCALE
    assert report.counts == {"新增得分": 1, "更正得分": 0, "未变得分": 0}


def test_the_sheet_that_came_in_is_kept_byte_for_byte(judging: Bench) -> None:
    path = fill(judging.sheet_for("site_visit"), {"fz01": GOOD})
    judging.do(import_score_sheet, path)

    [file] = judging.all(ImportedFile)[-1:]
    with judging.campaign.acting(NOW) as ctx:
        kept = attachments.find(ctx, file["sha256"])

    assert kept.read_bytes() == path.read_bytes()
    assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("given", "column", "said"),
    [
        (20.5, "服务环境（20分）", "20.5 超过满分 20，请填 0 至 20 的数。"),
        (-1, "服务环境（20分）", "-1 不在 0 至 100 之间，请核对后重填。"),
        (17.3, "服务环境（20分）", "17.3 不是 0.5 的整数倍，请填 17 或 17.5。"),
        ("18", "服务环境（20分）", "“18”是文字，不是数，请填 0 至 20 的数。"),
        ("优秀", "服务环境（20分）", "“优秀”是文字，不是数，请填 0 至 20 的数。"),
        (True, "服务环境（20分）", "“是”是文字，不是数，请填 0 至 20 的数。"),
        (None, "服务环境（20分）", "没有打分，不打分不等于零分，请补全。"),
    ],
)
def test_a_cell_that_is_no_mark_is_named_with_what_to_write(
    issued: Bench, given: Mark, column: str, said: str
) -> None:
    path = fill(issued.sheet_for("site_visit"), {"fz01": (given, *GOOD[1:])})

    where = f"{SHEET}，工作表“评分表”，第6行，“{column}”列："
    assert issued.refused(import_score_sheet, path) == (where + said,)
    assert issued.all(ItemMark) == issued.all(Score) == []


def test_zero_is_a_mark_and_full_marks_are_a_hundred(judging: Bench) -> None:
    judging.do(import_score_sheet, fill(judging.sheet_for("site_visit"), {"fz01": FULL}))
    assert totals(judging) == [("fz01", "zj01", 100 * SCALE)]

    again = fill(judging.sheet_for("site_visit"), {"fz01": (0,) * 5})
    judging.do(import_score_sheet, again, replacing="现场复核")
    assert totals(judging) == [("fz01", "zj01", 0)]


def test_rows_unknown_twice_or_missing_are_all_named_and_nothing_comes_in(towns: Bench) -> None:
    path = fill(towns.sheet_for("materials"), {"jd001": [90], "zh001": [91], "zh002": [92]})

    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl's own
        sheet["A7"] = "jd001"
        sheet["A8"] = "zh009"

    assert towns.refused(import_score_sheet, edit(path, change)) == (
        f"{path.name}，工作表“评分表”：缺少候选 zh001 示例市青禾镇行政审批局，每个候选都要打分；须回避的请先登记回避。",
        f"{path.name}，工作表“评分表”：缺少候选 zh002 示例市白鹭镇行政审批局，每个候选都要打分；须回避的请先登记回避。",
        f"{path.name}，工作表“评分表”，第7行，“候选代码”列：jd001 与第6行重复，请只保留一行。",
        f"{path.name}，工作表“评分表”，第8行，“候选代码”列：zh009 不在本表的候选之列，请恢复原代码，不要增加行。",
    )
    assert towns.all(Score) == []


def test_an_edited_header_is_refused_with_every_heading_that_changed(issued: Bench) -> None:
    path = fill(issued.sheet_for("site_visit"), {"fz01": GOOD})

    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl's own
        sheet.cell(HEADER_ROW, 4).value, sheet.cell(HEADER_ROW, 6).value = "环境", "规范"

    assert issued.refused(import_score_sheet, edit(path, change)) == (
        f"{SHEET}，工作表“评分表”，第5行，“环境”列：第4列的表头应为“服务环境（20分）”，这里是“环境”，请恢复原表头。",
        f"{SHEET}，工作表“评分表”，第5行，“规范”列：第6列的表头应为“服务规范（25分）”，这里是“规范”，请恢复原表头。",
    )


def stamped(**changes: str) -> Callable[[Any], None]:
    """The sheet's hidden line with some of its parts changed."""
    parts = ("head", "campaign", "year", "number", "component", "scheme", "evaluator", "version")

    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl's own
        cell = sheet.cell(STAMP_ROW, 1)
        values = dict(zip(parts, str(cell.value).split("|"), strict=True)) | changes
        cell.value = "|".join(values.values())

    return change


def renumbered(sheet: Any) -> None:  # noqa: ANN401 - openpyxl's own
    cell = sheet.cell(NUMBER_ROW, 1)
    cell.value = str(cell.value).replace("PF-00001", "PF-00002")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (stamped(year="2020"), "这是2020年度“szsc-2021”的评分表，本次是2021年度“szsc-2021”"),
        (stamped(campaign="other-2021"), "这是2021年度“other-2021”的评分表"),
        (stamped(evaluator="zj02"), "没有发放过表号为 PF-00001 的评分表"),
        (stamped(number="PF-00009"), "没有发放过表号为 PF-00009 的评分表"),
        (stamped(version="2"), "这是第2版，现在是第1版（候选有调整）"),
        (stamped(head="other"), "看不出是哪一张评分表（表头缺失或被改动）"),
        (renumbered, "第2行的表号、版次或年度被改动"),
    ],
)
def test_another_years_campaigns_or_evaluators_sheet_is_refused_as_a_whole(
    issued: Bench, change: Callable[[Any], None], said: str
) -> None:
    path = fill(issued.sheet_for("site_visit"), {"fz01": GOOD})

    [reason] = issued.refused(import_score_sheet, edit(path, change))

    assert reason.startswith(f"{SHEET}：{said}")
    assert issued.all(ItemMark) == issued.all(Score) == []


def test_a_sheet_with_other_candidates_than_now_is_an_old_version(towns: Bench) -> None:
    old = fill(towns.sheet_for("materials"), {"jd001": [90], "zh001": [91], "zh002": [92]})
    kept = old.rename(old.with_name("旧表.xlsx"))
    towns.do(assigning.assign, "materials", "zj01", "xq01")
    towns.sheet_for("materials")

    assert towns.refused(import_score_sheet, kept) == (
        "旧表.xlsx：这是第1版，现在是第2版（候选有调整），请在新发的表上打分。",
    )


def test_marks_that_are_in_are_shown_and_replaced_only_with_a_reason(judging: Bench) -> None:
    path = fill(judging.sheet_for("site_visit"), {"fz01": GOOD})
    judging.do(import_score_sheet, path)
    judging.do(import_score_sheet, path)
    other = fill(path, {"fz01": (18, 28, 22, 12.5, 9)})

    reasons = judging.refused(import_score_sheet, other)
    between = totals(judging)
    report = judging.do(import_score_sheet, other, replacing="看错一行")

    assert reasons == (
        (
            f"{SHEET}，工作表“评分表”：已有zj01的评分（2021-12-24 由考评组交入），"
            "与本表不同：fz01 办事流程：27.5 → 28，确要更换请加 --replace 并写明理由。"
        ),
    )
    assert between == [("fz01", "zj01", 89 * SCALE)]
    assert report.changes == ("fz01 办事流程：27.5 → 28",)
    assert totals(judging) == [("fz01", "zj01", round(89.5 * SCALE))]
    assert sum(mark for _, _, mark in marks(judging)) == round(89.5 * SCALE)
    [entry] = judging.told("score_sheet.replaced")
    assert (entry.subject, entry.why) == ("PF-00001", "看错一行")
    assert judging.all(ScoreSheet)[0]["replaced_for"] == "看错一行"


def test_a_sum_alone_cannot_take_the_place_of_items_that_are_in(judging: Bench) -> None:
    judging.do(import_score_sheet, fill(judging.sheet_for("site_visit"), {"fz01": GOOD}))
    row = EvaluationRow("zj01", "fz01", "site_visit", score=PLAN.evaluation.pass_mark)

    [reason] = judging.refused(import_scores, judging.file(evaluation_layout(PLAN), [row]))

    assert "zj01 已交 fz01 的细项评分，合计不能单独填报" in reason
    assert totals(judging) == [("fz01", "zj01", 89 * SCALE)]


def test_a_dry_run_shows_the_change_and_writes_nothing(issued: Bench) -> None:
    path = fill(issued.sheet_for("site_visit"), {"fz01": GOOD})

    report = issued.do(import_score_sheet, path, dry_run=True)

    assert (report.dry_run, report.counts["新增得分"]) == (True, 1)
    assert issued.all(ItemMark) == issued.all(Score) == []


def test_whoever_stepped_back_leaves_the_row_empty_and_an_empty_sheet_is_fine(
    judging: Bench,
) -> None:
    path = judging.sheet_for("site_visit")
    judging.do(recusals.recuse, "zj01", "fz01", reason="曾任顾问")

    report = judging.do(import_score_sheet, path)
    marked = judging.refused(import_score_sheet, fill(path, {"fz01": GOOD}))

    assert report.counts == {"新增得分": 0, "更正得分": 0, "未变得分": 0}
    assert marked[0].startswith(
        f"{SHEET}，工作表“评分表”，第6行，“候选代码”列：zj01 须回避 fz01 市政务服务中心示例分中心：已申报回避：曾任顾问"
    )
    assert judging.all(ItemMark) == judging.all(Score) == []


def test_what_a_recusal_would_end_is_told_before_and_changes_nothing(judging: Bench) -> None:
    judging.do(import_score_sheet, fill(judging.sheet_for("site_visit"), {"fz01": GOOD}))
    before = judging.all(ItemMark), judging.all(Score), judging.all(Assignment)

    effect = judging.do(recusals.effect_of, "zj01", "fz01", reason="曾任顾问")
    refused = judging.refused(recusals.effect_of, "zj01", "nobody", reason=" ")

    pair = (("site_visit", "fz01"),)
    assert effect == Effect("zj01 示例专家zj01", pair, pair)
    assert refused == ("请写明回避的理由", "没有单位或申报 nobody，请填单位代码或申报编号")
    assert (judging.all(ItemMark), judging.all(Score), judging.all(Assignment)) == before


def test_a_recusal_takes_marks_out_with_their_values_in_the_journal(judging: Bench) -> None:
    judging.do(import_score_sheet, fill(judging.sheet_for("site_visit"), {"fz01": GOOD}))

    done = judging.do(recusals.recuse, "zj01", "fz01", reason="曾任顾问")

    [entry] = judging.told("evaluator.recused")
    assert (done.row(), entry.why, (entry.payload or {})["taken_out"]) == (
        {"回避": "zj01 示例专家zj01", "终止指派": 1, "撤下评分": 1},
        "曾任顾问",
        ["site_visit:fz01=89"],
    )
    assert judging.all(ItemMark) == judging.all(Score) == []


def test_a_candidate_that_withdrew_is_passed_over_with_a_word(towns: Bench) -> None:
    path = towns.sheet_for("materials")
    town = col(Application.candidate) == "示例市青禾镇行政审批局"
    with towns.campaign.acting(NOW) as ctx:
        ctx.session.execute(update(Application).where(town).values(state="withdrawn"))
    given = {"jd001": [90.0], "zh001": [91.0], "zh002": [92.5]}

    report = towns.do(import_score_sheet, fill(path, given))

    assert report.warnings == (
        f"{path.name}，工作表“评分表”，“候选代码”列：zh001 已退出或不符合条件，本表这一行不计分。",
    )
    assert totals(towns) == [
        ("jd001", "zj01", 90 * SCALE),
        ("zh002", "zj01", 925_000),
    ]


def test_sheets_for_nobody_are_refused_and_unassigned_candidates_are_named(issued: Bench) -> None:
    assert issued.refused(score_sheets.issue, "materials", issued.home) == (
        "这个考评项目还没有指派评委，请先指派评委",
    )
    assert issued.do(score_sheets.issue, "site_visit", issued.home).unassigned == ("jy01",)


def test_with_assignments_required_only_the_assigned_may_score(tmp_path: Path) -> None:
    with bench(tmp_path, assignments="required") as made:
        made.experts("materials", "zj01", "zj02")
        made.do(assigning.assign, "materials", "zj01", "zh001")
        layout, given = evaluation_layout(PLAN), PLAN.evaluation.pass_mark
        rows = [EvaluationRow(judge, "zh001", "materials", given) for judge in ("zj01", "zj02")]

        [reason] = made.refused(import_scores, made.file(layout, rows))
        made.do(import_scores, made.file(layout, rows[:1]))

        assert "zj02 没有被指派给 zh001 示例市青禾镇行政审批局，请先指派" in reason
        assert totals(made) == [("zh001", "zj01", 60 * SCALE)]
