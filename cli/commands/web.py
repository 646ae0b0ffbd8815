"""`pingxuan web`: the dashboard alone, on loopback unless the settings say otherwise."""

from __future__ import annotations

import typer
import uvicorn
from rich.console import Console

from config.settings import Settings
from models.migrate import upgrade
from tasks import accounts
from tasks.context import open_house
from web.app import create_app

app = typer.Typer()
console = Console(emoji=False)


@app.command()
def web() -> None:
    """启动看板。Serve the dashboard."""
    settings = Settings()
    house = open_house(settings)
    upgrade(house.engine)
    with house.acting("系统") as ctx:
        password = accounts.first_administrator(ctx)
    if password is not None:
        console.print(
            f"首次启动，已建立管理员账号 admin，密码只显示这一次：{password}\n"
            f"First start: account admin, its password is shown this once: {password}",
            markup=False,
        )
    console.print(f"看板 dashboard: http://{settings.web_host}:{settings.web_port}")
    uvicorn.run(
        create_app(house),
        host=settings.web_host,
        port=settings.web_port,
        log_level="warning",
        # Behind a proxy of the same machine the scheme decides whether cookies are secure.
        forwarded_allow_ips="127.0.0.1",
    )
