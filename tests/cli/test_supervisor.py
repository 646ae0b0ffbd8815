"""The supervisor with small children: restarts, order, and what it refuses."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest

from cli import supervisor
from cli.supervisor import (
    CannotServeError,
    Child,
    Part,
    Supervisor,
    environment_of,
    only_one,
    parts_of,
    refuse_taken_ports,
)
from config.settings import Settings
from flows import processes
from flows.server import free_port

NOTE = """
import signal, sys, threading
def note(word):
    with open(sys.argv[2], "a") as file:
        file.write(f"{sys.argv[1]} {word}\\n")
ended = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())
note("up")
ended.wait()
note("down")
"""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(supervisor, "PAUSES", (0.05, 0.1))


def start(name: str, notes: Path) -> Child:
    return processes.start((sys.executable, "-c", NOTE, name, str(notes)), env=os.environ)


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        Event().wait(0.02)
    raise AssertionError("it did not happen within ten seconds")


def noted(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []


@pytest.mark.usefixtures("quick")
def test_parts_come_up_in_order_and_go_down_in_the_opposite_order(tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    def ready(count: int, _child: Child, _stopping: Event) -> None:
        wait_for(lambda: len(noted(notes)) >= count)

    parts = [
        Part(name, partial(start, name, notes), 5, partial(ready, n))
        for n, name in enumerate(("server", "runner", "web"), 1)
    ]
    running = Supervisor(parts, say=print)

    running.run(when_up=running.stopping.set)

    assert noted(notes) == [
        "server up", "runner up", "web up", "web down", "runner down", "server down"
    ]  # fmt: skip


@pytest.mark.usefixtures("quick")
def test_a_dead_part_is_started_again_and_the_others_live_on(tmp_path: Path) -> None:
    notes, said = tmp_path / "notes", list[str]()
    parts = [Part(n, partial(start, n, notes), 5) for n in ("server", "runner")]
    running = Supervisor(parts, said.append)
    thread = Thread(target=running.run, args=(lambda: None,))

    thread.start()
    wait_for(lambda: len(noted(notes)) == 2)
    first = parts[1].child
    assert first is not None
    first.kill()
    wait_for(lambda: noted(notes).count("runner up") == 2)
    running.stopping.set()
    thread.join()

    assert noted(notes).count("server up") == 1
    assert [text.split()[0] for text in said] == ["runner"]


def test_a_part_that_dies_again_and_again_is_given_longer_and_longer_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES", (0.0, 50.0))
    part = Part("p", lambda: processes.start((sys.executable, "-c", ""), env=os.environ), 5)

    part.bring_up(Event())
    wait_for(part.died)
    assert part.due_again()
    part.bring_up(Event())
    wait_for(part.died)

    assert not part.due_again()


def test_a_second_one_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(CannotServeError, match="another one"),
        only_one(tmp_path),
    ):
        pass


def test_every_taken_port_is_named_with_the_setting_that_moves_it(tmp_path: Path) -> None:
    with socket.socket() as taken, socket.socket() as also:
        for listener in (taken, also):
            listener.bind(("127.0.0.1", 0))
            listener.listen()
        settings = Settings(
            home=tmp_path, prefect_port=taken.getsockname()[1], web_port=also.getsockname()[1]
        )
        with pytest.raises(CannotServeError) as refused:
            refuse_taken_ports(settings)

    assert "PINGXUAN_WEB_PORT" in str(refused.value)
    assert "PINGXUAN_PREFECT_PORT" in str(refused.value)


def test_what_is_run_elsewhere_is_not_started_here(tmp_path: Path) -> None:
    def titles(**elsewhere: str) -> list[str]:
        settings = Settings(home=tmp_path, prefect_port=free_port(), **elsewhere)  # type: ignore[arg-type]
        return [part.title for part in parts_of(settings)]

    assert titles() == ["Prefect 服务", "流程执行器", "工作台"]
    assert titles(prefect_api_url="http://127.0.0.1:9/api") == ["流程执行器", "工作台"]
    assert titles(prefect_api_url="http://127.0.0.1:9/api", work_pool="p") == ["工作台"]


def test_children_are_told_what_stands_in_the_env_file_and_where_home_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PINGXUAN_HOME", raising=False)
    monkeypatch.setenv("PINGXUAN_WEB_PORT", "8123")
    lines = "PINGXUAN_DELIVERY_BATCH=77\nPINGXUAN_WEB_PORT=9999\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")

    told = environment_of(Settings())

    assert (told["PINGXUAN_DELIVERY_BATCH"], told["PINGXUAN_WEB_PORT"]) == ("77", "8123")
    assert told["PINGXUAN_HOME"] == str(tmp_path / "var")
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
