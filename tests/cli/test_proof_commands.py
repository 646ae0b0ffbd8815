"""Exporting and verifying by command: what people type, what they read, and the exit codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from models.migrate import upgrade
from tests.support.campaign_builder import built
from tests.support.exported import decided

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("commands")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PINGXUAN_HOME", str(folder))
        with built(folder, tables=upgrade) as campaign:
            decided(campaign)
        yield folder


def run(*words: object) -> tuple[int, str]:
    outcome = RUNNER.invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.output


def test_a_result_is_exported_verified_and_a_changed_one_named(home: Path) -> None:
    code, said = run("export", home / "result")
    head = re.findall("[0-9a-f]{4}(?:-[0-9a-f]{4}){7}", said)[0]
    point = re.findall("checkpoint ([0-9a-f-]+)", said)[0]
    assert code == 0

    code, said = run("verify", home / "result", "--head", head, "--checkpoint", point)
    assert (code, "结果由输入得出" in said) == (0, True), said

    cells = home / "result" / "results" / "cells.jsonl"
    cells.write_text(cells.read_text("utf-8").replace('"places": 1', '"places": 2', 1), "utf-8")
    code, said = run("verify", home / "result")
    assert (code, "results/cells.jsonl" in said) == (1, True), said


def test_the_journal_is_signed_verified_against_paper_and_given_to_others(home: Path) -> None:
    code, stamp = run("journal", "checkpoint")
    assert code == 0

    code, said = run("journal", "verify", "--checkpoint", stamp.strip())
    assert (code, "日志完整" in said) == (0, True), said

    row, rest = stamp.strip().split("-", 1)
    code, said = run("journal", "verify", "--checkpoint", f"{int(row) + 1}-{rest}")
    assert (code, "被删去" in said) == (1, True), said
    assert run("journal", "verify", "--checkpoint", "12")[0] == 2

    assert run("journal", "export", home / "chain")[0] == 0
    assert {path.name for path in (home / "chain").iterdir()} == {
        "chain.jsonl", "checkpoint.jsonl", "verify_journal.py",
    }  # fmt: skip
    assert run("journal", "export", home / "chain")[0] == 1
    assert run("journal", "key")[0] == 0
