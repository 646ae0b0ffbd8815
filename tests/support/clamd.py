"""A stand-in for ClamAV's daemon: a real socket that speaks INSTREAM and finds EICAR."""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tests.support.files import EICAR


class _Talk(socketserver.StreamRequestHandler):
    most = 0
    """StreamMaxLength in bytes."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@contextmanager
def clamd(most: int = 1 << 25, socket: Path | None = None) -> Iterator[str]:
    """The daemon's address, while it runs."""
    talk = type("Talk", (_Talk,), {"most": most})
    with (
        socketserver.ThreadingUnixStreamServer(str(socket), talk)
        if socket
        else socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk)
    ) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield str(socket) if socket else f"127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
