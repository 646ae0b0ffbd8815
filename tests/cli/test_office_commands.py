"""`migrate`, `launch`, `status`, `trigger` and `move` as the office types them: words and exit codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select, update
from typer.testing import CliRunner, Result

from cli.main import app
from config.settings import Settings
from models import Obligation, PlannedRun, Step, Unit
from models.database import open_database
from models.migrate import differences, upgrade
from rules.states import StepState
from tasks import duties
from tasks.context import House, open_house
from tests.support import campaign_builder
from tests.support.campaign_builder import shanghai
from tests.support.campaigns import SUZHOU

FAR = date(2099, 12, 17)
"""A Thursday: commands go by the machine's clock, which will not be there for long."""
MOVE = ("move", "2.2", "apply", FAR.isoformat())
WINDOWS = [f"示例{number}窗口" for number in "一二三四五"]
WHY = ("--reason", "台风停工一天", "--ordered-by", "办公室主任")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation in which nothing has happened yet; no Prefect listens where it looks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PINGXUAN_PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def house(home: Path) -> House:
    """The same with units, and the campaign launched by the command."""
    assert home.is_dir()
    made = open_house(Settings())
    upgrade(made.engine)
    with made.acting("测试") as ctx:
        campaign_builder._add_units(ctx.session)
    assert run("launch", str(SUZHOU)).exit_code == 0
    return made


@pytest.fixture
def applying(house: House) -> House:
    """Applications are open."""
    with house.acting("测试", now=shanghai("2021-12-02")) as ctx:
        ctx.session.execute(
            update(Step).where(col(Step.code) == "2.2").values(state=StepState.OPEN)
        )
        duties.lay_on(ctx, 1, "2.2")
    return house


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def moved(house: House) -> set[str]:
    with house.reading() as ctx:
        found = ctx.session.exec(
            select(Unit.code)
            .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
            .where(col(Obligation.due_on) == FAR)
        ).all()
        return set(found)


def test_migrate_makes_the_database_and_may_be_repeated(home: Path) -> None:
    first, second = run("migrate"), run("migrate")

    assert [(done.exit_code, done.output) for done in (first, second)] == [
        (0, "数据库已是最新。The database is up to date.\n")
    ] * 2
    engine = open_database(f"sqlite:///{home}/var/pingxuan.db")
    assert differences(engine) == []
    engine.dispose()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", [("status",), ("trigger", "1.1"), MOVE])
def test_without_a_campaign_the_office_is_told_what_to_do(command: tuple[str, ...]) -> None:
    done = run(*command)

    assert (done.exit_code, done.output) == (
        1,
        "· 还没有评选活动。先运行 pingxuan launch 文件\n",
    )


@pytest.mark.usefixtures("home")
def test_a_launch_tells_what_it_set_going_and_what_is_past() -> None:
    """The shipped campaign is years ago by the machine's clock: nothing of it is to come."""
    done = run("launch", str(SUZHOU))

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "已启动：16 个环节，0 个计划运行。Launched 16 steps, 0 planned runs.",
        (
            "已过期，请按纸面补录 enter as done: 1.1、1.2、1.3、1.4、1.5、2.1、2.2、2.3、2.4、opinions、"
            "3.1、publicity、3.2、3.3、casebook、3.4"
        ),
    ]


@pytest.mark.usefixtures("house")
def test_a_second_launch_is_refused_with_exit_code_one() -> None:
    done = run("launch", str(SUZHOU))

    assert (done.exit_code, done.output) == (
        1,
        "· 评选活动“szsc-2021”已经启动过；修改请走“调整方案”，下一年请用新的代码\n",
    )


@pytest.mark.parametrize("text", [None, "code: [", "code: x\n"], ids=["missing", "broken", "short"])
def test_a_file_that_cannot_be_used_has_its_own_exit_code_and_makes_nothing(
    home: Path, text: str | None
) -> None:
    file = home / "campaign.yaml"
    if text is not None:
        file.write_text(text, "utf-8")

    done = run("launch", str(file))

    assert done.exit_code == 2
    assert "campaign.yaml" in done.output
    assert not (home / "var").exists()


