"""Processes that tests start and end themselves: sinks that outlive a kill, and sweepers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def sink_process(kind: str, log: Path) -> Iterator[int]:
    """A mail (`smtp`) or web (`http`) sink in a process of its own; yields its port."""
    process = _start(f"notifications.sinks.{kind}", "0", str(log))
    try:
        yield int(_line(process))
    finally:
        process.kill()
        process.wait()
        _close(process)


class Sweeper:
    """A process that sweeps and delivers; it acts only when told to `go`."""

    def __init__(
        self,
        campaign: int,
        moment: datetime,
        environment: Mapping[str, str],
        leases_passed: int = 0,
    ) -> None:
        self._process = _start(
            "tests.support.sweeper",
            str(campaign),
            moment.isoformat(),
            str(leases_passed),
            environment=environment,
        )
        assert _line(self._process) == "ready"

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def finish(self) -> dict[str, int]:
        """Wait for the end; the tally of the last delivery."""
        last = _line(self._process)
        code = self._process.wait()
        _close(self._process)
        assert code == 0
        tally: dict[str, int] = json.loads(last)
        return tally

    def kill(self) -> bool:
        """SIGKILL; says whether it was still at work."""
        running = self._process.poll() is None
        self._process.kill()
        self._process.wait()
        _close(self._process)
        return running


def environment_of(
    home: Path, database: str, *, smtp: int, http: int | None = None
) -> dict[str, str]:
    """The settings of a house whose mail and webhooks go to local sinks."""
    enabled = ["email", "inbox", *(["webhook"] if http else [])]
    return {
        "PINGXUAN_HOME": str(home),
        "PINGXUAN_DATABASE": database,
        "PINGXUAN_DELIVERY_BATCH": "40",
        "PINGXUAN_CHANNELS__ENABLED": json.dumps(enabled),
        "PINGXUAN_CHANNELS__EMAIL__HOST": "127.0.0.1",
        "PINGXUAN_CHANNELS__EMAIL__PORT": str(smtp),
        "PINGXUAN_CHANNELS__EMAIL__CONNECTIONS": str(CONNECTIONS),
        "PINGXUAN_CHANNELS__WEBHOOK__CONNECTIONS": str(CONNECTIONS),
        **({"PINGXUAN_CHANNELS__WEBHOOK__URL": f"http://127.0.0.1:{http}/hook"} if http else {}),
    }


CONNECTIONS = 4


def _start(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _close(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
