"""Running an installation: `serve` for one machine; `register` and `worker` for several."""

from __future__ import annotations

import os
import subprocess
import sys

import typer
from rich.console import Console
from rich.panel import Panel

from cli.supervisor import (
    CannotServeError,
    Supervisor,
    environment_of,
    only_one,
    parts_of,
    refuse_taken_ports,
    stop_on_signals,
)
from config.settings import Settings
from flows.server import PrefectServer, ServerNotReadyError
from models.migrate import upgrade
from tasks.accounts import first_administrator
from tasks.context import open_house

app = typer.Typer()
console = Console(emoji=False)

CANNOT = 1
OPERATOR = "安装"


@app.command()
def serve() -> None:
    """在一台机器上运行全部服务。Run everything on one machine until it is told to stop."""
    settings = Settings()
    try:
        with only_one(settings.home):
            refuse_taken_ports(settings)
            _prepare(settings)
            supervisor = Supervisor(
                parts_of(settings), lambda text: console.print(text, style="yellow")
            )
            stop_on_signals(supervisor.stopping)
            console.print("正在启动，约需十几秒。Starting, some ten seconds.")
            supervisor.run(lambda: _announce(settings))
    except (CannotServeError, ServerNotReadyError) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(CANNOT) from error
    console.print("已停止。Stopped.")


@app.command()
def register() -> None:
    """把流程登记到 Prefect 的工作池。Register all deployments with the work pool."""
    settings = _with_pool()
    command = (sys.executable, "-m", "flows.registration")
    done = subprocess.run(command, env=environment_of(settings), check=False)  # noqa: S603 - our own module
    raise typer.Exit(done.returncode)


@app.command()
def worker() -> None:
    """执行工作池里的运行，可在多台机器上启动。Execute the pool's runs; start it on any machine."""
    settings = _with_pool()
    options = ("--pool", settings.work_pool, "--type", "process")
    limit = ("--limit", str(settings.runner_limit))
    command = (sys.executable, "-m", "prefect", "worker", "start", *options, *limit)
    # Prefect asks every ten seconds unless told otherwise; a click should not wait that long.
    environment = {"PREFECT_WORKER_QUERY_SECONDS": "2", **environment_of(settings)}
    os.execve(sys.executable, command, environment)  # noqa: S606 - becomes Prefect's own worker


def _prepare(settings: Settings) -> None:
    """Bring the database to this version, and make the first account where there is none."""
    house = open_house(settings)
    upgrade(house.engine)
    with house.acting(OPERATOR) as ctx:
        password = first_administrator(ctx)
    house.engine.dispose()
    if password:
        text = f"账号 admin，密码 {password}\n只显示这一次，请立即记下。Shown once: note it now."
        console.print(Panel(text, title="管理员账号 Administrator", expand=False))


def _announce(settings: Settings) -> None:
    console.print(f"工作台 dashboard   http://{settings.web_host}:{settings.web_port}")
    if not settings.prefect_api_url:
        url = PrefectServer(settings.home, settings.prefect_port).ui_url
        console.print(f"Prefect            {url}")
    console.print(f"日志 logs          {settings.home.absolute()}/*.log")
    console.print("按 Ctrl-C 停止。Ctrl-C stops everything.")


def _with_pool() -> Settings:
    settings = Settings()
    if not settings.work_pool:
        console.print(
            "请先用 PINGXUAN_WORK_POOL 指定工作池。Set PINGXUAN_WORK_POOL first.", style="red"
        )
        raise typer.Exit(CANNOT)
    return settings
