"""ClamAV's daemon over its own protocol (INSTREAM): the file goes there in pieces, its word comes back."""

from __future__ import annotations

import socket
import struct
from typing import BinaryIO

_CHUNK = 1 << 16
_PATIENCE = 120
"""Seconds without an answer after which the daemon counts as down."""


class ScannerDown(OSError):  # noqa: N818 - a state of affairs
    """The daemon cannot be reached or does not answer as ClamAV does."""


class VirusFound(ValueError):  # noqa: N818 - what the daemon said
    """Its message is the signature's name."""


class TooLargeToScan(ValueError):  # noqa: N818 - what the daemon said
    """The daemon's own limit (StreamMaxLength) was reached: the file is not scanned."""


def scan(address: str, file: BinaryIO) -> None:
    """Returns when the daemon found nothing in the file.

    `address` is `host:port` or the path of a socket. Raises VirusFound, TooLargeToScan, ScannerDown.
    """
    try:
        with _connected(address) as daemon:
            answer = _asked(daemon, file)
    except OSError as error:
        raise ScannerDown(str(error)) from error
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise VirusFound(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if "size limit exceeded" in answer:
        raise TooLargeToScan(answer)
    raise ScannerDown(answer[:200] or "没有回答")


def _connected(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host.strip("[]"), int(port)), _PATIENCE)
    daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    daemon.settimeout(_PATIENCE)
    daemon.connect(address)
    return daemon


def _asked(daemon: socket.socket, file: BinaryIO) -> str:
    """Send the file; a daemon that has heard enough hangs up, having said why."""
    file.seek(0)
    try:
        daemon.sendall(b"zINSTREAM\0")
        while part := file.read(_CHUNK):
            daemon.sendall(struct.pack(">L", len(part)) + part)
        daemon.sendall(struct.pack(">L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass
    answer = b""
    while not answer.endswith(b"\0") and (part := daemon.recv(_CHUNK)):
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
