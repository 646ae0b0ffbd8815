"""A generic webhook: JSON with an Idempotency-Key, signed when a secret is set."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta

from config.channels import WebhookSettings
from notifications.channels.base import Letter, MachineClock, Outcome, Refused, Report, Sent
from notifications.channels.http import Reply, Request
from notifications.channels.http_delivery import HttpDelivery
from notifications.channels.pace import Gate, Rate
from notifications.channels.redaction import Redactor
from notifications.channels.robots import json_body


class Webhook:
    """Any 2xx answer is acceptance: a receiver of our own making has no code to look into."""

    name = "webhook"
    repeat_when_unknown = True
    avoids_full_hour = False
    max_bytes = None

    def __init__(self, settings: WebhookSettings, clock: MachineClock) -> None:
        if settings.url is None:
            raise ValueError("channels.webhook.url is not set")
        self._url = settings.url
        self._secret = settings.secret
        self._headers = {name: v.get_secret_value() for name, v in settings.headers.items()}
        per_minute = settings.per_minute
        self.rates = (Rate(per_minute, timedelta(minutes=1)),) if per_minute else ()
        self._delivery = HttpDelivery(
            options=settings,
            dialect=self,
            gate=Gate(self.rates, clock.monotonic),
            redactor=Redactor([settings.secret, settings.proxy, *settings.headers.values()]),
            clock=clock,
        )

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self._delivery.deliver(letters, report)

    def requests(self, letter: Letter) -> list[Request] | Refused:
        body = json_body(
            {
                "key": letter.key,
                "to": letter.address,
                "subject": letter.subject,
                "text": letter.body,
                "mentions": letter.mentions,
            }
        )
        headers = {**self._headers, "Idempotency-Key": header_token(letter.key)}
        if self._secret:
            key = self._secret.get_secret_value().encode()
            headers["X-Pingxuan-Signature"] = f"sha256={hmac.digest(key, body, 'sha256').hex()}"
        return [Request(self._url, body, headers)]

    def verdict(self, reply: Reply) -> Outcome:
        return Sent(reply.at("id") or "")


def header_token(key: str) -> str:
    """The key where a header can carry it as it is, else its digest: always the same for a key."""
    if key.isascii() and key.isprintable() and key == key.strip():
        return key
    return hashlib.sha256(key.encode()).hexdigest()