def test_status_lists_every_step_with_its_state_and_window(house: House) -> None:
    with house.acting("测试") as ctx:
        mine = update(Step).where(col(Step.code) == "1.1")
        ctx.session.execute(mine.values(state=StepState.CLOSED, outcome="小组已调整"))

    done = run("status")

    rows = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in done.output.splitlines()
        if line.startswith("│")
    ]
    assert done.exit_code == 0
    assert len(rows) == 16
    assert rows[0] == [
        "1.1", "调整领导小组，明确职责", "已经办结", "2021-06-18", "2021-06-18", "小组已调整",
    ]  # fmt: skip
    assert rows[6] == ["2.2", "总结并报送申报材料", "尚未开始", "2021-12-02", "2021-12-22", ""]


def test_a_trigger_out_of_order_exits_with_one_and_every_reason_on_a_line(house: House) -> None:
    done = run("trigger", "2.3")

    assert (done.exit_code, done.output.splitlines()) == (
        1,
        [
            "· 请写明启动的理由",
            "· 须待 2.1 印发考评通知办结，现尚未开始（四·第二阶段·1、2）",
            "· 须待 2.2 总结并报送申报材料开始，现尚未开始（四·第二阶段·2；说明4）",
        ],
    )
    with house.reading() as ctx:
        assert ctx.session.exec(select(PlannedRun)).all() == []


def test_a_good_trigger_is_recorded_even_while_prefect_is_away(house: House) -> None:
    done = run("trigger", "1.1", "--reason", "会议已开")

    with house.reading() as ctx:
        planned = ctx.session.exec(select(PlannedRun)).one()
        state = ctx.session.exec(select(Step.state).where(col(Step.code) == "1.1")).one()
    assert done.exit_code == 0
    assert done.output == f"{planned.name}：已记录，稍后自动运行 recorded, will run soon\n"
    assert (planned.step, planned.at_once, state) == ("1.1", True, StepState.OPEN)


def test_a_move_shows_its_preview_and_happens_after_a_yes(applying: House) -> None:
    done = run(*MOVE, *WHY, "--kind", "window", answer="y\n")

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"报送申报材料 → 2099-12-17（周四，工作日（暂定））：影响 5 个单位（{'、'.join(WINDOWS)}）",
        "确认调整？Move it? [y/N]: y",
        "已调整，并将通知受影响的单位。Moved; the units concerned will be told.",
    ]
    assert moved(applying) == {f"ck00{n}" for n in range(1, 6)}


def test_a_move_that_is_not_confirmed_does_not_happen(applying: House) -> None:
    done = run(*MOVE, *WHY, answer="n\n")

    assert done.exit_code == 1
    assert moved(applying) == set()


def test_a_move_may_be_confirmed_beforehand_and_concern_one_unit(applying: House) -> None:
    done = run(*MOVE, *WHY, "--unit", "ck003", "--yes")

    assert (done.exit_code, moved(applying)) == (0, {"ck003"})


def test_a_move_for_all_names_the_first_few(applying: House) -> None:
    done = run(*MOVE, *WHY, "--yes")

    names = "机关党委（机关纪委）、行政审批制度改革处（政务服务指导处）、苏州市公共资源交易中心、苏州市便民服务中心、办公室"
    assert done.output.splitlines()[0] == (
        f"报送申报材料 → 2099-12-17（周四，工作日（暂定））：影响 28 个单位（{names}…）"
    )
    assert len(moved(applying)) == 28


def test_a_move_that_is_refused_shows_every_reason_and_asks_nothing(applying: House) -> None:
    done = run("move", "2.2", "apply", "2021-12-25")

    assert done.exit_code == 1
    assert done.output.splitlines()[1:] == [
        "· 请写明调整的理由",
        "· 请写明作出决定的岗位",
        "· 新的截止日是休息日：2021-12-25（周六，周末）；最近的工作日是 2021-12-24 和 2021-12-27",
        "· 新的截止日已经过去",
    ]
    assert moved(applying) == set()


@pytest.mark.usefixtures("applying")
def test_a_duty_or_a_day_that_does_not_exist_is_named() -> None:
    duty = run("move", "2.2", "aply", FAR.isoformat(), *WHY)
    day = run("move", "2.2", "apply", "2099-02-30", *WHY)

    assert (duty.exit_code, duty.output) == (
        1,
        "· 环节“2.2”没有事项“aply”，可用：apply、opinion\n",
    )
    assert day.exit_code == 2
    assert "2099-02-30" in day.output
