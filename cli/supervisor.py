"""Keeps the parts of an installation running: started in order, restarted when dead, ended clean."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from pydantic_settings import DotEnvSettingsSource

from config.settings import Settings
from flows import processes
from flows.server import PrefectServer, ServerNotReadyError, port_answers

PAUSES = (1.0, 3.0, 7.0, 15.0, 30.0)
"""Seconds before each restart in a row; the last one repeats."""
STEADY = 60.0
"""A part that lived this long starts its pauses anew when it dies."""
LOOK_EVERY = 0.5

Child = subprocess.Popen[bytes]


class CannotServeError(RuntimeError):
    """Something of this installation runs already, or its port is taken."""


@dataclass(slots=True)
class Part:
    """One process of the installation and how to bring it up."""

    title: str
    start: Callable[[], Child]
    patience: float
    """Seconds it gets to end by itself."""
    wait_ready: Callable[[Child, Event], None] = lambda _child, _stopping: None
    child: Child | None = None
    _started: float = 0.0
    _deaths: int = 0
    _again_at: float = 0.0

    def bring_up(self, stopping: Event) -> None:
        self.child, self._started, self._again_at = self.start(), time.monotonic(), 0.0
        self.wait_ready(self.child, stopping)

    def died(self) -> bool:
        """Whether it is dead and this is news; from here on its pause runs.

        What it had started goes with it: a run that outlived its runner would be taken for dead
        while it is still at work.
        """
        if self.child is None or self.child.poll() is None or self._again_at:
            return False
        processes.stop(self.child, patience=0)
        now = time.monotonic()
        self._deaths = 0 if now - self._started > STEADY else self._deaths
        self._again_at = now + PAUSES[min(self._deaths, len(PAUSES) - 1)]
        self._deaths += 1
        return True

    def due_again(self) -> bool:
        return 0 < self._again_at <= time.monotonic()

    def take_down(self) -> None:
        if self.child is not None:
            processes.stop(self.child, patience=self.patience)


@dataclass(slots=True)
class Supervisor:
    """Runs the parts until it is asked to stop; later parts may lean on earlier ones."""

    parts: Sequence[Part]
    say: Callable[[str], None]
    stopping: Event = field(default_factory=Event)

    def run(self, when_up: Callable[[], None]) -> None:
        try:
            for part in self.parts:
                if self.stopping.is_set():
                    return
                part.bring_up(self.stopping)
            when_up()
            # Event.wait, not sleep: a signal must not wait for the end of a pause.
            while not self.stopping.wait(LOOK_EVERY):
                for part in self.parts:
                    self._tend(part)
        finally:
            for part in reversed(self.parts):
                part.take_down()

    def _tend(self, part: Part) -> None:
        if part.died():
            self.say(f"{part.title} 已停止，正在重新启动。{part.title} has ended, restarting.")
        if part.due_again():
            try:
                part.bring_up(self.stopping)
            except ServerNotReadyError as error:
                self.say(str(error))
                part.take_down()


def parts_of(settings: Settings) -> list[Part]:
    """What this installation runs itself; a Prefect server or workers elsewhere are not among it."""
    home, server = settings.home.absolute(), PrefectServer(settings.home, settings.prefect_port)
    own_server = not settings.prefect_api_url
    environment = environment_of(settings)
    if own_server:
        environment = server.environment(environment)

    def python(module: str, *args: str) -> Callable[[], Child]:
        command = (sys.executable, "-m", module, *args)
        log = home / f"{args[0] if args else module.rpartition('.')[2]}.log"
        return lambda: processes.start(command, env=environment, log=log)

    parts: list[Part] = []
    if own_server:
        parts.append(Part("Prefect 服务", server.start, 10, server.wait_ready))
    if not settings.work_pool:
        # Its running passes are cut off after this: they are short, and may run again.
        parts.append(Part("流程执行器", python("flows.runner"), 25))
    parts.append(Part("工作台", python("cli.main", "web"), 10))
    return parts


def environment_of(settings: Settings) -> dict[str, str]:
    """What children are told, with the `.env` file and the home spelled out.

    Workers run flows in folders of their own, where the one is not found and the other relative.
    """
    from_file = DotEnvSettingsSource(Settings).env_vars
    return {
        **{name.upper(): value for name, value in from_file.items() if value is not None},
        **os.environ,
        "PINGXUAN_HOME": str(settings.home.absolute()),
        "PREFECT_API_URL": settings.prefect_url,
    }


def refuse_taken_ports(settings: Settings) -> None:
    """Raise CannotServeError naming every port on which somebody listens already.

    A dying old server still answers, and would pass for the new one.
    """
    wanted = {settings.web_port: "PINGXUAN_WEB_PORT"}
    if not settings.prefect_api_url:
        wanted[settings.prefect_port] = "PINGXUAN_PREFECT_PORT"
    taken = [
        f"端口 {port} 已被占用，请用 {name} 另设一个（port {port} is taken, set {name}）"
        for port, name in wanted.items()
        if port_answers("127.0.0.1", port)
    ]
    if taken:
        raise CannotServeError("\n".join(taken))


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the installation's lock for as long as the block lasts.

    Raises CannotServeError when another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServeError(
                f"{home} 已有一个 pingxuan serve 在运行（another one serves this folder）"
            ) from None
        yield


def stop_on_signals(stopping: Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
