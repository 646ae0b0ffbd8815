"""A webhook provider that keeps what it is given and answers as told.

As a process, `python -m notifications.sinks.http PORT LOG` writes one line per request as soon as
it is read: its Idempotency-Key (or -) and its path.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TextIO
from urllib.parse import parse_qsl, urlsplit

from notifications.sinks.running import Session, in_foreground, in_thread

_REASONS = {200: "OK", 400: "Bad Request", 429: "Too Many Requests", 500: "Internal Server Error"}


@dataclass(frozen=True, slots=True)
class Received:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    do: Literal["answer", "stall", "reset"] = "answer"

    def encoded(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'As Asked')}"]
        headers = {"Content-Type": "application/json", **self.headers}
        headers["Content-Length"] = str(len(self.body))
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass(slots=True)
class HttpSink:
    """Answers every path with `usual`, after the answers that were queued for it."""

    usual: Answer = Answer()
    log: TextIO | None = None
    port: int = 0
    connections: int = 0
    received: list[Received] = field(default_factory=list)
    _by_path: dict[str, Answer] = field(default_factory=dict)
    _next: dict[str, deque[Answer]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def always(self, path: str, data: object, *, status: int = 200) -> None:
        """Answer this path with JSON from now on."""
        self._by_path[path] = Answer(status, json.dumps(data).encode())

    def once(self, path: str, answer: Answer) -> None:
        """Answer the next request to this path so, then as before."""
        with self._lock:
            self._next.setdefault(path, deque()).append(answer)

    def answer_to(self, request: Received) -> Answer:
        if self.log:
            key = request.headers.get("idempotency-key", "-")
            self.log.write(f"{key} {request.path}\n")
        else:
            self.received.append(request)
        with self._lock:
            queued = self._next.get(request.path)
            return queued.popleft() if queued else self._by_path.get(request.path, self.usual)


class _Session(Session):
    def __init__(self, sink: HttpSink) -> None:
        self._sink = sink
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._sink.connections += 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while request := self._take():
            self._act(self._sink.answer_to(request))

    def _take(self) -> Received | None:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return None
        self._buffer = rest[length:]
        method, target, _ = first.split(" ", 2)
        url = urlsplit(target)
        return Received(method, url.path, dict(parse_qsl(url.query)), headers, rest[:length])

    def _act(self, answer: Answer) -> None:
        if answer.do == "answer":
            self.write(answer.encoded())
        elif answer.do == "reset":
            self.abort()


@contextmanager
def http_sink(port: int = 0) -> Iterator[HttpSink]:
    sink = HttpSink()
    with in_thread(lambda: _Session(sink), port) as sink.port:
        yield sink


def main() -> None:
    parser = argparse.ArgumentParser(description="A web service that writes down what it is sent.")
    parser.add_argument(
        "port", type=int, help="port on 127.0.0.1; 0 takes a free one and prints it"
    )
    parser.add_argument("log", type=Path, help="file that gets one line per request")
    arguments = parser.parse_args()
    with arguments.log.open("a", buffering=1, encoding="utf-8") as log:
        sink = HttpSink(log=log)
        in_foreground(lambda: _Session(sink), arguments.port)


if __name__ == "__main__":
    main()
