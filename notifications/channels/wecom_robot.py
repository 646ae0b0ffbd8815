"""企业微信群机器人: a text posted to one group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from config.channels import RobotAccess, WecomRobotSettings
from notifications.channels.base import Letter, MachineClock, Report
from notifications.channels.http import Request
from notifications.channels.http_delivery import Codes
from notifications.channels.pace import Rate
from notifications.channels.robots import Part, RobotDialect, json_body, robot_delivery
from notifications.channels.split import utf8_bytes

_CODES = Codes(
    paths=("errcode",),
    ok=frozenset({"0"}),
    again={"-1": None, "45009": timedelta(minutes=1), "45033": timedelta(minutes=1)},
    message_path="errmsg",
)


class WecomRobot:
    name = "wecom_robot"
    repeat_when_unknown = False
    avoids_full_hour = True
    rates = (Rate(20, timedelta(minutes=1)),)
    max_bytes = 2048

    def __init__(self, settings: WecomRobotSettings, clock: MachineClock) -> None:
        self._base_url = settings.base_url.rstrip("/")
        dialect = RobotDialect(
            settings.robots, self._build, _CODES, self.max_bytes, utf8_bytes, clock
        )
        self._delivery = robot_delivery(settings, dialect, self.rates)

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self._delivery.deliver(letters, report)

    def _build(self, robot: RobotAccess, part: Part, _now: datetime) -> Request:
        key = quote(robot.key.get_secret_value(), safe="")
        text = {"content": part.text, "mentioned_mobile_list": part.mentions}
        return Request(
            f"{self._base_url}/cgi-bin/webhook/send?key={key}",
            json_body({"msgtype": "text", "text": text}),
        )
