"""The judging as the office types it: evaluators, assignments, sheets, hearings and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from models import Assignment, ItemMark, MethodPaper, ObserverOpinion, Score, Signature
from models.migrate import upgrade
from records.workbooks.filled import write_sheet
from records.workbooks.judging import (
    AssignmentRow,
    EvaluatorRow,
    ObserverOpinionRow,
    assignments_layout,
    evaluators_layout,
    observer_opinions_layout,
)
from tests.support import files
from tests.support.bench import PLAN, Bench, bench, fill
from tests.support.campaign_builder import SHANGHAI
from tests.support.scored import give_scores
from tests.support.stated import collective

HALL = ("--component", "site_visit")
TOWNS = ("--component", "hearing", "--group", "g1")


@pytest.fixture
def judging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A home in which three collectives have applied; commands run in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    entries = [collective(code) for code in ("fz01", "zh001", "zh002")]
    with bench(tmp_path, methods=False, entries=entries, tables=upgrade) as made:
        yield made


def run(*words: object) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.output


def done(*words: object) -> str:
    code, said = run(*words)
    assert code == 0, said
    return said


def seat(judging: Bench, *components: str) -> None:
    rows = [
        EvaluatorRow(code, f"示例专家{code}", component, outside=True)
        for component in components
        for code in ("zj01", "zj02", "zj03")
    ]
    done("evaluators", "import", judging.file(evaluators_layout(PLAN), rows))


def test_evaluators_are_imported_assigned_in_every_way_and_listed(judging: Bench) -> None:
    seat(judging, "site_visit", "materials", "field_research")
    book = judging.file(assignments_layout(PLAN), [AssignmentRow("zj03", "fz01", "site_visit")])

    assert "新指派" in done("assign", "one", "zj01", "fz01", *HALL)
    assert "1" in done("assign", "import", book)
    done("assign", "panel", "--component", "materials", "--group", "g4")
    balanced = done("assign", "balance", "--component", "field_research", "--seed", 3)
    listed = done("evaluators", "list")

    assert "6" in balanced
    assert len(judging.all(Assignment)) == 1 + 1 + 3 + 6
    counts = {
        line.split("│")[1].strip(): line.split("│")[4].strip()
        for line in listed.splitlines()
        if "zj0" in line
    }
    assert counts == {"zj01": "4", "zj02": "3", "zj03": "4"}


def test_a_refusal_names_every_reason_and_ends_with_one(judging: Bench) -> None:
    rows = [EvaluatorRow("r404", "示例甲", "site_visit")]

    code, said = run("evaluators", "import", judging.file(evaluators_layout(PLAN), rows))
    other, told = run("assign", "one", "zj09", "zh404", *HALL)

    assert (code, other) == (1, 1)
    assert "没有导入任何内容" in said
    assert "名册里没有 r404" in said
    assert "评委名单里没有 zj09" in told
    assert "zh404 不是这个考评项目的参评对象" in told


def test_a_conflict_is_declared_and_then_refused_or_left_out(judging: Bench) -> None:
    seat(judging, "field_research")
    assert "请写明回避的理由" in run("recuse", "zj01", "zh001")[1]

    said = done("recuse", "zj01", "zh001", "--reason", "亲属在该单位任职")
    agency = done("recuse", "示例测评公司", "zh001", "--reason", "去年的供应商")
    words = ("assign", "panel", "--component", "field_research", "--group", "g1")
    code, refused = run(*words)
    left = done(*words, "--leave-out-conflicts")

    assert "zj01 示例专家zj01" in said
    assert "示例测评公司（名册和评委名单里没有，请核对）" in agency
    assert (code, "已申报回避：亲属在该单位任职" in refused) == (1, True)
    assert "不能评 zh001" in left
    assert len(judging.all(Assignment)) == 5


def test_a_sheet_goes_out_comes_back_and_is_replaced_only_with_a_reason(judging: Bench) -> None:
    seat(judging, "site_visit")
    assert "还没有指派评委" in run("sheets", *HALL)[1]
    done("assign", "one", "zj01", "fz01", *HALL)
    said = done("sheets", *HALL, "--out", judging.home / "out")
    path = judging.home / "out" / "评分表-site_visit-branch_collective-zj01.xlsx"
    assert str(path) in said.replace("\n", "")

    fill(path, {"fz01": (18, 27.5, 22, 12.5, 9)})
    looked = done("take-sheet", path, "--dry-run")
    nothing = judging.all(Score)
    done("take-sheet", path)
    fill(path, {"fz01": (18, 28, 22, 12.5, 9)})
    code, refused = run("take-sheet", path)
    replaced = done("take-sheet", path, "--replace", "看错一行")

    assert ("细项评分表" in looked, nothing) == (True, [])
    assert (code, "办事流程：27.5 → 28" in refused, "--replace" in refused) == (1, True, True)
    assert "办事流程：27.5 → 28" in replaced
    assert [score["scaled"] for score in judging.all(Score)] == [895_000]
    assert sum(mark["scaled"] for mark in judging.all(ItemMark)) == 895_000


def test_a_hearing_is_drawn_once_and_recorded(judging: Bench) -> None:
    seat(judging, "hearing")

    drawn = done("hearing", "draw", *TOWNS)
    code, again = run("hearing", "draw", *TOWNS)
    done("hearing", "draw", *TOWNS, "--reason", "补报一家")
    held = ("hearing", "record", *TOWNS, "--held-on")
    early = run(*held, "2021-12-01", "--present", "zj01、zj02")
    today = judging.told("hearing.drawn")[0].at.astimezone(SHANGHAI).date()
    said = done(*held, today.isoformat(), "--present", "zj01、zj02，zj03")

    assert "第1次抽签 · 签号 lot" in drawn
    assert "示例市青禾镇行政审批局" in drawn
    assert (code, "重抽请写明理由" in again) == (1, True)
    assert (early[0], "早于抽签的" in early[1]) == (1, True)
    assert "已登记，3 名评委到会" in said


def test_observers_opinions_and_method_papers_come_in(judging: Bench) -> None:
    layout = observer_opinions_layout(PLAN)
    write_sheet(
        judging.home / "意见.xlsx", layout, [ObserverOpinionRow("zhunru_yi", "zh001", "材料属实")]
    )
    paper = judging.home / "办法.pdf"
    paper.write_bytes(files.pdf())
    lead = ("--office", "ziyuan_jiaoyi_chu", "--title", "考评办法")
    words = ("method-paper", paper, *lead, "--number", "示例〔2021〕3号", "--dated", "2021-12-20")

    done("observer-opinions", judging.home / "意见.xlsx")
    said = done(*words, "--group", "g2")
    code, refused = run(*words, "--group", "g1")

    assert [o["text"] for o in judging.all(ObserverOpinion)] == ["材料属实"]
    assert "已登记 registered：考评办法（示例〔2021〕3号）" in said
    assert (code, "不另行制定办法" in refused) == (1, True)
    assert [p["group"] for p in judging.all(MethodPaper)] == ["g2"]


def test_offices_sign_waive_and_the_rest_is_listed(judging: Bench) -> None:
    give_scores(judging.campaign, {f"SZSC-2021-000{n}": 88 for n in (1, 2, 3)})
    post = ("--post", "处长")

    owing = done("sign")
    both = run("sign", "--group", "g4", "--honour", "service_collective", "--office", "ducha")
    nobody = run("sign", "--group", "g4", "--office", "ducha", *post)
    signed = done("sign", "--group", "g4", "--office", "ducha", *post, "--by", "ducha-contact")
    early = run("sign", "--honour", "service_collective", "--office", "ducha", *post)
    waived = done(
        "sign", "--group", "g4", "--office", "zonghe_shenpi", *post, "--waive", "处室撤并"
    )
    done("sign", "--group", "g1", "--office", "shenpi_gaige", *post, "--by", "shenpi_gaige-contact")
    for office in PLAN.honour("service_collective").leads:
        by = ("--by", f"{office}-contact")
        done("sign", "--honour", "service_collective", "--office", office, *post, *by)

    assert "待签字：督查处（分中心（专厅）和进驻窗口组）　--group g4 --office ducha" in owing
    assert (both[0], "请分别签字" in both[1]) == (1, True)
    assert (nobody[0], "请写明由谁签字" in nobody[1]) == (1, True)
    assert "已签字 signed：" in signed
    assert (early[0], "请先由综合审批处" in early[1]) == (1, True)
    assert "已登记免签" in waived
    assert "没有待签字的处室" in done("sign")
    assert len(judging.all(Signature)) == 5
