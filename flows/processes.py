"""Child processes that never outlive their parent and that stop in good order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str], *, env: Mapping[str, str], log: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own; what it says goes to `log`, or to where ours goes."""
    out = log.open("ab") if log else None
    try:
        return subprocess.Popen(  # noqa: S603 - our own commands
            list(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT if out else None,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call, no locks taken
        )
    finally:
        if out:
            out.close()


def stop(child: subprocess.Popen[bytes], *, patience: float) -> None:
    """Ask it to end, wait `patience` seconds, then end its whole group."""
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    # The group may hold grandchildren (flow runs) even when the child itself has gone.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _end_with_parent() -> None:
    """Without it, a killed supervisor would leave a server on the port of the next one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
