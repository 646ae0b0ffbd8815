"""Our small client of Prefect's API against a server that stumbles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from models import PlannedRun
from tasks.prefect_api import (
    PAGE,
    KnownRun,
    PrefectUnreachableError,
    RunRequest,
    prefect_api,
    request_for,
)

AT = datetime(2021, 12, 17, 1, 37, tzinfo=UTC)
REQUEST = RunRequest("印发通知/按环节", "名称", "key", ("t",), {"campaign": 1})


class Stumbling(BaseHTTPRequestHandler):
    """Answers with what `script` says next, and with runs to whoever filters."""

    script: ClassVar[list[tuple[int, object]]] = []
    seen: ClassVar[list[tuple[str, str, Any]]] = []

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        self.seen.append((self.command, self.path, body))
        status, answer = self.script.pop(0)
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_PATCH = _answer  # noqa: N815 - names that http.server asks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Silent."""


@pytest.fixture
def url() -> Iterator[str]:
    Stumbling.script, Stumbling.seen = [], []
    with ThreadingHTTPServer(("127.0.0.1", 0), Stumbling) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


def run_of(number: int) -> dict[str, object]:
    return {
        "id": f"id{number}",
        "idempotency_key": f"k{number}",
        "expected_start_time": "2021-12-17T01:37:00Z",
        "state_type": "SCHEDULED",
        "name": "n",
        "run_count": 1,
    }


def test_a_busy_server_is_asked_again_with_the_same_key(url: str) -> None:
    Stumbling.script = [(200, {"id": "d"}), (503, {}), (201, {"id": "made"})]

    with prefect_api(url) as api:
        assert api.make(REQUEST) == "made"

    first, second = Stumbling.seen[1:]
    assert first == second
    assert first[1] == "/api/deployments/d/create_flow_run"
    assert first[2]["idempotency_key"] == "key"


def test_a_server_that_stays_busy_is_given_up_with_what_it_said(url: str) -> None:
    Stumbling.script = [(503, {"detail": "busy"})] * 3

    with prefect_api(url) as api, pytest.raises(PrefectUnreachableError, match=r"503.*busy"):
        api.make(REQUEST)

    assert len(Stumbling.seen) == 3


def test_a_plain_refusal_is_not_repeated(url: str) -> None:
    Stumbling.script = [(404, {"detail": "Deployment not found"})]

    with prefect_api(url) as api, pytest.raises(PrefectUnreachableError, match="not found"):
        api.make(REQUEST)

    assert len(Stumbling.seen) == 1


def test_deleting_what_is_gone_already_is_as_good(url: str) -> None:
    Stumbling.script = [(404, {"detail": "gone"})]

    with prefect_api(url) as api:
        api.delete("id1")

    assert [(method, path) for method, path, _ in Stumbling.seen] == [
        ("DELETE", "/api/flow_runs/id1")
    ]


def test_runs_are_read_page_by_page_until_one_is_not_full(url: str) -> None:
    pages = [[run_of(n) for n in range(PAGE)], [run_of(PAGE)]]
    Stumbling.script = [(200, page) for page in pages]

    with prefect_api(url) as api:
        found = api.upcoming("campaign:c")

    assert len(found) == PAGE + 1
    assert found[-1] == KnownRun(f"id{PAGE}", f"k{PAGE}", AT, "SCHEDULED", "n", starts=1)
    assert [body["offset"] for _, _, body in Stumbling.seen] == [0, PAGE]


def test_a_deployments_chinese_name_is_part_of_the_path(url: str) -> None:
    Stumbling.script = [(200, {"id": "d"}), (201, {"id": "made"})]

    with prefect_api(url) as api:
        api.make(REQUEST)

    assert Stumbling.seen[0][1] == (
        "/api/deployments/name/%E5%8D%B0%E5%8F%91%E9%80%9A%E7%9F%A5/%E6%8C%89%E7%8E%AF%E8%8A%82"
    )


def test_a_planned_run_is_asked_for_at_its_moment_and_a_click_at_once() -> None:
    planned = PlannedRun(
        campaign_id=3,
        step="1.2",
        deployment="印发通知/按环节",
        purpose="remind T-3",
        name="2021-12-17 · 印发实施意见 · 提醒 T-3",
        key="szsc-2021:1.2:remind:v1",
        due_at=AT,
    )
    expected = RunRequest(
        deployment="印发通知/按环节",
        name="2021-12-17 · 印发实施意见 · 提醒 T-3",
        key="szsc-2021:1.2:remind:v1",
        tags=("campaign:szsc-2021", "step:1.2"),
        parameters={"campaign": 3, "step": "1.2", "purpose": "remind T-3"},
        at=AT,
    )

    assert request_for(planned) == expected
    planned.at_once = True
    assert request_for(planned).at is None
