"""Sinks in processes of their own, which outlive a kill, and the settings that point to them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


def _start(module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
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
