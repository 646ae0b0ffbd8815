"""Evaluators entered and assigned: by hand, in bulk, from a workbook, balanced by the solver."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import insert

from models import Application, Assignment, Evaluator, OfficeTask, PanelSeat, Unit
from records.workbooks.judging import (
    AssignmentRow,
    EvaluatorRow,
    assignments_layout,
    evaluators_layout,
)
from rules.states import ApplicationState
from tasks import assigning, recusals
from tasks.assigning import Assigned
from tasks.errors import NotFound
from tasks.facts_of import NOTHING_STATED, stored, unit_facts
from tasks.imports.assignments import import_assignments
from tasks.imports.evaluators import import_evaluators
from tests.support.bench import EXPERTS, NOW, PLAN, Bench, bench

LOCALS = {"jd001", "xq01", "zh001", "zh002"}


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path) as made:
        yield made


def pairs(judging: Bench) -> set[tuple[str, str]]:
    return {(row["evaluator"], row["candidate"]) for row in judging.all(Assignment)}


def test_evaluators_come_in_with_their_seats_and_again_changes_nothing(judging: Bench) -> None:
    rows = [
        EvaluatorRow("ducha-leader", "示例leader", "site_visit", "g4", "处室"),
        EvaluatorRow("ducha-leader", "示例leader", "materials", "", "处室"),
        EvaluatorRow("renshi", "人事处", "materials", "bureau", "处室"),
        EvaluatorRow("zj01", "示例专家", "site_visit", "g4", "专家", outside=True),
    ]

    first, again = judging.seat(*rows), judging.seat(*rows)

    assert first.counts == {"新增席位": 4, "更正席位": 0, "未变席位": 0}
    assert again.counts == {"新增席位": 0, "更正席位": 0, "未变席位": 4}
    entered = [(e["code"], e["name"], e["role"], e["outside"]) for e in judging.all(Evaluator)]
    assert entered == [
        ("ducha-leader", "示例leader", "处室", False),
        ("renshi", "人事处", "处室", False),
        ("zj01", "示例专家", "专家", True),
    ]
    assert len(judging.all(PanelSeat)) == 4


def test_every_bad_cell_of_the_evaluators_is_named_and_nobody_comes_in(judging: Bench) -> None:
    rows = [
        EvaluatorRow("r404", "示例甲", "materials"),
        EvaluatorRow("ducha-leader", "示例别名", "materials"),
        EvaluatorRow("xq01-leader", "示例leader", "materials", outside=True),
        EvaluatorRow("zhunru_yi-leader", "示例leader", "materials"),
        EvaluatorRow("zj01", "示例专家", "site_visit", "g1", outside=True),
        EvaluatorRow("zj01", "示例专家", "site_visit", "g1", "专家", outside=True),
    ]

    reasons = judging.refused(import_evaluators, judging.file(evaluators_layout(PLAN), rows))

    where = "评委-1.xlsx，工作表“评委”，第{}行，“{}”列：".format
    assert reasons == (
        where(2, "评委编号")
        + "名册里没有 r404，请填人员编号或处室代码；外部专家在“外部”列填“是”。",
        where(3, "姓名")
        + "ducha-leader 在名册中是“示例leader”，这里是“示例别名”，请核对编号和姓名。",
        where(4, "外部") + "xq01-leader 是名册中的示例leader，请留空，或另编一个编号。",
        where(5, "评委编号")
        + "zhunru_yi-leader 示例leader 属于列席单位，不评分（附件1），列席单位的意见请用“列席单位意见”表报送。",
        where(6, "考评分组")
        + "市、区及开发区、镇、街道不按这个项目考评，这个项目的分组：公共资源交易系统、分中心（专厅）和进驻窗口。",
        where(7, "考评分组")
        + "市、区及开发区、镇、街道不按这个项目考评，这个项目的分组：公共资源交易系统、分中心（专厅）和进驻窗口。",
        where(7, "评委编号") + "与第6行重复，请只保留一行。",
        where(7, "姓名") + "zj01 的姓名或类别与第6行不一致，一个编号只能是一个人。",
    )
    assert judging.all(Evaluator) == judging.all(PanelSeat) == []


def test_one_by_hand_is_in_the_journal_and_twice_is_once(judging: Bench) -> None:
    judging.experts("materials", "zj01")

    first = judging.do(assigning.assign, "materials", "zj01", "zh001")
    again = judging.do(assigning.assign, "materials", "zj01", "zh001")

    assert (first, again) == (Assigned(1, 0), Assigned(0, 1))
    [entry] = judging.told("evaluators.assigned")
    assert (entry.payload or {})["pairs"] == ["materials:zh001:zj01"]
    assert (entry.payload or {})["how"] == "hand"


def test_everything_that_is_wrong_by_hand_is_told_at_once(judging: Bench) -> None:
    # A unit that has not applied is not scored, whoever is asked to.
    assert judging.refused(assigning.assign, "materials", "zj09", "kfq001") == (
        "评委名单里没有 zj09，请先导入评委名单",
        "kfq001 不是这个考评项目的参评对象，请核对代码",
    )
    with judging.campaign.acting(NOW) as ctx, pytest.raises(NotFound, match="没有由评委打分的"):
        assigning.assign(ctx, judging.id, "vote", "zj01", "zh001")


def test_a_panel_gets_its_whole_group_and_conflicts_are_left_out_only_when_asked(
    judging: Bench,
) -> None:
    judging.experts("field_research", "zj01")
    judging.seat(EvaluatorRow("zh001-leader", "示例leader", "field_research", "g1"))

    reasons = judging.refused(assigning.assign_panel, "field_research", "g1")
    nobody = pairs(judging)
    done = judging.do(assigning.assign_panel, "field_research", "g1", leave_out=True)

    own = "zh001-leader 示例leader 不能评 zh001 示例市青禾镇行政审批局：与候选同属一个单位"
    below = "zh001-leader 示例leader 不能评 xq01 示例市行政审批局：所在单位是候选单位的下级"
    ask = "要略去以上各对、其余照常指派，请加 --leave-out-conflicts"
    assert (reasons, nobody) == ((below, own, ask), set())
    assert done == Assigned(6, 0, (below, own))
    assert pairs(judging) == {("zj01", code) for code in LOCALS} | {
        ("zh001-leader", "jd001"),
        ("zh001-leader", "zh002"),
    }


def test_a_workbook_assigns_all_of_its_rows_or_none(judging: Bench) -> None:
    judging.experts("materials", "zj01", "zj02")
    good = [AssignmentRow("zj01", code, "materials") for code in sorted(LOCALS)]
    bad = [
        *good,
        good[0],
        AssignmentRow("zj09", "zh001", "materials"),
        AssignmentRow("zj02", "zh003", "materials"),
        AssignmentRow("zj02", "zh001", "site_visit"),
        AssignmentRow("zj02", "kfq001", "materials"),
        AssignmentRow("zj02", "zh002", "materials", "示例市黄鹂镇行政审批局"),
    ]
    layout = assignments_layout(PLAN)

    reasons = judging.refused(import_assignments, judging.file(layout, bad))
    before = judging.all(Assignment)
    report = judging.do(import_assignments, judging.file(layout, good))
    again = judging.do(import_assignments, judging.file(layout, good))

    assert [reason.split("，", 2)[2] for reason in reasons] == [
        "第6行，“评委编号”列：与第2行重复，请只保留一行。",
        "第7行，“评委编号”列：评委名单里没有 zj09，请先导入评委名单。",
        "第8行，“候选代码”列：没有 zh003，是不是 zh002、zh001、ck003。",
        (
            "第9行，“考评项目”列：zh001 示例市青禾镇行政审批局 不按这个项目评分，"
            "其考评项目是：实地调研、听取汇报、第三方测评、民主测评、申报材料审阅。"
        ),
        (
            "第10行，“候选代码”列：kfq001 示例市望星开发区行政审批局 不是这个考评项目的参评对象，"
            "没有申报、已经退出或不符合条件的不评分，请删去这一行。"
        ),
        (
            "第11行，“候选名称”列：zh002 在名册中是“示例市白鹭镇行政审批局”，"
            "这里是“示例市黄鹂镇行政审批局”，请核对代码和名称。"
        ),
    ]
    assert before == []
    assert report.counts == {"新增指派": 4, "更正指派": 0, "未变指派": 0}
    assert again.counts == {"新增指派": 0, "更正指派": 0, "未变指派": 4}
    assert pairs(judging) == {("zj01", code) for code in LOCALS}


def test_balanced_loads_differ_by_one_at_most_without_any_conflict_and_by_seed(
    judging: Bench, tmp_path: Path
) -> None:
    def share(made: Bench, seed: int) -> set[tuple[str, str]]:
        made.experts("materials")
        made.seat(EvaluatorRow("xq01-leader", "示例leader", "materials"))
        made.do(assigning.balance, "materials", seed=seed)
        return pairs(made)

    found = share(judging, 5)
    with bench(tmp_path / "b") as other:
        assert share(other, 5) == found
    with bench(tmp_path / "c") as other:
        assert share(other, 6) != found

    loads = Counter(evaluator for evaluator, _ in found)
    # Eight candidates, one of them a person, by three each: 24 among five.
    assert sum(loads.values()) == 24
    assert set(loads) == {*EXPERTS, "xq01-leader"}
    assert max(loads.values()) - min(loads.values()) <= 1
    barred = {code for evaluator, code in found if evaluator == "xq01-leader"}
    assert barred.isdisjoint({"xq01", "zh001", "zh002", "SZSC-2021-0009"})
    [entry] = judging.told("evaluators.assigned")
    assert (entry.payload or {})["seed"] == 5


def test_balancing_keeps_what_is_assigned_and_counts_other_work_as_load(judging: Bench) -> None:
    judging.experts("field_research", *EXPERTS, "zj05")
    judging.experts("materials", "zj01")
    for code in ("zh001", "zh002", "jd001", "xq01"):
        judging.do(assigning.assign, "materials", "zj01", code)
    judging.do(assigning.assign, "field_research", "zj02", "zh001")

    done = judging.do(assigning.balance, "field_research", "g1", seed=1)

    field = {
        (row["evaluator"], row["candidate"])
        for row in judging.all(Assignment)
        if row["component"] == "field_research"
    }
    assert done == Assigned(11, 1)
    assert ("zj02", "zh001") in field
    # Twelve seats: four of whoever has no other work take three each, before zj01 takes a fifth.
    assert Counter(e for e, _ in field) == {"zj02": 3, "zj03": 3, "zj04": 3, "zj05": 3}


def test_who_cannot_be_covered_is_told_by_name_with_every_reason(judging: Bench) -> None:
    judging.experts("field_research", "zj01", "zj02")
    judging.seat(EvaluatorRow("xq02-leader", "示例leader", "field_research", "g1"))

    reasons = judging.refused(assigning.balance, "field_research", "g1", seed=1)

    assert reasons == (
        (
            "jd001 样板区听雨街道为民服务中心 还缺1名评委：需要3名评委，可用的只有2名，"
            "须回避的有：xq02-leader 所在单位是候选单位的上级"
        ),
    )
    assert judging.all(Assignment) == []


def test_a_recusal_ends_the_assignment_and_the_office_is_told_who_needs_another(
    judging: Bench,
) -> None:
    judging.experts("materials")
    judging.do(assigning.balance, "materials", "g1", seed=1)
    evaluator, candidate = min(pair for pair in pairs(judging) if pair[1] in LOCALS)

    done = judging.do(recusals.recuse, evaluator, candidate, reason="师生关系")
    replaced = judging.do(assigning.balance, "materials", "g1", seed=1)

    assert (done.assignments, done.marks, replaced.new) == (1, 0, 1)
    standing = {
        (row["evaluator"], row["candidate"])
        for row in judging.all(Assignment)
        if row["recused_at"] is None
    }
    [task] = judging.all(OfficeTask)
    material = PLAN.component_names["materials"]
    name = {unit["code"]: unit["name"] for unit in judging.all(Unit)}[candidate]
    assert (task["kind"], task["text"]) == (
        "recusal",
        f"{evaluator} 已回避，{candidate} {name} 需要另行指派评委（{material}）",
    )
    assert (task["done_at"] is not None, task["outcome"]) == (True, "已另行指派评委")
    assert (evaluator, candidate) not in standing
    assert Counter(code for _, code in standing)[candidate] == 3


def test_180_candidates_by_three_are_shared_out_in_seconds(tmp_path: Path) -> None:
    with bench(tmp_path, entries=()) as judging:
        apply_in_bulk(judging, 180)
        judging.experts("materials", *(f"zj{n:02}" for n in range(20)))

        began = time.perf_counter()
        judging.do(assigning.balance, "materials", "g1", seed=1)
        took = time.perf_counter() - began

        loads = Counter(evaluator for evaluator, _ in pairs(judging))
        assert loads == {f"zj{n:02}": 27 for n in range(20)}
        assert took < 20, f"{took:.1f} s"


def apply_in_bulk(judging: Bench, count: int) -> None:
    """So many street centres apply for the collective honour."""
    units = [
        Unit(code=f"b{n:04}", name=f"示例{n}号为民服务中心", kind="street_centre", headcount=3)
        for n in range(count)
    ]
    with judging.campaign.acting(NOW) as ctx:
        ctx.session.add_all(units)
        ctx.session.flush()
        ctx.session.execute(
            insert(Application),
            [
                {
                    "campaign_id": judging.id, "number": f"B-{unit.code}", "unit_id": unit.id,
                    "honour": "service_collective", "candidate": unit.name, "version": 1,
                    "state": ApplicationState.ELIGIBLE, "applied_on": date(2021, 12, 10),
                    "facts": stored(NOTHING_STATED, unit_facts(unit, None)), "returned_for": "",
                    "reasons": [], "opinion": "", "priority": "",
                }
                for unit in units
            ],
        )  # fmt: skip
