"""企业微信应用消息, and 政务微信 on its own host: a text to one member."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from config.channels import WecomAppSettings
from notifications.channels.base import (
    Letter,
    MachineClock,
    Outcome,
    Refused,
    Report,
    Sent,
    Unknown,
)
from notifications.channels.http import Line, Reply, Request
from notifications.channels.http_delivery import Codes, HttpDelivery
from notifications.channels.pace import Gate, Rate
from notifications.channels.redaction import Redactor
from notifications.channels.robots import chat_text, json_body
from notifications.channels.split import split, utf8_bytes

# One member: a bar would name several and @all everybody.
_MEMBER = re.compile(r"(?!@all$)[\w.@-]{1,64}", re.IGNORECASE)
_TOKEN_EXPIRED = frozenset({"40014", "42001"})
# Renewed well before its end, so that no batch outlives it.
_TOKEN_MARGIN_SECONDS = 600
_BUSY = {"-1": None, "45009": timedelta(minutes=1), "45033": timedelta(minutes=1)}
_CODES = Codes(
    paths=("errcode",),
    ok=frozenset({"0"}),
    again={**_BUSY, **dict.fromkeys(_TOKEN_EXPIRED)},
    message_path="errmsg",
    id_path="msgid",
)


class WecomApp:
    """Its own check for duplicates covers half an hour, less than we may need: no blind repeats."""

    name = "wecom_app"
    repeat_when_unknown = False
    avoids_full_hour = True
    rates = (Rate(30, timedelta(minutes=1)), Rate(1000, timedelta(hours=1)))
    max_bytes = 2048

    def __init__(self, settings: WecomAppSettings, clock: MachineClock) -> None:
        self._settings = settings
        self._clock = clock
        self._base_url = settings.base_url.rstrip("/")
        self._token = ""
        self._token_ends = float("-inf")
        self._delivery = HttpDelivery(
            options=settings,
            dialect=self,
            gate=Gate(self.rates, clock.monotonic),
            redactor=Redactor([settings.secret, settings.proxy]),
            clock=clock,
            sender_of=lambda letter: letter.address,
        )

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        refused = self._renew_token() if letters else None
        if refused:
            report([(letter, refused) for letter in letters], [])
        else:
            self._delivery.deliver(letters, report)

    def requests(self, letter: Letter) -> list[Request] | Refused:
        if not _MEMBER.fullmatch(letter.address):
            reason = "the address is not one member's account"
            return Refused(reason, permanent=True, about="address")
        url = f"{self._base_url}/cgi-bin/message/send?{urlencode({'access_token': self._token})}"
        return [
            Request(
                url,
                json_body(
                    {
                        "touser": letter.address,
                        "msgtype": "text",
                        "agentid": self._settings.agent_id,
                        "text": {"content": text},
                        "enable_duplicate_check": 1,
                        "duplicate_check_interval": 1800,
                    }
                ),
            )
            for text in split(chat_text(letter), self.max_bytes, utf8_bytes)
        ]

    def verdict(self, reply: Reply) -> Outcome:
        outcome = _CODES.verdict(reply)
        if reply.at("errcode") in _TOKEN_EXPIRED:
            self._token_ends = float("-inf")
        if isinstance(outcome, Sent) and reply.at("invaliduser"):
            return Refused("the provider knows no such member", permanent=True, about="address")
        return outcome

    def _renew_token(self) -> Refused | None:
        if self._clock.monotonic() < self._token_ends:
            return None
        answer = asyncio.run(self._ask_for_token())
        outcome = _CODES.verdict(answer) if isinstance(answer, Reply) else answer
        if isinstance(answer, Reply) and isinstance(outcome, Sent):
            self._keep_token(answer)
            return None
        # No message has left yet, so nothing is in doubt.
        reason = "" if isinstance(outcome, Sent) else outcome.reason
        permanent = isinstance(outcome, Refused) and outcome.permanent
        told = self._delivery.redactor.clean(f"no access token: {reason}")
        return Refused(told, permanent, about="access")

    def _keep_token(self, answer: Reply) -> None:
        self._token = answer.at("access_token") or ""
        self._delivery.redactor.learn(self._token)
        lifetime = float(answer.at("expires_in") or 0)
        self._token_ends = self._clock.monotonic() + lifetime - _TOKEN_MARGIN_SECONDS

    async def _ask_for_token(self) -> Reply | Refused | Unknown:
        line = Line(self._settings, self._delivery.tls)
        secret = self._settings.secret.get_secret_value()
        query = urlencode({"corpid": self._settings.corp_id, "corpsecret": secret})
        try:
            request = Request(f"{self._base_url}/cgi-bin/gettoken?{query}", b"", method="GET")
            return await line.send(request, self._clock.now())
        finally:
            await line.close()
