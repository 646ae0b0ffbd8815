"""E-mail over SMTP: several connections kept open, each answer judged by when it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import aiosmtplib

from config.channels import EmailSettings
from notifications.channels.base import (
    About,
    Letter,
    MachineClock,
    Outcome,
    Refused,
    Report,
    Sent,
    Unknown,
)
from notifications.channels.handover import HandOver
from notifications.channels.mime import Sender, ascii_mailbox, compose
from notifications.channels.pace import Gate, Rate
from notifications.channels.redaction import Redactor
from notifications.channels.smtp import BrokenOffError, SmtpConnection, SmtpReply

_CLOSING = 421
_NO_SUCH_MAILBOX = frozenset({550, 551, 553})
_PERMANENT = range(500, 600)
_SUCCESS = range(200, 300)
_MOST_FAILURES_IN_A_ROW = 3
_ASKED_TO_WAIT = timedelta(minutes=5)


class Email:
    name = "email"
    repeat_when_unknown = True
    avoids_full_hour = False
    max_bytes = None

    def __init__(self, settings: EmailSettings, clock: MachineClock) -> None:
        self.settings = settings
        self.sender = Sender(settings.sender_name, settings.sender_address, settings.reply_to)
        self.redactor = Redactor([settings.password])
        per_minute = settings.per_minute
        self.rates = (Rate(per_minute, timedelta(minutes=1)),) if per_minute else ()
        self._gate = Gate(self.rates, clock.monotonic)
        self._clock = clock

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        now = self._clock.now()
        couriers = [MailCourier(self, now) for _ in letters[: self.settings.connections]]
        HandOver(report, lambda _letter: self._gate.take("")).run(letters, couriers)


class MailCourier:
    """Carries mails over one connection, made anew when the server ends it."""

    def __init__(self, channel: Email, now: datetime) -> None:
        self._channel = channel
        self._now = now
        self._failures = 0
        self._connection: SmtpConnection | None = None

    @property
    def usable(self) -> bool:
        return self._failures < _MOST_FAILURES_IN_A_ROW

    async def open(self) -> Refused | None:
        connection = await self._connect()
        return connection if isinstance(connection, Refused) else None

    async def close(self) -> None:
        if self._connection:
            await self._connection.quit()

    async def carry(self, letter: Letter) -> Outcome:
        address = ascii_mailbox(letter.address)
        if address is None:
            reason = "the address is not a valid e-mail address"
            return Refused(reason, permanent=True, about="address")
        connection = await self._connect()
        if isinstance(connection, Refused):
            self._failures = _MOST_FAILURES_IN_A_ROW
            return connection
        sender = self._channel.sender
        mail = compose(letter, sender, self._now, eight_bit=connection.eight_bit)
        try:
            reply = await connection.transact(sender.address, address, mail)
        except BrokenOffError as error:
            self._failures += 1
            reason = f"the connection to the mail server: {error}"
            return Unknown(reason) if error.in_doubt else Refused(reason, permanent=False)
        self._failures = 0
        return self._channel.redactor.clean_outcome(_judged(reply))

    async def _connect(self) -> SmtpConnection | Refused:
        """The connection, a new one where there is none; a refusal says nothing about any letter."""
        if self._connection:
            if self._connection.open_still:
                return self._connection
            await self._connection.quit()
            self._connection = None
        channel = self._channel
        try:
            self._connection = await SmtpConnection.open(channel.settings, channel.sender.domain)
        except (aiosmtplib.SMTPException, OSError) as error:
            reason, permanent = _why_not_connected(error)
            return Refused(channel.redactor.clean(reason), permanent, about="access")
        return self._connection


def _judged(reply: SmtpReply) -> Outcome:
    if reply.code in _SUCCESS:
        return Sent(reply.text)
    reason = f"{reply.code} {reply.text}"
    if reply.code == 0:
        return Unknown(f"the answer is not the mail server's: {reason}")
    wait = _ASKED_TO_WAIT if reply.code == _CLOSING else None
    about: About = "address" if reply.code in _NO_SUCH_MAILBOX else "letter"
    return Refused(reason, reply.code in _PERMANENT, wait, about)


def _why_not_connected(error: Exception) -> tuple[str, bool]:
    """The reason, and whether it will be the same next time: only a wrong password is."""
    if not isinstance(error, aiosmtplib.SMTPResponseException):
        return f"no connection to the mail server: {type(error).__name__}", False
    login_failed = isinstance(error, aiosmtplib.SMTPAuthenticationError)
    reason = f"no connection to the mail server: {error.code} {error.message}"
    return reason, login_failed and error.code in _PERMANENT
