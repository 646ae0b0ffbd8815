"""飞书群机器人: a text posted to one group, signed in its body with the time in seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from config.channels import FeishuRobotSettings, RobotAccess
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

_ENVELOPE_BYTES = 2000
_USER_ID = re.compile(r"[A-Za-z0-9_-]+")
_CODES = Codes(
    paths=("code", "StatusCode"),  # the older form of a good answer knows only StatusCode
    ok=frozenset({"0"}),
    again={"11232": timedelta(minutes=1), "11233": timedelta(minutes=1)},
    message_path="msg",
)


class FeishuRobot:
    name = "feishu_robot"
    repeat_when_unknown = False
    avoids_full_hour = True
    rates = (Rate(5, timedelta(seconds=1)), Rate(100, timedelta(minutes=1)))
    max_bytes = 20 * 1024 - _ENVELOPE_BYTES

    def __init__(self, settings: FeishuRobotSettings, clock: MachineClock) -> None:
        self._base_url = settings.base_url.rstrip("/")
        dialect = RobotDialect(
            settings.robots, self._build, _CODES, self.max_bytes, json_bytes, clock
        )
        self._delivery = robot_delivery(settings, dialect, self.rates)

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self._delivery.deliver(letters, report)

    def _build(self, robot: RobotAccess, part: Part, now: datetime) -> Request:
        mentions = "".join(
            f'<at user_id="{user}"></at>' for user in part.mentions if _USER_ID.fullmatch(user)
        )
        payload: dict[str, object] = {
            "msg_type": "text",
            "content": {"text": mentions + part.text},
        }
        if robot.secret:
            stamp = str(int(now.timestamp()))
            key = f"{stamp}\n{robot.secret.get_secret_value()}".encode()
            payload |= {"timestamp": stamp, "sign": signature(key)}
        key_in_path = quote(robot.key.get_secret_value(), safe="")
        return Request(f"{self._base_url}/open-apis/bot/v2/hook/{key_in_path}", json_body(payload))
