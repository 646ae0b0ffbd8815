"""短信 over HTTP: any provider or city gateway, its fields and codes given by settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from pydantic import JsonValue

from config.channels import SmsSettings
from notifications.channels.base import Letter, MachineClock, Outcome, Refused, Report
from notifications.channels.http import Reply, Request
from notifications.channels.http_delivery import Codes, HttpDelivery
from notifications.channels.pace import Gate, Rate
from notifications.channels.redaction import Redactor
from notifications.channels.robots import json_body
from notifications.channels.webhook import header_token

_PHONE = re.compile(r"\+?[0-9]{5,15}")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class SmsHttp:
    name = "sms_http"
    repeat_when_unknown = False
    avoids_full_hour = False
    max_bytes = None

    def __init__(self, settings: SmsSettings, clock: MachineClock) -> None:
        if settings.url is None:
            raise ValueError("channels.sms_http.url is not set")
        self._url = settings.url
        self._settings = settings
        per_minute = settings.per_minute
        self.rates = (Rate(per_minute, timedelta(minutes=1)),) if per_minute else ()
        self._codes = Codes(
            paths=(settings.code_path,),
            ok=settings.ok_codes,
            again=dict.fromkeys(settings.retry_codes, timedelta(minutes=1)),
            message_path=settings.message_path,
            id_path=settings.id_path,
        )
        self._delivery = HttpDelivery(
            options=settings,
            dialect=self,
            gate=Gate(self.rates, clock.monotonic),
            redactor=Redactor([settings.proxy, *settings.credentials.values()]),
            clock=clock,
        )

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self._delivery.deliver(letters, report)

    def requests(self, letter: Letter) -> list[Request] | Refused:
        if not _PHONE.fullmatch(letter.address):
            return Refused("the address is not a telephone number", permanent=True)
        credentials = self._settings.credentials
        values = {name: secret.get_secret_value() for name, secret in credentials.items()}
        values |= {
            "address": letter.address,
            "subject": letter.subject,
            "body": letter.body,
            "key": header_token(letter.key),
        }
        headers = {name: _fill(text, values) for name, text in self._settings.headers.items()}
        payload = {name: _filled(v, values) for name, v in self._settings.payload.items()}
        if self._settings.form == "json":
            return [Request(self._url, json_body(payload), headers)]
        form = urlencode({n: v if isinstance(v, str) else json_body(v) for n, v in payload.items()})
        kind = "application/x-www-form-urlencoded"
        return [Request(self._url, form.encode(), headers, kind)]

    def verdict(self, reply: Reply) -> Outcome:
        return self._codes.verdict(reply)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _filled(value: JsonValue, values: Mapping[str, str]) -> JsonValue:
    if isinstance(value, str):
        return _fill(value, values)
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, values) for name, each in value.items()}
    return value
