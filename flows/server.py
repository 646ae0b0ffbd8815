"""Prefect's server as a child of ours: one connection, on loopback, silent towards the outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx

from flows import processes

DATABASE = "prefect:memory:.db"
"""A file like any other. For a URL holding `:memory:` Prefect keeps one pooled connection, and with
more than one it answers 503 under the lightest load; a test holds the file and the absence of 503."""

READY_WITHIN = 90.0
"""Seconds; the first start migrates an empty database."""


class ServerNotReadyError(RuntimeError):
    """The server ended or did not answer in time; the message names its log."""


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """Where a server runs: its home with database and log, and its port on loopback."""

    home: Path
    port: int

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "prefect-server.log"

    @property
    def command(self) -> tuple[str, ...]:
        port = str(self.port)
        return (
            *(sys.executable, "-m", "prefect", "server", "start"),
            *("--host", "127.0.0.1", "--port", port),
        )

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """What server and clients are told; `base` is the environment it is added to."""
        home = self.home.absolute()
        return {
            **base,
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_PROFILES_PATH": str(home / "prefect" / "profiles.toml"),
            "PREFECT_API_URL": self.api_url,
            "PREFECT_SERVER_UI_API_URL": self.api_url,
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home}/{DATABASE}",
            # Sweeps repeat all day: a few ahead are enough, more would bury the campaign's own runs.
            "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "4",
            # Some 30 MB a day: runs older than a quarter are cleared away, our tables remember.
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def start(self) -> subprocess.Popen[bytes]:
        (self.home / "prefect").mkdir(parents=True, exist_ok=True)
        return processes.start(self.command, env=self.environment(os.environ), log=self.log)

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.api_url}/ready", trust_env=False, timeout=2).is_success
        except httpx.TransportError:
            return False

    def wait_ready(self, child: subprocess.Popen[bytes], stopping: Event | None = None) -> None:
        """Return when it answers, or at once when `stopping` is set.

        Raises:
            ServerNotReadyError: When it ended, or is silent after `READY_WITHIN`.
        """
        pause = stopping or Event()
        for _ in range(int(READY_WITHIN / 0.2)):
            if self.ready() or pause.wait(0.2):
                return
            if child.poll() is not None:
                break
        raise ServerNotReadyError(
            f"Prefect 服务没有启动，原因见 {self.log} (the Prefect server did not start, see its log)"
        )


@contextmanager
def embedded_prefect(home: Path, *, port: int = 0) -> Iterator[PrefectServer]:
    """A server of one's own for as long as the block lasts: demonstrations and tests."""
    server = PrefectServer(home, port or free_port())
    child = server.start()
    try:
        server.wait_ready(child)
        yield server
    finally:
        processes.stop(child, patience=10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_answers(host: str, port: int) -> bool:
    """Whether somebody listens there already: a dying old server would pass for the new one."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0
