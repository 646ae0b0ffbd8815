"""`select` and `what-if` as they are typed: exit codes, what they write, what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands.select import app
from records.workbooks.selection import DecisionRow
from tests.support.campaigns import SUZHOU
from tests.support.candidates import collective, scored, unit
from tests.support.selection_books import selection_book

RUNNER = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path / "house"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*words: object) -> tuple[int, str]:
    outcome = RUNNER.invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.output


def book(home: Path, *decisions: DecisionRow) -> Path:
    field = [
        scored(collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline")), total)
        for n, total in enumerate((95, 90, 88), start=1)
    ]
    return selection_book(home / "评选.xlsx", field, (), decisions)


def given(home: Path) -> tuple[object, ...]:
    return "--campaign", SUZHOU, "--candidates", book(home)


def test_a_selection_is_written_without_any_database(home: Path) -> None:
    code, said = run("select", *given(home), "--out", home / "名单")

    assert code == 0
    assert "申报 3 件，拟获评 2，空缺" in said
    assert {path.name for path in home.iterdir()} == {"评选.xlsx", "名单"}


def test_a_bad_cell_ends_with_code_1_its_place_and_nothing_written(home: Path) -> None:
    bad = DecisionRow("1", "Replace", "理由", "会议", numbers="H-1")
    path = book(home, bad)

    code, said = run("select", "--campaign", SUZHOU, "--candidates", path, "--out", home / "名单")

    assert (code, said) == (
        1,
        (
            "没有写出任何内容。Nothing was written.\n"
            "· 评选.xlsx，工作表“决定”，第2行，“替换为”列：没有填写，“替换”必须写明替换为。\n"
        ),
    )
    assert not (home / "名单").exists()


def test_a_campaign_file_that_is_not_there_ends_with_code_2(home: Path) -> None:
    path = book(home)

    assert (
        run("select", "--campaign", home / "无.yaml", "--candidates", path, "--out", home)[0] == 2
    )


def test_what_if_names_who_comes_in_and_who_goes_out(home: Path) -> None:
    code, said = run("what-if", *given(home), "--total", "H-3=91")

    assert code == 0
    lines = [line for line in said.splitlines() if "H-" in line]
    assert [("进入名单" in line, "退出名单" in line) for line in lines[:2]] == [
        (False, True),
        (True, False),
    ]
    assert "以上只是推演，没有记录任何内容。" in said
    assert {path.name for path in home.iterdir()} == {"评选.xlsx"}


def test_what_if_nothing_is_otherwise_nobody_moves(home: Path) -> None:
    code, said = run("what-if", *given(home))

    assert (code, said.splitlines()[0]) == (0, "谁都不变动。Nobody moves.")


def test_changes_that_mean_nothing_are_all_told_with_how_to_write_them(home: Path) -> None:
    code, said = run("what-if", *given(home), "--total", "H-3", "--weight", "a=1")

    assert code == 1
    assert "看不懂 --total “H-3”，应写成：编号或单位代码=总分，如 C-12=90.25" in said
    assert "看不懂 --weight “a=1”，应写成：方案:项目=权重" in said


@pytest.mark.usefixtures("home")
def test_what_if_without_a_workbook_asks_for_a_launched_campaign() -> None:
    code, said = run("what-if", "--total", "H-3=91")

    assert (code, "还没有评选活动" in said) == (1, True)
