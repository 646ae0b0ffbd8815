"""`pingxuan vote …` as the office types it, from the list of voters to a receipt that is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from cli.main import app
from config.settings import Settings
from models.migrate import upgrade
from records.workbooks.filled import write_sheet
from records.workbooks.sheets import TallyRow, tally_layout
from records.workbooks.voting import MARKS, MarkRow
from tasks.context import open_house
from tests.support import campaign_builder, polls
from tests.support.campaigns import SUZHOU, suzhou

DAY = ("--on", "2021-12-20")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A launched campaign whose five windows have applied."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PINGXUAN_PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("COLUMNS", "200")
    house = open_house(Settings())
    upgrade(house.engine)
    with house.acting("测试") as ctx:
        campaign_builder._add_units(ctx.session)
    assert run("launch", SUZHOU)[0] == 0
    with house.acting("测试") as ctx:
        for code in polls.WINDOWS:
            polls._apply(ctx.session, 1, code)
    house.engine.dispose()
    return tmp_path


def run(*words: object) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.output


def column(path: Path, number: int) -> list[str]:
    """A column below the title and the headings."""
    sheet = load_workbook(path).worksheets[0]
    return [str(row[number].value) for row in sheet.iter_rows(min_row=3)]


def begun(*codes: object) -> None:
    for words in (
        ("prepare", "windows", *DAY),
        ("attend", "windows", "--all"),
        ("open", "windows"),
    ):
        assert run("vote", *words)[0] == 0
    assert run("vote", "codes", "windows", *codes)[0] == 0


def test_a_vote_by_code_and_on_paper_is_counted_and_every_receipt_is_found(home: Path) -> None:
    begun("--count", "heads=8")
    codes = column(home / "vote" / "windows-验票码.xlsx", 2)
    assert len(column(home / "vote" / "windows-签到表.xlsx", 3)) == polls.VOTERS
    assert column(home / "vote" / "windows-票.xlsx", 1) == [f"示例{n}窗口" for n in "一二三四五"]
    ballots = [{"code": code, "marks": polls.grades("优秀", "良好")} for code in codes[:6]]
    (home / "票.json").write_text(json.dumps(ballots), encoding="utf-8")
    write_sheet(
        home / "票.xlsx",
        MARKS,
        [MarkRow(codes[6], c, m) for c, m in polls.grades("一般", skip="ck001").items()],
    )

    assert run("vote", "cast", "windows", home / "票.json")[1].count("已投，回执") == 6
    code, said = run("vote", "cast", "windows", home / "票.xlsx")
    assert (code, run("vote", "cast", "windows", home / "票.xlsx")[0]) == (0, 1)
    receipt = said.partition("receipt ")[2].partition("（")[0]
    rows = [
        TallyRow(c, 9, 8, 7, {"优秀": 7, "良好": 0, "一般": 0, "较差": 0}, batch="1")
        for c in polls.WINDOWS
    ]
    write_sheet(home / "计票单.xlsx", tally_layout(suzhou()), rows)
    assert run("vote", "batch", "windows", home / "计票单.xlsx", "--by", "录入员")[0] == 0
    assert run("vote", "batch", "windows", "--check", "1", "--by", "录入员")[0] == 1
    assert run("vote", "batch", "windows", "--check", "1", "--by", "复核员")[0] == 0
    assert "投票结束前不出任何数字" in run("vote", "count", "windows")[1]

    code, said = run("vote", "close", "windows")
    assert (code, "验票码发出8个、用了7个，纸质票发出9张，公布票单34行" in said) == (0, True)
    code, said = run("vote", "count", "windows", "--out", home / "结果.xlsx")
    assert (code, "进驻窗口民主投票 计票结果" in said) == (0, True)
    sheet = load_workbook(home / "结果.xlsx").worksheets[0]
    assert [[cell.value for cell in row][:14] for row in sheet.iter_rows(min_row=3, max_row=4)] == [
        ["ck001", "示例一窗口", "局机关党委、各处室和各进驻窗口负责人", 17, 3, 14, 1, 13, 1, 13, 0, 0, 0, "100.0000"],
        ["ck002", "示例二窗口", "局机关党委、各处室和各进驻窗口负责人", 17, 2, 15, 1, 14, 1, 7, 6, 1, 0, "88.5714"],
    ]  # fmt: skip
    code, said = run("vote", "receipt", "windows", receipt)
    assert (code, said.splitlines()[0]) == (0, "ck002 示例二窗口：一般")
    assert run("vote", "board", "windows", "--out", home / "票单.json")[0] == 0
    shown = json.loads((home / "票单.json").read_text(encoding="utf-8"))
    assert (shown["session"], len(shown["slips"]), shown["issued"], shown["groups"]) == (
        "szsc-2021/windows", 34, {"heads": 8}, {"heads": "heads"},
    )  # fmt: skip
    assert run("vote", "board", "windows", "--out", home / "票单.xlsx")[0] == 0
    assert column(home / "票单.xlsx", 0) == [slip[0] for slip in shown["slips"]]


def test_mistakes_are_told_with_what_to_do(home: Path) -> None:
    assert run("vote", "open", "window")[1].strip() == (
        "· 活动文件里没有投票“window”，可用：windows（进驻窗口民主投票）、"
        "locals（市、区系统民主测评）、staff（其他个人荣誉民主测评）"
    )
    assert "还没有准备，请先准备投票" in run("vote", "open", "windows")[1]
    assert run("vote", "prepare", "windows", *DAY, "--substitute", "ck001")[0] == 1
    begun("--count", "heads=5")
    assert run("vote", "attend", "windows")[0] == 1
    assert "heads=12" in run("vote", "codes", "windows", "--count", "heads")[1]
    (home / "票.json").write_text('{"code": 1}', encoding="utf-8")
    assert "第1张票写得不对" in run("vote", "cast", "windows", home / "票.json")[1]
    (home / "票.json").write_text("优秀", encoding="utf-8")
    assert "不是 JSON" in run("vote", "cast", "windows", home / "票.json")[1]
    assert "请写计票单文件" in run("vote", "batch", "windows", "--by", "录入员")[1]


def test_paper_without_a_batch_is_refused_while_the_vote_is_held_here(home: Path) -> None:
    begun("--count", "heads=5")
    row = TallyRow("ck001", 9, 8, 8, {"优秀": 8, "良好": 0, "一般": 0, "较差": 0})
    write_sheet(home / "计票单.xlsx", tally_layout(suzhou()), [row])

    code, said = run("import", "tallies", home / "计票单.xlsx")

    assert code == 1
    assert "“批次”列：“进驻窗口民主投票”在本系统投票，结束时自动计票，纸质票请填批次。" in said
