"""`papers`, `papers kinds` and `papers make` as the office types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from models.migrate import upgrade
from tests.support.campaign_builder import built, shanghai
from tests.support.judged import ready_for_the_meeting
from tests.support.stated import star

pytestmark = pytest.mark.usefixtures("_home")


@pytest.fixture
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with one application that is judged and scored."""
    home = tmp_path / "var"
    home.mkdir()
    monkeypatch.setenv("PINGXUAN_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "200")
    with built(home, tables=upgrade) as campaign:
        campaign.open("2.1", shanghai("2021-12-01"))
        ready_for_the_meeting(campaign, {star("ck001"): 90})


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["papers", *arguments])


def test_kinds_are_listed_with_their_steps() -> None:
    done = typed("kinds")

    assert done.exit_code == 0
    assert "register-applied" in done.output
    assert "先进事迹汇编" in done.output


def test_a_paper_is_made_once_and_listed_with_its_files() -> None:
    first, again = (typed("make", "register-applied", "plaques") for _ in range(2))

    assert "新形成 1 件，没有变化 0 件，尚无数据：奖牌文字清单" in first.output
    assert "新形成 0 件，没有变化 1 件" in again.output
    assert "窗口服务明星申报汇总表.docx" in typed().output.replace("\n", "")


def test_an_unknown_kind_is_refused_in_words() -> None:
    done = typed("make", "汇总表")

    assert done.exit_code == 1
    assert "没有“汇总表”这种材料，可用：signoff-sheet" in done.output
