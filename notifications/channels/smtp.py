"""One SMTP connection: opened and secured by aiosmtplib, then one pipelined exchange per mail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiosmtplib

from config.channels import EmailSettings

_OK = range(200, 300)
_GO_ON = range(354, 355)
_CLOSING = 421
_QUIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class SmtpReply:
    code: int
    text: str


class BrokenOffError(Exception):
    """The connection was lost or fell silent; `in_doubt` once the mail's text had been written."""

    def __init__(self, how: str, *, in_doubt: bool) -> None:
        super().__init__(how)
        self.in_doubt = in_doubt


class _Replies(asyncio.Protocol):
    """Collects the server's replies in order."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()
        self._buffer = b""
        self._text: list[bytes] = []
        self._replies: list[SmtpReply] = []
        self._came = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._text.append(line[4:].strip())
            if line[3:4] != b"-":
                code = int(line[:3]) if line[:3].isdigit() else 0
                text = b" ".join(self._text).decode("utf-8", "replace")
                self._replies.append(SmtpReply(code, text))
                self._text = []
        self._came.set()

    def connection_lost(self, _error: Exception | None) -> None:
        self.lost.set()
        self._came.set()

    async def take(self, count: int) -> list[SmtpReply]:
        """The next replies; fewer when the connection is lost first."""
        while len(self._replies) < count and not self.lost.is_set():
            self._came.clear()
            await self._came.wait()
        taken, self._replies = self._replies[:count], self._replies[count:]
        return taken


class SmtpConnection:
    """Asks for sender, recipient and text in one write where the server allows it (RFC 2920).

    That halves the round trips of a mail; aiosmtplib knows no pipelining, so its transport is
    taken over once it has connected, secured and logged in.
    """

    def __init__(self, smtp: aiosmtplib.SMTP, timeout_seconds: float) -> None:
        transport = smtp.transport
        if transport is None:
            raise aiosmtplib.SMTPServerDisconnected("connection lost after the greeting")
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a connection always is one
        self.eight_bit = smtp.supports_extension("8bitmime")
        self._pipelining = smtp.supports_extension("pipelining")
        self._size = smtp.supports_extension("size")
        self._timeout = timeout_seconds
        self._transport = transport
        self._replies = _Replies()
        transport.set_protocol(self._replies)

    @classmethod
    async def open(cls, settings: EmailSettings, own_name: str) -> SmtpConnection:
        """Connect, secure and log in.

        Raises:
            aiosmtplib.SMTPException: where the server or its answer stands in the way.
            OSError: where the network does.
        """
        smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            cert_bundle=settings.ca_file,
            local_hostname=own_name,  # else every connection asks the resolver
        )
        try:
            await smtp.connect()
            if smtp.is_ehlo_or_helo_needed:
                await smtp.ehlo()
            if settings.user and settings.password:
                await smtp.login(settings.user, settings.password.get_secret_value())
            return cls(smtp, settings.timeout_seconds)
        except BaseException:
            smtp.close()
            raise

    @property
    def open_still(self) -> bool:
        return not self._transport.is_closing() and not self._replies.lost.is_set()

    async def transact(self, sender: str, recipient: str, mail: bytes) -> SmtpReply:
        """Hand one mail over; the reply is the acceptance or the first refusal.

        Raises:
            BrokenOffError: where no reply came.
        """
        commands = [
            self._mail_from(sender, len(mail)),
            f"RCPT TO:<{recipient}>\r\n".encode("ascii"),
            b"DATA\r\n",
        ]
        replies = await self._envelope(commands)
        wanted = (_OK, _OK, _GO_ON)
        refused = next(
            (r for r, good in zip(replies, wanted, strict=False) if r.code not in good), None
        )
        if refused is None and len(replies) < len(commands):
            raise self._broken("lost before the text was sent", in_doubt=False)
        if refused is not None:
            await self._start_afresh(replies, refused)
            return refused
        body = mail.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        answer = await self._ask(body, 1, in_doubt=True)
        if not answer:
            raise self._broken("lost after the text was sent", in_doubt=True)
        if answer[0].code == _CLOSING:
            self.close()
        return answer[0]

    async def quit(self) -> None:
        """Take leave and wait until the connection is down."""
        try:
            async with asyncio.timeout(_QUIT_SECONDS):
                if self.open_still:
                    self._transport.write(b"QUIT\r\n")
                    await self._replies.take(1)
                self.close()
                await self._replies.lost.wait()
        except TimeoutError:
            self._transport.abort()

    def close(self) -> None:
        self._transport.close()

    def _mail_from(self, sender: str, size: int) -> bytes:
        options = f"{' BODY=8BITMIME' if self.eight_bit else ''}{f' SIZE={size}' * self._size}"
        return f"MAIL FROM:<{sender}>{options}\r\n".encode("ascii")

    async def _envelope(self, commands: list[bytes]) -> list[SmtpReply]:
        if self._pipelining:
            return await self._ask(b"".join(commands), len(commands), in_doubt=False)
        replies: list[SmtpReply] = []
        for command, good in zip(commands, (_OK, _OK, _GO_ON), strict=True):
            answer = await self._ask(command, 1, in_doubt=False)
            replies += answer
            if not answer or answer[0].code not in good:
                break
        return replies

    async def _start_afresh(self, replies: list[SmtpReply], refused: SmtpReply) -> None:
        """Clear the envelope after a refusal, so that the next mail finds none of it."""
        if refused.code == _CLOSING or not self.open_still:
            self.close()
            return
        if replies[-1].code in _GO_ON:
            # The server waits for a text although nobody is to get it (RFC 2920, 3.1).
            await self._ask(b".\r\n", 1, in_doubt=False)
        await self._ask(b"RSET\r\n", 1, in_doubt=False)

    async def _ask(self, data: bytes, replies: int, *, in_doubt: bool) -> list[SmtpReply]:
        try:
            async with asyncio.timeout(self._timeout):
                self._transport.write(data)
                return await self._replies.take(replies)
        except TimeoutError:
            raise self._broken("no reply in time", in_doubt=in_doubt) from None

    def _broken(self, how: str, *, in_doubt: bool) -> BrokenOffError:
        self._transport.abort()
        return BrokenOffError(how, in_doubt=in_doubt)
