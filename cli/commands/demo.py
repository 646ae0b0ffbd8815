"""`pingxuan demo`: the whole campaign of 2021 on a simulated clock, to watch and to look at."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlmodel import col, select

from cli.demo import summary
from cli.demo.cast import Cast
from cli.demo.opening import begin, bring_roster
from cli.demo.stage import Stage, stage
from cli.demo.year import THROUGH_PREFECT, Year
from config.calendars import KNOWN_YEARS, statutory
from config.campaign_file import CampaignFile, read_campaign
from models import Address, Step
from rules.states import StepState
from tasks import campaigns

app = typer.Typer()
console = Console(emoji=False)
FILE = Path(__file__).parents[2] / "config" / "campaigns" / "suzhou-2021.yaml"
LAST_DAY = date(2022, 1, 28)


@app.command()
def demo(
    units: Annotated[int, typer.Option(min=60, max=20_000, help="单位数 units")] = 180,
    seed: Annotated[
        int, typer.Option(help="随机种子：同一种子同一结果 one seed, one result")
    ] = 2021,
    leave: Annotated[bool, typer.Option("--exit", help="结束后不停留 do not stay")] = False,
    home: Annotated[Path, typer.Option(help="演示文件夹 folder of the demonstration")] = Path(
        "demo"
    ),
    pause_at: Annotated[
        str,
        typer.Option("--pause-at", help="在这个环节启动时停下，去工作台办理 stop when it opens"),
    ] = "",
    port: Annotated[int, typer.Option(help="看板端口，0为不开 dashboard's port, 0: none")] = 8080,
) -> None:
    """演示：第三届“双争双创”活动的一年。Play the whole campaign of 2021 in a minute or two."""
    file = read_campaign(FILE)
    if pause_at and pause_at not in {step.code for step in file.definition.steps}:
        known = "、".join(step.code for step in file.definition.steps)
        console.print(f"没有环节“{pause_at}”，可用：{known}", style="red")
        raise typer.Exit(2)
    calendar = statutory(KNOWN_YEARS)
    begins = calendar.at(file.definition.phases[0].opens, datetime.min.time().replace(hour=8))
    with stage(home, seed, begins, web_port=port or None) as scene:
        _announce(scene)
        started = time.monotonic()
        year = _prepare(scene, file, units, seed)
        _play(year, scene, pause_at)
        told = time.monotonic() - started
        agrees = summary.show(console, scene, year, file.definition)
        console.print(
            f"\n{year.acts_done}次人工操作，{year.flow_runs}次流程运行，用时{told:.0f}秒。"
            f"结果文件：{home / 'results'}"
        )
        if not leave:
            _stay()
    if not agrees:
        raise typer.Exit(1)


def _prepare(scene: Stage, file: CampaignFile, units: int, seed: int) -> Year:
    """Import the roster from its workbook and launch, as an office would."""
    house, clock = scene.house, scene.clock
    counts = bring_roster(house, clock, file, units=units, seed=seed)
    console.print(f"已导入名册：{counts}")
    with house.reading() as ctx:
        cast = Cast(seed, campaigns.calendar_of(ctx))
    _break_an_address(scene, cast)
    return begin(house, clock, file, THROUGH_PREFECT, cast)


def _break_an_address(scene: Stage, cast: Cast) -> None:
    """One mailbox does not exist: the next channel takes over and the office gets a task."""
    with scene.house.reading() as ctx:
        mailboxes = ctx.session.exec(
            select(Address.value).where(col(Address.channel) == "email")
        ).all()
    gone = cast.among(mailboxes, "mailbox gone")
    scene.mail.answer("RCPT", 550, times=5, containing=gone)


def _play(year: Year, scene: Stage, pause_at: str) -> None:
    """Play to the last day; at the opening of a step that was named, wait until somebody goes on."""
    begins, ends = scene.clock.now(), year.calendar.end_of(LAST_DAY)
    whole = (ends - begins).total_seconds()
    with Progress(
        TextColumn("{task.description}"), BarColumn(40), TimeElapsedColumn(), console=console
    ) as progress:
        bar = progress.add_task("2021-06-18", total=whole)
        waiting = [pause_at] if pause_at else []

        def tick(moment: datetime) -> None:
            if waiting and _has_opened(year, waiting[0]):
                progress.stop()
                _pause(scene, waiting.pop())
                progress.start()
            local = year.calendar.local(moment)
            progress.update(
                bar,
                completed=(moment - begins).total_seconds(),
                description=f"{local:%Y-%m-%d %H:%M}",
            )

        year.play(ends, tick)
        progress.update(bar, completed=whole)


def _has_opened(year: Year, code: str) -> bool:
    with year.house.reading() as ctx:
        state = ctx.session.exec(select(Step.state).where(col(Step.code) == code)).first()
    return state not in (None, StepState.PLANNED)


def _pause(scene: Stage, code: str) -> None:
    console.print(f"\n环节 {code} 已启动，时间停在这里。可在工作台一键登录，以各种身份办理：")
    console.print(f"{scene.web_url}/sign-in", highlight=False)
    _wait_for_enter("办完按回车，活动继续。Press Enter to go on.")


def _announce(scene: Stage) -> None:
    if scene.web_url:
        console.print(f"看板 dashboard: {scene.web_url}")
    console.print(f"Prefect: {scene.prefect.ui_url}")
    password = scene.house.settings.home / "web.log"
    if scene.web_url:
        console.print(f"首次登录的账号和密码见 first password in: {password}")


def _stay() -> None:
    _wait_for_enter("\n一切都还开着，看够了按回车结束。Everything is still up; press Enter to end.")


def _wait_for_enter(text: str) -> None:
    console.print(text)
    try:
        input()
    except (EOFError, KeyboardInterrupt):
        console.print("继续。Going on.")
