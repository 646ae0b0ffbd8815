"""`amend`, `closure` and `calendar` as the office types them: words and exit codes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from cli.main import app
from config.settings import Settings
from models import Campaign, Closure
from models.migrate import upgrade
from tasks.context import House, open_house
from tests.support import campaign_builder
from tests.support.campaign_text import changed
from tests.support.campaigns import SUZHOU

WHY = ("--reason", "会议改期", "--ordered-by", "办公室主任")
MEETING = (
    "        opens: 2022-01-05\n        closes: 2022-01-05",
    "        opens: 2022-01-04\n        closes: 2022-01-05",
)
TOLD = "· 环节 3.1 领导小组专题会议审定名单 · 开始日：2022-01-05 → 2022-01-04"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The shipped campaign launched, in an installation of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    made = open_house(Settings())
    upgrade(made.engine)
    with made.acting("测试") as ctx:
        campaign_builder._add_units(ctx.session)
    assert run("launch", str(SUZHOU)).exit_code == 0
    return made


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "amended.yaml"
    path.write_text(changed(MEETING), "utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def version(house: House) -> int:
    with house.reading() as ctx:
        return ctx.session.exec(select(Campaign.version)).one()


def test_a_dry_run_lists_what_differs_and_writes_nothing(house: House, file: str) -> None:
    done = run("amend", file, "--dry-run", *WHY)

    assert (done.exit_code, version(house)) == (0, 1)
    assert TOLD in done.output.splitlines()


def test_an_amendment_is_in_force_and_the_same_file_again_is_nothing_new(
    house: House, file: str
) -> None:
    first, second = run("amend", file, *WHY), run("amend", file, *WHY)

    assert (first.exit_code, second.exit_code, version(house)) == (0, 0, 2)
    assert first.output.splitlines()[0] == TOLD
    assert "已生效，第 2 版。In force as version 2." in first.output
    assert second.output.startswith("与现行方案相同（注释和排版不计）。")


def test_without_reason_and_post_nothing_is_amended(house: House, file: str) -> None:
    done = run("amend", file)

    assert (done.exit_code, version(house)) == (1, 1)
    assert done.output.splitlines()[-2:] == ["· 请写明修改的理由", "· 请写明作出决定的岗位"]


def test_a_file_with_mistakes_is_not_looked_at_further(house: House, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("format: pingxuan/1\n", "utf-8")

    assert (run("amend", str(path), *WHY).exit_code, version(house)) == (2, 1)


def test_a_closure_is_entered_listed_and_taken_back(house: House) -> None:
    monday = date.fromisocalendar(datetime.now(UTC).year + 1, 28, 1)  # in July: no holiday there
    first, second = str(monday), str(monday + timedelta(days=1))
    entered = run("closure", "add", first, second, "--reason", "台风")
    listed = run("closure", "list")
    empty = run("closure", "accept", *WHY)
    cancelled = run("closure", "cancel", first, second, "--reason", "风停")

    assert [done.exit_code for done in (entered, listed, empty, cancelled)] == [0, 0, 1, 0]
    assert listed.output.splitlines()[0] == f"· {first}：台风（办公室（命令行））"
    assert cancelled.output == f"已取消 cancelled: {first}、{second}\n"
    with house.reading() as ctx:
        assert ctx.session.exec(select(Closure)).all() == []


@pytest.mark.usefixtures("house")
def test_a_year_is_imported_and_a_bad_file_is_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "2031.json", tmp_path / "bad.json"
    day = {"name": "元旦", "date": "2031-01-01", "isOffDay": True}
    good.write_text(json.dumps({"year": 2031, "papers": [], "days": [day]}), "utf-8")
    bad.write_text('{"year": 2031, "days": []}', "utf-8")

    done, refused = run("calendar", "import", str(good)), run("calendar", "import", str(bad))

    assert (done.exit_code, refused.exit_code) == (0, 1)
    assert done.output.splitlines()[0] == "2031 年：放假 1 天，调休上班 0 天。已导入 imported"
