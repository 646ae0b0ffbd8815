"""A whole installation as `pingxuan serve` runs it, its parts found by their command lines."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import httpx

from config.settings import Settings
from tasks.context import House, open_house
from tasks.prefect_api import RunRequest, prefect_api

T = TypeVar("T")
RUNNER, SERVER, WEB = "flows.runner", "prefect server", "cli.main web"
RUN = "prefect.engine"


@dataclass(frozen=True)
class Installation:
    supervisor: subprocess.Popen[bytes]
    settings: Settings
    house: House

    def runs(self, **filters: object) -> list[dict[str, Any]]:
        url = f"{self.settings.prefect_url}/flow_runs/filter"
        found: list[dict[str, Any]] = httpx.post(url, json=filters, trust_env=False).json()
        return found

    def ask(self, deployment: str, **parameters: object) -> str:
        """Ask for a run at once; its id."""
        with prefect_api(self.settings.prefect_url) as api:
            key = secrets.token_hex(8)
            return api.make(RunRequest(deployment, deployment, key, (), parameters))

    def state(self, run: str) -> str:
        (found,) = self.runs(flow_runs={"id": {"any_": [run]}})
        return str(found["state_type"])

    def answers(self) -> bool:
        try:
            ready = httpx.get(f"{self.settings.prefect_url}/ready", trust_env=False)
        except httpx.TransportError:
            return False
        return ready.is_success

    def part(self, command: str) -> int:
        """Process id of the supervisor's child with this in its command line; 0 if there is none."""
        found = [pid for pid, line in _children(self.supervisor.pid) if command in line]
        return found[0] if found else 0

    def processes(self) -> dict[int, str]:
        """Everything below the supervisor, with its command line."""
        return dict(_below(self.supervisor.pid))


@contextmanager
def installation(
    settings: Settings, more: Mapping[str, str] | None = None
) -> Iterator[Installation]:
    """`pingxuan serve` of a folder, up and ready; told to end and waited for afterwards."""
    log = settings.home / "serve.log"
    with log.open("wb") as out:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "serve"],
            env={**os.environ, **environment_of(settings), **(more or {})},
            stdout=out,
            stderr=out,
        )
    house = open_house(settings)
    try:
        eventually(lambda: "Ctrl-C" in log.read_text(), 90)
        yield Installation(supervisor, settings, house)
    finally:
        supervisor.terminate()
        supervisor.wait(60)
        house.engine.dispose()


def environment_of(settings: Settings) -> dict[str, str]:
    return {
        "PINGXUAN_HOME": str(settings.home),
        "PINGXUAN_PREFECT_PORT": str(settings.prefect_port),
        "PINGXUAN_WEB_PORT": str(settings.web_port),
    }


def alive(pid: int) -> bool:
    """Whether there is such a process that is not merely waiting to be buried by its parent."""
    try:
        return _stat(pid)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(look: Callable[[], T], seconds: int, *, every: float = 0.2) -> T:
    for _ in range(int(seconds / every)):
        if found := look():
            return found
        Event().wait(every)
    raise AssertionError(f"it did not happen within {seconds} seconds")


def _below(parent: int) -> Iterator[tuple[int, str]]:
    for pid, line in _children(parent):
        yield pid, line
        yield from _below(pid)


def _children(parent: int) -> Iterator[tuple[int, str]]:
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int(_stat(int(entry.name))[1]) == parent:
                yield int(entry.name), (entry / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue


def _stat(pid: int) -> list[str]:
    """State and parent of a process, from the fields behind its name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
