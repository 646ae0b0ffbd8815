"""钉钉群机器人: a text posted to one group, signed in its address with the time in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from config.channels import DingtalkRobotSettings, RobotAccess
from notifications.channels.base import Letter, MachineClock, Report
from notifications.channels.http import Request
from notifications.channels.http_delivery import Codes
from notifications.channels.pace import Rate
from notifications.channels.robots import (
    Part,
    RobotDialect,
    json_body,
    robot_delivery,
    signature,
)
from notifications.channels.split import json_bytes

_ENVELOPE_BYTES = 1000
_CODES = Codes(
    paths=("errcode",),
    ok=frozenset({"0"}),
    # Whoever sends too fast is locked out for ten minutes.
    again={"-1": None, "130101": timedelta(minutes=10), "410100": timedelta(minutes=10)},
    message_path="errmsg",
)


class DingtalkRobot:
    name = "dingtalk_robot"
    repeat_when_unknown = False
    avoids_full_hour = True
    rates = (Rate(20, timedelta(minutes=1)),)
    max_bytes = 20_000 - _ENVELOPE_BYTES

    def __init__(self, settings: DingtalkRobotSettings, clock: MachineClock) -> None:
        self._base_url = settings.base_url.rstrip("/")
        dialect = RobotDialect(
            settings.robots, self._build, _CODES, self.max_bytes, json_bytes, clock
        )
        self._delivery = robot_delivery(settings, dialect, self.rates)

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self._delivery.deliver(letters, report)

    def _build(self, robot: RobotAccess, part: Part, now: datetime) -> Request:
        query = {"access_token": robot.key.get_secret_value()}
        if robot.secret:
            secret = robot.secret.get_secret_value()
            stamp = str(int(now.timestamp() * 1000))
            sign = signature(secret.encode(), f"{stamp}\n{secret}".encode())
            query |= {"timestamp": stamp, "sign": sign}  # urlencode quotes it, and only once
        payload = {
            "msgtype": "text",
            "text": {"content": part.text},
            "at": {"atMobiles": part.mentions, "isAtAll": False},
        }
        return Request(f"{self._base_url}/robot/send?{urlencode(query)}", json_body(payload))
