"""What the group robots of WeCom, DingTalk and Feishu have in common."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.channels import RobotAccess
from notifications.channels.base import Letter, MachineClock, Outcome, Refused
from notifications.channels.http import HttpOptions, Reply, Request
from notifications.channels.http_delivery import Codes, HttpDelivery
from notifications.channels.pace import Gate, Rate
from notifications.channels.redaction import Redactor
from notifications.channels.split import Measure, split


@dataclass(frozen=True, slots=True)
class Part:
    """One request's worth of a letter; only the first part mentions people."""

    text: str
    mentions: tuple[str, ...]


BuildRequest = Callable[[RobotAccess, Part, datetime], Request]


@dataclass(frozen=True, slots=True)
class RobotDialect:
    robots: Mapping[str, RobotAccess]
    build: BuildRequest
    codes: Codes
    max_bytes: int
    measure: Measure
    clock: MachineClock

    def requests(self, letter: Letter) -> list[Request] | Refused:
        robot = self.robots.get(letter.address)
        if robot is None:
            return Refused(
                f"no robot named {letter.address!r} in the settings; known: "
                f"{', '.join(self.robots) or 'none'}",
                permanent=True,
            )
        texts = split(chat_text(letter), self.max_bytes, self.measure)
        now = self.clock.now()
        return [
            self.build(robot, Part(text, () if number else letter.mentions), now)
            for number, text in enumerate(texts)
        ]

    def verdict(self, reply: Reply) -> Outcome:
        return self.codes.verdict(reply)


def robot_delivery(
    options: HttpOptions, dialect: RobotDialect, rates: tuple[Rate, ...]
) -> HttpDelivery:
    secrets = [s for robot in dialect.robots.values() for s in (robot.key, robot.secret)]
    return HttpDelivery(
        options=options,
        dialect=dialect,
        gate=Gate(rates, dialect.clock.monotonic),
        redactor=Redactor([*secrets, options.proxy]),
        clock=dialect.clock,
        sender_of=lambda letter: letter.address,
    )


def chat_text(letter: Letter) -> str:
    """Subject and body as one text that no chat client takes for markup.

    Feishu reads <at> and WeCom's applications read <a> inside plain text; a unit's name must not
    ring everybody.
    """
    return f"{letter.subject}\n\n{letter.body}".replace("<", "＜").replace(">", "＞")


def signature(key: bytes, text: bytes = b"") -> str:
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


def json_body(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
