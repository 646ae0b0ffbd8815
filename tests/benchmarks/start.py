"""How long a web process takes from its start to its first page, ours and a bare one of the same libraries."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter, sleep

from tests.support.processes import ROOT

PATIENCE_S = 60


def ours(home: Path) -> float:
    """Seconds from the start of `pingxuan web` over an existing database to its first page."""
    port = _free_port()
    told = {"PINGXUAN_HOME": str(home), "PINGXUAN_WEB_PORT": str(port)}
    return _first_page(["-m", "cli.main", "web"], port, told)


def raw(database: Path) -> float:
    """The same of a process that has the libraries and nothing of ours."""
    port = _free_port()
    return _first_page(["-m", "tests.benchmarks.start_raw", str(database), str(port)], port, {})


def _first_page(arguments: Sequence[str], port: int, told: Mapping[str, str]) -> float:
    start = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
    )
    try:
        while perf_counter() - start < PATIENCE_S:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in"):
                    return perf_counter() - start
            except OSError:
                sleep(0.005)
    finally:
        process.terminate()
        process.wait()
    raise TimeoutError(f"no page within {PATIENCE_S} s")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
