"""Where the demonstration plays: a home of its own, local stand-ins for mail and hooks, servers."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from config.channels import ChannelSettings, EmailSettings, SmsSettings, WecomAppSettings
from config.settings import Settings
from flows import household, processes
from flows.attached import attached
from flows.server import PrefectServer, embedded_prefect, free_port
from models.migrate import upgrade
from notifications.sinks.http import HttpSink, http_sink
from notifications.sinks.smtp import SmtpSink, smtp_sink
from tasks.clocks import SimulatedClock
from tasks.context import House, open_house

WECOM, SMS = "/cgi-bin/message/send", "/sms"
MARK = ".pingxuan-demo"
"""Says that a folder was made by a demonstration and may be cleared by the next one."""


@dataclass(frozen=True, slots=True)
class Stage:
    house: House
    clock: SimulatedClock
    mail: SmtpSink
    hooks: HttpSink
    prefect: PrefectServer
    web_url: str
    """Empty when no dashboard was asked for."""


class NotOurFolderError(RuntimeError):
    """The folder holds something that no demonstration made."""


@contextmanager
def stage(home: Path, seed: int, begins: datetime, *, web_port: int | None) -> Iterator[Stage]:
    """Everything the year needs, up and running; gone with the block, files stay in `home`."""
    _clear(home)
    with ExitStack() as stack:
        mail = stack.enter_context(smtp_sink(keep_raw=True))
        hooks = stack.enter_context(http_sink())
        settings = _settings(home, mail, hooks)
        clock = SimulatedClock(begins)
        house = open_house(settings, clock=clock, chance=random.Random(seed))  # noqa: S311 - one seed, one year
        stack.callback(house.engine.dispose)
        upgrade(house.engine)
        port = free_port()
        web_url = stack.enter_context(_dashboard(settings, web_port, port)) if web_port else ""
        prefect = stack.enter_context(embedded_prefect(home / "prefect", port=port))
        stack.enter_context(attached(prefect))
        stack.enter_context(household.use(house))
        yield Stage(house, clock, mail, hooks, prefect, web_url)


def _settings(home: Path, mail: SmtpSink, hooks: HttpSink) -> Settings:
    """Mail to one stand-in, WeCom and text messages to the other, which answers as they do."""
    hooks.always("/cgi-bin/gettoken", {"errcode": 0, "access_token": "demo", "expires_in": 7200})
    hooks.always(WECOM, {"errcode": 0, "errmsg": "ok", "msgid": "demo"})
    hooks.always(SMS, {"code": "0", "message": "OK", "id": "demo"})
    channels = ChannelSettings(
        enabled=("inbox", "email", "wecom_app", "sms_http"),
        email=EmailSettings(host="127.0.0.1", port=mail.port, connections=4),
        wecom_app=WecomAppSettings(
            base_url=hooks.url, corp_id="demo", agent_id=1, secret=SecretStr("demo")
        ),
        sms_http=SmsSettings(url=f"{hooks.url}{SMS}"),
    )
    return Settings(home=home, database="", channels=channels, specimen=True, demo=True)


def _clear(home: Path) -> None:
    if home.exists():
        if not (home / MARK).exists() and any(home.iterdir()):
            raise NotOurFolderError(
                f"{home} 不是演示产生的文件夹，没有动它；请用 --home 另指一个空文件夹。"
                f"{home} was not made by a demonstration; name an empty folder with --home."
            )
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / MARK).touch()


@contextmanager
def _dashboard(settings: Settings, port: int, prefect_port: int) -> Iterator[str]:
    """The dashboard in a process of its own, as `serve` runs it, on the demonstration's database."""
    environment = {
        **os.environ,
        "PINGXUAN_HOME": str(settings.home.absolute()),
        "PINGXUAN_DATABASE": settings.database_url,
        "PINGXUAN_WEB_PORT": str(port),
        "PINGXUAN_PREFECT_PORT": str(prefect_port),
        "PINGXUAN_DEMO": "true",
    }
    child: subprocess.Popen[bytes] = processes.start(
        (sys.executable, "-m", "cli.main", "web"), env=environment, log=settings.home / "web.log"
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop(child, patience=5)
