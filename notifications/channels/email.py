"""E-mail over SMTP: several connections kept open, each answer judged by the verb it came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import aiosmtplib

from config.channels import EmailSettings
from notifications.channels.base import (
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

_CLOSING = 421
_PERMANENT = 500
_MOST_FAILURES_IN_A_ROW = 3
_ASKED_TO_WAIT = timedelta(minutes=5)


class Email:
    name = "email"
    repeat_when_unknown = True
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
        connections = letters[: self.settings.connections]
        couriers = [SmtpCourier(self, now) for _ in connections]
        HandOver(report, lambda _letter: self._gate.take("")).run(letters, couriers)


class SmtpCourier:
    """One connection, made anew when the server ends it."""

    def __init__(self, channel: Email, now: datetime) -> None:
        settings = channel.settings
        self._channel = channel
        self._now = now
        self._failures = 0
        self._smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            cert_bundle=settings.ca_file,
            local_hostname=channel.sender.domain,  # else every connection asks the resolver
        )

    @property
    def usable(self) -> bool:
        return self._failures < _MOST_FAILURES_IN_A_ROW

    async def open(self) -> Refused | None:
        """Connect and log in; a refusal to do so says nothing about any letter."""
        settings = self._channel.settings
        try:
            await self._smtp.connect()
            if self._smtp.is_ehlo_or_helo_needed:
                await self._smtp.ehlo()
            if settings.user and settings.password:
                await self._smtp.login(settings.user, settings.password.get_secret_value())
        except (aiosmtplib.SMTPException, OSError) as error:
            self._smtp.close()
            return self._could_not_connect(error)
        return None

    async def close(self) -> None:
        if not self._smtp.is_connected:
            return
        try:
            await self._smtp.quit(timeout=1)
        except (aiosmtplib.SMTPException, OSError):
            self._smtp.close()

    async def carry(self, letter: Letter) -> Outcome:
        address = ascii_mailbox(letter.address)
        if address is None:
            return Refused("the address is not a valid e-mail address", permanent=True)
        if not self._smtp.is_connected:
            refused = await self.open()
            if refused:
                self._failures = _MOST_FAILURES_IN_A_ROW
                return refused
        outcome = await self._transact(letter, address)
        if isinstance(outcome, Sent):
            self._failures = 0
            return outcome
        return self._channel.redactor.clean_outcome(outcome)

    async def _transact(self, letter: Letter, address: str) -> Outcome:
        eight_bit = self._smtp.supports_extension("8bitmime")
        mail = compose(letter, self._channel.sender, self._now, eight_bit=eight_bit)
        options = ["BODY=8BITMIME"] if eight_bit else []
        try:
            await self._smtp.mail(self._channel.sender.address, options=options)
            await self._smtp.rcpt(address)
        except aiosmtplib.SMTPResponseException as error:
            return await self._refused(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            # The mail itself had not been sent yet, so nothing is in doubt.
            return Refused(self._broken(error), permanent=False)
        try:
            return Sent((await self._smtp.data(mail)).message)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == aiosmtplib.SMTPStatus.invalid_response:
                return Unknown(self._broken(error))
            return await self._refused(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Unknown(self._broken(error))

    async def _refused(self, error: aiosmtplib.SMTPResponseException) -> Refused:
        """The server said no; the connection goes on unless the server is closing it."""
        wait = _ASKED_TO_WAIT if error.code == _CLOSING else None
        if error.code == _CLOSING or error.code < 0:
            self._broken(error)
        else:
            self._failures = 0
            try:
                await self._smtp.rset()
            except (aiosmtplib.SMTPException, OSError):
                self._smtp.close()
        return Refused(_reply(error), permanent=error.code >= _PERMANENT, retry_after=wait)

    def _broken(self, error: Exception) -> str:
        self._failures += 1
        self._smtp.close()
        return f"the connection to the mail server broke off ({type(error).__name__})"

    def _could_not_connect(self, error: Exception) -> Refused:
        permanent = isinstance(error, aiosmtplib.SMTPAuthenticationError) and (
            error.code >= _PERMANENT
        )
        detail = (
            _reply(error)
            if isinstance(error, aiosmtplib.SMTPResponseException)
            else type(error).__name__
        )
        reason = self._channel.redactor.clean(f"no connection to the mail server: {detail}")
        return Refused(reason, permanent)


def _reply(error: aiosmtplib.SMTPResponseException) -> str:
    return f"{error.code} {error.message}"
