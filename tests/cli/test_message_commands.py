"""`why`, `chat-text`, `phone-list` and `outbox` as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.main import app
from config.settings import Settings
from models.migrate import upgrade
from tasks import campaigns, duties, notices
from tasks.context import open_house
from tests.support import campaign_builder
from tests.support.campaign_builder import shanghai, shipped

OPENED = shanghai("2021-06-18")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with a launched campaign, its notice issued and its duties laid on."""
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))
    house = open_house(Settings())
    upgrade(house.engine)
    with house.acting("测试", now=OPENED) as ctx:
        campaign_builder._add_units(ctx.session)
        campaign_id = campaigns.launch(ctx, shipped(), simulated=True).campaign_id
        duties.lay_on(ctx, campaign_id, "1.2")
        notices.issue(ctx, campaign_id, "1.2")
    house.engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.usefixtures("office")
def test_why_explains_a_unit_in_a_step() -> None:
    result = run("why", "xq01", "1.2")

    assert result.exit_code == 0
    assert result.output.startswith("示例市行政审批局 · 1.2 印发实施意见\n● 签收实施意见（待办）\n")


@pytest.mark.usefixtures("office")
def test_an_unknown_unit_is_refused_with_the_reason() -> None:
    result = run("why", "nobody", "1.2")

    assert (result.exit_code, result.output) == (1, "· 名册里没有代码为“nobody”的单位\n")


@pytest.mark.usefixtures("office")
def test_the_chat_text_of_a_day_is_printed() -> None:
    assert "签收实施意见" in run("chat-text", "--on", "2021-06-24").output
    assert "没有需要提醒的事项" in run("chat-text", "--on", "2021-06-19").output


@pytest.mark.usefixtures("office")
def test_the_telephone_list_is_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "phone.xlsx"

    result = run("phone-list", "--on", "2021-06-24", "--out", str(path))

    assert (result.exit_code, load_workbook(path).sheetnames) == (0, ["电话清单"])


@pytest.mark.usefixtures("office")
def test_held_notices_are_listed_and_released() -> None:
    listed = run("outbox", "list")
    released = run("outbox", "release", "--kind", "notice_issued")

    assert "待放行 28" in listed.output
    assert released.output == "已放行 28 条。Released 28.\n"


@pytest.mark.usefixtures("office")
def test_cancelling_demands_a_reason_and_says_which() -> None:
    everything = run("outbox", "cancel", "--reason", "x")
    unexplained = run("outbox", "cancel", "--kind", "notice_issued")
    done = run("outbox", "cancel", "--kind", "notice_issued", "--reason", "改由纸质送达")

    assert [r.exit_code for r in (everything, unexplained, done)] == [1, 1, 0]
    assert done.output == "已取消 28 条。Cancelled 28.\n"
