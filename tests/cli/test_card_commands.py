"""`card` and `cards` as the office types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.main import app
from models.migrate import upgrade
from tests.support.campaign_builder import built
from tests.support.judged import ready_for_the_meeting
from tests.support.stated import bearer, star

WINDOW, STAR = bearer("ck001"), star("rx01")


@pytest.fixture
def numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    with built(tmp_path / "var", tables=upgrade) as campaign:
        yield list(ready_for_the_meeting(campaign, {WINDOW: 96, STAR: 90}).values())


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_card_is_printed_with_its_sum_and_basis(numbers: list[str]) -> None:
    shown = run("card", numbers[0])

    assert shown.exit_code == 0
    for words in (
        "拟获评",
        "R47 附件2·说明2",
        "0.5（附件2·说明2）",
        "96.00",
        "按等次折算（本局自定）",
    ):
        assert words in shown.output


def test_a_card_is_written_as_a_page_or_for_programs(numbers: list[str], tmp_path: Path) -> None:
    assert [run("card", numbers[0], "--out", f"卡.{end}").exit_code for end in ("xlsx", "json")] == [0, 0]  # fmt: skip

    assert load_workbook(tmp_path / "卡.xlsx").sheetnames == [numbers[0]]
    assert json.loads((tmp_path / "卡.json").read_text())["cards"][0]["number"] == numbers[0]


def test_all_cards_are_a_workbook_for_each_honour_and_one_json(
    numbers: list[str], tmp_path: Path
) -> None:
    assert run("cards", "--out", "卡").exit_code == 0

    assert sorted(path.name for path in (tmp_path / "卡").iterdir()) == [
        "得分卡.json", "改革创新标兵单位.xlsx", "窗口服务明星.xlsx",
    ]  # fmt: skip
    assert load_workbook(tmp_path / "卡" / "窗口服务明星.xlsx").sheetnames == numbers[1:]


def test_an_unknown_number_and_an_unknown_form_of_file_are_refused(numbers: list[str]) -> None:
    unknown, form = run("card", "SZSC-1999-1"), run("card", numbers[0], "--out", "卡.pdf")

    assert (unknown.exit_code, "没有申报 SZSC-1999-1 的得分卡" in unknown.output) == (1, True)
    assert (form.exit_code, "请用 .xlsx 或 .json 结尾" in form.output) == (2, True)
