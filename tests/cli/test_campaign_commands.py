"""`check`, `schema` and `new` as an operator meets them: words, exit codes, nothing overwritten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cli.commands.campaign import app
from tests.support.campaign_text import TEXT, changed, place_of
from tests.support.campaigns import SUZHOU

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()
LINE, _ = place_of(TEXT, "total: 17\n")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(changed(("total: 17", "total: 18")), "utf-8")
    return path


def test_check_prints_the_decision_sheet_of_a_good_file() -> None:
    done = RUNNER.invoke(app, ["check", str(SUZHOU)], env={"COLUMNS": "160"})

    assert done.exit_code == 0
    assert "没有发现问题" in done.output
    assert all(f"│ A{n} " in done.output for n in range(1, 35))
    assert "公示顺延（已选）" in done.output


def test_check_prints_each_mistake_on_one_line_with_its_place(broken: Path) -> None:
    done = RUNNER.invoke(app, ["check", str(broken)], env={"COLUMNS": "40"})

    assert done.exit_code == 1
    assert done.output.splitlines()[0] == (
        f"{broken}:{LINE}:12: 错误 改革创新标兵单位共 18 个，各类合计 17（5 + 5 + 1 + 1 + 2 + 3）。 "
        "还差 1 个。 (places-do-not-add-up)"
    )


def test_check_as_json_says_the_same_to_a_program(broken: Path) -> None:
    done = RUNNER.invoke(app, ["check", "--json", str(broken)])

    assert done.exit_code == 1
    assert json.loads(done.output) == {
        "file": str(broken),
        "ok": False,
        "findings": [
            {
                "line": LINE,
                "column": 12,
                "severity": "error",
                "code": "places-do-not-add-up",
                "message": "改革创新标兵单位共 18 个，各类合计 17（5 + 5 + 1 + 1 + 2 + 3）。",
                "hint": "还差 1 个。",
            }
        ],
        "sheet": None,
    }


def test_check_as_json_carries_the_sheet_of_a_good_file() -> None:
    told = json.loads(RUNNER.invoke(app, ["check", "--json", str(SUZHOU)]).output)

    assert (told["ok"], told["findings"], len(told["sheet"]["rows"])) == (True, [], 34)
    assert told["sheet"]["clashes"][0]["chosen"] == "run_past_the_phase"


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_has_its_own_exit_code(tmp_path: Path, name: str) -> None:
    done = RUNNER.invoke(app, ["check", str(tmp_path / name)])

    assert done.exit_code == 2
    assert "读不到这个文件" in done.stderr


def test_schema_writes_to_a_file_or_to_the_terminal(tmp_path: Path) -> None:
    out = tmp_path / "campaign.schema.json"

    printed = RUNNER.invoke(app, ["schema"])
    written = RUNNER.invoke(app, ["schema", "--out", str(out)])

    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert json.loads(out.read_text("utf-8")) == json.loads(printed.output)


def test_new_writes_next_years_file_once_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "suzhou-2022.yaml"
    command = ["new", str(path), "--from", str(SUZHOU), "--year", "2022"]

    first = RUNNER.invoke(app, command)
    written = path.read_text("utf-8")
    second = RUNNER.invoke(app, command)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "不覆盖" in second.stderr
    assert path.read_text("utf-8") == written != TEXT


def test_new_from_a_file_with_errors_writes_nothing(tmp_path: Path, broken: Path) -> None:
    path = tmp_path / "next.yaml"

    done = RUNNER.invoke(app, ["new", str(path), "--from", str(broken), "--year", "2022"])

    assert (done.exit_code, path.exists()) == (1, False)
    assert "原文件有错误，请先改正" in done.stderr
