"""A child process that dies in the middle of its work, at the n-th file it touches."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

EVENTS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")
"""What Python tells of a program that changes files; one kill before each."""


def completed(act: Callable[[], object], *, killed_at: int) -> bool:
    """Act in a process that is killed before it touches its n-th file; says whether it got through."""
    child = os.fork()
    if child == 0:
        left = killed_at

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            del arguments
            if event in EVENTS:
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        failed = 1
        try:
            sys.addaudithook(watch)
            act()
            failed = 0
        finally:
            os._exit(failed)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status == 0
