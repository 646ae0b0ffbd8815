"""`template` as the office types it: shown, tried, saved, refused, restored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from typer.testing import CliRunner, Result

from cli.main import app
from config.settings import Settings
from models import migrate
from tests.support.campaign_builder import Built, built

NAME = "notice_issued/subject.txt"


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Built]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    with built(Settings().home) as made:
        with made.house.engine.begin() as connection:
            command.stamp(migrate._config(connection), "head")
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["template", *arguments])


@pytest.mark.usefixtures("campaign")
def test_a_template_is_changed_and_put_back(tmp_path: Path) -> None:
    file = tmp_path / "主题.txt"
    shipped = run("show", NAME).output
    file.write_text("请签收{{ notice_title }}", encoding="utf-8")
    tried = run("preview", NAME, str(file)).output
    saved = run("save", NAME, str(file), "--reason", "更短").output
    listed = run("list").output
    restored = run("restore", NAME).output

    assert tried.startswith("请签收考评通知\n")
    assert saved == f"{NAME}：第1版已启用 version 1 in force\n"
    assert "第1版" in listed
    assert restored.startswith(f"{NAME}：已恢复")
    assert run("show", NAME).output == shipped


@pytest.mark.usefixtures("campaign")
def test_a_broken_one_is_refused_with_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "主题.txt"
    file.write_text("请签收{{ notice_titl }}", encoding="utf-8")

    done = run("save", NAME, str(file))

    assert done.exit_code == 1
    assert "第1行第7列：没有名为“notice_titl”的内容，是不是“notice_title”？" in done.output
