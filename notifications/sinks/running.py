"""Runs a sink's server in a thread of its own, or in the foreground of a process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Session(asyncio.Protocol):
    """One connection to a sink."""

    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP always gives one
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None

    def write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def abort(self) -> None:
        if self._transport:
            self._transport.abort()


SessionFactory = Callable[[], Session]


@contextmanager
def in_thread(factory: SessionFactory, port: int = 0) -> Iterator[int]:
    """Serve on loopback until the block ends; yields the port, a free one for 0."""
    listener = _listen(port)
    ready = threading.Event()
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    sessions: list[Session] = []

    def made() -> Session:
        sessions.append(factory())
        return sessions[-1]

    async def serve() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        server = await asyncio.get_running_loop().create_server(made, sock=listener)
        ready.set()
        await stop.wait()
        server.close()
        for session in sessions:
            session.abort()
        await server.wait_closed()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="sink", daemon=True)
    port = listener.getsockname()[1]
    thread.start()
    ready.wait()
    try:
        yield port
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        listener.close()


def in_foreground(factory: SessionFactory, port: int) -> None:
    """Serve on loopback until the process is ended."""

    async def serve() -> None:
        listener = _listen(port)
        server = await asyncio.get_running_loop().create_server(factory, sock=listener)
        print(listener.getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads the port
        await server.serve_forever()

    asyncio.run(serve())


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio sends small answers at once instead of gathering them.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener
