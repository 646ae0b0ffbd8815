"""`papers` as the office types it: drafted, sent, signed on paper, issued, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from typer.testing import CliRunner, Result

from cli.main import app
from config.settings import Settings
from models import migrate
from tasks.clocks import SimulatedClock
from tests.support import files
from tests.support.campaign_builder import Built, built
from tests.support.signers import DAY, DEPUTY, DIRECTOR, HEAD, PEOPLE, Desk


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Built]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("tasks.context.SystemClock", lambda: SimulatedClock(DAY))
    with built(Settings().home) as made:
        with made.house.engine.begin() as connection:
            command.stamp(migrate._config(connection), "head")
        made.open("1.2", DAY)
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["papers", *arguments])


def told(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_paper_from_draft_to_correction(campaign: Built, tmp_path: Path) -> None:
    scan = tmp_path / "签批单.pdf"
    scan.write_bytes(files.pdf())
    for post in (DIRECTOR, DEPUTY, HEAD):
        campaign.known(PEOPLE[post])
        told("signer", post, PEOPLE[post], "--since", "2021-01-01")
    told("draft", "1.2")
    told("revise", "1")
    waits = told("send", "1")
    for post in (DIRECTOR, DEPUTY, HEAD):
        code = Desk(campaign, "1.2", paper=1).code
        sheet = (post, PEOPLE[post], str(scan), "--code", code, "--signed-on", "2021-06-18")
        waits = told("sheet", "1", *sheet)
    shown = told("text", "1")
    number = told("issue", "1")
    correction = told("correct", "1", "--reason", "电话有误")
    table = told()

    assert waits == "已签完 signed by all\n"
    assert "第1轮 2021-06-18 局党组书记、局长（juzhang）同意" in shown
    assert number == "已印发 issued：评选〔2021〕1号\n"
    assert correction.startswith("更正文稿编号 2")
    assert "已印发" in table
    assert "文稿" in table
    assert told("stale") == "所有公文与现在的数据一致。Every paper says what is the case.\n"


@pytest.mark.usefixtures("campaign")
def test_what_is_refused_is_told_with_exit_code_1() -> None:
    told("draft", "1.2")

    done = run("issue", "1")

    assert done.exit_code == 1
    assert "《实施意见印发通知》等待办公室（命令行）送签" in done.output
