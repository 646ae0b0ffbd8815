from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import func, select
from typer.testing import CliRunner

from cli.commands.data import app
from config.settings import Settings
from models import Score, Unit
from tasks.context import open_house
from tests.support.campaigns import SUZHOU
from tests.support.rosters import book_of

RUNNER = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*words: object) -> tuple[int, str]:
    outcome = RUNNER.invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.output


def count(home: Path, table: type[Unit | Score]) -> int:
    house = open_house(Settings(home=home))
    with house.reading() as ctx:
        found = ctx.session.exec(select(func.count()).select_from(table)).one()
    house.engine.dispose()
    return found


def test_an_invented_roster_is_tried_and_then_imported(home: Path) -> None:
    file = home / "名册.xlsx"
    assert run("fiction", "roster", "--units", 60, "--out", file)[0] == 0

    code, said = run("import", "roster", file, "--dry-run")
    assert (code, "试运行" in said, count(home, Unit)) == (0, True, 0)

    code, said = run("import", "roster", file)
    assert (code, "已导入" in said, count(home, Unit)) == (0, True, 60)


def test_a_bad_roster_ends_with_code_1_and_every_reason(home: Path) -> None:
    rows = [("代码", "名称", "类别"), ("a", "甲局", "窗户"), ("b", "", "hotline")]

    code, said = run("import", "roster", book_of(home / "坏.xlsx", {"单位": rows}))

    assert code == 1
    assert said == (
        "没有导入任何内容。Nothing was imported.\n"
        "· 坏.xlsx，工作表“单位”，第2行，“类别”列：没有“窗户”这一项，可填："
        "市、区行政审批局、开发区行政审批局、镇行政审批局（为民服务中心）、街道为民服务中心、"
        "公共资源交易分中心、12345热线平台、政务服务中心分中心（专厅）、政务服务中心进驻窗口、"
        "局机关处室、直属单位、附属国企。\n"
        "· 坏.xlsx，工作表“单位”，第3行，“名称”列：没有填写，此列每行必填。\n"
    )
    assert count(home, Unit) == 0


def test_sheets_wait_for_a_launched_campaign(home: Path) -> None:
    assert run("fiction", "sheets", "--units", 60, "--out", home / "表")[0] == 0

    code, said = run("import", "bimonthly", home / "表" / "双月度考核.xlsx")

    assert (code, "还没有评选活动" in said) == (1, True)


def test_templates_are_written_for_the_campaign_that_is_named(home: Path) -> None:
    code, said = run("templates", "--out", home / "模板", "--campaign", SUZHOU)

    assert (code, said.count("已写出")) == (0, 7)
    assert len(list((home / "模板").glob("*.xlsx"))) == 7


def test_a_campaign_file_that_cannot_be_read_ends_with_code_2(home: Path) -> None:
    assert run("templates", "--campaign", home / "没有.yaml")[0] == 2
