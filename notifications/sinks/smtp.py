"""A mail server that keeps what it is given and fails on request.

As a process, `python -m notifications.sinks.smtp PORT LOG` writes one line per mail as soon as it
is accepted: its Message-ID and its recipients.
"""

from __future__ import annotations

import argparse
import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TextIO

from notifications.sinks.running import Session, in_foreground, in_thread

_END = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Mail:
    message_id: str
    recipients: tuple[str, ...]
    connection: int
    raw: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Fault:
    """What to do instead of saying yes, at a verb or at BODY, the end of the mail's text."""

    verb: str
    do: Literal["answer", "stall", "reset"]
    answer: bytes = b""
    containing: bytes = b""


@dataclass(slots=True)
class SmtpSink:
    """Records the accepted mails; `keep_raw=False` and `log` keep memory flat in long runs."""

    keep_raw: bool = True
    extensions: tuple[str, ...] = ("8BITMIME", "PIPELINING", "AUTH PLAIN", "SIZE 33554432")
    asks_for_text_of_nobody: bool = False
    """As some servers do with pipelined commands, say 354 although no recipient was accepted."""
    log: TextIO | None = None
    port: int = 0
    connections: int = 0
    mails: list[Mail] = field(default_factory=list)
    _faults: deque[Fault] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, verb: str, code: int, *, times: int = 1, containing: str = "") -> None:
        """Answer a verb (EHLO, AUTH, MAIL, RCPT, DATA, BODY) with a code, so many times."""
        line = f"{code} as asked\r\n".encode()
        self._faults.extend([Fault(verb, "answer", line, containing.encode())] * times)

    def stall(self, verb: str, *, times: int = 1) -> None:
        """Never answer."""
        self._faults.extend([Fault(verb, "stall")] * times)

    def reset(self, verb: str, *, times: int = 1) -> None:
        """Break the connection instead of answering."""
        self._faults.extend([Fault(verb, "reset")] * times)

    def fault_for(self, verb: str, line: bytes) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.verb == verb and fault.containing in line:
                    self._faults.remove(fault)
                    return fault
        return None

    def accept(self, mail: Mail) -> None:
        if self.log:
            self.log.write(f"{mail.message_id} {','.join(mail.recipients)}\n")
        else:
            self.mails.append(mail)


class _Session(Session):
    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        self._buffer = b""
        self._in_body = False
        self._silent = False
        self._has_sender = False
        self._recipients: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._sink.connections += 1
        self._number = self._sink.connections
        self._respond("CONNECT", b"", b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while not self._silent and self._next():
            pass

    def _next(self) -> bool:
        """Handle one command or one mail; False when more bytes are needed."""
        if self._in_body:
            mail, end, rest = self._buffer.partition(_END)
            if end:
                self._buffer, self._in_body = rest, False
                self._accept(mail[2:] + b"\r\n")
            return bool(end)
        line, end, rest = self._buffer.partition(b"\r\n")
        if end:
            self._buffer = rest
            self._command(line)
        return bool(end)

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper().decode("ascii", "replace")
        if verb == "EHLO":
            self._respond(verb, line, self._greeting())
        elif verb == "DATA":
            self._data(line)
        elif verb == "QUIT":
            self._respond(verb, line, b"221 bye\r\n")
            self.close()
        elif verb == "AUTH":
            self._respond(verb, line, b"235 welcome\r\n")
        elif verb == "RCPT" and not self._has_sender:
            self.write(b"503 MAIL first\r\n")
        elif self._respond(verb, line, b"250 OK\r\n"):
            self._envelope(verb, line)

    def _greeting(self) -> bytes:
        lines = "".join(f"250-{extension}\r\n" for extension in self._sink.extensions)
        return f"250-sink\r\n{lines}250 HELP\r\n".encode()

    def _envelope(self, verb: str, line: bytes) -> None:
        if verb in {"MAIL", "RSET"}:
            self._has_sender, self._recipients = verb == "MAIL", []
        elif verb == "RCPT":
            self._recipients.append(line[8:].partition(b">")[0].lstrip(b" <").decode())

    def _data(self, line: bytes) -> None:
        if self._recipients or self._sink.asks_for_text_of_nobody:
            self._in_body = self._respond("DATA", line, b"354 go on\r\n")
            if self._in_body:
                self._buffer = b"\r\n" + self._buffer  # so that an empty text ends like any other
        else:
            self.write(b"503 RCPT first\r\n")

    def _accept(self, raw: bytes) -> None:
        if not self._recipients:
            self.write(b"554 no valid recipients\r\n")
            return
        mail = Mail(
            _header(raw, b"Message-ID:"),
            tuple(self._recipients),
            self._number,
            raw if self._sink.keep_raw else b"",
        )
        self._recipients = []
        self._respond("BODY", raw, b"250 OK\r\n", accepted=lambda: self._sink.accept(mail))

    def _respond(
        self, verb: str, line: bytes, good: bytes, accepted: Callable[[], None] | None = None
    ) -> bool:
        """Answer as usual unless a fault was asked for here; True when it was as usual."""
        fault = self._sink.fault_for(verb, line)
        if fault is None:
            if accepted:
                accepted()
            self.write(good)
            return True
        if fault.do == "answer":
            self.write(fault.answer)
            if fault.answer.startswith(b"421"):
                self.close()
        elif fault.do == "reset":
            self.abort()
        else:
            self._silent = True
        return False


@contextmanager
def smtp_sink(port: int = 0, *, keep_raw: bool = True) -> Iterator[SmtpSink]:
    sink = SmtpSink(keep_raw)
    with in_thread(lambda: _Session(sink), port) as sink.port:
        yield sink


def _header(raw: bytes, name: bytes) -> str:
    head = b"\r\n" + raw.partition(b"\r\n\r\n")[0]
    value = head.partition(b"\r\n" + name)[2].partition(b"\r\n")[0]
    return value.strip().decode("ascii", "replace")


def main() -> None:
    parser = argparse.ArgumentParser(description="A mail server that writes down what it accepts.")
    parser.add_argument(
        "port", type=int, help="port on 127.0.0.1; 0 takes a free one and prints it"
    )
    parser.add_argument("log", type=Path, help="file that gets one line per accepted mail")
    arguments = parser.parse_args()
    with arguments.log.open("a", buffering=1, encoding="utf-8") as log:
        sink = SmtpSink(keep_raw=False, log=log)
        in_foreground(lambda: _Session(sink), arguments.port)


if __name__ == "__main__":
    main()
